"""Signed tree heads: hourly and at the close, published and mailed to addresses outside."""

from datetime import datetime, timedelta

from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM
from innovatie.domain.ballot_log import tree_head_bytes
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch_row, fetch_value, fetch_values, transaction
from innovatie.infra.jobs import enqueue
from innovatie.voting.payloads import TreeHead
from innovatie.voting.signing import log_time, sign

PACE = timedelta(hours=1)

_DUE = """
SELECT v.id FROM round_vote v
 WHERE v.closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM tree_head h WHERE h.vote = v.id AND h.size = v.log_size)
   AND NOT EXISTS (SELECT 1 FROM tree_head h WHERE h.vote = v.id AND h.published_at > $1) ORDER BY v.id
"""


async def sign_head(*, vote_id: int, occasion: str, now: datetime) -> bool:
    """Sign and publish the state of the log, unless this very state was published before. Inside the caller's act."""
    row = await fetch_row("SELECT log, log_size, log_root, heads_to, public_key FROM round_vote WHERE id = $1", vote_id)
    assert row is not None
    if await fetch_value("SELECT 1 FROM tree_head WHERE vote = $1 AND size = $2", vote_id, row["log_size"]):
        return False
    time = log_time(now)
    signature = sign(row["log"], row["public_key"], tree_head_bytes(row["log"], row["log_size"], row["log_root"], time))
    await execute(
        "INSERT INTO tree_head (vote, size, root, time, signature, occasion, published_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        vote_id,
        row["log_size"],
        row["log_root"],
        time,
        signature,
        occasion,
        now,
    )
    details = {
        "naam": "",
        "onderwerp": f"Stand van het stemlogboek {row['log']}: {row['log_size']} rijen",
        "tekst": f"Bewaar dit bericht. Het bewijst later dat niemand iets uit het logboek haalde.\n\nTijd: {time}"
        f"\n\nWortel: {row['log_root'].hex()}\n\nHandtekening: {signature.hex()}"
        f"\n\nSleutel: {row['public_key'].hex()}",
        "pad": f"/stemmen/{row['log']}/logboek",
    }
    for address in row["heads_to"].split():
        await outbox.put(
            kind="bericht",
            address=address,
            details=details,
            now=now,
            once=f"boomhoofd:{row['log']}:{row['log_size']}:{address}",
        )
    return True


async def publish_head(*, vote_id: int, now: datetime) -> bool:
    """Publish a head of an open vote, if its log grew since the last one."""
    async with transaction():
        row = await fetch_row("SELECT log, closed_at FROM round_vote WHERE id = $1 FOR UPDATE", vote_id)
        if row is None or row["closed_at"] is not None:
            return False
        published = await sign_head(vote_id=vote_id, occasion="uur", now=now)
        if published:
            await record(
                actor=SYSTEM, act="boomhoofd publiceren", object_kind="stemming", object_id=row["log"], now=now
            )
    return published


async def ask_due_heads(*, now: datetime) -> int:
    """Have a head published of every open vote of which the log grew since its last one, an hour ago; how many."""
    due = await fetch_values(int, _DUE, now - PACE)
    for vote_id in due:
        await enqueue(TreeHead(vote=vote_id), unless_waiting=True)
    return len(due)
