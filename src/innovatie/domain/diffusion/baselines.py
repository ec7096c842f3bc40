"""The rivals a forecast must beat. Each takes a series and gives the cumulative count per future period."""

import warnings

import numpy as np
import scipy
from numpy.typing import NDArray

from innovatie.domain.diffusion.series import Series

Floats = NDArray[np.float64]


def no_change(series: Series, horizon: int) -> Floats:
    """Nobody follows."""
    return np.full(horizon, float(series.total))


def straight_line(series: Series, horizon: int) -> Floats:
    """The least-squares slope of the cumulative counts, from the last count on, up to the population."""
    counts = np.array(series.cumulative, dtype=np.float64)
    slope = float(np.polyfit(np.arange(len(counts)), counts, 1)[0]) if len(counts) > 1 else 0.0
    line = counts[-1] + max(slope, 0.0) * np.arange(1, horizon + 1)
    return np.asarray(np.minimum(line, series.population), dtype=np.float64)


def _bass_curve(t: Floats, p: float, q: float, m: float) -> Floats:
    decay = np.exp(-(p + q) * t)
    return np.asarray(m * (1 - decay) / (1 + q / p * decay), dtype=np.float64)


def least_squares_bass(series: Series, horizon: int) -> Floats:
    """Bass fitted to the cumulative counts by non-linear least squares (Srinivasan and Mason 1986).

    Time is counted in periods of the series (1, 2, 3, ...), as in the literature, whatever a period lasts: with p and
    q bounded per year a fit to months cannot bend, and is a straight line under another name. p up to 1, q up to 3 a
    period and m free above the last count; the outcome is cut to lie between the last count and the population, so
    that an exploding fit does not flatter its rivals. No fit: no change.
    """
    counts = np.array(series.cumulative, dtype=np.float64)
    seen = np.arange(1, len(counts) + 1, dtype=np.float64)
    ahead = len(counts) + np.arange(1, horizon + 1, dtype=np.float64)
    last = counts[-1]
    bounds = ([1e-6, 1e-6, last * 0.999], [1.0, 3.0, 1e6])
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore", scipy.optimize.OptimizeWarning)
            fit, _ = scipy.optimize.curve_fit(
                _bass_curve, seen, counts, p0=[0.03, 0.38, 2 * last], bounds=bounds, max_nfev=5000
            )
            curve = _bass_curve(ahead, *fit)
    except RuntimeError:  # scipy's word for "no convergence"
        return no_change(series, horizon)
    return np.asarray(np.clip(np.nan_to_num(curve, nan=last), last, series.population), dtype=np.float64)
