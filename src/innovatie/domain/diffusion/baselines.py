"""The rivals a forecast must beat. Each takes a series and gives the cumulative count per future period."""

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.diffusion.series import Series
from innovatie.domain.diffusion.simple import damped_holt

Floats = NDArray[np.float64]

GRID, FINER, ZOOM = 31, 5, 0.2
LOG_P, LOG_Q = (np.log(1e-6), 0.0), (np.log(1e-6), np.log(3.0))


def no_change(series: Series, horizon: int) -> Floats:
    """Nobody follows."""
    return np.full(horizon, float(series.total))


def holt(series: Series, horizon: int) -> Floats:
    """Holt's damped trend on the running total."""
    ahead = damped_holt(series.new, horizon)
    return np.asarray(np.minimum(series.total + ahead, series.population), dtype=np.float64)


def straight_line(series: Series, horizon: int) -> Floats:
    """The least-squares slope of the cumulative counts, from the last count on, up to the population."""
    counts = np.array(series.cumulative, dtype=np.float64)
    slope = float(np.polyfit(np.arange(len(counts)), counts, 1)[0]) if len(counts) > 1 else 0.0
    line = counts[-1] + max(slope, 0.0) * np.arange(1, horizon + 1)
    return np.asarray(np.minimum(line, series.population), dtype=np.float64)


def _bass_shape(t: Floats, p: Floats, q: Floats) -> Floats:
    """The share of m at each time; shapes (n,) for p and q give (n, times)."""
    decay = np.exp(-(p + q)[:, None] * t)
    return np.asarray((1 - decay) / (1 + (q / p)[:, None] * decay), dtype=np.float64)


def least_squares_bass(series: Series, horizon: int) -> Floats:
    """Bass fitted to the cumulative counts by non-linear least squares (Srinivasan and Mason 1986).

    Time is counted in periods of the series (1, 2, 3, ...), as in the literature, whatever a period lasts: with p and
    q bounded per year a fit to months cannot bend, and is a straight line under another name. p up to 1, q up to 3 a
    period and m free above the last count; the outcome is cut to lie between the last count and the population, so
    that an exploding fit does not flatter its rivals.

    For given p and q the best m is a division (Golub and Pereyra 1973), so two unknowns are left: a grid of both, made
    finer five times around its best. That cannot get stuck, and takes milliseconds.
    """
    counts = np.array(series.cumulative, dtype=np.float64)
    seen = np.arange(1, len(counts) + 1, dtype=np.float64)
    centre, reach = np.log([1e-3, 0.06]), np.log([1e3, 50.0])
    for _ in range(FINER + 1):
        steps = np.linspace(-1, 1, GRID)
        log_p, log_q = (
            axis.ravel() for axis in np.meshgrid(centre[0] + reach[0] * steps, centre[1] + reach[1] * steps)
        )
        p, q = np.exp(np.clip(log_p, *LOG_P)), np.exp(np.clip(log_q, *LOG_Q))
        shape = _bass_shape(seen, p, q)
        size = np.clip((shape @ counts) / np.maximum((shape**2).sum(axis=1), 1e-300), counts[-1] * 0.999, 1e6)
        best = int(((size[:, None] * shape - counts) ** 2).sum(axis=1).argmin())
        centre, reach = np.log([p[best], q[best]]), reach * ZOOM
    ahead = len(counts) + np.arange(1, horizon + 1, dtype=np.float64)
    curve = size[best] * _bass_shape(ahead, p[best : best + 1], q[best : best + 1])[0]
    return np.asarray(np.clip(curve, counts[-1], series.population), dtype=np.float64)
