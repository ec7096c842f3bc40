"""Taking over ideas from a file: all of them or none, each one once, and never over what people wrote since."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid
from innovatie.domain.idea_import import ImportRow
from innovatie.domain.idea_states import State
from innovatie.domain.three_way import FieldConflict, ThreeWay, digests, three_way
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.domain.wording import listed, wording
from innovatie.ideas.actions.importing.changes import change_plan, lock_plans
from innovatie.ideas.actions.importing.new_plans import insert_plans, remember, said_by
from innovatie.ideas.actions.importing.targets import ALONE, Line, targets
from innovatie.ideas.payloads import IdeasChanged
from innovatie.ideas.queries import ImportTarget
from innovatie.infra.database import execute, transaction
from innovatie.infra.jobs import enqueue
from innovatie.municipalities.queries import ids_by_code, successor_of

BATCH = 500
"""Rows in one round trip."""
JOB_BATCH = 25
"""Ideas in one job: what a worker that dies would do again."""
_LONGEST_SOURCE = 40
_ONLY_IMPORTS = ("municipality", "submitted")
"""Fields that nobody but an import changes: what stands here is what the source said last."""


@dataclass(frozen=True, slots=True)
class RowConflict:
    """A line of the file and the plan here that both changed the same fields."""

    line: int
    idea: int
    title: str
    fields: tuple[FieldConflict, ...]


class Outcome(StrEnum):
    """What becomes of one line."""

    NEW = "nieuw"
    CHANGED = "gewijzigd"
    UNCHANGED = "gelijk"
    WITHDRAWN = "ingetrokken"
    CONFLICT = "botsing"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """`idea` is its number here; None for one that a trial run did not make."""

    line: int
    number: str
    outcome: Outcome
    idea: int | None


@dataclass(frozen=True, slots=True)
class Imported:
    """How many ideas were new, got a new version, or stood there already just so.

    `withdrawn` were withdrawn here and stay so; `conflicts` are for people to settle. `outcomes` tells it line by line.
    """

    new: int
    changed: int
    unchanged: int
    withdrawn: int = 0
    conflicts: tuple[RowConflict, ...] = ()
    outcomes: tuple[RowOutcome, ...] = field(default=(), compare=False)


async def import_ideas(
    *,
    actor: Actor,
    source: str,
    rows: Sequence[ImportRow],
    dry_run: bool,
    line: Line = ALONE,
    progress: Callable[[int], None] | None = None,
    now: datetime,
) -> Imported:
    """Import `rows` of `source` in one transaction; with `dry_run` only tell what would happen.

    A row that is known is compared with what the source said last and with what stands here (domain/three_way.py).
    `line`: this municipality and those that went up in it, of whose source of the same name the plans are known too.
    `progress` hears how many rows have been written since it last heard. Invalid when a row of our own export is
    about no plan here.
    """
    towns = await ids_by_code()
    _require(actor, rows, towns)
    if not source.strip() or len(source) > _LONGEST_SOURCE:
        raise Invalid({"source": wording("Noem de bron in hooguit %(n)s tekens.", n=_LONGEST_SOURCE)})
    tell = progress or (lambda written: None)
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", source)
        new, known = await _looked_at(source, rows, line)
        touched = {target.id for _row, target, found in known if found.taken or found.conflicts}
        if touched and not dry_run:  # what people did to those since we looked, we see; what they do now waits for us
            await lock_plans(sorted(touched))
            _, again = await _looked_at(source, [row for row, target, _ in known if target.id in touched], line)
            known = sorted([one for one in known if one[1].id not in touched] + again, key=lambda one: one[0].line)
        await _require_own(actor, known, towns, now)
        standing = [(row, target, found) for row, target, found in known if target.state != State.WITHDRAWN]
        result = _counted(new, standing, withdrawn=len(known) - len(standing))
        if dry_run or not rows:
            return replace(result, outcomes=_outcomes(new, known, ()))
        numbers = await _insert_new(actor, source, new, towns, tell, now)
        result = replace(result, outcomes=_outcomes(new, known, numbers))
        changed = await _change_known(actor, source, standing, towns, tell, now)
        tell(result.withdrawn)
        await _remember_said(dict.fromkeys((source, *line.sources)), standing, now)
        written = (*numbers, *changed)
        for start in range(0, len(written), JOB_BATCH):
            await enqueue(IdeasChanged(ideas=written[start : start + JOB_BATCH]))
        await record(
            actor=actor,
            act=Act.IMPORT_IDEAS,
            object_kind="bron",
            object_id=source,
            on_behalf_of=actor.municipality_id,
            now=now,
            origin="opdracht",
            details={
                "nieuw": result.new,
                "gewijzigd": result.changed,
                "gelijk": result.unchanged,
                "ingetrokken": result.withdrawn,
                "botsingen": [one.idea for one in result.conflicts],
            },
        )
    return result


async def _looked_at(
    source: str, rows: Sequence[ImportRow], line: Line
) -> tuple[list[ImportRow], list[tuple[ImportRow, ImportTarget, ThreeWay]]]:
    """The rows that are new, and each that is known with its plan and what differs."""
    pairs = await targets(source, rows, line)
    known = await asyncio.to_thread(  # seconds, for 20,000: beside what others ask
        lambda: [(row, target, _compared(row, target, line)) for row, target in pairs if target is not None]
    )
    return [row for row, target in pairs if target is None], known


async def _insert_new(  # noqa: PLR0917 - as `import_ideas` knows them
    actor: Actor,
    source: str,
    new: Sequence[ImportRow],
    towns: dict[str, int],
    tell: Callable[[int], None],
    now: datetime,
) -> list[int]:
    """Write plans that were not known, in parts; their numbers."""
    numbers: list[int] = []
    for start in range(0, len(new), BATCH):
        part = new[start : start + BATCH]
        numbers.extend(await insert_plans(actor, source, part, towns, now))
        tell(len(part))
    await tell_changes(resource=PublicResource.IDEA, kind=ChangeKind.POSTED, object_ids=numbers)
    return numbers


async def _change_known(  # noqa: PLR0917 - as `import_ideas` knows them
    actor: Actor,
    source: str,
    standing: Sequence[tuple[ImportRow, ImportTarget, ThreeWay]],
    towns: dict[str, int],
    tell: Callable[[int], None],
    now: datetime,
) -> list[int]:
    """Change plans of which the source says something else; the numbers of those that changed."""
    numbers: list[int] = []
    for _row, target, found in standing:
        if found.taken or found.conflicts:
            await change_plan(actor, source, target, found, towns, now)
            numbers.append(target.id)
        tell(1)
    await tell_changes(resource=PublicResource.IDEA, kind=ChangeKind.CHANGED, object_ids=numbers)
    return numbers


def _require(actor: Actor, rows: Sequence[ImportRow], towns: Mapping[str, int]) -> None:
    """Who directs imports for everybody; who may post plans, for their own municipalities."""
    if authority.may(actor, Act.IMPORT_IDEAS):
        return
    if not rows:
        authority.require(actor, Act.IMPORT_IDEAS)
    for code in sorted({row.municipality for row in rows if row.here is None}):
        authority.require(actor, Act.POST_IDEA, Context(municipality_id=towns[code]))


async def _require_own(
    actor: Actor, known: Sequence[tuple[ImportRow, ImportTarget, ThreeWay]], towns: Mapping[str, int], now: datetime
) -> None:
    """Our own export may hold plans of anybody: who does not direct imports changes those of its municipalities."""
    if authority.may(actor, Act.IMPORT_IDEAS):
        return
    here = [(row.line, target.municipality_id, towns[row.municipality]) for row, target, _ in known if row.here]
    own = {
        town: bool(authority.may(actor, Act.EDIT_IDEA, Context(municipality_id=await successor_of(town, day=day))))
        for day in [dutch_day(now)]
        for town in {town for _line, *both in here for town in both}
    }
    strange = [line for line, before, after in here if not (own[before] and own[after])]
    if strange:
        lines = listed(str(line) for line in strange[:20])
        raise Invalid(
            {
                "nummer": wording(
                    "Op regel %(regels)s staat een plan van een andere gemeente. Haal die regels weg.", regels=lines
                )
            }
        )


def _outcomes(
    new: Sequence[ImportRow],
    known: Sequence[tuple[ImportRow, ImportTarget, ThreeWay]],
    made: Sequence[int],
) -> tuple[RowOutcome, ...]:
    """What became of each line, in the order of the file; `made` are the numbers of the new ones, if they were made."""
    told = [
        RowOutcome(row.line, row.number, Outcome.NEW, made[place] if made else None) for place, row in enumerate(new)
    ]
    for row, target, found in known:
        outcome = Outcome.CHANGED if found.taken else Outcome.UNCHANGED
        if found.conflicts:
            outcome = Outcome.CONFLICT
        if target.state == State.WITHDRAWN:
            outcome = Outcome.WITHDRAWN
        told.append(RowOutcome(row.line, row.number, outcome, target.id))
    return tuple(sorted(told, key=lambda one: one.line))


def _compared(row: ImportRow, target: ImportTarget, line: Line) -> ThreeWay:
    ours = target.fields
    theirs = {field: value for field, value in said_by(row).items() if field in row.named or field == "municipality"}
    if row.here is not None:
        theirs.pop("submitted", None)
    if row.municipality in line.codes and target.municipality in line.codes:
        theirs.pop("municipality")  # it went up in the other: the same one, by its name of now
    last = digests({field: ours[field] for field in _ONLY_IMPORTS})
    last |= digests(target.version_then or {}) if target.digests is None else target.digests
    found = three_way(last=last, theirs=theirs, ours=ours)
    if target.round_id is not None and "municipality" in found.taken:
        # Who votes and who reviews depends on it: a round that runs is not upset by a file.
        moved = FieldConflict("municipality", ours["municipality"], found.taken["municipality"])
        rest = {field: value for field, value in found.taken.items() if field != "municipality"}
        return ThreeWay(rest, (*found.conflicts, moved), found.said)
    return found


async def _remember_said(
    sources: Iterable[str], standing: Sequence[tuple[ImportRow, ImportTarget, ThreeWay]], now: datetime
) -> None:
    """What each source says now of the plans that are its own, to compare the next import with."""
    for each in sources:
        said = [
            (row.number, target.id, found.said)
            for row, target, found in standing
            if row.here is None and target.source == each and found.said != target.digests
        ]
        await remember(each, said, now)


def _counted(
    new: Sequence[ImportRow], standing: Sequence[tuple[ImportRow, ImportTarget, ThreeWay]], *, withdrawn: int
) -> Imported:
    changed = sum(bool(found.taken) for _row, _target, found in standing)
    return Imported(
        new=len(new),
        changed=changed,
        unchanged=len(standing) - changed,
        withdrawn=withdrawn,
        conflicts=tuple(
            RowConflict(row.line, target.id, target.title, found.conflicts)
            for row, target, found in standing
            if found.conflicts
        ),
    )
