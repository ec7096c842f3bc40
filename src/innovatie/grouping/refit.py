"""Fit the pair model again on labelled texts: weights, average-link cut and tier bounds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.agreement import b_cubed
from innovatie.domain.grouping import average_link
from innovatie.domain.similarity import FEATURES, PairModel, Tier, fit, pair_weights
from innovatie.grouping.batch_grouping import chances_of, space_of
from innovatie.search.texts import Document

SELDOM = -3.0
"""Log odds added to the intercept: among the texts shown to a writer about one in twenty is the same task."""
RIDGE = 0.03
"""Chosen by leaving whole themes out and by carrying the model from one collection to another (docs/quality.md)."""
PRECISION = {Tier.SAME: 0.95, Tier.OVERLAP: 0.70, Tier.RELATED: 0.25}
"""Precision that the suggestions of a tier should reach on labelled texts."""


@dataclass(frozen=True)
class Labelled:
    """A collection of texts in which every text has a group."""

    documents: Sequence[Document]
    groups: Sequence[str]


def refit(collections: Sequence[Labelled], *, ridge: float = RIDGE) -> PairModel:
    """A model that weighs the collections alike, in each the groups alike, and same against different alike."""
    features, same, weights = [], [], []
    spaces = [space_of(collection.documents) for collection in collections]
    for collection, space in zip(collections, spaces, strict=True):
        left, right = np.triu_indices(space.size, k=1)
        block = space.block(slice(0, space.size))
        features.append(block[left, right].astype(np.float64))
        names = np.array(collection.groups)
        same.append(names[left] == names[right])
        pair = pair_weights(list(collection.groups), left, right)
        pair[same[-1]] *= pair[~same[-1]].sum() / pair[same[-1]].sum()
        weights.append(pair / pair.sum())
    values, intercept = fit(np.vstack(features), np.concatenate(same), np.concatenate(weights), ridge=ridge)
    intercept += SELDOM
    bare = PairModel(FEATURES, values, intercept, 0.5, {Tier.SAME: 1.0, Tier.OVERLAP: 1.0, Tier.RELATED: 1.0})
    chances = [chances_of(space, bare) for space in spaces]
    link = _best_cut(chances, collections)
    return PairModel(FEATURES, values, intercept, link, _bounds(chances, collections))


def _best_cut(chances: Sequence[NDArray[np.float32]], collections: Sequence[Labelled]) -> float:
    """The cut with the best mean B-cubed F, in the middle of the cuts that do nearly as well.

    The mean is over the collections, each as it is and with at most two texts of a group: a round in which few have
    the same plan yet must not be joined too eagerly.
    """
    cuts = np.exp(np.linspace(np.log(0.01), np.log(0.8), 50))
    each = [
        _scores(m[np.ix_(kept, kept)].astype(np.float64), [str(c.groups[place]) for place in kept], cuts)
        for m, c in zip(chances, collections, strict=True)
        for kept in (list(range(len(c.groups))), _thinned(c.groups))
    ]
    scores = np.mean(each, axis=0)
    return float(np.exp(np.mean(np.log(cuts[scores >= scores.max() - 0.004]))))


def _thinned(groups: Sequence[str]) -> list[int]:
    """Places of the first two texts of each group."""
    seen: Counter[str] = Counter()
    kept = []
    for place, group in enumerate(groups):
        seen[group] += 1
        if seen[group] <= 2:
            kept.append(place)
    return kept


def _scores(chances: NDArray[np.float64], groups: list[str], cuts: NDArray[np.float64]) -> list[float]:
    return [b_cubed(groups, [str(g) for g in average_link(chances, float(cut))]).f for cut in cuts]


def _bounds(chances: Sequence[NDArray[np.float32]], collections: Sequence[Labelled]) -> dict[Tier, float]:
    """Per tier the lowest chance from which the suggestions shown are right often enough, texts weighed alike."""
    shown: list[tuple[float, bool, float]] = []
    for matrix, collection in zip(chances, collections, strict=True):
        names = np.array(collection.groups)
        sizes = {name: int((names == name).sum()) for name in set(collection.groups)}
        for position in range(len(matrix)):
            order = [int(o) for o in np.argsort(-matrix[position], kind="stable") if o != position][:10]
            weight = 1.0 / sizes[names[position]]
            shown += [(float(matrix[position, o]), bool(names[o] == names[position]), weight) for o in order]
    shown.sort(reverse=True)
    right = np.cumsum([weight * hit for _, hit, weight in shown])
    total = np.cumsum([weight for _, _, weight in shown])
    bounds: dict[Tier, float] = {}
    for tier in Tier:
        enough = np.flatnonzero(right / total >= PRECISION[tier])
        bounds[tier] = shown[int(enough[-1])][0] if len(enough) else 1.0
    return bounds
