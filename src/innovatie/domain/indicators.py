"""Indicators of costs and benefits: what was promised for a municipality in a year, and what municipalities measured.

A middle of few numbers says little and points at one of them: below `LEAST` municipalities none is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median, quantiles

from innovatie.domain.wording import wording

LEAST = 5
"""Municipalities that measured, before a middle and a spread are shown."""
MOST = 8
"""Indicators of one plan: who must measure more, measures nothing."""


def measured_by(year: int) -> date:
    """Until when a municipality is asked what it measured of `year`: in time for its next budget."""
    return date(year + 1, 6, 30)


class Side(StrEnum):
    """Whether an indicator is about what it costs or what it brings."""

    COST = "kosten"
    BENEFIT = "baten"


class Better(StrEnum):
    """Which way is good."""

    LOWER = "lager"
    HIGHER = "hoger"


SIDE_LABELS = {Side.COST: wording("Kosten"), Side.BENEFIT: wording("Baten")}
BETTER_LABELS = {Better.LOWER: wording("Lager is beter"), Better.HIGHER: wording("Hoger is beter")}


@dataclass(frozen=True, slots=True)
class Spread:
    """What `n` municipalities measured: half of them lie between `low` and `high`; `kept` reached the promise."""

    n: int
    low: float
    middle: float
    high: float
    kept: int


def keeps(value: float, promised: float, better: Better) -> bool:
    """Whether a measured value is at least as good as the promise."""
    return value <= promised if better is Better.LOWER else value >= promised


def spread(values: Sequence[float], promised: float, better: Better) -> Spread | None:
    """Median and the middle half (inclusive quartiles); None below `LEAST` values."""
    if len(values) < LEAST:
        return None
    low, _middle, high = quantiles(values, n=4, method="inclusive")
    kept = sum(keeps(value, promised, better) for value in values)
    return Spread(len(values), low, median(values), high, kept)


@dataclass(frozen=True, slots=True)
class Strip:
    """Where promise, middle half and median lie on a line from nought, in percent."""

    promised: float
    low: float
    middle: float
    high: float


def strip(found: Spread, promised: float) -> Strip:
    """The line ends a tenth beyond the largest number."""
    whole = max(found.high, promised, found.middle) * 1.1 or 1.0
    return Strip(*(round(100 * value / whole, 2) for value in (promised, found.low, found.middle, found.high)))
