"""What to expect of the grouping on texts of another kind: each collection grouped by what the others taught.

Beside it stand the shipped model (which may have been fitted on these very texts) and the plainest rival: average link
over shared letters alone, with a cut that the other collections chose.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.agreement import Agreement, b_cubed, pairwise
from innovatie.domain.grouping import average_link
from innovatie.domain.similarity import PairModel, Space
from innovatie.grouping.batch_grouping import chances_of, space_of
from innovatie.grouping.refit import Labelled, refit

DRAWS = 400
_CUTS = np.linspace(0.1, 0.6, 51)


@dataclass(frozen=True)
class Expected:
    """Agreement with people of one way to group one collection; `low` and `high` hold nine of ten draws of groups."""

    way: str
    bcubed: Agreement
    pairwise: Agreement
    low: float
    high: float

    def as_json(self) -> dict[str, object]:
        return {
            "way": self.way,
            "bcubed": {
                "precision": round(self.bcubed.precision, 3),
                "recall": round(self.bcubed.recall, 3),
                "f": round(self.bcubed.f, 3),
            },
            "pairwise_f": round(self.pairwise.f, 3),
            "nine_of_ten": [round(self.low, 3), round(self.high, 3)],
        }


def validate(collections: Sequence[Labelled], model: PairModel) -> list[list[Expected]]:
    """Per collection: the shipped model, a model that the other collections taught, and letters alone."""
    spaces = [space_of(collection.documents) for collection in collections]
    result = []
    for place, (collection, space) in enumerate(zip(collections, spaces, strict=True)):
        others = [n for n in range(len(collections)) if n != place]
        found = [_measured("het model van het product", collection, chances_of(space, model), model.link)]
        if others:
            taught = refit([collections[n] for n in others])
            found.append(_measured("geleerd van de andere", collection, chances_of(space, taught), taught.link))
            cut = _letters_cut([(collections[n], spaces[n]) for n in others])
            found.append(_measured("alleen letters", collection, _letters(space), cut))
        result.append(found)
    return result


def _letters(space: Space) -> NDArray[np.float32]:
    """(n, n) cosines of the character n-grams of the texts."""
    return np.asarray((space.grams @ space.grams.T).toarray(), dtype=np.float32)


def _letters_cut(others: Sequence[tuple[Labelled, Space]]) -> float:
    scores = [
        [b_cubed(*_pair(collection, _letters(space), float(cut))).f for cut in _CUTS] for collection, space in others
    ]
    return float(_CUTS[int(np.argmax(np.mean(scores, axis=0)))])


def _pair(collection: Labelled, chances: NDArray[np.float32], cut: float) -> tuple[list[str], list[str]]:
    """People's groups and ours, of the judged texts; the others are grouped with them."""
    groups = average_link(chances.astype(np.float64), cut)
    return [collection.groups[n] for n in collection.judged], [str(groups[n]) for n in collection.judged]


def _measured(way: str, collection: Labelled, chances: NDArray[np.float32], cut: float) -> Expected:
    truth, found = _pair(collection, chances, cut)
    names, numbers = np.unique(np.array(truth), return_inverse=True)
    members = [np.flatnonzero(numbers == n) for n in range(len(names))]
    precision, recall = _of_each(truth, found)
    random = np.random.default_rng(1)
    draws = []
    for _ in range(DRAWS):
        chosen = np.concatenate([members[n] for n in random.integers(0, len(names), len(names))])
        draws.append(Agreement(float(precision[chosen].mean()), float(recall[chosen].mean())).f)
    low, high = np.quantile(draws, [0.05, 0.95])
    return Expected(way, b_cubed(truth, found), pairwise(truth, found), float(low), float(high))


def _of_each(truth: Sequence[str], found: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per text the share of its found group that belongs, and of its true group that was found."""
    same, joined = (np.equal.outer(np.array(labels), np.array(labels)) for labels in (truth, found))
    both = (same & joined).sum(axis=1)
    return both / joined.sum(axis=1), both / same.sum(axis=1)
