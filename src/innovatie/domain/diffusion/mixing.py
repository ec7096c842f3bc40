"""The forecast itself: simple forecasters mixed by weights that were learned on series of others.

The weights differ by kind of start: how many periods were seen, and whether it went fast (some period after the first
brought in five or more). `learning` learns them; those that were learned stand in `learned`.
"""

from dataclasses import dataclass

import numpy as np

from innovatie.domain.diffusion.series import Series
from innovatie.domain.diffusion.simple import Floats, ingredients, simple_forecasts, spread_ingredients

SEEN_GROUPS = (4, 6, 9)
FAST = 5
LEAST_SEEN = 2
YEARLY, QUARTERLY = 0.75, 0.2
NORMAL_P90 = 1.2816
LONG_QUIET = 2
"""After so many periods without anybody the band includes that nobody follows."""

Kind = tuple[int, bool]
"""Two and three, four and five, six to eight, or more periods seen (0 to 3); a fast start or not."""

CADENCES = ("jaar", "kwartaal", "maand")
"""A year, a quarter, a month or shorter: series that are kept by the month jump more, and bands differ by it."""

KINDS: tuple[Kind, ...] = tuple((group, fast) for group in range(len(SEEN_GROUPS) + 1) for fast in (False, True))


def is_fast(new: tuple[int, ...]) -> bool:
    """Did some period after the first bring in five or more?"""
    return max(new[1:], default=0) >= FAST


def kind_of(new: tuple[int, ...]) -> Kind:
    return sum(len(new) >= bound for bound in SEEN_GROUPS), is_fast(new)


def cadence_of(years: float) -> int:
    """The place in `CADENCES` of a period that lasts so many years."""
    return 0 if years >= YEARLY else 1 if years >= QUARTERLY else 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """Weights of one kind of start: of `ingredients` for the middle, of `spread_ingredients` for the ends.

    `shifts` move the ends (low, high) by so many roots of the middle, for each of `CADENCES`: the conformal correction.
    """

    middle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    shifts: tuple[tuple[float, float], ...]


Recipes = dict[Kind, Recipe]

Proven = dict[Kind, tuple[int, ...]]
"""For each kind of start and each of `CADENCES`: how far ahead the band held on sources kept apart (0: not at all)."""


@dataclass(frozen=True, slots=True)
class Fan:
    """How many come in after the last period seen, added up, per period ahead; shapes (horizon,)."""

    middle: Floats
    low: Floats
    high: Floats


def middle_of(recipe: Recipe, series: Series, horizon: int) -> Floats:
    """The mix, between nobody and everybody who is left."""
    mixed = ingredients(series.new, series.population, horizon) @ np.array(recipe.middle)
    return np.asarray(np.maximum.accumulate(np.clip(mixed, 0.0, series.population - series.total)), dtype=np.float64)


def _quiet(new: tuple[int, ...]) -> int:
    """How many periods, up to the last one, brought in nobody."""
    return next((age for age, count in enumerate(reversed(new)) if count), len(new))


def by_chance(new: tuple[int, ...], middle: Floats) -> tuple[Floats, Floats]:
    """Ends within which a band never lies: counts vary by the root of their mean, whatever was learned.

    Weights that were learned on small numbers can draw an end on top of the middle where a burst is over. Who was quiet
    for n periods may bring in nobody, and may bring in half an adopter in the next n (Jeffreys' prior).
    """
    quiet = _quiet(new)
    mean = np.maximum(middle, 0.5 * np.arange(1, len(middle) + 1) / quiet) if quiet else middle
    least = np.zeros(len(middle)) if quiet >= LONG_QUIET else middle - NORMAL_P90 * np.sqrt(middle) + 0.5
    return least, mean + NORMAL_P90 * np.sqrt(mean) - 0.5


def fan_of(recipes: Recipes, series: Series, horizon: int) -> Fan:
    """Whole numbers, rising, in order; at least two periods seen."""
    recipe, room = recipes[kind_of(series.new)], float(series.population - series.total)
    middle = middle_of(recipe, series, horizon)
    simple = simple_forecasts(series.new, series.population, horizon)
    spread = spread_ingredients(middle, simple, series.new, series.population)
    unit = np.sqrt(middle + 1.0)
    least, most = by_chance(series.new, middle)
    down, up = recipe.shifts[cadence_of(series.years)]
    low = np.minimum(spread @ np.array(recipe.low) + down * unit, least)
    high = np.maximum(spread @ np.array(recipe.high) + up * unit, most)
    low, high, centre = (np.rint(np.clip(end, 0.0, room)) for end in (low, high, middle))
    return Fan(
        centre,
        np.maximum.accumulate(np.minimum(low, centre)),
        np.maximum.accumulate(np.maximum(high, centre)),
    )
