"""Counts of adopters per period, from dates or from a table, without holes and from the first adopter on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from innovatie.domain.errors import Invalid
from innovatie.domain.wording import wording


class PeriodLength(StrEnum):
    """How long a period is. The hazard of the model is per year, so this is never a detail."""

    YEAR = "jaar"
    QUARTER = "kwartaal"
    MONTH = "maand"
    WEEK = "week"

    @property
    def years(self) -> float:
        return {"jaar": 1.0, "kwartaal": 0.25, "maand": 1 / 12, "week": 7 / 365.25}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period by its number since the year 0 (year, quarter or month), a week since 1 January of the year 1,
    or, without a length, a plain rank."""

    index: int
    length: PeriodLength | None = None

    @property
    def label(self) -> str:
        """As written in tables: 2026, 2026-K3, 2026-07, the Monday of a week, or the rank itself."""
        if self.length is PeriodLength.QUARTER:
            return wording("%(jaar)s-K%(kwartaal)s", jaar=self.index // 4, kwartaal=self.index % 4 + 1)
        if self.length is PeriodLength.MONTH:
            return f"{self.index // 12}-{self.index % 12 + 1:02d}"
        if self.length is PeriodLength.WEEK:
            return date.fromordinal(self.index * 7 + 1).isoformat()
        return str(self.index)

    @property
    def in_words(self) -> str:
        """As said in a sentence: a quarter by its number in the year, everything else as in tables."""
        if self.length is PeriodLength.QUARTER:
            return wording("%(kwartaal)se kwartaal van %(jaar)s", kwartaal=self.index % 4 + 1, jaar=self.index // 4)
        return self.label

    @property
    def starts(self) -> date:
        """First day of the period; only for periods with a length."""
        if self.length is PeriodLength.YEAR:
            return date(self.index, 1, 1)
        if self.length is PeriodLength.QUARTER:
            return date(self.index // 4, self.index % 4 * 3 + 1, 1)
        if self.length is PeriodLength.MONTH:
            return date(self.index // 12, self.index % 12 + 1, 1)
        if self.length is PeriodLength.WEEK:
            return date.fromordinal(self.index * 7 + 1)
        raise ValueError("a period without a length has no dates")

    def next(self, steps: int = 1) -> "Period":
        return Period(self.index + steps, self.length)

    @classmethod
    def of(cls, day: date, length: PeriodLength) -> "Period":
        """The period of this length in which `day` falls."""
        index = {
            PeriodLength.YEAR: day.year,
            PeriodLength.QUARTER: day.year * 4 + (day.month - 1) // 3,
            PeriodLength.MONTH: day.year * 12 + day.month - 1,
            PeriodLength.WEEK: (day.toordinal() - 1) // 7,
        }[length]
        return cls(index, length)


@dataclass(frozen=True, slots=True)
class Series:
    """New adopters per period: `new[0]` is the first period with an adopter, later zeros are real zeros.

    `population` is how many could adopt; `total` never exceeds it. `years` is the length of one period.
    """

    name: str
    first: Period
    new: tuple[int, ...]
    population: int
    years: float

    def __post_init__(self) -> None:
        if any(count < 0 for count in self.new):
            raise Invalid({"adopters": "Een aantal nieuwe deelnemers kan niet onder nul liggen."})
        if self.population < 1:
            raise Invalid({"population": "Het aantal dat kan meedoen moet ten minste 1 zijn."})
        if self.total > self.population:
            raise Invalid(
                {
                    "population": wording(
                        "Er zijn %(n)s deelnemers, meer dan de %(allen)s die mee kunnen doen.",
                        n=self.total,
                        allen=self.population,
                    )
                }
            )

    @property
    def total(self) -> int:
        return sum(self.new)

    @property
    def cumulative(self) -> tuple[int, ...]:
        running, out = 0, []
        for count in self.new:
            running += count
            out.append(running)
        return tuple(out)

    def seen(self, periods: int) -> "Series":
        """The same series as it was known after the first `periods` periods."""
        return Series(self.name, self.first, self.new[:periods], self.population, self.years)


def trimmed(name: str, first: Period, new: Iterable[int], population: int, years: float) -> Series:
    """A series from which the empty periods before the first adopter are left out."""
    counts = list(new)
    lead = next((i for i, count in enumerate(counts) if count), len(counts))
    return Series(name, first.next(lead), tuple(counts[lead:]), population, years)


def length_for(days: Iterable[date]) -> PeriodLength:
    """The period that suits the span of the dates: years from eight years on, quarters from one, else months."""
    known = list(days)
    span = (max(known) - min(known)).days if known else 0
    if span >= 8 * 365:
        return PeriodLength.YEAR
    return PeriodLength.QUARTER if span >= 365 else PeriodLength.MONTH


def series_from_dates(
    name: str,
    days: Iterable[date],
    *,
    population: int,
    length: PeriodLength,
    until: date | None = None,
) -> Series:
    """Counts per period of the first dates of each adopter.

    `until` is the last day that was observed: periods that are not over by then are left out, and quiet periods
    up to then count as zeros. Without it the series ends with the period of the last date.
    """
    known = sorted(day for day in days if until is None or day <= until)
    if not known:
        return Series(name, Period.of(until, length) if until else Period(0, length), (), population, length.years)
    first, last = Period.of(known[0], length), Period.of(known[-1], length)
    if until is not None:
        last = Period.of(until, length)
        if last.next().starts.toordinal() - 1 > until.toordinal():
            last = last.next(-1)
    counts = [0] * max(last.index - first.index + 1, 0)
    for day in known:
        position = Period.of(day, length).index - first.index
        if position < len(counts):
            counts[position] += 1
    return Series(name, first, tuple(counts), population, length.years)
