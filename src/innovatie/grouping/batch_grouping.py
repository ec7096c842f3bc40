"""Group a collection of texts from nothing, with the same profiles, model and clustering as the live product."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.grouping import average_link
from innovatie.domain.language import Change
from innovatie.domain.similarity import PairModel, Space, build, count, profile
from innovatie.grouping.at_scale import candidate_pairs, group_sparse
from innovatie.search.language import BACKGROUND_SIZE, analyser, apply_changes, concept_kinds, word_frequencies
from innovatie.search.texts import Document

EXACT_UP_TO = 4_000
"""Texts of which every pair is compared; above it only candidates are (`at_scale.py`)."""
_ROWS = 256


@dataclass(frozen=True)
class Grouped:
    """Group number of each text, the symmetric chances of all pairs (None for a large collection), and whether each
    text is but a line.
    """

    groups: NDArray[np.intp]
    chances: NDArray[np.float32] | None
    brief: NDArray[np.bool_]


def space_of(documents: Sequence[Document]) -> Space:
    """Profiles and weights of these documents, over the reference collection as background."""
    analyse = analyser()
    profiles = [profile(analyse, one.title, one.text, one.municipality) for one in documents]
    statistics = count(profiles, word_frequencies(), BACKGROUND_SIZE)
    return build(profiles, statistics, concept_kinds())


def chances_of(space: Space, model: PairModel) -> NDArray[np.float32]:
    """(n, n) symmetric chances, 1 on the diagonal."""
    chances: NDArray[np.float32] = np.empty((space.size, space.size), dtype=np.float32)
    for start in range(0, space.size, _ROWS):
        rows = slice(start, min(start + _ROWS, space.size))
        chances[rows] = model.likely(space.sums(rows, model.weights))
    chances = ((chances + chances.T) / 2).astype(np.float32)
    np.fill_diagonal(chances, 1.0)
    return chances


def group_documents(documents: Sequence[Document], model: PairModel) -> Grouped:
    """Average link over all pairs. The same documents give the same groups, in whatever order they come."""
    order = sorted(range(len(documents)), key=lambda position: documents[position].id)
    if len(documents) > EXACT_UP_TO:
        return _group_many([documents[position] for position in order], order, model)
    space = space_of([documents[position] for position in order])
    chances = chances_of(space, model)
    groups = average_link(chances.astype(np.float64), model.link)
    back = np.empty(len(documents), dtype=np.intp)
    back[order] = np.arange(len(documents))
    return Grouped(groups[back], chances[np.ix_(back, back)], space.brief[back])


def group_apart(documents: Sequence[Document], changes: Sequence[Change], model: PairModel) -> Grouped:
    """As `group_documents`, in a fresh process: with VNG's changes over the shipped list of words."""
    apply_changes(changes)
    return group_documents(documents, model)


def _group_many(documents: Sequence[Document], order: Sequence[int], model: PairModel) -> Grouped:
    analyse = analyser()
    profiles = [profile(analyse, one.title, one.text, one.municipality) for one in documents]
    statistics = count(profiles, word_frequencies(), BACKGROUND_SIZE)
    kinds = concept_kinds()
    space = build(profiles, statistics, kinds)
    groups = group_sparse(space, candidate_pairs(profiles, statistics, kinds), model)
    back = np.empty(len(documents), dtype=np.intp)
    back[list(order)] = np.arange(len(documents))
    return Grouped(groups[back], None, space.brief[back])
