"""Three years of adoption in the demo: winners that spread, groups that are simply in use, and what was learned.

Who takes part when follows the same mechanism as real innovations (a few pioneers, then whoever sees it at the
neighbours), with draws from SHA-256, so that every demo tells the same story. Everything goes through the real actions,
on the day it would have happened.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from innovatie.adoption import actions, queries
from innovatie.adoption.actions import Details
from innovatie.adoption.queries import Town
from innovatie.adoption.queries.sharing import kit
from innovatie.demo import people
from innovatie.demo.adoption_texts import CONTACTS, DECLINED, EXPERIENCES, KIT
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.slugs import slug
from innovatie.infra.database import fetch_as

QUARTER = timedelta(days=91)
STARTED = timedelta(days=1087)


@dataclass(frozen=True, slots=True)
class Pace:
    """Chance per year of a pioneer, pull of the neighbours per year, and the share that will never want it."""

    pioneer: float
    pull: float
    never: float


FASTEST = (Pace(0.05, 0.95, 0.45), Pace(0.035, 0.7, 0.7))
OTHERS = Pace(0.012, 0.35, 0.9)
MOST_OTHERS = 6


@dataclass(frozen=True, slots=True)
class Saying:
    """What a municipality will say on a day."""

    on: date
    town: Town
    solution: int
    stage: Stage
    details: Details


def chance(*parts: object) -> float:
    """A number between 0 and 1 that only depends on `parts`."""
    text = "|".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


async def load(*, now: datetime, progress: Callable[[str], None]) -> None:
    """Everything, in the order in which it happened; needs municipalities, people, groups and the finished round."""
    progress("Overname")
    begin = now - STARTED
    groups = await _groups()
    towns = await queries.towns(on=dutch_day(now))
    sayings: list[Saying] = []
    followed: list[tuple[int, bool]] = []
    for place, (group, is_winner) in enumerate(groups):
        number = await actions.follow_group(actor=SYSTEM, group_id=group, now=begin, is_winner=is_winner)
        followed.append((number, is_winner))
        pace = FASTEST[place] if place < len(FASTEST) else OTHERS
        maker = (await queries.solution(number)).maker_id
        sayings += _story(number, towns, pace, maker=maker, begin=dutch_day(begin), today=dutch_day(now))
    for saying in sorted(sayings, key=lambda s: (s.on, s.solution, s.town.code)):
        at = _moment(saying.on, now)
        await actions.report(
            actor=await people.civil_servant_of(saying.town.id, today=dutch_day(at)),
            solution_id=saying.solution,
            municipality_id=saying.town.id,
            stage=saying.stage,
            on=saying.on,
            now=at,
            details=saying.details,
        )
    for number, is_winner in followed:
        await _after(number, towns, now, is_winner=is_winner)


class _Followed(msgspec.Struct, frozen=True):
    id: int
    won: bool


async def _groups() -> list[tuple[int, bool]]:
    """The winners first, then a handful of other groups of the first round."""
    rows = await fetch_as(
        _Followed,
        'SELECT g."group" AS id, w.id IS NOT NULL AS won FROM round_group g JOIN round r ON r.id = g.round'
        ' LEFT JOIN winner w ON w."group" = g."group" WHERE r.code = (SELECT min(code) FROM round)'
        ' ORDER BY (w.id IS NULL), w.place, g."group"',
    )
    won = [row.id for row in rows if row.won]
    rest = [row.id for row in rows if not row.won]
    return [(group, True) for group in won] + [(group, False) for group in rest[:MOST_OTHERS]]


def _moment(day: date, now: datetime) -> datetime:
    """Some office hour of that day, never after now."""
    at = datetime.combine(day, now.timetz()).replace(hour=9 + day.day % 7, minute=day.day)
    return min(at, now)


def _story(
    number: int, towns: tuple[Town, ...], pace: Pace, *, maker: int | None, begin: date, today: date
) -> list[Saying]:
    used: dict[int, date] = {}
    known = {town.id for town in towns}
    if maker in known and maker is not None:
        used[maker] = begin
    quarters = (today - begin).days // QUARTER.days
    for quarter in range(quarters):
        day = begin + QUARTER * quarter
        before = dict(used)
        for town in towns:
            if town.id in used or chance(number, town.code, "nooit") < pace.never:
                continue
            near = sum(other in before for other in town.neighbours) / max(len(town.neighbours), 1)
            pull = pace.pull * (0.35 * len(before) / len(towns) + 0.65 * near)
            if chance(number, town.code, quarter) < (pace.pioneer + pull) / 4:
                used[town.id] = day + timedelta(days=round(80 * chance(number, town.code, "dag")))
    by_id = {town.id: town for town in towns}
    sayings = []
    for town_id, day in used.items():
        if day <= today:
            sayings += _path(number, by_id[town_id], day, begin, today)
    for town in towns:
        if town.id not in used:
            sayings += _outside(number, town, begin, today, len(used) / len(towns))
    return sayings


def _path(number: int, town: Town, day: date, begin: date, today: date) -> list[Saying]:
    """What came before and after the day of first use."""
    luck = chance(number, town.code, "pad")
    steps: list[tuple[date, Stage, Details]] = []
    if luck > 0.35:
        steps.append((day - timedelta(days=90 + round(120 * luck)), Stage.EXPLORING, Details()))
    if luck > 0.7:
        steps.append((day - timedelta(days=50), Stage.INTRODUCING, Details()))
    hours = 40 + round(200 * luck) if luck > 0.5 else None
    steps.append((day, Stage.IN_USE, Details(version="1.0" if luck < 0.6 else "1.1", hours=hours)))
    if luck < 0.04:
        steps.append((day + timedelta(days=300), Stage.STOPPED, Details(reason="Wij stappen over op iets anders.")))
    elif luck > 0.55 and day < today - timedelta(days=200):
        steps.append((today - timedelta(days=round(160 * chance(town.code, "vers")) + 1), Stage.IN_USE, Details()))
    return [Saying(on, town, number, stage, details) for on, stage, details in steps if begin <= on <= today]


def _outside(number: int, town: Town, begin: date, today: date, reach: float) -> list[Saying]:
    """Those that do not use it: a few explore, decided, or said no for a reason."""
    luck = chance(number, town.code, "buiten")
    on = begin + timedelta(days=round((today - begin).days * (0.4 + 0.59 * chance(town.code, number))))
    if luck < 0.22 * reach:
        return [Saying(on, town, number, Stage.EXPLORING, Details())]
    if luck < 0.3 * reach:
        return [Saying(on, town, number, Stage.DECIDED, Details())]
    if luck > 1 - 0.12 * reach:
        reason = DECLINED[round(chance(town.code) * 1000) % len(DECLINED)]
        return [Saying(on, town, number, Stage.DECLINED, Details(reason=reason))]
    return []


async def _after(number: int, towns: tuple[Town, ...], now: datetime, *, is_winner: bool) -> None:
    """Experiences, the kit, proposals of VNG that wait, and the forecasts of earlier quarters."""
    present = await queries.statuses(number)
    users = sorted(
        (town for town in towns if town.id in present and present[town.id].stage is Stage.IN_USE),
        key=lambda town: chance(number, town.code, "verhaal"),
    )
    for town, (well, otherwise) in zip(users, EXPERIENCES if is_winner else EXPERIENCES[:2], strict=False):
        at = now - timedelta(days=20 + round(400 * chance(town.code, number, "schreef")))
        await actions.write_experience(
            actor=await people.civil_servant_of(town.id, today=dutch_day(at)),
            solution_id=number,
            municipality_id=town.id,
            went_well=well,
            otherwise=otherwise,
            hours=60 + round(180 * chance(town.code, "uren")),
            cost_euro=1000 * (5 + round(20 * chance(town.code, "euro"))),
            contact=CONTACTS[round(chance(town.code) * 1000) % len(CONTACTS)].format(gemeente=town.name),
            now=at,
        )
    if is_winner:
        for kind, title, text, days in KIT:
            await actions.add_kit_item(
                actor=SYSTEM,
                solution_id=number,
                kind=kind,
                title=title,
                text=text,
                url=f"https://example.org/{number}/{slug(title)}.pdf" if kind == "download" else "",
                planned_on=dutch_day(now - STARTED) + timedelta(days=days) if days else None,
                now=now - STARTED + timedelta(days=3),
            )
        await _reach(number, now)
        await _propose(number, towns, now)
    for back in range(6, 0, -1):
        await actions.record_forecast(solution_id=number, now=now - QUARTER * back)
    await actions.record_forecast(solution_id=number, now=now)


async def _reach(number: int, now: datetime) -> None:
    """What was planned for the past was done, give or take a few weeks."""
    for item in await kit(number):
        if item.planned_on is not None and item.planned_on < dutch_day(now) - QUARTER:
            on = item.planned_on + timedelta(days=round(40 * chance(number, item.title)))
            await actions.finish_milestone(actor=SYSTEM, item_id=item.id, on=on, now=_moment(on, now))


async def _propose(number: int, towns: tuple[Town, ...], now: datetime) -> None:
    """VNG heard of some that did not report yet."""
    known = await queries.statuses(number)
    silent = sorted((t for t in towns if t.id not in known), key=lambda t: chance(number, t.code, "voorstel"))
    for town in silent[:8]:
        at = now - timedelta(days=3 + round(20 * chance(town.code)))
        await actions.propose(
            actor=await people.vng(today=dutch_day(at)),
            solution_id=number,
            municipality_id=town.id,
            stage=Stage.EXPLORING,
            on=dutch_day(at),
            proposer="VNG",
            note="Wij hoorden dit op een bijeenkomst. Klopt het?",
            now=at,
        )
