"""Signed tree heads: hourly and at the close, published and mailed to the witnesses."""

from datetime import datetime, timedelta

import msgspec

from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM
from innovatie.domain.ballot_log import tree_head_bytes
from innovatie.domain.errors import NotFound
from innovatie.infra.database import fetch_one_as, fetch_one_value, fetch_values, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.moments import moment
from innovatie.infra.retrying import retried
from innovatie.voting import payloads
from innovatie.voting.actions.log import lock_vote
from innovatie.voting.actions.witnesses import send_to_witnesses
from innovatie.voting.head_text import SignedHead
from innovatie.voting.signing import log_time, sign
from innovatie.voting.tables import TreeHead

PACE = timedelta(hours=1)

_DUE = """
SELECT v.id FROM round_vote v
 WHERE v.closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM tree_head h WHERE h.vote = v.id AND h.size = v.log_size)
   AND NOT EXISTS (SELECT 1 FROM tree_head h WHERE h.vote = v.id AND h.published_at > $1) ORDER BY v.id
"""


class _State(msgspec.Struct, frozen=True):
    log: str
    log_size: int
    log_root: bytes
    heads_to: str
    public_key: bytes


async def sign_head(*, vote_id: int, occasion: str, now: datetime) -> bool:
    """Sign and publish the state of the log, unless this very state was published before. Inside the caller's act."""
    state = await fetch_one_as(
        _State, "SELECT log, log_size, log_root, heads_to, public_key FROM round_vote WHERE id = $1", vote_id
    )
    if state is None:
        raise NotFound("Deze stemming bestaat niet.")
    if await TreeHead.exists().where(TreeHead.vote == vote_id, TreeHead.size == state.log_size):
        return False
    before = await fetch_one_value(int, "SELECT max(size) FROM tree_head WHERE vote = $1", vote_id)
    time = log_time(now)
    head = tree_head_bytes(state.log, state.log_size, state.log_root, time)
    signature = sign(state.log, state.public_key, head)
    await TreeHead.insert(
        TreeHead(
            vote=vote_id,
            size=state.log_size,
            root=state.log_root,
            time=time,
            signature=signature,
            occasion=occasion,
            published_at=now,
        )
    )
    await send_to_witnesses(
        vote_id=vote_id,
        head=SignedHead(state.log, state.log_size, state.log_root, time, signature, state.public_key),
        since=before or 0,
        addresses=state.heads_to.split(),
        now=now,
    )
    return True


@retried
async def publish_head(*, vote_id: int, now: datetime) -> bool:
    """Publish a head of an open vote, if its log grew since the last one."""
    async with transaction():
        vote = await lock_vote(vote_id=vote_id)
        now = await moment(now)
        if vote.closed_at is not None:
            return False
        published = await sign_head(vote_id=vote_id, occasion="uur", now=now)
        if published:
            await record(actor=SYSTEM, act="boomhoofd publiceren", object_kind="stemming", object_id=vote.log, now=now)
    return published


async def ask_due_heads(*, now: datetime) -> int:
    """Have a head published of every open vote of which the log grew since its last one, an hour ago; how many."""
    due = await fetch_values(int, _DUE, now - PACE)
    for vote_id in due:
        await enqueue(payloads.TreeHead(vote=vote_id), unless_waiting=True)
    return len(due)
