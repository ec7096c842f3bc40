"""Adding a row to the ballot log, inside the transaction of the act it records."""

import secrets
from datetime import datetime
from typing import Any

from innovatie.domain.ballot_log import Frontier, commitment, event_bytes, leaf_hash, tree_head_bytes
from innovatie.domain.ballot_log.canonical import NONCE_BYTES
from innovatie.domain.errors import Conflict, NotFound
from innovatie.infra.database import execute, fetch_row, fetch_value
from innovatie.voting.signing import log_time, sign


async def lock_vote(*, vote_id: int) -> Any:
    """The vote's row, locked until the transaction ends: acts of one vote happen one after the other."""
    row = await fetch_row("SELECT * FROM round_vote WHERE id = $1 FOR UPDATE", vote_id)
    if row is None:
        raise NotFound("Deze stemming bestaat niet.")
    return row


async def append(
    *,
    row: Any,
    kind: str,
    content: dict[str, Any],
    now: datetime,
    municipality_id: int | None = None,
    partnership_id: int | None = None,
) -> int:
    """Add an event to the log of the locked vote `row`; its sequence number. The log only grows while the vote is
    open.
    """
    if row["closed_at"] is not None:
        raise Conflict("De stemming is gesloten.")
    # The row was read before earlier appends of this transaction, so the counters are read again.
    state = await fetch_row("SELECT log_size, log_peaks FROM round_vote WHERE id = $1", row["id"])
    assert state is not None
    packed = state["log_peaks"]
    frontier = Frontier(state["log_size"], [packed[at : at + 32] for at in range(0, len(packed), 32)])
    sequence = frontier.size + 1
    time = log_time(now)
    previous = await fetch_value(
        "SELECT signature FROM ballot_event WHERE vote = $1 AND sequence = $2", row["id"], frontier.size
    )
    event = event_bytes(
        log=row["log"], sequence=sequence, kind=kind, time=time, previous=previous or b"", content=content
    )
    nonce = secrets.token_bytes(NONCE_BYTES)
    leaf = leaf_hash(commitment(nonce, event))
    frontier.append(leaf)
    root = frontier.root()
    await execute(
        "INSERT INTO ballot_event (vote, sequence, kind, time, event, nonce, leaf, root, signature, municipality,"
        " partnership) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        row["id"],
        sequence,
        kind,
        time,
        event.decode(),
        nonce,
        leaf,
        root,
        sign(row["log"], row["public_key"], tree_head_bytes(row["log"], sequence, root, time)),
        municipality_id,
        partnership_id,
    )
    await execute(
        "UPDATE round_vote SET log_size = $1, log_peaks = $2, log_root = $3 WHERE id = $4",
        sequence,
        b"".join(frontier.peaks),
        root,
        row["id"],
    )
    return sequence
