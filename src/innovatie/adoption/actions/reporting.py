"""Saying how a solution stands in a municipality. Only the municipality does, or its partnership for all members."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec

from innovatie.adoption.actions.milestones import note_milestones
from innovatie.adoption.queries.histories import histories, mergers
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.adoption_states import (
    Event,
    Source,
    Stage,
    Status,
    carried_over,
    check,
    successors,
)
from innovatie.domain.attached_files import CheckedFile
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.infra.database import execute, execute_many, fetch, fetch_row, fetch_value, transaction

_INSERT = """
    INSERT INTO adoption_event (solution, municipality, stage, happened_on, heard_at, source, replaces, partnership,
        said_by, reason, evidence_kind, evidence_url, version, variant, role, cost_euro, hours, origin)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING id
"""
_KEEP = """
    INSERT INTO adoption_status (solution, municipality, stage, since, confirmed_on, source, first_used)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (solution, municipality) DO UPDATE
       SET stage = $3, since = $4, confirmed_on = $5, source = $6, first_used = $7
"""


class Details(msgspec.Struct, frozen=True):
    """What may go with a statement; everything is optional."""

    reason: str = ""
    evidence_kind: str = ""
    evidence_url: str = ""
    version: str = ""
    variant: str = ""
    role: str = ""
    cost_euro: int | None = None
    hours: int | None = None
    file: CheckedFile | None = None


async def report(
    *,
    actor: Actor,
    solution_id: int,
    municipality_id: int,
    stage: Stage,
    on: date,
    now: datetime,
    details: Details | None = None,
    replaces: int | None = None,
    expected: int | None = None,
    source: Source = Source.SAID,
    origin: str = "",
) -> int:
    """Add one statement; its number. Invalid when it cannot follow what was said before.

    `replaces` is an earlier statement of this municipality that was a mistake. `expected` is the newest statement the
    writer had seen (0: none): Conflict when somebody else has said something since.
    """
    authority.require(actor, Act.REPORT_ADOPTION, Context(municipality_id=municipality_id))
    async with transaction():
        await _lock(solution_id, municipality_id)
        if expected is not None and await _newest(solution_id, municipality_id) != expected:
            raise Conflict(
                "Iemand anders van uw gemeente heeft dit intussen bijgewerkt. Bekijk de nieuwe stand en meld opnieuw."
            )
        made = await _add(
            actor=actor,
            solution_id=solution_id,
            municipality_id=municipality_id,
            stage=stage,
            on=on,
            now=now,
            details=details or Details(),
            replaces=replaces,
            source=source,
            origin=origin,
        )
        await _reckon(solution_id, [municipality_id], now=now)
        await record(
            actor=actor,
            act="overname melden",
            object_kind="oplossing",
            object_id=solution_id,
            on_behalf_of=municipality_id,
            details={"stap": stage.value, "melding": made},
            now=now,
        )
    return made


async def confirm(*, actor: Actor, solution_id: int, municipality_id: int, now: datetime) -> int:
    """Say that the present status still holds; its number. This makes it fresh again."""
    authority.require(actor, Act.REPORT_ADOPTION, Context(municipality_id=municipality_id))
    async with transaction():
        await _lock(solution_id, municipality_id)
        present = carried_over(await _family(solution_id, municipality_id), await mergers()).get(municipality_id)
        if present is None:
            raise Conflict("Uw gemeente heeft over deze oplossing nog niets gemeld. Kies eerst een stap.")
        made = await _add(
            actor=actor,
            solution_id=solution_id,
            municipality_id=municipality_id,
            stage=present.stage,
            on=present.since,
            now=now,
            details=Details(),
            replaces=None,
            source=Source.CONFIRMED,
            origin="",
            checked=False,
        )
        await _reckon(solution_id, [municipality_id], now=now)
        await record(
            actor=actor,
            act="overname bevestigen",
            object_kind="oplossing",
            object_id=solution_id,
            on_behalf_of=municipality_id,
            details={"stap": present.stage.value, "melding": made},
            now=now,
        )
    return made


async def report_for_partnership(
    *,
    actor: Actor,
    partnership_id: int,
    solution_id: int,
    stage: Stage,
    on: date,
    now: datetime,
    details: Details | None = None,
    only: Iterable[int] | None = None,
) -> dict[int, str]:
    """One statement for every member of today (or `only` these of them): all, or none.

    Returns an empty dict when all went well; raises Invalid naming the members that could not be moved. The
    statements belong to the municipalities: who leaves the partnership later keeps them.
    """
    authority.require(actor, Act.REPORT_ADOPTION_AS_KRING, Context(partnership_id=partnership_id))
    async with transaction():
        rows = await fetch(
            "SELECT m.id, m.name FROM partnership_member pm JOIN municipality m ON m.id = pm.municipality"
            " WHERE pm.partnership = $1 AND pm.starts <= $2 AND (pm.ends IS NULL OR pm.ends >= $2) ORDER BY m.id",
            partnership_id,
            now.date(),
        )
        chosen = None if only is None else set(only)
        members = {row["id"]: row["name"] for row in rows if chosen is None or row["id"] in chosen}
        if not members or (chosen is not None and chosen - members.keys()):
            raise Invalid({"gemeenten": "Kies alleen gemeenten die nu lid zijn van dit samenwerkingsverband."})
        refused: dict[str, str] = {}
        for member, name in members.items():
            await _lock(solution_id, member)
            try:
                await _add(
                    actor=actor,
                    solution_id=solution_id,
                    municipality_id=member,
                    stage=stage,
                    on=on,
                    now=now,
                    details=details or Details(),
                    replaces=None,
                    source=Source.SAID,
                    origin="",
                    partnership_id=partnership_id,
                )
            except Invalid as error:
                refused[name] = " ".join(error.errors.values())
        if refused:
            raise Invalid({"gemeenten": " ".join(f"{name}: {why}" for name, why in refused.items())})
        await _reckon(solution_id, list(members), now=now)
        await record(
            actor=actor,
            act="overname melden voor leden",
            object_kind="oplossing",
            object_id=solution_id,
            details={"stap": stage.value, "samenwerkingsverband": partnership_id, "gemeenten": sorted(members)},
            now=now,
        )
    return {}


async def rebuild(*, solution_id: int, now: datetime) -> int:
    """Reckon every present status of a solution again from its history, as after a merger; how many there are."""
    async with transaction():
        found = carried_over(await histories(solution_id), await mergers(), on=now.date())
        await execute("DELETE FROM adoption_status WHERE solution = $1", solution_id)
        await execute_many(
            _KEEP, [_kept(solution_id, municipality, present) for municipality, present in found.items()]
        )
        await note_milestones(solution_id=solution_id, now=now)
    return len(found)


async def _lock(solution_id: int, municipality_id: int) -> None:
    """One writer at a time for a solution in a municipality."""
    if await fetch_row("SELECT 1 FROM solution WHERE id = $1", solution_id) is None:
        raise NotFound("Van deze oplossing volgen we de overname niet.")
    await execute("SELECT pg_advisory_xact_lock($1, $2)", 4207 + solution_id, municipality_id)


async def _newest(solution_id: int, municipality_id: int) -> int:
    newest: int = await fetch_value(
        "SELECT coalesce(max(id), 0) FROM adoption_event WHERE solution = $1 AND municipality = $2",
        solution_id,
        municipality_id,
    )
    return newest


async def _family(solution_id: int, municipality_id: int) -> dict[int, list[Event]]:
    """The histories of a municipality and of those that went up in it."""
    goes_to = successors(await mergers())
    family = [municipality_id, *(old for old, new in goes_to.items() if new == municipality_id)]
    return await histories(solution_id, only=family)


async def _add(
    *,
    actor: Actor,
    solution_id: int,
    municipality_id: int,
    stage: Stage,
    on: date,
    now: datetime,
    details: Details,
    replaces: int | None,
    source: Source,
    origin: str,
    partnership_id: int | None = None,
    checked: bool = True,
) -> int:
    family = await _family(solution_id, municipality_id)
    history = [event for events in family.values() for event in events]
    if replaces is not None:
        if all(event.id != replaces or event.municipality != municipality_id for event in history):
            raise NotFound("De melding die u wilt verbeteren is niet van uw gemeente.")
        if any(event.replaces == replaces for event in history):
            raise Conflict("Deze melding is al verbeterd. Verbeter de nieuwste.")
        history = [event for event in history if event.id != replaces]
    if checked:
        check(history, stage, on, today=now.date(), reason=details.reason)
    values: list[Any] = [solution_id, municipality_id, stage.value, on, now, source.value, replaces, partnership_id]
    values += [actor.person_id, details.reason, details.evidence_kind, details.evidence_url, details.version]
    values += [details.variant, details.role, details.cost_euro, details.hours, origin]
    made: int = await fetch_value(_INSERT, *values)
    if details.file is not None:
        await execute(
            "INSERT INTO adoption_evidence (event, name, kind, content, uploaded_by, uploaded_at, withdrawn_as,"
            " withdrawn_reason) VALUES ($1, $2, $3, $4, $5, $6, '', '')",
            made,
            details.file.name,
            details.file.kind,
            details.file.content,
            actor.person_id,
            now,
        )
    return made


async def _reckon(solution_id: int, municipalities: Iterable[int], *, now: datetime) -> None:
    """Bring the quick table up to date for these municipalities, and see whether a milestone was reached."""
    known, goes_to = await mergers(), successors(await mergers(), on=now.date())
    for target in {goes_to.get(municipality, municipality) for municipality in municipalities}:
        present = carried_over(await _family(solution_id, target), known, on=now.date()).get(target)
        if present is None:
            await execute("DELETE FROM adoption_status WHERE solution = $1 AND municipality = $2", solution_id, target)
        else:
            await execute(_KEEP, *_kept(solution_id, target, present))
    await note_milestones(solution_id=solution_id, now=now)


def _kept(solution_id: int, municipality_id: int, present: Status) -> tuple[Any, ...]:
    return (
        solution_id,
        municipality_id,
        present.stage.value,
        present.since,
        present.confirmed,
        present.source.value,
        present.first_used,
    )
