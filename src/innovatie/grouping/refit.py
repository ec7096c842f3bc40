"""Fit the pair model again on labelled texts: weights, average-link cut and tier bounds.

The cut and the bounds are chosen on chances that a model gave to texts whose groups it was not fitted on.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.agreement import b_cubed
from innovatie.domain.grouping import average_link
from innovatie.domain.similarity import FEATURES, PairModel, Space, Tier, fit, pair_weights
from innovatie.grouping.batch_grouping import chances_of, space_of
from innovatie.search.texts import Document

SELDOM = -3.0
"""Log odds added to the intercept: among the texts shown to a writer about one in twenty is the same task."""
ONE_OWNER = -10.0
"""Log odds when one municipality has both plans: it names its own plans apart on purpose. Not fitted (such pairs are
almost never the same), and not a ban: two copies of one text still come together."""
RIDGE = 0.1
"""Chosen by carrying the model from each collection to another, with the made-up siblings among those that teach
(docs/quality-tried.md): a stronger one brings the weights nearer to each other, and less sure chances."""
PRECISION = {Tier.SAME: 0.97, Tier.OVERLAP: 0.70, Tier.RELATED: 0.20}
"""Precision that the suggestions of a tier should reach in all collections together."""
FOLDS = 5
FEW = 8
"""Texts of a group at most, in the thinned copy of a collection on which the cut is chosen too."""
NOISE = 0.01
"""Difference in B-cubed F that means nothing: half of what a bootstrap over groups gives."""
_LEARNT = len(FEATURES) - 1
"""Features with a fitted weight: all but `owner`."""


@dataclass(frozen=True)
class Labelled:
    """A collection of texts. `groups[n]` is the group of text n; empty when nobody judged that text.

    Texts without a group count in the weights of words and take part in the grouping, as they do in the product.
    """

    documents: Sequence[Document]
    groups: Sequence[str]

    @property
    def judged(self) -> NDArray[np.intp]:
        """Places of the texts that have a group."""
        return np.array([place for place, group in enumerate(self.groups) if group], dtype=np.intp)


@dataclass(frozen=True)
class Pairs:
    """The pairs of one collection that different municipalities have. `features` is (pairs, learnt features); `brief`:
    both texts are but a line.
    """

    features: NDArray[np.float64]
    same: NDArray[np.bool_]
    weights: NDArray[np.float64]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    brief: NDArray[np.bool_]

    @property
    def teaches(self) -> bool:
        """Whether there are pairs of both kinds."""
        return bool(self.same.any() and not self.same.all())

    def without(self, out: NDArray[np.bool_]) -> "Pairs":
        """Those of which neither text is left out."""
        kept = ~(out[self.left] | out[self.right])
        return Pairs(
            self.features[kept],
            self.same[kept],
            self.weights[kept],
            self.left[kept],
            self.right[kept],
            self.brief[kept],
        )


def refit(collections: Sequence[Labelled], *, ridge: float = RIDGE) -> PairModel:
    """A model that weighs the collections alike, in each the groups alike, and same against different alike.

    Raises ValueError when no collection has two texts of one group, of different municipalities, beside another one.
    """
    spaces = [space_of(collection.documents) for collection in collections]
    pairs = [pairs_of(space, c.groups) for space, c in zip(spaces, collections, strict=True)]
    if not any(part.teaches for part in pairs):
        raise ValueError("Er zijn geen twee teksten van verschillende gemeenten met dezelfde groep, naast een andere.")
    chances = [_out_of_fold(n, spaces[n], pairs, collections[n].groups, ridge) for n in range(len(collections))]
    return replace(fitted(pairs, ridge), link=_best_cut(chances, collections), tiers=_bounds(chances, collections))


def pairs_of(space: Space, groups: Sequence[str]) -> Pairs:
    judged = np.array([place for place, group in enumerate(groups) if group], dtype=np.intp)
    left, right = np.triu_indices(len(judged), k=1)
    features = space.subset(judged).block(slice(0, len(judged)))[left, right].astype(np.float64)
    apart = features[:, _LEARNT] == 0
    left, right, features = left[apart], right[apart], features[apart, :_LEARNT]
    names = np.array(groups)[judged]
    weights = pair_weights([str(name) for name in names], left, right)
    brief = space.brief[judged[left]] & space.brief[judged[right]]
    return Pairs(features, names[left] == names[right], weights, judged[left], judged[right], brief)


def fitted(parts: Sequence[Pairs], ridge: float) -> PairModel:
    parts = [part for part in parts if part.teaches]
    weights = []
    for part in parts:
        pair = part.weights.copy()
        pair[part.same] *= pair[~part.same].sum() / pair[part.same].sum()
        weights.append(pair / pair.sum())
    values, intercept = fit(
        np.vstack([part.features for part in parts]),
        np.concatenate([part.same for part in parts]),
        np.concatenate(weights),
        ridge=ridge,
    )
    never = dict.fromkeys(Tier, 1.0)
    return PairModel(FEATURES, (*values, ONE_OWNER), intercept + SELDOM, 0.5, never)


def _out_of_fold(
    number: int, space: Space, parts: Sequence[Pairs], groups: Sequence[str], ridge: float
) -> NDArray[np.float32]:
    """(n, n) chances of the texts of one collection: per pair the mean of the two models that did not see the group of
    the one, and of the other.
    """
    names = sorted(set(groups))
    fold = np.array([names.index(group) % FOLDS if group else FOLDS for group in groups])
    result = np.zeros((space.size, space.size), dtype=np.float32)
    for each in range(FOLDS + 1):
        out = fold == each
        if not out.any():
            continue
        seen = [part.without(out) if place == number else part for place, part in enumerate(parts)]
        if not any(part.teaches for part in seen):  # a handful of texts: nothing is left to learn from
            seen = list(parts)
        result[out] += chances_of(space, fitted(seen, ridge))[out] / 2
    return result + result.T


def _best_cut(chances: Sequence[NDArray[np.float32]], collections: Sequence[Labelled]) -> float:
    """The cut with the best mean B-cubed F, in the middle of the cuts that do nearly as well.

    The mean is over the collections, each as it is and with at most `FEW` texts of a group: a round in which few have
    the same plan yet must not be joined too eagerly.
    """
    cuts = np.linspace(0.1, 0.9, 41)
    each = [
        _scores(matrix[np.ix_(kept, kept)].astype(np.float64), [str(c.groups[place]) for place in kept], cuts)
        for matrix, c in zip(chances, collections, strict=True)
        for kept in (list(range(len(c.groups))), _thinned(c.groups))
    ]
    scores = np.mean(each, axis=0)
    return float(np.mean(cuts[scores >= scores.max() - NOISE]))


def _thinned(groups: Sequence[str]) -> list[int]:
    """Places of the first texts of each group, and of the texts without one."""
    seen: Counter[str] = Counter()
    kept = []
    for place, group in enumerate(groups):
        seen[group] += 1
        if seen[group] <= FEW or not group:
            kept.append(place)
    return kept


def _scores(chances: NDArray[np.float64], groups: list[str], cuts: NDArray[np.float64]) -> list[float]:
    judged = [place for place, group in enumerate(groups) if group]
    truth = [groups[place] for place in judged]
    return [b_cubed(truth, [str(g) for g in average_link(chances, float(cut))[judged]]).f for cut in cuts]


def _bounds(chances: Sequence[NDArray[np.float32]], collections: Sequence[Labelled]) -> dict[Tier, float]:
    """Per tier the lowest chance from which the suggestions of that tier are right often enough, in all collections
    together: of the surest tier with every text alike, so that a large collection made to be mistaken decides; of the
    others with every collection alike. Pairs of two lines count too, although they are never called the surest: they
    keep its bound careful.
    """
    shown = [_shown(matrix, c) for matrix, c in zip(chances, collections, strict=True)]
    texts, alike = np.concatenate(shown), np.concatenate([_weighing_one(part) for part in shown])
    bounds, above = {}, 2.0
    for tier in Tier:
        found = bound(texts if tier is Tier.SAME else alike, above, PRECISION[tier])
        bounds[tier] = above = min(found, above, 1.0)
    return bounds


def _weighing_one(shown: NDArray[np.float64]) -> NDArray[np.float64]:
    """The suggestions of a collection with weights that add up to 1."""
    made = shown.copy()
    made[:, 2] /= max(float(made[:, 2].sum()), 1e-9)
    return made


def _shown(matrix: NDArray[np.float32], collection: Labelled) -> NDArray[np.float64]:
    """(suggestions, 3): chance, whether it is right, and weight, of the best ten of each judged text. A writer sees no
    plans of the own municipality.
    """
    judged = collection.judged
    owners = [collection.documents[place].municipality or str(place) for place in judged]
    names = np.array(collection.groups)[judged]
    among = matrix[np.ix_(judged, judged)]
    sizes = Counter(str(name) for name in names)
    rows = []
    for position in range(len(judged)):
        order = [int(o) for o in np.argsort(-among[position], kind="stable") if owners[o] != owners[position]][:10]
        weight = 1.0 / sizes[str(names[position])]
        rows += [(float(among[position, o]), float(names[o] == names[position]), weight) for o in order]
    return np.array(rows).reshape(-1, 3)


def bound(shown: NDArray[np.float64], below: float, least: float) -> float:
    """The lowest chance from which, up to `below`, the share that is right is `least` or more; 1 when there is none."""
    inside = shown[shown[:, 0] < below]
    inside = inside[np.argsort(-inside[:, 0], kind="stable")]
    right, total = np.cumsum(inside[:, 1] * inside[:, 2]), np.cumsum(inside[:, 2])
    enough = np.flatnonzero(right / np.maximum(total, 1e-9) >= least)
    return float(inside[int(enough[-1]), 0]) if len(enough) else 1.0
