"""Adding a row to the ballot log, inside the transaction of the act it records."""

import secrets
from collections.abc import Mapping
from datetime import datetime

import msgspec

from innovatie.domain.ballot_log import Frontier, commitment, event_bytes, leaf_hash, tree_head_bytes
from innovatie.domain.ballot_log.canonical import NONCE_BYTES
from innovatie.domain.errors import Conflict, NotFound
from innovatie.infra.database import fetch_one_as, fetch_one_value
from innovatie.infra.jobs import enqueue
from innovatie.voting.act_messages import TOLD_KINDS
from innovatie.voting.payloads import TellActs
from innovatie.voting.signing import log_time, sign
from innovatie.voting.tables import BallotEvent, RoundVote


class LockedVote(msgspec.Struct, frozen=True):
    """A vote whose row is locked until the transaction ends."""

    id: int
    round: int
    log: str
    public_key: bytes
    closed_at: datetime | None


class _State(msgspec.Struct, frozen=True):
    log_size: int
    log_peaks: bytes


class _Last(msgspec.Struct, frozen=True):
    signature: bytes
    time: str


async def lock_vote(*, vote_id: int) -> LockedVote:
    """The vote, locked: acts of one vote happen one after the other. NotFound if there is none.

    One order for all of voting, so that nobody waits in a circle: the vote, its round (shared: its phases stand still
    meanwhile), then whatever else. Ask for the moment of the act after this.
    """
    vote = await fetch_one_as(
        LockedVote,
        "SELECT id, round, log, public_key, closed_at FROM round_vote WHERE id = $1 FOR NO KEY UPDATE",
        vote_id,
    )
    if vote is None:
        raise NotFound("Deze stemming bestaat niet.")
    await hold_round(round_id=vote.round)
    return vote


async def hold_round(*, round_id: int) -> None:
    """Until this transaction ends, no phase of the round opens, closes or gets more time, and no vote of it opens."""
    await fetch_one_value(int, "SELECT 1 FROM round WHERE id = $1 FOR SHARE", round_id)


async def append(
    *,
    vote: LockedVote,
    kind: str,
    content: Mapping[str, object],
    now: datetime,
    municipality_id: int | None = None,
    partnership_id: int | None = None,
) -> int:
    """Add an event to the log of a locked vote; its sequence number. The log only grows while the vote is open.

    `now` is the moment of the act, taken after the lock. Should the database's own clock ever be set back, the row
    bears the time of the row before it: time in a log never falls.
    """
    if vote.closed_at is not None:
        raise Conflict("De stemming is gesloten.")
    frontier = await _frontier(vote)
    sequence = frontier.size + 1
    last = await fetch_one_as(
        _Last, "SELECT signature, time FROM ballot_event WHERE vote = $1 AND sequence = $2", vote.id, frontier.size
    )
    time = max(log_time(now), last.time) if last else log_time(now)
    previous = last.signature if last else b""
    event = event_bytes(log=vote.log, sequence=sequence, kind=kind, time=time, previous=previous, content=content)
    nonce = secrets.token_bytes(NONCE_BYTES)
    leaf = leaf_hash(commitment(nonce, event))
    frontier.append(leaf)
    root = frontier.root()
    await BallotEvent.insert(
        BallotEvent(
            vote=vote.id,
            sequence=sequence,
            kind=kind,
            time=time,
            event=event.decode(),
            nonce=nonce,
            leaf=leaf,
            root=root,
            signature=sign(vote.log, vote.public_key, tree_head_bytes(vote.log, sequence, root, time)),
            municipality=municipality_id,
            partnership=partnership_id,
        )
    )
    await RoundVote.update(
        {
            RoundVote.log_size: sequence,
            RoundVote.log_peaks: b"".join(frontier.peaks),
            RoundVote.log_root: root,
        }
    ).where(RoundVote.id == vote.id)
    if kind in TOLD_KINDS:
        await enqueue(TellActs(vote=vote.id))
    return sequence


async def _frontier(vote: LockedVote) -> Frontier:
    """The log as it stands. Read each time, because earlier appends of this transaction count too."""
    state = await fetch_one_as(_State, "SELECT log_size, log_peaks FROM round_vote WHERE id = $1", vote.id)
    if state is None:
        raise NotFound("Deze stemming bestaat niet.")
    packed = state.log_peaks
    return Frontier(state.log_size, [packed[at : at + 32] for at in range(0, len(packed), 32)])
