"""Inzicht in depth. Trends, the map and the wheels are for everybody; who is missing and the outlook are VNG's desk."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.adoption.pages.files import picture
from innovatie.adoption.pictures import Drawing, NumberMap, bars_drawing, number_map_drawing, to_svg, with_heading
from innovatie.adoption.queries import towns
from innovatie.adoption.queries.sharing import Foreseen, scoreboard
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.diffusion.scoreboard import verdict_on_band
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.themes import THEMES
from innovatie.domain.wording import counted, listed, wording
from innovatie.insight.depth import queries
from innovatie.rounds.queries import RoundCard, rounds
from innovatie.web.downloads import csv_download
from innovatie.web.format import date_text
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import show

LABELS = {theme.slug: theme.label for theme in THEMES}

_MOST_INVENTED = wording("Wielen die het vaakst worden uitgevonden")


class WhereView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/where.html"
    map: Markup
    most: tuple[tuple[str, str, int], ...]
    """Code, name and number of plans of the ten that take part in most."""
    taking_part: int
    whole: int
    desk: bool


class TrendsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/trends.html"
    quarters: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[int, ...], int], ...]
    totals: tuple[int, ...]
    desk: bool


class WheelsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/wheels.html"
    wheels: tuple[queries.Wheel, ...]
    picture: Markup
    labels: dict[str, str]
    desk: bool


class MissingView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/missing.html"
    missing: tuple[queries.Missing, ...]
    whole: int
    desk: bool


class OutlookView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/outlook.html"
    rounds: tuple[RoundCard, ...]
    expected: tuple[queries.Expected, ...]
    foreseen: tuple[Foreseen, ...]
    inside: int
    band_verdict: str
    desk: bool


def _desk(actor: Actor) -> bool:
    return bool(authority.may(actor, Act.SEE_INSIGHT_DESK))


async def _number_map(now: datetime) -> NumberMap:
    numbers = await queries.plans_per_town()
    names = {town.code: town.name for town in await towns(on=dutch_day(now))}
    part = len([code for code in numbers if code in names])
    return NumberMap(
        title=wording("Plannen per gemeente"),
        words=wording(
            "Een zeshoek per gemeente met het aantal plannen waaraan zij meedoet. "
            "Gemeenten die meedoen: %(n)s van de %(geheel)s.",
            n=part,
            geheel=len(names),
        ),
        numbers=numbers,
        names=names,
    )


def _bars(wheels: tuple[queries.Wheel, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((_short(wheel.title), wheel.municipalities) for wheel in wheels[:15])


def _short(text: str, most: int = 58) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


class DepthPages(Controller):
    @get("/inzicht/kaart")
    async def where(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Who develops how much, on the map."""
        data = await _number_map(now)
        view = WhereView(
            map=to_svg(number_map_drawing(data), name="plannen", kind="tile-map"),
            most=tuple(
                (code, data.names[code], number)
                for code, number in sorted(data.numbers.items(), key=lambda one: (-one[1], data.names.get(one[0], "")))
                if code in data.names
            )[:10],
            taking_part=len([code for code in data.numbers if code in data.names]),
            whole=len(data.names),
            desk=_desk(actor),
        )
        return show(request, view)

    @get("/inzicht/trends")
    async def trends(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """New plans per theme and quarter."""
        quarters, found = await queries.trends(dutch_day(now))
        rows = tuple((slug, LABELS.get(slug, slug), counts, sum(counts)) for slug, counts in found.items())
        totals = tuple(sum(counts) for counts in zip(*found.values(), strict=True)) if found else (0,) * len(quarters)
        return show(request, TrendsView(quarters, rows, totals, _desk(actor)))

    @get("/inzicht/wielen")
    async def wheels(self, request: AnyRequest, actor: By) -> Response[str]:
        """The wheels that are invented most often."""
        found = await queries.wheels()
        drawing = bars_drawing(_MOST_INVENTED, _wheel_words(found), _bars(found))
        view = WheelsView(
            wheels=found,
            picture=to_svg(drawing, name="wielen", kind="chart__svg chart__svg--narrow"),
            labels=LABELS,
            desk=_desk(actor),
        )
        return show(request, view)

    @get("/inzicht/{what:str}/{kind:str}")
    async def files(self, what: FromPath[str], kind: FromPath[str], now: Now) -> Response[bytes]:
        """Every picture and table of the public pages as a file."""
        if what == "kaart":
            data = await _number_map(now)
            if kind == "csv":
                rows = [(code, name, data.numbers.get(code, 0)) for code, name in data.names.items()]
                return csv_download("plannen-per-gemeente.csv", ("code", "gemeente", "plannen"), rows)
            return await picture(_headed(number_map_drawing(data), now), kind, "plannen-per-gemeente")
        if what == "wielen":
            found = await queries.wheels()
            if kind == "csv":
                rows_ = [(w.group, w.title, w.theme, w.municipalities, w.plans, w.since) for w in found]
                head = ("groep", "titel", "thema", "gemeenten", "plannen", "sinds")
                return csv_download("wielen.csv", head, rows_)
            drawing = bars_drawing(
                wording("Wielen die het vaakst worden uitgevonden"), _wheel_words(found), _bars(found)
            )
            return await picture(_headed(drawing, now), kind, "wielen")
        if what == "trends" and kind == "csv":
            quarters, trend = await queries.trends(dutch_day(now))
            lines = [(LABELS.get(slug, slug), *counts) for slug, counts in trend.items()]
            return csv_download("trends.csv", ("thema", *quarters), lines)
        if what == "trends":
            quarters, trend = await queries.trends(dutch_day(now))
            totals = [sum(counts) for counts in zip(*trend.values(), strict=True)] or [0] * len(quarters)
            rows_of = tuple(zip(quarters, totals, strict=True))
            drawing = bars_drawing(wording("Nieuwe plannen per kwartaal"), _trend_words(rows_of), rows_of)
            return await picture(_headed(drawing, now), kind, "trends")
        raise NotFound("Dit bestand bestaat niet.")


def _wheel_words(found: tuple[queries.Wheel, ...]) -> str:
    return listed(
        [
            counted(
                wording("%(titel)s: 1 gemeente", titel=wheel.title),
                wording("%(titel)s: %(n)s gemeenten", titel=wheel.title, n=wheel.municipalities),
                wheel.municipalities,
            )
            for wheel in found[:15]
        ],
        "; ",
    )


def _headed(drawing: Drawing, now: datetime) -> Drawing:
    """With its title and the day above it, to stand on its own in somebody's document."""
    return with_heading(drawing, drawing.title, wording("Innovatie, %(dag)s", dag=date_text(dutch_day(now))))


def _trend_words(rows: tuple[tuple[str, int], ...]) -> str:
    return listed([wording("%(kwartaal)s: %(n)s", kwartaal=label, n=number) for label, number in rows], "; ")


class DepthDeskPages(Controller):
    guards = (signed_in,)

    @get("/inzicht/meedoen")
    async def missing(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Who does not take part yet."""
        authority.require(actor, Act.SEE_INSIGHT_DESK)
        view = MissingView(await queries.missing(dutch_day(now)), len(await towns(on=dutch_day(now))), desk=True)
        return show(request, view)

    @get("/inzicht/vooruitblik")
    async def outlook(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Rounds, expected adoption, and where to push."""
        authority.require(actor, Act.SEE_INSIGHT_DESK)
        foreseen = await scoreboard(None, today=dutch_day(now))
        view = OutlookView(
            rounds=tuple(one for one in await rounds(now=now) if one.is_open),
            expected=await queries.expected(dutch_day(now)),
            foreseen=foreseen,
            inside=sum(item.inside for item in foreseen),
            band_verdict=verdict_on_band((item.p10, item.p90, item.actual) for item in foreseen),
            desk=True,
        )
        return show(request, view)


DEPTH_PAGES = (DepthPages, DepthDeskPages)
