"""Signed tree heads: hourly and at the close, published and mailed to addresses outside."""

from datetime import datetime, timedelta

from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM
from innovatie.domain.ballot_log import tree_head_bytes
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch_row, fetch_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.voting.signing import log_time, sign

HEAD_JOB = "voting.tree_head"
PACE = timedelta(hours=1)


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
    """The hourly job: publish a head if the log grew, and come back in an hour while the vote is open."""
    async with transaction():
        row = await fetch_row("SELECT log, closed_at FROM round_vote WHERE id = $1 FOR UPDATE", vote_id)
        if row is None or row["closed_at"] is not None:
            return False
        published = await sign_head(vote_id=vote_id, occasion="uur", now=now)
        await enqueue(HEAD_JOB, {"vote": vote_id}, at=now + PACE)
        if published:
            await record(
                actor=SYSTEM, act="boomhoofd publiceren", object_kind="stemming", object_id=row["log"], now=now
            )
    return published
