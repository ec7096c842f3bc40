"""From rows to series: are the counts new or running totals, how long is a period, how many could adopt?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from innovatie.adoption.series_files.parsing import FileProblem, RawSeries, read_file, read_population_table
from innovatie.domain.diffusion.series import Period, PeriodLength, Series, length_for, series_from_dates, trimmed
from innovatie.domain.errors import Invalid
from innovatie.domain.whole_numbers import whole

SIDECAR = "population.csv"
STATES, MUNICIPALITIES = 50, 342


class Counts(StrEnum):
    """What the column `adopters` holds."""

    AUTO = "auto"
    NEW = "new"
    CUMULATIVE = "cumulative"


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """A series with what was decided about it, so that the reader can see it."""

    series: Series
    path: Path
    counts: Counts
    population_from: str
    guessed: bool = False
    """Neither the caller nor the header said what the counts are, and the numbers allow both readings."""


def load_file(
    path: Path,
    *,
    population: int | None = None,
    counts: Counts = Counts.AUTO,
    length: PeriodLength | None = None,
    until: date | None = None,
) -> list[SeriesFile]:
    """The series in one file. FileProblem when a row is wrong or the numbers cannot be true."""
    return _decide(read_file(path), population, counts, length, until)


def load_directory(
    folder: Path,
    *,
    population: int | None = None,
    counts: Counts = Counts.AUTO,
    length: PeriodLength | None = None,
    until: date | None = None,
) -> list[SeriesFile]:
    """The series in all CSV files below a folder. Files in one subfolder are of one kind and are decided together."""
    files = [path for path in folder.rglob("*") if path.suffix.lower() == ".csv"]
    paths = sorted(path for path in files if path.name != SIDECAR)
    if not paths:
        raise FileProblem(folder, 0, "hier staan geen CSV-bestanden.")
    parents = {path.parent for path in paths}
    if alone := [path for path in files if path.parent not in parents]:
        raise FileProblem(alone[0], 0, "dit bestand hoort naast de reeksen te staan; hiernaast staan er geen.")
    decided: list[SeriesFile] = []
    for parent in sorted(parents):
        raw = [series for path in paths if path.parent == parent for series in read_file(path)]
        _add_sidecar(parent, raw)
        decided += _decide(raw, population, counts, length, until)
    return decided


def _add_sidecar(folder: Path, raw: list[RawSeries]) -> None:
    """`population.csv` in the folder: the columns series and population; a series may be named by its file."""
    path = folder / SIDECAR
    if not path.exists():
        return
    known: dict[str, int] = {}
    here = {name for series in raw for name in (series.name, series.path.name)}
    for line, name, population in read_population_table(path):
        if name in known:
            raise FileProblem(path, line, f"de reeks '{name[:40]}' staat er twee keer in.")
        if name not in here:
            raise FileProblem(path, line, f"de reeks '{name[:40]}' staat niet in deze map.")
        known[name] = population
    for series in raw:
        series.population = known.get(series.name, known.get(series.path.name, series.population))


def _decide(
    raw: list[RawSeries],
    population: int | None,
    counts: Counts,
    length: PeriodLength | None,
    until: date | None,
) -> list[SeriesFile]:
    reading = _reading(raw) if counts is Counts.AUTO else counts
    whose = _population_of(raw, reading)
    spans = length or length_for(day for series in raw for day in series.days.values())
    until = until or _last_day(raw)
    done = []
    for series in raw:
        size, source = (population, "--population") if population else whose(series)
        try:
            if series.days:
                span = PeriodLength.YEAR if series.yearly and length is None else spans
                one = series_from_dates(series.name, series.days.values(), population=size, length=span, until=until)
                how = Counts.NEW
            else:
                how = Counts(series.said) if series.said and counts is Counts.AUTO else reading
                one = _from_counts(series, how, size, length)
        except Invalid as error:
            why = " ".join(error.errors.values())
            if counts is Counts.AUTO and not series.said and _falls(series):
                why += " De aantallen dalen ergens en zijn daarom gelezen als nieuwe deelnemers per periode;"
                why += " een lopend totaal kan niet dalen."
            raise FileProblem(series.path, 0, f"reeks {series.name}: {why}") from None
        guessed = counts is Counts.AUTO and reading is Counts.CUMULATIVE and bool(series.counts) and not series.said
        both = guessed and sum(_values(series)) <= size and len(series.counts) > 1
        done.append(SeriesFile(one, series.path, how, source, both))
    return done


def _last_day(raw: list[RawSeries]) -> date | None:
    """The end of the last period with a date in any of these series: all were watched at least until then."""
    days = [day for series in raw for day in series.days.values()]
    if not days:
        return None
    if all(series.yearly for series in raw if series.days):
        return date(max(days).year, 12, 31)
    last = Period.of(max(days), length_for(days))
    return date.fromordinal(last.next().starts.toordinal() - 1)


def _values(series: RawSeries) -> list[int]:
    return [series.counts[period] for period in sorted(series.counts)]


def _reading(raw: Iterable[RawSeries]) -> Counts:
    """New as soon as one series falls somewhere: a running total cannot. Series with a telling header are let be."""
    falls = any(_falls(series) for series in raw if series.counts and series.said is None)
    return Counts.NEW if falls else Counts.CUMULATIVE


def _falls(series: RawSeries) -> bool:
    return any(later < earlier for earlier, later in pairwise(_values(series)))


def _total(series: RawSeries, reading: Counts) -> int:
    if series.days:
        return len(series.days)
    values = _values(series)
    if not values:
        return 0
    return sum(values) if (series.said or reading) == "new" else values[-1]


def _population_of(raw: list[RawSeries], reading: Counts) -> Callable[[RawSeries], tuple[int, str]]:
    """How many could adopt, and how we know: the file, else 50 for yearly series of at most 50, else 342."""
    yearly = all(
        series.yearly or (bool(series.counts) and next(iter(series.counts)).length in (None, PeriodLength.YEAR))
        for series in raw
    )
    small = max((_total(series, reading) for series in raw), default=0) <= STATES
    guess = STATES if yearly and small else MUNICIPALITIES

    def find(series: RawSeries) -> tuple[int, str]:
        if series.population:
            return series.population, "bestand"
        mark = series.path.stem.rsplit(".N", 1)
        if len(mark) == 2 and (population := whole(mark[1])) is not None:
            return population, "bestandsnaam"
        return max(guess, _total(series, reading)), "aanname"

    return find


def _from_counts(series: RawSeries, reading: Counts, population: int, length: PeriodLength | None) -> Series:
    """Holes are filled: no new adopters, or the same running total."""
    periods, step = _spaced(series)
    values = dict(zip(periods, _values(series), strict=True))
    first, last = periods[0], periods[-1]
    new, before = [], 0
    for index in range(first.index, last.index + 1):
        value = values.get(Period(index, first.length))
        if reading is Counts.NEW:
            new.append(value or 0)
            continue
        total = before if value is None else value
        if total < before:
            raise Invalid({"adopters": "een lopend totaal kan niet dalen; gebruik --counts new."})
        new.append(total - before)
        before = total
    span = length or step or PeriodLength.YEAR
    return trimmed(series.name, first, new, population, span.years)


def _spaced(series: RawSeries) -> tuple[list[Period], PeriodLength | None]:
    """The periods in order. Dates become weeks, months, quarters or years by the smallest gap between them."""
    periods = sorted(series.counts)
    if periods[0].length is not PeriodLength.WEEK:
        return periods, periods[0].length
    days = [date.fromordinal(period.index) for period in periods]
    gap = min(((later - earlier).days for earlier, later in pairwise(days)), default=365)
    length = next(
        (
            known
            for most, known in ((14, PeriodLength.WEEK), (45, PeriodLength.MONTH), (200, PeriodLength.QUARTER))
            if gap <= most
        ),
        PeriodLength.YEAR,
    )
    return [Period.of(day, length) for day in days], length
