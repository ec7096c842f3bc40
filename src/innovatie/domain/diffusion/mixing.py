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

Kind = tuple[int, bool]
"""Two and three, four and five, six to eight, or more periods seen (0 to 3); a fast start or not."""

KINDS: tuple[Kind, ...] = tuple((group, fast) for group in range(len(SEEN_GROUPS) + 1) for fast in (False, True))


def is_fast(new: tuple[int, ...]) -> bool:
    """Did some period after the first bring in five or more?"""
    return max(new[1:], default=0) >= FAST


def kind_of(new: tuple[int, ...]) -> Kind:
    return sum(len(new) >= bound for bound in SEEN_GROUPS), is_fast(new)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Weights of one kind of start: of `ingredients` for the middle, of `spread_ingredients` for the ends.

    `shift` moves the ends (low, high) by so many roots of the middle: the conformal correction.
    """

    middle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    shift: tuple[float, float]


Recipes = dict[Kind, Recipe]


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


def fan_of(recipes: Recipes, series: Series, horizon: int) -> Fan:
    """Whole numbers, rising, in order; at least two periods seen."""
    recipe, room = recipes[kind_of(series.new)], float(series.population - series.total)
    middle = middle_of(recipe, series, horizon)
    simple = simple_forecasts(series.new, series.population, horizon)
    spread = spread_ingredients(middle, simple, series.new, series.population)
    unit = np.sqrt(middle + 1.0)
    low = np.rint(np.clip(spread @ np.array(recipe.low) + recipe.shift[0] * unit, 0.0, room))
    high = np.rint(np.clip(spread @ np.array(recipe.high) + recipe.shift[1] * unit, 0.0, room))
    centre = np.rint(middle)
    return Fan(
        centre,
        np.maximum.accumulate(np.minimum(low, centre)),
        np.maximum.accumulate(np.maximum(high, centre)),
    )
