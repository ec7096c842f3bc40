"""What may come: a fan of the number that will ever have adopted, per period ahead.

The fan is the mix of `mixing`: simple forecasters with weights, and ends, that were learned on series of others. With
one period seen there is nothing to mix; then, and for the reference band and the ceiling, there is a Bass model with
priors. Of the m that will ever adopt, the chance that one who has not does so in a period of D years is
    h_t = D^0.7 (p + q A_{t-1} / m)        (Bass 1969, as a hazard)
and the number that do is
    a_t ~ BetaBinomial(m - A_{t-1}, h_t phi, (1 - h_t) phi).
p, q, m and phi are unknown: a grid of values, weighted by priors and by the likelihood of what was seen, and paths
drawn from it. The first period is where the series starts, not something the model explains: registers often begin
with everybody who was already in. A period counts as D^0.7 years: who keeps a series by the month does so because it
moves by the month.

Draws come from the raw stream of the counter-based Philox generator, which is the same on every version of numpy.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy
from numpy.typing import NDArray

from innovatie.domain.diffusion.learned import RECIPES
from innovatie.domain.diffusion.mixing import LEAST_SEEN, Recipes, fan_of
from innovatie.domain.diffusion.series import Period, Series
from innovatie.domain.diffusion.uniforms import Floats, uniforms

PATHS = 2000
SEED = 20260101
TAIL = 0.10
PHIS = (4.0, 12.0, 40.0)
HAZARD_LIMITS = (1e-6, 0.98)
UNIT_EXPONENT = 0.7
LEAST_SHARE = 0.05
MEDIAN_P, SPREAD_P = 0.02, 1.3
MEDIAN_Q, SPREAD_Q = 0.30, 0.7
SHARE_PRIOR = (1.1, 1.6)


@dataclass(frozen=True, slots=True)
class Band:
    """How many have ever adopted by the end of `period`: the middle, and the ends outside which a tenth falls."""

    period: Period
    p10: int
    p50: int
    p90: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The fan, and the interval for the number that will ever adopt; never the parameters themselves."""

    bands: tuple[Band, ...]
    ceiling: tuple[int, int]
    past_peak: float
    """Share of the paths in which the fastest growth is behind us."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """Four axes, each along a dimension of its own. `room` is where m lies between the fewest and the most that it can
    be (0 to 1)."""

    p: Floats
    q: Floats
    room: Floats
    phi: Floats
    log_prior: Floats


@lru_cache(maxsize=1)
def _grid() -> _Grid:
    """About 15,000 combinations of p (yearly), q (yearly), m and phi with the log of their prior weight, but for that
    of m. Values of m lie closer together near the fewest, because growth that is over says that few will follow.
    """
    p = np.exp(np.linspace(np.log(0.001), np.log(0.6), 16))
    q = np.exp(np.linspace(np.log(0.02), np.log(1.5), 16))
    room = np.linspace(0.0, 1.0, 20) ** 2
    logs = (
        _log_normal(np.log(p), np.log(MEDIAN_P), SPREAD_P),
        _log_normal(np.log(q), np.log(MEDIAN_Q), SPREAD_Q),
        np.log(np.gradient(room)),  # how much of the range each value stands for
        np.full(len(PHIS), -np.log(len(PHIS))),
    )
    all_p, all_q, all_room, all_phi = np.meshgrid(p, q, room, np.array(PHIS), indexing="ij", sparse=True)
    prior = sum(np.meshgrid(*logs, indexing="ij", sparse=True))
    return _Grid(all_p, all_q, all_room, all_phi, np.asarray(prior, dtype=np.float64))


# As `scipy.stats` computes them, whose import alone takes half a second of processor.


def _log_normal(x: Floats, mean: float, deviation: float) -> Floats:
    mass = -(((x - mean) / deviation) ** 2) / 2.0 - np.log(np.sqrt(2 * np.pi)) - np.log(deviation)
    return np.asarray(mass, dtype=np.float64)


def _log_beta(x: Floats, a: float, b: float) -> Floats:
    mass = scipy.special.xlog1py(b - 1.0, -x) + scipy.special.xlogy(a - 1.0, x) - scipy.special.betaln(a, b)
    return np.asarray(mass, dtype=np.float64)


def _log_beta_binomial(count: float, size: Floats, chance: Floats, phi: Floats) -> Floats:
    """Log of the beta-binomial mass with a = chance phi and b = (1 - chance) phi.

    `size` need not be whole, because m is a share of the population. The arrays may have different shapes: what
    depends on one axis of the grid is computed along that axis only.
    """
    gammaln = scipy.special.gammaln
    b = (1 - chance) * phi
    mass = gammaln(phi) - gammaln(size + phi) + (gammaln(size - count + b) - gammaln(b))
    if count:  # the rest is 0 for nobody
        a = chance * phi
        choose = gammaln(size + 1) - gammaln(count + 1) - gammaln(size - count + 1)
        mass = mass + choose + (gammaln(count + a) - gammaln(a))
    return np.asarray(mass, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Draws:
    p: Floats
    q: Floats
    ever: NDArray[np.int64]
    phi: Floats


def _posterior(series: Series, paths: int) -> _Draws:
    """`paths` parameter sets, each grid point as often as its weight asks (systematic resampling)."""
    grid, population, total = _grid(), series.population, series.total
    p, q, phi, fewest = grid.p, grid.q, grid.phi, max(float(total), LEAST_SHARE * population)
    ever = fewest + grid.room * (population - fewest)
    log_weight = grid.log_prior + _log_beta(np.clip(ever / population, 0.001, 0.995), *SHARE_PRIOR)
    before = float(series.new[0]) if series.new else 0.0
    for count in series.new[1:]:
        hazard = np.clip(_intensity(series.years) * (p + q * before / ever), *HAZARD_LIMITS)
        size = np.maximum(ever - before, count)
        log_weight += _log_beta_binomial(float(count), size, hazard, phi)
        before += count
    weight = np.exp(log_weight - log_weight.max()).ravel()
    edges = np.cumsum(weight / weight.sum())
    chosen = np.minimum(np.searchsorted(edges, (np.arange(paths) + 0.5) / paths), len(edges) - 1)
    of_p, of_q, of_ever, of_phi = np.unravel_index(chosen, log_weight.shape)
    whole = np.maximum(np.rint(ever.ravel()[of_ever]), max(total, 1)).astype(np.int64)
    return _Draws(p.ravel()[of_p], q.ravel()[of_q], whole, phi.ravel()[of_phi])


def _intensity(years: float) -> float:
    """What a period of this length counts for, in years."""
    return float(years**UNIT_EXPONENT)


def _paths(draws: _Draws, start: int, years: float, horizon: int, seed: int) -> NDArray[np.int64]:
    """Cumulative adopters: one row per future period, one column per path."""
    chances = uniforms((2 * horizon, len(draws.p)), seed)
    count = np.full(len(draws.p), start, dtype=np.int64)
    rows = []
    for step in range(horizon):
        hazard = np.clip(_intensity(years) * (draws.p + draws.q * count / draws.ever), *HAZARD_LIMITS)
        chance = scipy.special.betaincinv(hazard * draws.phi, (1 - hazard) * draws.phi, chances[2 * step])
        left = np.maximum(draws.ever - count, 0)
        fresh = scipy.stats.binom.ppf(chances[2 * step + 1], left, np.clip(chance, 0.0, 1.0))
        count = count + np.where(left > 0, np.nan_to_num(fresh), 0).astype(np.int64)
        rows.append(count)
    return np.array(rows, dtype=np.int64).reshape(horizon, len(draws.p))


def _marks(counts: NDArray[np.int64], tail: float) -> tuple[int, int, int]:
    """P10, P50 and P90 of whole numbers, by the middle of each number's share.

    The usual quantiles of counts hold more than 80 in 100 between them, and far more where a few numbers are all that
    can happen. Half the share of a number counts as below it and half as above (mid-distribution: Parzen 2004), and
    the band runs over the numbers whose middle lies between `tail` and 1 - `tail`.
    """
    values, often = np.unique(counts, return_counts=True)
    share = often / often.sum()
    below = np.cumsum(share)
    middle = below - share / 2
    median = int(np.searchsorted(below, 0.5 - 1e-12))
    first = min(int(np.searchsorted(middle, tail)), median)
    last = max(int(np.searchsorted(middle, 1 - tail, side="right")) - 1, median)
    return int(values[first]), int(values[median]), int(values[last])


def _bands(paths: NDArray[np.int64], after: Period, tail: float = TAIL) -> tuple[Band, ...]:
    """Running totals never fall, so neither does a mark."""
    if not len(paths):
        return ()
    marks = np.maximum.accumulate([_marks(counts, tail) for counts in paths], axis=0)
    return tuple(Band(after.next(step + 1), *map(int, row)) for step, row in enumerate(marks))


def bands_of(series: Series, horizon: int, recipes: Recipes = RECIPES) -> tuple[Band, ...]:
    """The fan for `horizon` periods after the last one seen. The same input always gives the same answer."""
    last = series.first.next(len(series.new) - 1)
    if len(series.new) < LEAST_SEEN:
        draws = _posterior(series, PATHS)
        return _bands(_paths(draws, series.total, series.years, horizon, SEED), last)
    fan = fan_of(recipes, series, horizon)
    ends = zip(fan.low.tolist(), fan.middle.tolist(), fan.high.tolist(), strict=True)
    return tuple(
        Band(last.next(step), *(series.total + int(more) for more in marks)) for step, marks in enumerate(ends, 1)
    )


def forecast(series: Series, horizon: int, *, paths: int = PATHS) -> Forecast:
    """The fan, and what the Bass model says of the end. Says nothing of whether it may be shown: that is `rules`."""
    bands, draws = bands_of(series, horizon), _posterior(series, paths)
    low, high = np.quantile(draws.ever, (TAIL, 1 - TAIL), method="inverted_cdf")
    lowest = max([int(low), *(band.p10 for band in bands)])
    highest = max([int(high), *(band.p90 for band in bands)])
    # Bass growth is fastest where A/m = (1 - p/q) / 2.
    peak = draws.ever * np.maximum(1 - draws.p / draws.q, 0.0) / 2
    return Forecast(bands, (lowest, highest), float(np.mean(series.total > peak)))


def reference_band(
    population: int, years: float, horizon: int, *, start: int = 1, first: Period | None = None
) -> tuple[Band, ...]:
    """ "Like comparable innovations": the priors alone, from `start` adopters on. Not a forecast of this one."""
    begin = first or Period(0)
    empty = Series("", begin, (start,) if start else (), population, years)
    return _bands(_paths(_posterior(empty, PATHS), start, years, horizon, SEED), begin)
