"""Closing a vote and counting it, in one transaction."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict
from innovatie.domain.vote_kinds import FINAL
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_one_value, transaction
from innovatie.infra.moments import moment
from innovatie.infra.retrying import retried
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import other_directors
from innovatie.voting.actions.heads import sign_head
from innovatie.voting.actions.log import LockedVote, append, lock_vote
from innovatie.voting.queries.logbook import effective_ballots, listed_voters
from innovatie.voting.queries.votes import Vote, vote_by_id
from innovatie.voting.result_files import PreselectionCount
from innovatie.voting.results import count
from innovatie.voting.tables import Finalist, Mandate, RoundVote


@retried
async def ask_count(*, actor: Actor, vote_id: int, now: datetime) -> None:
    """Ask another director to close and count, and tell them. Nothing is closed yet.

    Conflict while the phase is open, when it was counted, and when it was asked already.
    """
    authority.require(actor, Act.DIRECT_VOTE)
    async with transaction():
        locked = await lock_vote(vote_id=vote_id)
        now = await moment(now)
        vote = await vote_by_id(vote_id, now=now)
        _require_over(locked, vote)
        if vote.count_asked_by is not None:
            raise Conflict("Dit is al gevraagd. Een andere regisseur sluit en telt.")
        await RoundVote.update({RoundVote.count_asked_by: actor.person_id, RoundVote.count_asked_at: now}).where(
            RoundVote.id == vote_id
        )
        await tell_many(
            person_ids=await other_directors(actor, today=dutch_day(now)),
            kind=Kind.ASKED,
            subject=wording("%(ronde)s: sluit en tel de stemming", ronde=vote.round_name),
            body=wording(
                "%(naam)s vraagt u om te sluiten en te tellen. Dat kan niet terug, dus twee regisseurs doen het samen."
                " Kijk eerst of de fase echt voorbij is.",
                naam=actor.name,
            ),
            path=f"/vng/stemming/{vote.round_code}",
            once=f"tellen {vote_id} {now.isoformat()}",
            now=now,
        )
        await record(actor=actor, act="vragen om te tellen", object_kind="stemming", object_id=vote.log, now=now)


def _require_over(locked: LockedVote, vote: Vote) -> None:
    if locked.closed_at is not None:
        raise Conflict("Deze stemming is al gesloten en geteld.")
    if vote.state == "open":
        raise Conflict("De stemming is nog open. Sluit eerst de fase, of wacht tot de einddatum voorbij is.")


@retried
async def close_and_count(*, actor: Actor, vote_id: int, now: datetime) -> None:
    """Close the log, sign its last head, count from the log, and (preselection) name the finalists.

    Conflict while the phase is open (VNG closes that first, or its deadline passes), and for the director who asked
    for the count: another one does it. Nothing is counted twice.
    """
    authority.require(actor, Act.DIRECT_VOTE)
    async with transaction():
        locked = await lock_vote(vote_id=vote_id)
        now = await moment(now)
        vote = await vote_by_id(vote_id, now=now)
        _require_over(locked, vote)
        if vote.count_asked_by is None:
            raise Conflict("Vraag eerst een collega om te tellen: twee regisseurs doen dit samen.")
        if vote.count_asked_by == actor.person_id:
            raise Conflict("U vroeg hier zelf om. Een andere regisseur van VNG sluit en telt.")
        await _lapse_mandates(locked, vote, now)
        await append(vote=locked, kind="sluiting", content={}, now=now)
        await RoundVote.update({RoundVote.closed_at: now}).where(RoundVote.id == vote_id)
        await sign_head(vote_id=vote_id, occasion="sluiting", now=now)
        await count_vote(vote=vote, seed=None, now=now)
        await record(actor=actor, act="stemming sluiten en tellen", object_kind="stemming", object_id=vote.log, now=now)


@retried
async def reveal_result(*, actor: Actor, round_id: int, now: datetime) -> None:
    """Let everybody see the counted final of a round: the publication does this, together with all the rest."""
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        vote_id = await fetch_one_value(
            int, "SELECT id FROM round_vote WHERE round = $1 AND kind = $2", round_id, FINAL
        )
        if vote_id is None:
            raise Conflict("Er is geen eindstemming om bekend te maken.")
        await lock_vote(vote_id=vote_id)
        now = await moment(now)
        vote = await vote_by_id(vote_id, now=now)
        if vote.counted_at is None:
            raise Conflict("De eindstemming is nog niet geteld.")
        if vote.draw_needed:
            raise Conflict("Er moet eerst nog geloot worden.")
        if vote.revealed_at is not None:
            return
        await RoundVote.update({RoundVote.revealed_at: now}).where(RoundVote.id == vote_id)
        await record(actor=actor, act="uitslag onthullen", object_kind="stemming", object_id=vote.log, now=now)


async def count_vote(*, vote: Vote, seed: bytes | None, now: datetime) -> None:
    """Count from the log and keep the result; `seed` of the draw, once it was held. Inside the act of the caller."""
    electorate = {voter.code: voter.elector() for voter in await listed_voters(vote.id)}
    effective = await effective_ballots(vote.id, vote.log)
    result, analysis = count(vote.rules, [option.code for option in vote.options], electorate, effective, seed)
    await RoundVote.update(
        {
            RoundVote.result: msgspec.json.encode(result).decode(),
            RoundVote.analysis: msgspec.json.encode(analysis).decode(),
            RoundVote.counted_at: now,
        }
    ).where(RoundVote.id == vote.id)
    if isinstance(result.weighted, PreselectionCount):
        await RoundVote.update({RoundVote.revealed_at: now}).where(RoundVote.id == vote.id)
        await _name_finalists(vote.round_id, result.weighted.finalists, now)


async def _name_finalists(round_id: int, codes: Sequence[str], now: datetime) -> None:
    rows = [
        Finalist(round=round_id, group=int(code), position=position, chosen_at=now)
        for position, code in enumerate(codes)
    ]
    if rows:
        await Finalist.insert(*rows)


class _Lapsed(msgspec.Struct, frozen=True):
    id: int
    municipality: int
    code: str


async def _lapse_mandates(locked: LockedVote, vote: Vote, now: datetime) -> None:
    """Mandates whose last day came before the close no longer count."""
    last_day = dutch_day(vote.deadline or now)
    rows = await fetch_as(
        _Lapsed,
        """
        SELECT m.id, m.municipality, e.code FROM mandate m
          JOIN elector e ON e.vote = $1 AND e.municipality = m.municipality
         WHERE m.round = $2 AND m.revoked_at IS NULL AND m.scope IN ('ronde', $3) AND m.ends < $4
        """,
        vote.id,
        vote.round_id,
        vote.kind,
        min(last_day, dutch_day(now)),
    )
    for lapsed in rows:
        await append(
            vote=locked,
            kind="machtiging-ingetrokken",
            content={"gemeente": lapsed.code},
            now=now,
            municipality_id=lapsed.municipality,
        )
        await Mandate.update({Mandate.revoked_at: now}).where(Mandate.id == lapsed.id)
