"""Grouping many texts: candidates by their weightiest terms, chances for those only, average link within components.

Work grows with the number of candidate pairs, which is kept linear in the number of texts: a text is compared with
its `NEAREST` candidates, and a term that is common in the collection finds none.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from innovatie.domain.grouping import average_link
from innovatie.domain.language import Kind
from innovatie.domain.similarity import PairModel, Profile, Space, Statistics
from innovatie.grouping.rejoining import rejoin

NEAREST = 20
TERMS = 14
"""Terms of a text by which its candidates are found."""
COMMON = 800
"""Texts with a term above which the term finds no candidates."""
LARGEST = 400
"""Texts of one component that are linked with all their pairs; a larger one is cut at surer pairs first, and the
groups of its pieces are joined again where they belong together (`rejoining.py`)."""
_ROWS = 1_000
_SMALLEST_SHARE = 0.6


def candidate_pairs(
    profiles: Sequence[Profile], statistics: Statistics, kinds: Sequence[Kind]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs (left < right) of texts that are among each other's nearest by shared weighty terms."""
    matrix = _weighty(profiles, statistics, kinds)
    turned = matrix.T.tocsr()
    left: list[NDArray[np.intp]] = []
    right: list[NDArray[np.intp]] = []
    for start in range(0, matrix.shape[0], _ROWS):
        product = (matrix[start : start + _ROWS] @ turned).tocsr()
        for row in range(product.shape[0]):
            columns = product.indices[product.indptr[row] : product.indptr[row + 1]]
            values = product.data[product.indptr[row] : product.indptr[row + 1]]
            if len(columns) > NEAREST + 1:
                best = np.argpartition(-values, NEAREST)[: NEAREST + 1]
                columns = columns[best]
            others = columns[columns != start + row]
            left.append(np.minimum(others, start + row))
            right.append(np.maximum(others, start + row))
    if not left:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    size = matrix.shape[0]
    keys = np.unique(np.concatenate(left).astype(np.int64) * size + np.concatenate(right))
    return (keys // size).astype(np.intp), (keys % size).astype(np.intp)


def _weighty(profiles: Sequence[Profile], statistics: Statistics, kinds: Sequence[Kind]) -> Any:
    """(texts, terms) unit rows of each text's `TERMS` weightiest terms; stems first, then task concepts."""
    names: dict[str | int, int] = {}
    columns: list[int] = []
    data: list[float] = []
    pointers = [0]
    for one in profiles:
        weighed: list[tuple[float, str | int]] = [
            (statistics.stem_weight(stem) * (1 + np.log(tf)), stem)
            for stem, tf in one.stems.items()
            if statistics.stems.get(stem, 0) <= COMMON
        ]
        weighed += [
            (2 * statistics.concept_weight(number) * (1 + np.log(tf)), number)
            for number, tf in one.concepts.items()
            if kinds[number] is Kind.TASK and statistics.concepts.get(number, 0) <= 4 * COMMON
        ]
        weighed.sort(key=lambda item: (-item[0], str(item[1])))
        top = weighed[:TERMS]
        length = float(np.sqrt(sum(weight**2 for weight, _ in top))) or 1.0
        for weight, name in top:
            columns.append(names.setdefault(name, len(names)))
            data.append(weight / length)
        pointers.append(len(columns))
    return scipy.sparse.csr_matrix(
        (np.array(data, dtype=np.float32), np.array(columns, dtype=np.int32), np.array(pointers)),
        shape=(len(profiles), max(len(names), 1)),
    )


def group_sparse(space: Space, pairs: tuple[NDArray[np.intp], NDArray[np.intp]], model: PairModel) -> NDArray[np.intp]:
    """Group numbers 0.. by first text: average link in each component of sure pairs, over all its pairs."""
    left, right = pairs
    chances = model.chance(space.features(left, right)) if len(left) else np.zeros(0)
    groups = np.full(space.size, -1, dtype=np.intp)
    free = 0
    pieces, whole = _components(space.size, left, right, chances, model.link * _SMALLEST_SHARE)
    for members in pieces:
        if len(members) == 1:
            groups[members] = free
            free += 1
            continue
        labels = average_link(_all_chances(space, members, model), model.link)
        groups[members] = labels + free
        free += int(labels.max()) + 1
    groups = rejoin(space, groups, whole, (left, right, chances), model)
    first: dict[int, int] = {}
    return np.array([first.setdefault(int(label), len(first)) for label in groups], dtype=np.intp)


def _components(
    size: int, left: NDArray[np.intp], right: NDArray[np.intp], chances: NDArray[np.float64], least: float
) -> tuple[list[NDArray[np.intp]], NDArray[np.bool_]]:
    """Connected texts; a component of more than `LARGEST` is taken apart again with surer pairs only. And per text
    whether its component stayed whole.
    """
    done: list[NDArray[np.intp]] = []
    whole = np.ones(size, dtype=np.bool_)
    waiting = [(np.arange(size), np.flatnonzero(chances >= least), least)]
    while waiting:
        members, edges, bound = waiting.pop()
        place = np.full(size, -1, dtype=np.intp)
        place[members] = np.arange(len(members))
        graph = scipy.sparse.coo_matrix(
            (np.ones(len(edges)), (place[left[edges]], place[right[edges]])), shape=(len(members), len(members))
        )
        count, labels = scipy.sparse.csgraph.connected_components(graph, directed=False)
        order = np.argsort(labels, kind="stable")
        parts = np.split(members[order], np.flatnonzero(np.diff(labels[order])) + 1) if count > 1 else [members]
        large = {int(place[part[0]]): part for part in parts if len(part) > LARGEST}
        done += [part for part in parts if len(part) <= LARGEST]
        for part in large.values():
            whole[part] = False
            surer = 1 - (1 - bound) * 0.6
            if surer > 0.9999:
                done += [part[start : start + LARGEST] for start in range(0, len(part), LARGEST)]
                continue
            inside = np.isin(left[edges], part) & (chances[edges] >= surer)
            waiting.append((part, edges[inside], surer))
    return sorted(done, key=lambda part: int(part[0])), whole


def _all_chances(space: Space, members: NDArray[np.intp], model: PairModel) -> NDArray[np.float64]:
    part = space.subset(members)
    result = np.empty((len(members), len(members)), dtype=np.float64)
    for start in range(0, len(members), 256):
        rows = slice(start, min(start + 256, len(members)))
        result[rows] = model.likely(part.sums(rows, model.weights))
    np.fill_diagonal(result, 1.0)
    return (result + result.T) / 2
