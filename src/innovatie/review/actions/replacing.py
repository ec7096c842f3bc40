"""When a review cannot go on: a stake, no time, too late. The next best reviewer takes the place."""

from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.infra.database import execute, fetch_as, fetch_one_as, fetch_one_value, transaction
from innovatie.review.actions.notifications import tell_one_more, tell_reminder
from innovatie.review.queries.candidates import Candidate, best_candidates
from innovatie.review.queries.matching import matching
from innovatie.review.rights import directed_round, own_assignment
from innovatie.review.tables import Assignment

DECLINE = {"belang": "belang", "geen-tijd": "geweigerd", "niet-geschikt": "geweigerd"}
"""Kinds of declining, and the state the assignment gets."""


class _Running(msgspec.Struct, frozen=True):
    id: int
    group: int
    state: str


class _Reminded(msgspec.Struct, frozen=True):
    person: int
    title: str


async def decline(*, actor: Actor, assignment_id: int, kind: str, reason: str, now: datetime) -> None:
    """The reviewer gives the review back: a stake (`belang`, remembered for ever), no time, or not suited."""
    if kind not in DECLINE:
        raise Invalid({"soort": "Kies waarom u deze beoordeling teruggeeft."})
    if kind == "belang" and not reason.strip():
        raise Invalid({"reden": "Schrijf kort welk belang u hebt. Alleen VNG leest dit."})
    async with transaction():
        own = await own_assignment(actor, assignment_id, now)
        if own.state != "open" and kind != "belang":
            raise Conflict("U hebt deze beoordeling al ingeleverd.")
        await _end(assignment_id, DECLINE[kind], reason, now)
        if kind == "belang":
            await execute(
                'INSERT INTO declared_stake (reviewer, "group", reason, at) VALUES ($1, $2, $3, $4)'
                " ON CONFLICT DO NOTHING",
                own.reviewer,
                own.group,
                reason.strip(),
                now,
            )
        await record(
            actor=actor,
            act="beoordeling teruggeven",
            object_kind="beoordeling",
            object_id=assignment_id,
            now=now,
            details={"soort": kind},
        )


async def reassign(*, actor: Actor, round_id: int, assignment_ids: list[int], now: datetime) -> tuple[int, int]:
    """Replace these running or ended assignments by the next best reviewer, one after the other.

    Running ones end (`ingetrokken`) first. Returns how many were replaced, and for how many nobody was left.
    """
    replaced = left = 0
    async with transaction():
        await directed_round(actor, round_id, now)
        for number in dict.fromkeys(assignment_ids):
            row = await fetch_one_as(
                _Running,
                'SELECT id, "group", state FROM assignment WHERE id = $1 AND round = $2 FOR UPDATE',
                number,
                round_id,
            )
            if row is None:
                raise NotFound("Een van deze beoordelingen hoort niet bij deze ronde.")
            if row.state == "ingeleverd":
                raise Conflict("Een van deze beoordelingen is intussen ingeleverd. Bekijk de lijst opnieuw.")
            found = await matching(round_id, now=now, only=row.group)
            best = best_candidates(found, row.group, 1)
            if not best:
                left += 1
                continue
            if row.state == "open":
                await _end(number, "ingetrokken", "vervangen door de voorzitter", now)
            await add(round_id=round_id, group_id=row.group, candidate=best[0], origin="vervanging", now=now)
            replaced += 1
        await record(
            actor=actor,
            act="beoordelingen opnieuw toewijzen",
            object_kind="ronde",
            object_id=str(round_id),
            now=now,
            details={"vervangen": replaced, "open": left},
        )
    return replaced, left


async def appoint(*, actor: Actor, round_id: int, group_id: int, reviewer_id: int, now: datetime) -> int:
    """The chair gives one more review of this group to this reviewer; refused when there is a stake."""
    async with transaction():
        await directed_round(actor, round_id, now)
        found = await matching(round_id, now=now, only=group_id)
        if not found.groups:
            raise Invalid({"groep": "Kies een groep van deze ronde."})
        chosen = next((c for c in best_candidates(found, group_id, 10_000) if c.reviewer == reviewer_id), None)
        if chosen is None:
            raise Invalid({"beoordelaar": "Deze beoordelaar heeft een belang, geen ruimte of deze groep al gehad."})
        number = await add(round_id=round_id, group_id=group_id, candidate=chosen, origin="vervanging", now=now)
        await record(
            actor=actor,
            act="beoordelaar aanwijzen",
            object_kind="beoordeling",
            object_id=number,
            now=now,
        )
    return number


async def add(*, round_id: int, group_id: int, candidate: Candidate, origin: str, now: datetime) -> int:
    """One more assignment, until the deadline of the phase; runs inside the transaction of the caller."""
    due = await fetch_one_value(
        datetime, "SELECT deadline FROM phase_window WHERE round = $1 AND phase = 'beoordelen'", round_id
    )
    added = await Assignment.insert(
        Assignment(
            round=round_id,
            group=group_id,
            reviewer=candidate.reviewer,
            origin=origin,
            similarity=candidate.fit,
            chance=1.0,
            candidates=1,
            assigned_at=now,
            due=due,
        )
    )
    number: int = added[0]["id"]
    await tell_one_more(assignment_id=number, now=now)
    return number


async def mark_reminded(*, actor: Actor, round_id: int, assignment_ids: list[int], now: datetime) -> list[int]:
    """Note that the reviewers of these open assignments were reminded; the persons, each once."""
    async with transaction():
        await directed_round(actor, round_id, now)
        rows = await fetch_as(
            _Reminded,
            "UPDATE assignment a SET reminded_at = $1 FROM reviewer r, idea_group g WHERE r.id = a.reviewer"
            ' AND g.id = a."group" AND a.id = ANY($2::int[])'
            " AND a.round = $3 AND a.state = 'open' RETURNING r.person, g.title",
            now,
            assignment_ids,
            round_id,
        )
        people = sorted({row.person for row in rows})
        for person in people:
            titles = sorted(row.title for row in rows if row.person == person)
            await tell_reminder(person_id=person, titles=titles, now=now)
        await record(
            actor=actor,
            act="beoordelaars herinneren",
            object_kind="ronde",
            object_id=str(round_id),
            now=now,
            details={"mensen": len(people), "beoordelingen": len(rows)},
        )
    return people


async def _end(assignment_id: int, state: str, reason: str, now: datetime) -> None:
    await Assignment.update(
        {Assignment.state: state, Assignment.reason: reason.strip(), Assignment.ended_at: now}
    ).where(Assignment.id == assignment_id)
