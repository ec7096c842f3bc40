"""The recent pace: what came in lately comes in again, give or take; no curve, no ceiling but the population.

The number per period is a gamma rate that forgets: each period its evidence counts for DISCOUNT of what it did (the
power steady model of Smith 1979). From the last period on the rate wanders (DRIFT, sd of its log per period), shrinks
with the number that is left, and counts scatter around it more than Poisson (LUMPS, shape of a gamma).
"""

import numpy as np
import scipy
from numpy.typing import NDArray

from innovatie.domain.diffusion.series import Series
from innovatie.domain.diffusion.uniforms import uniforms

DISCOUNT = 0.8
DRIFT = 0.4
LUMPS = 4.0
PRIOR_PERIODS = 0.7
SLOWEST = 0.2


def pace_paths(series: Series, horizon: int, *, paths: int, seed: int) -> NDArray[np.int64]:
    """Cumulative adopters: one row per future period, one column per path.

    The first period is where the series starts and counts only in the vague prior: its weight is less than that of
    one adopter.
    """
    shape = PRIOR_PERIODS
    rate = shape / max(series.total / max(len(series.new), 1), SLOWEST)
    for fresh in series.new[1:]:
        shape, rate = DISCOUNT * shape + fresh, DISCOUNT * rate + 1
    chances = uniforms((1 + 3 * horizon, paths), seed)
    pace = scipy.special.gammaincinv(DISCOUNT * shape, chances[0]) / (DISCOUNT * rate)
    count = np.full(paths, series.total, dtype=np.int64)
    waiting = max(series.population - series.total, 1)
    rows = []
    for step in range(horizon):
        wander, lumps, scatter = chances[1 + 3 * step : 4 + 3 * step]
        if step:
            pace = pace * np.exp(DRIFT * scipy.special.ndtri(wander))
        left = np.maximum(series.population - count, 0)
        mean = pace * left / waiting * scipy.special.gammaincinv(LUMPS, lumps) / LUMPS
        more = scipy.stats.poisson.ppf(scatter, np.maximum(mean, 1e-9))
        count = count + np.minimum(np.nan_to_num(more), left).astype(np.int64)
        rows.append(count)
    return np.array(rows, dtype=np.int64).reshape(horizon, paths)
