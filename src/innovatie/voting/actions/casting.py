"""Casting and withdrawing ballots: for a municipality, or as the Kring that it mandated."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority, phases
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.domain.final_vote import validate_ranking
from innovatie.domain.preselection import validate_approvals
from innovatie.domain.voters import OfKring, OfMunicipality, Voter
from innovatie.domain.wording import wording
from innovatie.infra.database import execute_many, fetch_one_as, fetch_one_value, transaction
from innovatie.infra.moments import moment
from innovatie.infra.retrying import retried
from innovatie.rounds.queries import round_by_id
from innovatie.voting.actions.log import LockedVote, append, lock_vote
from innovatie.voting.log_events import BallotContent
from innovatie.voting.queries.votes import Vote, vote_by_id
from innovatie.voting.rules import FixedPreselection
from innovatie.voting.tables import Ballot

ANSWERS = ("ja", "misschien", "nee")


class _Present(msgspec.Struct, frozen=True):
    """What stands in the table: `content` is None after a withdrawal."""

    id: int
    content: BallotContent | None
    sequence: int


@retried
async def cast_ballot(
    *,
    actor: Actor,
    vote_id: int,
    voter: Voter,
    approved: Sequence[str] = (),
    places: Mapping[str, int | None] | None = None,
    answers: Mapping[str, str] | None = None,
    expected: int | None,
    now: datetime,
) -> int:
    """Cast or replace the ballot of a municipality or a Kring; its sequence in the log.

    `approved` for a preselection, `places` for a final. `answers` (ja, misschien, nee by option) stand apart from the
    ballot; a Kring gives none. `expected` is the sequence of the ballot the voter saw (None: none): Conflict when a
    colleague cast another one meanwhile. The same ballot again, as by a double click, is no second ballot: the first
    one's sequence comes back. Whoever it is cast for hears of it at once (`telling`).
    """
    async with transaction():
        vote, locked, now = await _open_vote(vote_id, now)
        authority.require(actor, voter.casting(vote.kind), voter.context(vote.kind))
        name = await _name_in_log(vote_id, voter)
        content = _content(vote, approved, places or {})
        if isinstance(voter, OfMunicipality):
            await _save_answers(vote, voter, answers or {}, now)
        present = await _present(vote_id, voter)
        if present is not None and present.content == content:
            return present.sequence
        _require_seen(present, expected)
        if isinstance(voter, OfKring):
            await _require_members(vote_id, voter)
        said = msgspec.to_builtins(content)
        sequence = await _append(locked, "stem", {**name, **said}, voter, now)
        await _save(vote_id, voter, present, content, sequence=sequence, actor=actor, now=now)
        await _record(actor, voter.casting(vote.kind).value, vote, voter, sequence, now)
    return sequence


@retried
async def withdraw_ballot(*, actor: Actor, vote_id: int, voter: Voter, now: datetime) -> int:
    """Take a ballot back; the sequence of the withdrawal.

    For a municipality an active mandate counts again; nobody is represented any longer by a Kring without a ballot.
    """
    async with transaction():
        vote, locked, now = await _open_vote(vote_id, now)
        authority.require(actor, voter.casting(vote.kind), voter.context(vote.kind))
        name = await _name_in_log(vote_id, voter)
        present = await _present(vote_id, voter)
        is_kring = isinstance(voter, OfKring)
        if present is None or present.content is None:
            raise Conflict(
                "Er is geen stem van deze Kring om in te trekken."
                if is_kring
                else "Er is geen eigen stem om in te trekken."
            )
        sequence = await _append(locked, "stem-ingetrokken", name, voter, now)
        await _save(vote_id, voter, present, None, sequence=sequence, actor=actor, now=now)
        await _record(actor, _withdrawing(voter), vote, voter, sequence, now)
    return sequence


def _withdrawing(voter: Voter) -> str:
    """How the trail calls it."""
    return wording("stem van Kring intrekken") if isinstance(voter, OfKring) else wording("stem intrekken")


async def _open_vote(vote_id: int, told: datetime) -> tuple[Vote, LockedVote, datetime]:
    """The vote, locked, and the moment at which it was; Conflict when it is closed then or its phase is not open."""
    locked = await lock_vote(vote_id=vote_id)
    now = await moment(told)
    vote = await vote_by_id(vote_id, now=now)
    round_ = await round_by_id(vote.round_id, now=now)
    current = round_.current
    phases.require(current.window if current else None, vote.kind.phase, now)
    if locked.closed_at is not None:
        raise Conflict("De stemming is gesloten.")
    return vote, locked, now


async def _name_in_log(vote_id: int, voter: Voter) -> dict[str, str]:
    """How an event names the voter. A municipality must be on the list."""
    if isinstance(voter, OfKring):
        return {"kring": str(voter.partnership_id)}
    code = await fetch_one_value(
        str,
        "SELECT code FROM elector WHERE vote = $1 AND municipality = $2",
        vote_id,
        voter.municipality_id,
    )
    if code is None:
        raise NotAllowed("Deze gemeente staat niet op de lijst van stemgerechtigden van deze stemming.")
    return {"gemeente": code}


async def _require_members(vote_id: int, kring: OfKring) -> None:
    member = await fetch_one_value(
        int,
        "SELECT 1 FROM elector WHERE vote = $1 AND $2 = ANY(string_to_array(kringen, ' ')) LIMIT 1",
        vote_id,
        str(kring.partnership_id),
    )
    if member is None:
        raise NotAllowed("Deze Kring heeft in deze stemming geen gemeenten.")


def _content(vote: Vote, approved: Sequence[str], places: Mapping[str, int | None]) -> BallotContent:
    """The ballot in its one fixed form: equal choices give equal content."""
    codes = [option.code for option in vote.options]
    if isinstance(vote.rules, FixedPreselection):
        chosen = validate_approvals(approved, codes, vote.rules.domain())
        return BallotContent(approved=tuple(code for code in codes if code in chosen))
    return BallotContent(order=validate_ranking(places, codes))


async def _present(vote_id: int, voter: Voter) -> _Present | None:
    return await fetch_one_as(
        _Present,
        "SELECT id, content, sequence FROM ballot WHERE vote = $1 AND (municipality = $2 OR partnership = $3)",
        vote_id,
        voter.municipality_id,
        voter.partnership_id,
    )


def _require_seen(present: _Present | None, expected: int | None) -> None:
    found = present.sequence if present is not None and present.content is not None else None
    if found != expected:
        raise Conflict(
            "Een collega heeft intussen gestemd of de stem gewijzigd. Bekijk de stem die er nu staat en kies opnieuw."
        )


async def _append(locked: LockedVote, kind: str, content: Mapping[str, object], voter: Voter, now: datetime) -> int:
    return await append(
        vote=locked,
        kind=kind,
        content=content,
        now=now,
        municipality_id=voter.municipality_id,
        partnership_id=voter.partnership_id,
    )


async def _save(
    vote_id: int,
    voter: Voter,
    present: _Present | None,
    content: BallotContent | None,
    *,
    sequence: int,
    actor: Actor,
    now: datetime,
) -> None:
    """The present ballot of this voter; the vote is locked, so nobody else adds one meanwhile."""
    text = None if content is None else msgspec.json.encode(content).decode()
    if present is None:
        await Ballot.insert(
            Ballot(
                vote=vote_id,
                municipality=voter.municipality_id,
                partnership=voter.partnership_id,
                content=text,
                sequence=sequence,
                cast_at=now,
                cast_by=actor.person_id,
            )
        )
        return
    await Ballot.update(
        {
            Ballot.content: text,
            Ballot.sequence: sequence,
            Ballot.cast_at: now,
            Ballot.cast_by: actor.person_id,
        }
    ).where(Ballot.id == present.id)


async def _record(  # noqa: PLR0917 - what an audit row tells
    actor: Actor, act: str, vote: Vote, voter: Voter, sequence: int, now: datetime
) -> None:
    details = {"volgnummer": sequence}
    if isinstance(voter, OfKring):
        details["kring"] = voter.partnership_id
    await record(
        actor=actor,
        act=act,
        object_kind="stemming",
        object_id=vote.log,
        on_behalf_of=voter.municipality_id,
        now=now,
        details=details,
    )


async def _save_answers(vote: Vote, voter: OfMunicipality, answers: Mapping[str, str], now: datetime) -> None:
    groups = {option.code: option.group_id for option in vote.options if option.group_id is not None}
    await execute_many(
        'INSERT INTO adoption_intention (vote, municipality, "group", answer, answered_at) VALUES ($1, $2, $3, $4, $5)'
        ' ON CONFLICT (vote, municipality, "group") DO UPDATE SET answer = $4, answered_at = $5',
        [
            (vote.id, voter.municipality_id, groups[code], answer, now)
            for code, answer in answers.items()
            if vote.is_final and code in groups and answer in ANSWERS
        ],
    )
