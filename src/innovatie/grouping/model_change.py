"""What another model would change, before anything is changed: collections grouped by both, nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from innovatie.domain.agreement import b_cubed
from innovatie.domain.grouping import average_link
from innovatie.domain.similarity import PairModel
from innovatie.grouping.batch_grouping import chances_of, space_of
from innovatie.grouping.refit import Labelled


@dataclass(frozen=True)
class Changed:
    """Of one collection: B-cubed F of what people judged, before and after; pairs of all texts that come together or
    go apart, each pair as two titles.
    """

    before: float
    after: float
    joined: tuple[tuple[str, str], ...]
    parted: tuple[tuple[str, str], ...]


def changes(collections: Sequence[Labelled], before: PairModel, after: PairModel) -> list[Changed]:
    """Per collection, in their order."""
    return [_changed(collection, before, after) for collection in collections]


def _changed(collection: Labelled, before: PairModel, after: PairModel) -> Changed:
    space = space_of(collection.documents)
    found = [average_link(chances_of(space, model).astype(np.float64), model.link) for model in (before, after)]
    truth = [collection.groups[place] for place in collection.judged]
    scores = [b_cubed(truth, [str(groups[place]) for place in collection.judged]).f for groups in found]
    together = [np.triu(np.equal.outer(groups, groups), k=1) for groups in found]
    titles = [document.title for document in collection.documents]
    joined, parted = (
        tuple((titles[one], titles[other]) for one, other in np.argwhere(here & ~there))
        for here, there in ((together[1], together[0]), (together[0], together[1]))
    )
    return Changed(scores[0], scores[1], joined, parted)
