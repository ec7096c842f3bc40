"""Replay series of which the outcome is known: what would we have said after 3, 5 and 8 periods?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from innovatie.domain.diffusion.baselines import Floats, holt, least_squares_bass, no_change, straight_line
from innovatie.domain.diffusion.learned import RECIPES
from innovatie.domain.diffusion.mixing import Recipes, is_fast
from innovatie.domain.diffusion.model import bands_of
from innovatie.domain.diffusion.series import Series

SEEN = (3, 5, 8)
HORIZON = 5
LEAST_SEEN_ADOPTERS = 2

Rival = Callable[[Series, int], Floats]
RIVALS: dict[str, Rival] = {
    "no_change": no_change,
    "damped_holt": holt,
    "line": straight_line,
    "least_squares_bass": least_squares_bass,
}


@dataclass(frozen=True, slots=True)
class Score:
    """One series at one moment. Errors are mean absolute errors over the periods ahead, in adopters (cumulative)."""

    name: str
    seen: int
    ahead: int
    error: float
    rivals: dict[str, float]
    covered: float
    """Share of the periods ahead of which the outcome lies between P10 and P90, ends included."""
    above: float
    below: float
    """Shares above P90 and below P10."""
    width: float
    fast: bool
    """Some period after the first brought in five or more."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """The averages over all series that could be replayed with `seen` periods; `left_out` could not."""

    seen: int
    scores: tuple[Score, ...]
    left_out: int

    def mean_error(self, rival: str | None = None) -> float | None:
        if not self.scores:
            return None
        return fmean(score.rivals[rival] if rival else score.error for score in self.scores)

    @property
    def coverage(self) -> float | None:
        return fmean(score.covered for score in self.scores) if self.scores else None

    def share(self, which: str) -> float | None:
        """The mean of `covered`, `above` or `below`."""
        return fmean(getattr(score, which) for score in self.scores) if self.scores else None

    def only(self, keep: Callable[[Score], bool]) -> "Backtest":
        """The same of some of the series."""
        return Backtest(self.seen, tuple(score for score in self.scores if keep(score)), 0)

    @property
    def width(self) -> float | None:
        return fmean(score.width for score in self.scores) if self.scores else None


def score(
    series: Series,
    seen: int,
    horizon: int = HORIZON,
    *,
    recipes: Recipes = RECIPES,
    rivals: Mapping[str, Rival] = RIVALS,
) -> Score | None:
    """None when nothing can be learned: no period left to compare with, or fewer than two adopters seen."""
    known = series.seen(seen)
    ahead = min(horizon, len(series.new) - seen)
    if ahead < 1 or known.total < LEAST_SEEN_ADOPTERS:
        return None
    truth = np.array(series.cumulative[seen : seen + ahead], dtype=np.float64)
    bands = bands_of(known, ahead, recipes)
    above = fmean(actual > band.p90 for band, actual in zip(bands, truth, strict=True))
    below = fmean(actual < band.p10 for band, actual in zip(bands, truth, strict=True))
    return Score(
        name=series.name,
        seen=seen,
        ahead=ahead,
        error=float(np.abs(np.array([band.p50 for band in bands]) - truth).mean()),
        rivals={name: float(np.abs(rival(known, ahead) - truth).mean()) for name, rival in rivals.items()},
        covered=1 - above - below,
        above=above,
        below=below,
        width=fmean(band.p90 - band.p10 for band in bands),
        fast=is_fast(known.new),
    )


def replay(all_series: Iterable[Series], *, seen: tuple[int, ...] = SEEN, horizon: int = HORIZON) -> Iterator[Backtest]:
    """One outcome per number of periods seen. The display rules do not apply: this is how they were found."""
    known = list(all_series)
    for periods in seen:
        scores = [score(series, periods, horizon) for series in known]
        done = tuple(item for item in scores if item is not None)
        yield Backtest(periods, done, len(known) - len(done))
