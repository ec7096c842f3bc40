"""From the text of a CSV file to rows that are checked one by one; an error names the file, the line and the reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from innovatie.domain.diffusion.series import Period, PeriodLength
from innovatie.domain.errors import DomainError
from innovatie.domain.tables import BadTable, as_text
from innovatie.infra import table_files

PERIOD = {"period", "periode", "year", "jaar", "quarter", "kwartaal", "month", "maand", "time", "t"}
COUNT = {"adopters", "deelnemers", "aantal", "count", "n"}
NEW = {"new", "nieuw", "new_adopters", "adoptions", "nieuwe_deelnemers"}
TOTAL = {"cumulative", "cumulatief", "total", "totaal", "cumulative_adopters", "cum_adopters"}
UNIT = {"municipality", "gemeente", "gemeente_code", "code", "state", "statenam", "unit", "adopter"}
DAY = {"date", "datum", "eerste_registratie", "adopt_year", "adoption_date", "year", "jaar"}
NAME = {"innovatie", "innovation", "policy", "solution", "oplossing", "series", "reeks"}
POPULATION = {"population", "populatie", "n_total", "potential"}
LONGEST_SERIES = 2000
FIRST_YEAR, LAST_YEAR = 1000, 2999

_QUARTER = re.compile(r"(?P<year>[0-9]{4})[-\s]?[QKqk](?P<quarter>[1-4])")
_QUARTER_FIRST = re.compile(r"[QKqk](?P<quarter>[1-4])[-\s](?P<year>[0-9]{4})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_DAY_AND_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?")
_DUTCH_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")


class FileProblem(DomainError):
    """A file that cannot be read: which file, which line (0: the whole file), why."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        where = f"{path}, regel {line}" if line else str(path)
        super().__init__(f"{where}: {reason}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the file plays which part."""

    period: str | None = None
    count: str | None = None
    unit: str | None = None
    day: str | None = None
    name: str | None = None
    population: str | None = None


@dataclass(slots=True)
class RawSeries:
    """One series as it stands in the file: counts per period, or dates of adopters; nothing decided yet."""

    name: str
    path: Path
    counts: dict[Period, int] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    yearly: bool = False
    """The dates are years only."""
    said: str | None = None
    """What the header says the counts are: new, cumulative, or nothing."""
    population: int | None = None


def _columns(path: Path, header: list[str]) -> Columns:
    names = {name.strip().lower().lstrip("\ufeff"): name for name in header}

    def find(options: set[str]) -> str | None:
        return next((names[name] for name in names if name in options), None)

    name, population = find(NAME), find(POPULATION)
    count, unit = find(COUNT | NEW | TOTAL), find(UNIT)
    if unit and find(DAY) and not count:
        return Columns(unit=unit, day=find(DAY), name=name, population=population)
    if find(PERIOD) and count:
        return Columns(period=find(PERIOD), count=count, name=name, population=population)
    raise FileProblem(
        path,
        1,
        f"verwacht de kolommen period en adopters, of municipality en date; gevonden: {', '.join(header) or 'niets'}.",
    )


def read_period(text: str) -> Period:
    """A period from its label; ValueError if it is none. A plain number from 1000 to 2999 is a year."""
    text = text.strip()
    if match := _QUARTER.fullmatch(text) or _QUARTER_FIRST.fullmatch(text):
        return Period(int(match["year"]) * 4 + int(match["quarter"]) - 1, PeriodLength.QUARTER)
    if match := _MONTH.fullmatch(text):
        if not 1 <= int(match[2]) <= 12:
            raise ValueError(text)
        return Period(int(match[1]) * 12 + int(match[2]) - 1, PeriodLength.MONTH)
    if re.fullmatch(r"-?[0-9]{1,9}(\.0+)?", text):
        number = int(float(text))
        return Period(number, PeriodLength.YEAR if FIRST_YEAR <= number <= LAST_YEAR else None)
    return Period(read_day(text)[0].toordinal(), PeriodLength.WEEK)


def read_day(text: str) -> tuple[date, bool]:
    """A date, and whether the text names a year only. ValueError if it is neither."""
    text = text.strip()
    if re.fullmatch(r"[12][0-9]{3}(\.0+)?", text):
        return date(int(float(text)), 1, 1), True
    if match := _DUTCH_DAY.fullmatch(text):
        return date(int(match[3]), int(match[2]), int(match[1])), False
    if match := _MONTH.fullmatch(text):
        return date(int(match[1]), int(match[2]), 1), False
    if match := _QUARTER.fullmatch(text) or _QUARTER_FIRST.fullmatch(text):
        return date(int(match["year"]), int(match["quarter"]) * 3 - 2, 1), False
    if not _DAY_AND_TIME.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text[:10]), False


def read_population_table(path: Path) -> Iterator[tuple[int, str, int]]:
    """`population.csv`: line, name of the series and how many could adopt. FileProblem when it is not such a table."""
    empty = True
    for line, row, header in _rows(path):
        empty = False
        names = {name.strip().lower(): name for name in header}
        name = next((names[key] for key in names if key in NAME), None)
        size = next((names[key] for key in names if key in POPULATION), None)
        if name is None or size is None:
            found = ", ".join(header) or "niets"
            raise FileProblem(path, 1, f"verwacht de kolommen series en population; gevonden: {found}.")
        yield line, row[name].strip(), _population(path, line, row[size], size)
    if empty:
        raise FileProblem(path, 0, "er staan geen rijen in.")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str], list[str]]]:
    try:
        table = table_files.read_file(path)
    except BadTable as error:
        raise FileProblem(path, error.problems[0].line, str(error.problems[0])) from None
    if table.problems:
        raise FileProblem(path, table.problems[0].line, str(table.problems[0]))
    header = [*table.headers]
    for row in table.rows:
        yield row.line, dict(zip(header, map(as_text, row.cells), strict=True)), header


def read_file(path: Path) -> list[RawSeries]:
    """The series in one file, in the order in which they first appear."""
    found: dict[str, RawSeries] = {}
    columns: Columns | None = None
    for line, row, header in _rows(path):
        columns = columns or _columns(path, header)
        name = row[columns.name].strip() if columns.name else path.stem
        if not name:
            raise FileProblem(path, line, f"in {columns.name} staat niet van welke reeks deze regel is.")
        series = found.setdefault(name, RawSeries(name, path))
        if columns.population and row[columns.population].strip():
            _add_population(series, path, line, row[columns.population], columns.population)
        if columns.count and columns.period:
            _add_count(series, path, line, row[columns.period], row[columns.count])
            head = columns.count.strip().lower()
            series.said = "new" if head in NEW else "cumulative" if head in TOTAL else None
        elif columns.unit and columns.day:
            _add_day(series, path, line, row[columns.unit], row[columns.day])
    if not found:
        raise FileProblem(path, 0, "er staan geen rijen in.")
    return list(found.values())


def _whole(path: Path, line: int, text: str, column: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}(\.0+)?", text.strip()):
        raise FileProblem(
            path,
            line,
            f"in {column} staat '{text.strip()[:40]}'; verwacht een geheel getal van 0 of meer, zonder punten.",
        )
    return int(float(text))


def _population(path: Path, line: int, text: str, column: str) -> int:
    size = _whole(path, line, text, column)
    if size < 1:
        raise FileProblem(path, line, f"in {column} staat 0; ten minste 1 moet kunnen meedoen.")
    return size


def _add_population(series: RawSeries, path: Path, line: int, text: str, column: str) -> None:
    size = _population(path, line, text, column)
    if series.population not in (None, size):
        raise FileProblem(path, line, f"in {column} staat {size}; hoger in deze reeks staat {series.population}.")
    series.population = size


def _add_count(series: RawSeries, path: Path, line: int, label: str, count: str) -> None:
    try:
        period = read_period(label)
    except ValueError:
        raise FileProblem(
            path, line, f"'{label}' is geen periode; gebruik 1998, 2024-K3, 2024-07, 2024-07-01 of 3."
        ) from None
    if period in series.counts:
        raise FileProblem(path, line, f"de periode {label} staat er twee keer in.")
    if series.counts and next(iter(series.counts)).length is not period.length:
        raise FileProblem(path, line, f"de periode {label} heeft een andere vorm dan die erboven.")
    if series.counts and abs(period.index - next(iter(series.counts)).index) > LONGEST_SERIES:
        raise FileProblem(path, line, f"tussen {label} en de rijen erboven liggen meer dan {LONGEST_SERIES} perioden.")
    series.counts[period] = _whole(path, line, count, "adopters")


def _add_day(series: RawSeries, path: Path, line: int, unit: str, text: str) -> None:
    if not unit.strip():
        raise FileProblem(path, line, "de gemeente ontbreekt.")
    if not text.strip():
        raise FileProblem(path, line, f"bij {unit.strip()} ontbreekt de datum.")
    try:
        day, year_only = read_day(text)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(text)
    except ValueError:
        raise FileProblem(
            path, line, f"'{text}' is geen datum; gebruik 2024-07-31, 2024-07, 2024-K3 of 1998."
        ) from None
    series.yearly = series.yearly or year_only
    known = series.days.get(unit.strip())
    series.days[unit.strip()] = day if known is None else min(known, day)
