"""Simple forecasters, and what the mix makes of them.

Each gives the number that comes in after the last period seen, added up per period ahead. A forecaster that weights
increments by age (`_aged`) takes the mean of what came in per period, each period of age counting for `fade` of the one
after it, and lets that pace shrink to `damp` of itself per period: 1 goes on for ever, .6 is a burst that is over in a
few periods. The first period is where a series starts and is no increment.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL, TREND, DAMPING = 0.9, 0.4, 0.85
AGED = ((0.5, 0.85), (0.7, 0.6), (0.001, 0.6), (0.9, 1.0), (0.9, 0.7))
"""(fade, damp): the recent pace, the same dying out, the last increment dying out, the long pace, the same damped."""

QUICK, _, _, LONG, LONG_DAMPED = range(1, 6)
HOLT = 0


def damped_holt(new: Sequence[int], horizon: int) -> Floats:
    """Holt's trend on the running total, damped by .85 a period (Gardner and McKenzie 1985), level .9, trend .4."""
    totals = np.cumsum(np.asarray(new, dtype=np.float64))
    level, trend = float(totals[0]), float(totals[1] - totals[0]) if len(totals) > 1 else 0.0
    for value in totals[1:].tolist():
        before = level
        level = LEVEL * value + (1 - LEVEL) * (level + DAMPING * trend)
        trend = TREND * (level - before) + (1 - TREND) * DAMPING * trend
    ahead = level + trend * np.cumsum(DAMPING ** np.arange(1, horizon + 1))
    return np.asarray(np.maximum(ahead - totals[-1], 0.0), dtype=np.float64)


def _aged(increments: Floats, fade: float, damp: float, horizon: int) -> Floats:
    weights = fade ** np.arange(increments.size)[::-1]
    pace = float(weights @ increments / weights.sum())
    return np.asarray(pace * np.cumsum(damp ** np.arange(1, horizon + 1)), dtype=np.float64)


def simple_forecasts(new: Sequence[int], population: int, horizon: int) -> Floats:
    """Shape (horizon, 6): damped Holt, then those of `AGED`; never more than are left. At least two periods."""
    increments = np.asarray(new[1:], dtype=np.float64)
    columns = [damped_holt(new, horizon), *(_aged(increments, *how, horizon) for how in AGED)]
    return np.minimum(np.column_stack(columns), population - sum(new))


def ingredients(new: Sequence[int], population: int, horizon: int) -> Floats:
    """Shape (horizon, 15): the simple forecasts, and what bends them: how many are left, how far the last increment
    lies below the largest, where forecasters disagree, and a little growth for all.
    """
    simple = simple_forecasts(new, population, horizon)
    total, ahead = sum(new), np.arange(1, horizon + 1, dtype=np.float64)
    left, fallen = (population - total) / population, new[-1] / max(*new[1:], 1)
    holt, quick, dying, _, long, damped = simple.T
    return np.column_stack(
        [
            simple,
            quick * left,
            long * left,
            0.3 * np.sqrt(ahead),
            0.2 * ahead * np.sqrt(total),
            quick * fallen,
            damped * fallen,
            np.maximum(holt - damped, 0.0),
            np.minimum(holt, quick),
            np.minimum(long, 1.5 * dying),
        ]
    )


def spread_ingredients(middle: Floats, simple: Floats, new: Sequence[int], population: int) -> Floats:
    """Shape (horizon, 10): what the ends of the band are made of. `middle` is the mix, per period ahead."""
    ahead = np.sqrt(np.arange(1, len(middle) + 1, dtype=np.float64))
    root, total = np.sqrt(np.maximum(middle, 0.0) + 0.25), sum(new)
    quick = simple[:, QUICK]
    return np.column_stack(
        [
            np.ones(len(middle)),
            ahead,
            middle,
            root,
            0.5 * root * ahead,
            np.abs(simple[:, HOLT] - simple[:, LONG]),
            quick,
            np.full(len(middle), 0.5 * np.sqrt(total)),
            np.full(len(middle), 0.5 * new[-1]),
            quick * (population - total) / population,
        ]
    )
