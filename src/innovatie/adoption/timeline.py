"""The timeline of one solution: where everybody stands on a day, the curve up to then, and who resembles whom."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

import msgspec

from innovatie.adoption.pictures import CurveData, MapData
from innovatie.adoption.queries.histories import histories, mergers
from innovatie.adoption.queries.sharing import latest_fan
from innovatie.adoption.queries.solutions import SolutionDetail
from innovatie.adoption.queries.towns import Town, towns
from innovatie.domain.adoption_states import (
    LABELS,
    Event,
    Merger,
    Stage,
    Status,
    carried_over,
    counts_through,
    ever_in_use,
    merged,
    successors,
)
from innovatie.domain.diffusion import Band, Period, PeriodLength, judge, reference_band, series_from_dates
from innovatie.domain.savings import CLASSES
from innovatie.domain.size_classes import BOUNDS, LARGEST
from innovatie.domain.wording import counted, wording

HORIZON = 4
_SIZES = dict(zip(CLASSES, (*(words for _, words in BOUNDS), LARGEST), strict=True))
MOST_QUARTERS = 40
UNDER_WAY = (Stage.EXPLORING, Stage.DECIDED, Stage.INTRODUCING)


class Share(msgspec.Struct, frozen=True):
    """How many of a class of municipalities use it now, are under way, or did use it at some time."""

    name: str
    whole: int
    in_use: int
    under_way: int
    ever: int


class Row(msgspec.Struct, frozen=True):
    """A municipality in the table under the map."""

    town: Town
    stage: Stage
    label: str
    since: date | None
    confirmed: date | None
    fresh: bool


class Timeline(msgspec.Struct, frozen=True):
    """Everything of one solution on one day; pictures and tables are made from it."""

    solution: SolutionDetail
    day: date
    today: date
    towns: tuple[Town, ...]
    towns_today: tuple[Town, ...]
    statuses: Mapping[int, Status]
    events: Mapping[int, Sequence[Event]]
    mergers: tuple[Merger, ...]
    fan: tuple[Band, ...]
    fan_made_on: date | None

    @property
    def counts(self) -> dict[Stage, int]:
        found = dict.fromkeys(Stage, 0)
        for town in self.towns:
            present = self.statuses.get(town.id)
            found[present.stage if present else Stage.NONE] += 1
        return found

    @property
    def ever(self) -> int:
        known = {town.id for town in self.towns}
        return sum(s.ever_used for number, s in self.statuses.items() if number in known)

    @property
    def fresh(self) -> int:
        """How many statements are younger than six months."""
        return sum(s.is_fresh(self.day) for s in self.statuses.values())

    def rows(self) -> tuple[Row, ...]:
        """Every municipality by name."""
        return tuple(self._row(town) for town in self.towns)

    def _row(self, town: Town) -> Row:
        present = self.statuses.get(town.id)
        stage = present.stage if present else Stage.NONE
        return Row(
            town=town,
            stage=stage,
            label=LABELS[stage],
            since=present.since if present else None,
            confirmed=present.confirmed if present else None,
            fresh=present is not None and present.is_fresh(self.day),
        )

    def shares(self, classes: Callable[[Town], Iterable[str]], order: Sequence[str] = ()) -> tuple[Share, ...]:
        """Counts per class, in `order` or by share in use."""
        found: dict[str, list[int]] = {name: [0, 0, 0, 0] for name in order}
        for town in self.towns:
            present = self.statuses.get(town.id)
            for name in classes(town):
                row = found.setdefault(name, [0, 0, 0, 0])
                row[0] += 1
                row[1] += present is not None and present.stage is Stage.IN_USE
                row[2] += present is not None and present.stage in UNDER_WAY
                row[3] += present is not None and present.ever_used
        rows = [Share(name, *numbers) for name, numbers in found.items() if numbers[0]]
        return tuple(rows if order else sorted(rows, key=lambda r: (-r.in_use / r.whole, -r.ever, r.name)))

    def breakdowns(self, kringen: Mapping[int, str]) -> dict[str, tuple[Share, ...]]:
        """Shares by size class, province, labour market region and Kring (named by `kringen`)."""
        return {
            "grootte": self.shares(lambda town: (_SIZES[town.size],), tuple(_SIZES.values())),
            "provincie": self.shares(lambda town: (town.province,)),
            "regio": self.shares(lambda town: (town.region,) if town.region else ()),
            "kring": self.shares(lambda town: (kringen[number] for number in town.kringen if number in kringen)),
        }

    def map_data(self) -> MapData:
        """Tiles are those of today: a municipality that has merged since shows on the tile of its successor."""
        goes_to = successors(self.mergers)
        tiles: dict[int, list[Status]] = {}
        for number, present in self.statuses.items():
            tiles.setdefault(goes_to.get(number, number), []).append(present)
        shown = {number: merged(found) for number, found in tiles.items()}
        counts, codes = self.counts, {town.id: town.code for town in self.towns_today}
        in_use, whole = counts[Stage.IN_USE], len(self.towns)
        return MapData(
            title=wording("%(titel)s: gemeenten op de kaart", titel=self.solution.title),
            words=wording(
                "Een zeshoek per gemeente. In gebruik bij %(n)s van de %(geheel)s gemeenten, "
                "onderweg bij %(onderweg)s. De tabel eronder noemt ze allemaal.",
                n=in_use,
                geheel=whole,
                onderweg=sum(counts[s] for s in UNDER_WAY),
            ),
            stages={codes[n]: s.stage for n, s in shown.items() if s is not None and n in codes},
            names={town.code: town.name for town in self.towns_today},
            stale=frozenset(
                codes[n]
                for n, s in shown.items()
                if s is not None and n in codes and s.stage is not Stage.NONE and not s.is_fresh(self.day)
            ),
        )

    def quarters(self) -> tuple[Period, ...]:
        """The quarters from the first statement to `today`, at most ten years."""
        firsts = [event.on for history in self.events.values() for event in history]
        last = Period.of(self.today, PeriodLength.QUARTER)
        first = Period.of(min(firsts), PeriodLength.QUARTER) if firsts else last
        start = max(first.index, last.index - MOST_QUARTERS + 1)
        return tuple(Period(index, PeriodLength.QUARTER) for index in range(start, last.index + 1))

    def curve(self) -> tuple[CurveData, str | None]:
        """The curve up to today with the fan or the reference band, and why there is no fan (None: there is one)."""
        quarters = self.quarters()
        ends = [min(date.fromordinal(q.next().starts.toordinal() - 1), self.today) for q in quarters]
        counts = counts_through(self.events, self.mergers, ends)
        now = self.statuses if self.day == self.today else carried_over(self.events, self.mergers, on=self.today)
        ever = ever_in_use(now, ends)
        bands, reason, limited = self._bands(now, quarters[-1])
        last = ever[-1] if ever else 0
        since = {"van": quarters[0].in_words, "tot": quarters[-1].in_words}
        words = counted(
            wording("Van het %(van)s tot en met het %(tot)s: nu heeft 1 gemeente dit ooit gebruikt.", **since),
            wording(
                "Van het %(van)s tot en met het %(tot)s: nu hebben %(n)s gemeenten dit ooit gebruikt.", **since, n=last
            ),
            last,
        )
        if bands and reason is None:
            end = bands[-1]
            words = wording(
                "%(tot_nu)s Verwachting voor het %(kwartaal)s: %(laag)s tot %(hoog)s, het midden is %(midden)s.",
                tot_nu=words,
                kwartaal=end.period.in_words,
                laag=end.p10,
                hoog=end.p90,
                midden=end.p50,
            )
        data = CurveData(
            title=wording("%(titel)s: verloop per kwartaal", titel=self.solution.title),
            words=words,
            labels=[q.label for q in quarters],
            ever=ever,
            now=[count.get(Stage.IN_USE, 0) for count in counts],
            under_way=[sum(count.get(stage, 0) for stage in UNDER_WAY) for count in counts],
            by_stage={stage: [count.get(stage, 0) for count in counts] for stage in Stage if stage is not Stage.NONE},
            bands=bands,
            certain=reason is None,
            limited=limited,
        )
        return data, reason

    def _bands(self, now: Mapping[int, Status], last: Period) -> tuple[tuple[Band, ...], str | None, str]:
        """What is drawn ahead, why that is no forecast (None: it is one), and why the forecast is short."""
        series = series_from_dates(
            self.solution.title,
            [s.first_used for s in now.values() if s.first_used is not None],
            population=max(len(self.towns), sum(s.ever_used for s in now.values()), 1),
            length=PeriodLength.QUARTER,
            until=self.today,
        )
        verdict = judge(series, HORIZON)
        # The fan was made of whole quarters; who began since then is in the count of today, which never falls.
        least = sum(s.ever_used for s in now.values())
        ahead = tuple(
            Band(band.period, max(band.p10, least), max(band.p50, least), max(band.p90, least))
            for band in self.fan
            if band.period.index > last.index
        )
        if not verdict.refused and ahead:
            return ahead, None, verdict.reason or ""
        reason = verdict.reason or wording("De verwachting wordt vannacht opnieuw berekend.")
        if not least:
            return (), reason, ""
        return _reference(series.population, least, last.index), reason, ""


@lru_cache(maxsize=512)
def _reference(population: int, total: int, last: int) -> tuple[Band, ...]:
    return reference_band(population, 0.25, HORIZON, start=total, first=Period(last, PeriodLength.QUARTER))


async def timeline_of(solution: SolutionDetail, *, day: date, today: date) -> Timeline:
    """Read everything of a solution at once; `day` is what the map shows, `today` where the curve ends."""
    events, known = await histories(solution.id), await mergers()
    made_on, fan = await latest_fan(solution.id)
    present_towns = await towns(on=today)
    return Timeline(
        solution=solution,
        day=day,
        today=today,
        towns=present_towns if day == today else await towns(on=day),
        towns_today=present_towns,
        statuses=carried_over(events, known, on=day),
        events=events,
        mergers=known,
        fan=fan,
        fan_made_on=made_on,
    )


def resembling(town: Town, others: Iterable[Town], *, most: int = 12) -> tuple[Town, ...]:
    """The municipalities most like this one: by number of inhabitants first, then province and labour market region."""

    def unlike(other: Town) -> float:
        small, large = sorted((max(town.inhabitants, 1), max(other.inhabitants, 1)))
        size = large / small - 1
        return size + (0 if other.province == town.province else 0.15) + (0 if other.region == town.region else 0.1)

    near = sorted((other for other in others if other.id != town.id), key=lambda o: (unlike(o), o.code))
    return tuple(near[:most])
