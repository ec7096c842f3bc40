"""From features to the chance that two plans are the same task: a ridge logistic model whose numbers are a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray


class Tier(StrEnum):
    """How sure a suggestion is; below the last there is no suggestion."""

    SAME = "waarschijnlijk dezelfde"
    OVERLAP = "overlapt"
    RELATED = "verwant"


MEANING_WEIGHT, USUAL_NEARNESS = 3.0, 0.32
"""How far meaning moves the log odds that two plans are related, and the cosine that moves nothing: chosen so that as
many are shown as without (docs/quality-tried.md)."""


@dataclass(frozen=True)
class PairModel:
    """`chance = expit(intercept + weights . features)`; `link` is the average-link cut; `tiers` are lower bounds."""

    features: tuple[str, ...]
    weights: tuple[float, ...]
    intercept: float
    link: float
    tiers: dict[Tier, float]

    def chance(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """(pairs,) chances in 0..1 for (pairs, features)."""
        return np.asarray(scipy.special.expit(features @ np.array(self.weights) + self.intercept), dtype=np.float64)

    def likely(self, sums: NDArray[np.float32]) -> NDArray[np.float32]:
        """Chances for sums of weighted features (`Space.sums`), in place of them."""
        sums += np.float32(self.intercept)
        return np.asarray(scipy.special.expit(sums, out=sums), dtype=np.float32)

    def tier(self, chance: float, *, brief: bool = False) -> Tier | None:
        """The highest tier whose lower bound the chance reaches. Not the surest when the texts are `brief`: two lines
        about one thing look the same in every word, and say too little of what is done with it.
        """
        found = next((tier for tier in Tier if chance >= self.tiers[tier]), None)
        return Tier.OVERLAP if brief and found is Tier.SAME else found

    def suggested(self, chance: float, near: float, *, brief: bool = False) -> tuple[Tier, float] | None:
        """The tier in which a writer is shown a plan, and where it stands in it (the higher, the earlier).

        The sure tiers go by the chance alone. What is only related goes by meaning too, `near` being the cosine of the
        sentence vectors: it says the same in other words, or the same words of something else.
        """
        tier = self.tier(chance, brief=brief)
        if tier is None or tier is Tier.RELATED:
            odds = float(scipy.special.logit(chance)) + MEANING_WEIGHT * (near - USUAL_NEARNESS)
            moved = float(scipy.special.expit(odds))
            return (Tier.RELATED, moved) if moved >= self.tiers[Tier.RELATED] else None
        return tier, chance

    def as_dict(self) -> dict[str, object]:
        """The numbers as they stand in the repository."""
        return {
            "features": list(self.features),
            "weights": [round(value, 6) for value in self.weights],
            "intercept": round(self.intercept, 6),
            "link": round(self.link, 4),
            "tiers": {tier.value: round(self.tiers[tier], 4) for tier in Tier},
        }


def from_dict(numbers: Mapping[str, Any]) -> PairModel:
    """A model from the numbers in the repository. Raises KeyError or ValueError when they are incomplete."""
    return PairModel(
        tuple(numbers["features"]),
        tuple(float(value) for value in numbers["weights"]),
        float(numbers["intercept"]),
        float(numbers["link"]),
        {tier: float(numbers["tiers"][tier.value]) for tier in Tier},
    )


def fit(
    features: NDArray[np.float64],
    same: NDArray[np.bool_],
    weights: NDArray[np.float64],
    *,
    ridge: float,
    nearest: tuple[Sequence[float], float] | None = None,
) -> tuple[tuple[float, ...], float]:
    """Weights and intercept of the weighted ridge logistic regression, on features scaled to unit spread.

    No weight may be negative: every feature is a similarity, and a model in which more alike means less the same
    has learnt its sample. The pair weights are scaled to mean 1; `ridge` is the penalty per squared scaled weight
    as a share of the number of pairs. With the weights and intercept of another model (`nearest`) the penalty is on
    what differs from those, the intercept included: few pairs change little.
    """
    spread = features.std(axis=0) + 1e-9
    scaled = features / spread
    pair = weights / weights.mean()
    target = same.astype(np.float64)
    begin, free = np.zeros(features.shape[1] + 1), np.append(np.ones(features.shape[1]), 0.0)
    if nearest is not None:
        begin, free = np.append(np.array(nearest[0]) * spread, nearest[1]), np.ones(len(begin))

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = scaled @ values[:-1] + values[-1]
        away = (values - begin) * free
        value = float(np.mean(pair * (np.logaddexp(0.0, z) - target * z)) + ridge * np.sum(away**2))
        error = pair * (scipy.special.expit(z) - target) / len(z)
        gradient = np.append(scaled.T @ error, error.sum()) + 2 * ridge * away
        return value, gradient

    bounds = [(0.0, None)] * features.shape[1] + [(None, None)]
    found = scipy.optimize.minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=bounds)
    return tuple(float(value) for value in found.x[:-1] / spread), float(found.x[-1])


def pair_weights(
    groups: Sequence[str], left: NDArray[np.intp], right: NDArray[np.intp], *, power: float = 1.0
) -> NDArray[np.float64]:
    """Weight of each pair so that a group of 67 does not drown sixty groups of two: 1 / (size - 1) ** power."""
    names, inverse, sizes = np.unique(np.array(groups), return_inverse=True, return_counts=True)
    del names
    same = inverse[left] == inverse[right]
    result = np.ones(len(left), dtype=np.float64)
    result[same] = 1.0 / np.maximum(sizes[inverse[left[same]]] - 1, 1) ** power
    return result
