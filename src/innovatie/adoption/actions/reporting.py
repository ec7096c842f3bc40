"""Saying how a solution stands in a municipality. Only the municipality does, or its partnership for all members."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from innovatie.adoption.actions.statuses import family_of, reckon
from innovatie.adoption.queries.histories import mergers
from innovatie.adoption.queries.towns import circle
from innovatie.adoption.tables import AdoptionEvent, AdoptionEvidence, Solution
from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import authority
from innovatie.domain.adoption_states import (
    Source,
    Stage,
    carried_over,
    check,
)
from innovatie.domain.attached_files import CheckedFile
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.infra.database import execute, fetch_one_value, transaction
from innovatie.infra.kept_files import kept_of


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
        await take_turn(solution_id=solution_id, municipality_id=municipality_id)
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
        await reckon(solution_id=solution_id, municipalities=[municipality_id], now=now)
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
        await take_turn(solution_id=solution_id, municipality_id=municipality_id)
        present = carried_over(
            await family_of(solution_id=solution_id, municipality_id=municipality_id), await mergers()
        ).get(municipality_id)
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
        await reckon(solution_id=solution_id, municipalities=[municipality_id], now=now)
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
        members = await _members(partnership_id, dutch_day(now), only)
        refused: dict[str, str] = {}
        for member, name in members.items():
            await take_turn(solution_id=solution_id, municipality_id=member)
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
        await reckon(solution_id=solution_id, municipalities=list(members), now=now)
        for member in members:
            await tell_changes(
                resource=PublicResource.ADOPTION,
                kind=ChangeKind.CHANGED,
                object_ids=(solution_id,),
                municipality_id=member,
            )
        await record(
            actor=actor,
            act="overname melden voor leden",
            object_kind="oplossing",
            object_id=solution_id,
            details={"stap": stage.value, "samenwerkingsverband": partnership_id, "gemeenten": sorted(members)},
            now=now,
        )
    return {}


async def _members(partnership_id: int, day: date, only: Iterable[int] | None) -> dict[int, str]:
    """The members of that day by number, or `only` these of them; Invalid when there is nobody, or somebody else."""
    members = dict(sorted((await circle(partnership_id, on=day)).members))
    chosen = members.keys() if only is None else set(only)
    if not chosen or chosen - members.keys():
        raise Invalid({"gemeenten": "Kies alleen gemeenten die nu lid zijn van dit samenwerkingsverband."})
    return {number: name for number, name in members.items() if number in chosen}


async def take_turn(*, solution_id: int, municipality_id: int) -> None:
    """One writer at a time for a solution in a municipality."""
    if not await Solution.exists().where(Solution.id == solution_id):
        raise NotFound("Van deze oplossing volgen we de overname niet.")
    await execute("SELECT pg_advisory_xact_lock($1, $2)", 4207 + solution_id, municipality_id)


async def _newest(solution_id: int, municipality_id: int) -> int:
    newest = await fetch_one_value(
        int,
        "SELECT max(id) FROM adoption_event WHERE solution = $1 AND municipality = $2",
        solution_id,
        municipality_id,
    )
    return newest or 0


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
    family = await family_of(solution_id=solution_id, municipality_id=municipality_id)
    history = [event for events in family.values() for event in events]
    if replaces is not None:
        if all(event.id != replaces or event.municipality != municipality_id for event in history):
            raise NotFound("De melding die u wilt verbeteren is niet van uw gemeente.")
        if any(event.replaces == replaces for event in history):
            raise Conflict("Deze melding is al verbeterd. Verbeter de nieuwste.")
        history = [event for event in history if event.id != replaces]
    if checked:
        check(history, stage, on, today=dutch_day(now), reason=details.reason)
    made = AdoptionEvent(
        solution=solution_id,
        municipality=municipality_id,
        stage=stage,
        happened_on=on,
        heard_at=now,
        source=source,
        replaces=replaces,
        partnership=partnership_id,
        said_by=actor.person_id,
        reason=details.reason,
        evidence_kind=details.evidence_kind,
        evidence_url=details.evidence_url,
        version=details.version,
        variant=details.variant,
        role=details.role,
        cost_euro=details.cost_euro,
        hours=details.hours,
        origin=origin,
    )
    await made.save()
    if details.file is not None:
        stored = await kept_of(actor.person_id, details.file.content, now=now)
        evidence = AdoptionEvidence(
            event=made.id,
            name=details.file.name,
            kind=details.file.kind,
            content=stored.content,
            kept_as=stored.kept_as,
            uploaded_by=actor.person_id,
            uploaded_at=now,
        )
        await evidence.save()
    return made.id
