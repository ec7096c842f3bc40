"""How an innovation spreads: forecasts that stay honest with few data, and the proof that they do.

`series` turns dates into counts per period, `model` forecasts, `rules` says what may be shown,
`baselines` are the simple rivals and `backtest` compares them on series of which the outcome is known.
"""

from innovatie.domain.diffusion.backtest import Backtest, Score, replay
from innovatie.domain.diffusion.model import Band, Forecast, forecast, reference_band
from innovatie.domain.diffusion.rules import Verdict, judge
from innovatie.domain.diffusion.series import Period, PeriodLength, Series, series_from_dates

__all__ = [
    "Backtest",
    "Band",
    "Forecast",
    "Period",
    "PeriodLength",
    "Score",
    "Series",
    "Verdict",
    "forecast",
    "judge",
    "reference_band",
    "replay",
    "series_from_dates",
]
