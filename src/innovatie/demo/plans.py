"""The plans of the demo: written, changed, joined and withdrawn with the real actions, at their own moments."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zlib import crc32
from zoneinfo import ZoneInfo

import msgspec

from innovatie.demo import files, people, rounds
from innovatie.demo.rounds import Step
from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.idea_content import IdeaContent
from innovatie.ideas import actions
from innovatie.ideas.queries import idea_by_id
from innovatie.infra.database import fetch_as, transaction
from innovatie.municipalities.queries import successor_of
from innovatie.rounds.queries import RoundDetail

WRITTEN_FOR = date(2026, 11, 21)
"""The day that the dates in the files look back from; they move along with the day on which the demo is loaded."""
_HERE = ZoneInfo("Europe/Amsterdam")
_FILES = ("1_finished", "2_in_vote", "3_in_review", "4_open", "5_single")


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan of the files; `group` is its true group, `near` the group that it only looks like."""

    key: str
    municipality: str
    group: str | None
    near: str | None
    submitted: date
    content: IdeaContent
    co_submitters: tuple[str, ...]
    submitter: str | None
    state: str
    withdrawn: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """A true group: `round` is finished, in_vote, in_review or open; `lead` the municipality that takes the lead."""

    key: str
    round: str
    lead: str
    title: str
    why: str


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plan as the files write it."""

    key: str
    submitted: date
    title: str
    summary: str
    problem: str
    stage: str
    theme: str
    contact: str
    municipality: str = msgspec.field(name="gemeente")
    approach: str = ""
    public_value: str = msgspec.field(default="", name="value")
    planned_start: date | None = msgspec.field(default=None, name="start")
    cost_euro: int | None = msgspec.field(default=None, name="cost")
    effort_hours: int | None = msgspec.field(default=None, name="effort")
    links: tuple[str, ...] = ()
    group: str | None = None
    near: str | None = None
    co_submitters: tuple[str, ...] = msgspec.field(default=(), name="co")
    submitter: str | None = None
    state: str = "ingediend"
    withdrawn: date | None = None
    reason: str = ""


class _Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    kind: str


class _Groups(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    groups: tuple[Group, ...]
    links: tuple[_Link, ...] = ()


NUMBERS: dict[str, int] = {}
"""The number that each plan got when it was loaded, by its key."""


@cache
def plans() -> tuple[Plan, ...]:
    """All plans, in the order of the files."""
    return tuple(_plan(row) for name in _FILES for row in files.read(list[_Row], "plans", f"{name}.yaml"))


@cache
def groups() -> tuple[Group, ...]:
    """All true groups."""
    return files.read(_Groups, "groups.yaml").groups


def members(group: str) -> tuple[Plan, ...]:
    """The plans of a true group."""
    return tuple(plan for plan in plans() if plan.group == group)


_BEGINS_A_LINE = re.compile(r"\s*([-*#|>]|[0-9]+\.)\s?")


def unwrapped(text: str) -> str:
    """The files wrap their lines, the forms of people do not: join what is one paragraph or one list item."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        begins = not line.strip() or not lines or not lines[-1].strip() or _BEGINS_A_LINE.match(line)
        if begins or lines[-1].lstrip().startswith(("#", "|")):
            lines.append(line.rstrip())
        else:
            lines[-1] += f" {line.strip()}"
    return "\n".join(lines)


class _Town(msgspec.Struct, frozen=True):
    id: int
    name: str


def _plan(row: _Row) -> Plan:
    return Plan(
        key=row.key,
        municipality=row.municipality,
        group=row.group,
        near=row.near,
        submitted=row.submitted,
        content=IdeaContent(
            title=row.title,
            summary=unwrapped(row.summary),
            problem=unwrapped(row.problem),
            approach=unwrapped(row.approach),
            public_value=unwrapped(row.public_value),
            stage=row.stage,
            theme=row.theme,
            planned_start=row.planned_start,
            cost_euro=row.cost_euro,
            effort_hours=row.effort_hours,
            contact=row.contact,
            links=row.links,
        ),
        co_submitters=row.co_submitters,
        submitter=row.submitter,
        state=row.state,
        withdrawn=row.withdrawn,
        reason=row.reason,
    )


def moment(day: date, key: str, now: datetime) -> datetime:
    """A moment in office hours on `day`, moved along to the day of loading; the same for the same key."""
    chance = crc32(key.encode())
    at = datetime.combine(day, time(8 + chance % 9, chance // 9 % 60, chance // 540 % 60), tzinfo=_HERE)
    return min(at + (dutch_day(now) - WRITTEN_FOR), now - timedelta(minutes=5))


async def load(*, now: datetime, progress: Callable[[str], None]) -> None:
    """Post every plan; later ones are changed, joined and withdrawn. Needs the people."""
    progress("Plannen")
    towns = {town.name: town.id for town in await fetch_as(_Town, "SELECT id, name FROM municipality")}
    NUMBERS.clear()
    async with transaction():
        for plan in sorted(plans(), key=lambda one: (one.submitted, one.key)):
            await _post(plan, towns, now)
        for plan, joiner, at in _joining(towns, now):
            actor = await people.civil_servant_of(joiner, today=dutch_day(at))
            await actions.join(
                actor=actor,
                idea_id=NUMBERS[plan.key],
                municipality_id=joiner,
                note=_NOTES[crc32(f"{plan.key}{joiner}".encode()) % len(_NOTES)],
                now=at,
            )


async def _post(plan: Plan, towns: dict[str, int], now: datetime) -> None:
    at = moment(plan.submitted, plan.key, now)
    town = towns[plan.municipality]
    actor = await _writer(plan, town, at)
    shift = dutch_day(now) - WRITTEN_FOR
    content = plan.content
    start = content.planned_start + shift if content.planned_start else None
    final = IdeaContent.from_json(content.as_json() | {"planned_start": start.isoformat() if start else None})
    co = [towns[name] for name in plan.co_submitters]
    if plan.state == "concept":
        number, _ = await actions.save_draft(
            actor=actor, municipality_id=town, content=final, co_submitters=co, form_token=None, now=at
        )
        NUMBERS[plan.key] = number
        return
    # One plan in four was shorter at first: its approach came in a second version.
    grew = bool(content.approach) and crc32(plan.key.encode()) % 4 == 0
    first = IdeaContent.from_json(final.as_json() | {"approach": "", "stage": "idee"}) if grew else final
    number = NUMBERS[plan.key] = await actions.post(
        actor=actor, municipality_id=town, content=first, co_submitters=co, form_token=None, now=at
    )
    if grew:
        await actions.edit(
            actor=actor,
            idea_id=number,
            content=final,
            co_submitters=co,
            base_version=1,
            note="Aanpak uitgewerkt",
            now=min(at + timedelta(days=19, hours=3), now - timedelta(minutes=4)),
        )
    if plan.withdrawn is not None:
        gone = moment(plan.withdrawn, f"{plan.key}-weg", now)
        await actions.withdraw(actor=actor, idea_id=number, reason=plan.reason, now=gone)


async def _writer(plan: Plan, town: int, at: datetime) -> Actor:
    if plan.submitter:
        return await people.persona(plan.submitter, today=dutch_day(at))
    return await people.civil_servant_of(town, today=dutch_day(at))


_NOTES = (
    "Wij zoeken dit ook en willen meedenken over de eisen.",
    "Wij kunnen een medewerker voor een dag in de week beschikbaar stellen.",
    "",
    "Graag als tweede gemeente meedoen aan de proef.",
    "Wij hebben dit vorig jaar geprobeerd en delen onze ervaringen.",
    "",
)


def _joining(towns: dict[str, int], now: datetime) -> Iterator[tuple[Plan, int, datetime]]:
    """Who joins which plan (aanhaken) when: the first plan of each group, by towns that are in no plan of it."""
    names = sorted({plan.municipality for plan in plans()})
    for group in groups():
        inside = {name for plan in members(group.key) for name in (plan.municipality, *plan.co_submitters)}
        first = min(members(group.key), key=lambda plan: plan.submitted)
        chance = crc32(group.key.encode())
        free = [name for name in names if name not in inside and name != "Hellevoetsluis"]
        for turn in range(chance % 6):
            name = free[(chance // 7 + 13 * turn) % len(free)]
            at = moment(first.submitted + timedelta(days=12 + 17 * turn), f"{group.key}{turn}", now)
            yield first, towns[name], at


def entering(now: datetime) -> Step:
    """The step for the submitting phase of each round: the plans of its groups take part, one after the other."""
    scripts = rounds.scripts(now)
    kinds = {getattr(scripts, kind).code: kind for kind in ("finished", "in_vote", "in_review", "open")}

    async def step(round_: RoundDetail, at: datetime) -> None:
        row = round_.current
        assert row is not None and row.deadline is not None
        seconds = int((min(row.deadline, now) - at).total_seconds() * 0.8)
        for plan in plans():
            group = next((one for one in groups() if one.key == plan.group), None)
            chance = crc32(plan.key.encode())
            # A third of the plans for the open round can still be entered by whoever plays the demo.
            if group is None or group.round != kinds[round_.code] or (group.round == "open" and chance % 3 == 0):
                continue
            posted = moment(plan.submitted, plan.key, now) + timedelta(hours=2)
            entered = min(max(at + timedelta(seconds=chance % seconds), posted), now - timedelta(minutes=3))
            owner = (await idea_by_id(NUMBERS[plan.key])).municipality_id
            town = await successor_of(owner, day=dutch_day(entered))
            actor = await people.civil_servant_of(town, today=dutch_day(entered))
            await actions.enter_round(actor=actor, idea_id=NUMBERS[plan.key], round_id=round_.id, now=entered)

    return step
