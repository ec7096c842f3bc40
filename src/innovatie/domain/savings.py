"""What sharing a solution saves: a range from a simulation, never one number, and the formula with it filled in.

    S = sum over adopters other than the maker of  u (B_c + L mb_c)
        - sum over all adopters of                    (I_c + L ma_c)
        - K
B: building it alone; mb: yearly upkeep alone; I: adopting it; ma: yearly upkeep shared;
L: years; u: share that would have built it anyway; K: making it reusable and supporting it; c: size class.
Each amount is a PERT distribution (least, most likely, most). Draws come from the raw Philox stream.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.errors import Invalid

RUNS = 5000
SEED = 390
POINTS = 2001
YEARS = 5
CLASSES: tuple[str, ...] = ("<25k", "25-50k", "50-100k", ">100k")
LIMITS = (25_000, 50_000, 100_000)

Floats = NDArray[np.float64]


def size_class(inhabitants: int) -> str:
    """The size class by number of inhabitants: under 25,000, to 50,000, to 100,000, over."""
    return CLASSES[sum(inhabitants >= limit for limit in LIMITS)]


@dataclass(frozen=True, slots=True)
class Pert:
    """Least, most likely, most; in euro, or a share. The mean is (least + 4 likely + most) / 6."""

    least: float
    likely: float
    most: float

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.likely <= self.most:
            raise Invalid(
                {
                    "bedrag": "Het laagste bedrag mag niet boven het waarschijnlijkste liggen, en dat niet "
                    "boven het hoogste. Onder nul kan niet."
                }
            )

    def draws(self, stream: int, runs: int) -> Floats:
        """`runs` values of a beta distribution between least and most, from the numbered stream."""
        width = self.most - self.least
        if width == 0:
            return np.full(runs, self.least)
        mode = round((self.likely - self.least) / width, 9)
        return np.asarray(self.least + width * _beta_draws(1 + 4 * mode, 5 - 4 * mode, stream, runs), dtype=np.float64)

    def times(self, factor: float) -> "Pert":
        return Pert(self.least * factor, self.likely * factor, self.most * factor)


@dataclass(frozen=True, slots=True)
class ClassCosts:
    """Amounts in euro for one municipality of a size class; upkeep is per year."""

    build: Pert
    upkeep_alone: Pert
    adopt: Pert
    upkeep_shared: Pert


def _default_costs() -> dict[str, ClassCosts]:
    base = ClassCosts(
        build=Pert(30_000, 60_000, 150_000),
        upkeep_alone=Pert(4_000, 9_000, 20_000),
        adopt=Pert(5_000, 12_000, 30_000),
        upkeep_shared=Pert(2_000, 4_000, 9_000),
    )
    factors = dict(zip(CLASSES, (0.6, 1.0, 1.6, 2.5), strict=True))
    return {
        name: ClassCosts(
            base.build.times(f), base.upkeep_alone.times(f), base.adopt.times(f), base.upkeep_shared.times(f)
        )
        for name, f in factors.items()
    }


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Everything the estimate rests on; each number can be changed on the page."""

    costs: Mapping[str, ClassCosts] = field(default_factory=_default_costs)
    would_build: Pert = field(default_factory=lambda: Pert(0.2, 0.5, 0.8))
    reusable: Pert = field(default_factory=lambda: Pert(20_000, 50_000, 120_000))
    years: int = YEARS

    def __post_init__(self) -> None:
        if self.would_build.most > 1:
            raise Invalid({"zelf_gebouwd": "Het deel dat het zelf had gebouwd ligt tussen 0 en 100 procent."})
        if not 1 <= self.years <= 20:
            raise Invalid({"jaren": "Kies een looptijd van 1 tot 20 jaar."})


@dataclass(frozen=True, slots=True)
class Estimate:
    """Avoided costs in euro over the years together (negative: it costs more than it saves)."""

    p10: float
    p50: float
    p90: float
    ceiling: float
    """What it would be if everybody had built it alone and adopting cost nothing: a bound, never a result."""
    avoided: float
    """The three parts of the formula at the most likely amounts: what need not be built ..."""
    adopting: float
    """... what adopting costs ..."""
    making: float
    """... and what making it reusable costs."""
    adopters: int


def estimate(
    adopters: Mapping[str, int], maker_class: str | None, assumptions: Assumptions, *, runs: int = RUNS
) -> Estimate:
    """`adopters` counts all confirmed users by size class, the maker (if it is among them) too.

    The maker had to build it in any case: nothing is avoided there, but it does pay to take part. One draw of an
    amount holds for a whole class, because amounts are uncertain about the class, not about each municipality by
    itself: summing independent draws would make the range too narrow.
    """
    count = {name: adopters.get(name, 0) for name in CLASSES}
    others = dict(count)
    if maker_class is not None and others[maker_class]:
        others[maker_class] -= 1
    would = assumptions.would_build.draws(0, runs)
    saved = -assumptions.reusable.draws(1, runs)
    avoided = adopting = ceiling = 0.0
    for position, name in enumerate(CLASSES):
        cost, stream = assumptions.costs[name], 2 + 4 * position
        build, alone = cost.build.draws(stream, runs), cost.upkeep_alone.draws(stream + 1, runs)
        adopt, shared = cost.adopt.draws(stream + 2, runs), cost.upkeep_shared.draws(stream + 3, runs)
        saved = saved + others[name] * would * (build + assumptions.years * alone)
        saved = saved - count[name] * (adopt + assumptions.years * shared)
        whole = cost.build.likely + assumptions.years * cost.upkeep_alone.likely
        avoided += others[name] * assumptions.would_build.likely * whole
        adopting += count[name] * (cost.adopt.likely + assumptions.years * cost.upkeep_shared.likely)
        ceiling += others[name] * whole
    low, middle, high = (float(v) for v in np.quantile(saved, (0.1, 0.5, 0.9)))
    return Estimate(low, middle, high, ceiling, avoided, adopting, assumptions.reusable.likely, sum(count.values()))


@lru_cache(maxsize=256)
def _beta_draws(a: float, b: float, stream: int, runs: int) -> Floats:
    """Beta values between 0 and 1. Kept, because the classes share their shapes and visitors change one number."""
    raw = np.random.Philox(key=[SEED, stream]).random_raw(runs)
    uniforms = ((raw >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
    points, below = _beta_distribution(a, b)
    values = np.asarray(np.interp(uniforms, below, points), dtype=np.float64)
    values.setflags(write=False)
    return values


@lru_cache(maxsize=64)
def _beta_distribution(a: float, b: float) -> tuple[Floats, Floats]:
    """Points from 0 to 1 and how much lies below each: the density summed between points that lie closest at the ends.

    a and b are at least 1, so the density is finite. A draw is less than a
    hundred-thousandth off (the tests compare with SciPy).
    """
    points = (1 - np.cos(np.linspace(0.0, np.pi, POINTS))) / 2
    density = points ** (a - 1) * (1 - points) ** (b - 1)
    below = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(points))])
    return points, below / below[-1]
