"""How alike two texts are, in a handful of numbers between 0 and 1."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray

from innovatie.domain.language import BUCKETS, Kind
from innovatie.domain.similarity.profiles import CONCEPT_FAMILIES, Profile, Statistics

Matrix: TypeAlias = Any
"""A scipy.sparse.csr_matrix (scipy has no types)."""
FEATURES = ("grams", "stems", "cross", "task", "system", "word")
"""n-grams of the whole; stems of the whole; title of the one found in the other; shared tasks, names, words."""


@dataclass(frozen=True)
class Space:
    """Weighted rows of a collection, one row for each text, every matrix with unit rows except `title` and `has`."""

    grams: Matrix
    stems: Matrix
    title: Matrix
    has: Matrix
    concepts: dict[str, Matrix]

    @property
    def size(self) -> int:
        """Number of texts."""
        return int(self.grams.shape[0])

    def features(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float64]:
        """(pairs, features) for the texts at the positions `left` and `right`, in the order of `FEATURES`."""
        columns = [_dots(matrix, matrix, left, right) for matrix in (self.grams, self.stems)]
        columns.append(self._cross(left, right))
        columns += [_dots(matrix, matrix, left, right) for matrix in self.concepts.values()]
        return np.stack(columns, axis=1)

    def _cross(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float64]:
        """Share of the weight of one's title words that the other text holds, averaged over both directions."""
        return (_dots(self.title, self.has, left, right) + _dots(self.has, self.title, left, right)) / 2

    def subset(self, rows: NDArray[np.intp]) -> "Space":
        """The space of some of the texts, with the weights of all."""
        concepts = {family: matrix[rows] for family, matrix in self.concepts.items()}
        return Space(self.grams[rows], self.stems[rows], self.title[rows], self.has[rows], concepts)

    def block(self, rows: slice) -> NDArray[np.float32]:
        """(rows, texts, features): every text of `rows` against every text, by sparse products."""
        cross = (self.title[rows] @ self.has.T).toarray() + (self.has[rows] @ self.title.T).toarray()
        columns = [(matrix[rows] @ matrix.T).toarray() for matrix in (self.grams, self.stems)]
        columns.append(cross / 2)
        columns += [(matrix[rows] @ matrix.T).toarray() for matrix in self.concepts.values()]
        return np.stack(columns, axis=2).astype(np.float32)


def _dots(first: Matrix, second: Matrix, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float64]:
    result = np.empty(len(left), dtype=np.float64)
    for start in range(0, len(left), 8_192):
        part = slice(start, start + 8_192)
        product = first[left[part]].multiply(second[right[part]])
        result[part] = np.asarray(product.sum(axis=1)).ravel()
    return result


def build(profiles: Sequence[Profile], statistics: Statistics, kinds: Sequence[Kind]) -> Space:
    """The space of these texts; `kinds[n]` is the kind of concept n."""
    vocabulary: dict[str, int] = {}
    for item in profiles:
        for key in item.stems:
            vocabulary.setdefault(key, len(vocabulary))
    weight = [statistics.stem_weight(key) for key in vocabulary]
    stems = _rows(
        (
            [(vocabulary[key], (1 + np.log(tf)) * weight[vocabulary[key]]) for key, tf in item.stems.items()]
            for item in profiles
        ),
        len(vocabulary),
    )
    title = _rows(
        ([(vocabulary[key], weight[vocabulary[key]] ** 2) for key in item.title] for item in profiles),
        len(vocabulary),
    )
    has = stems.copy()
    has.data[:] = 1.0
    concepts = {}
    for family, members in CONCEPT_FAMILIES.items():
        chosen = [
            [
                (number, (1 + np.log(tf)) * statistics.concept_weight(number))
                for number, tf in item.concepts.items()
                if kinds[number] in members
            ]
            for item in profiles
        ]
        concepts[family] = _unit(_rows(chosen, len(kinds)))
    return Space(_grams(profiles, statistics), _unit(stems), _share(title), has, concepts)


def _grams(profiles: Sequence[Profile], statistics: Statistics) -> Matrix:
    weights = statistics.gram_weights()
    pointers = np.cumsum([0, *(len(item.buckets) for item in profiles)])
    if not profiles:
        return scipy.sparse.csr_matrix((0, BUCKETS), dtype=np.float32)
    columns = np.concatenate([item.buckets for item in profiles])
    counts = np.concatenate([item.counts for item in profiles])
    data = (1 + np.log(counts)).astype(np.float32) * weights[columns]
    return _unit(scipy.sparse.csr_matrix((data, columns, pointers), shape=(len(profiles), BUCKETS)))


def _rows(rows: Iterable[list[tuple[int, float]]], width: int) -> Matrix:
    columns: list[int] = []
    data: list[float] = []
    pointers = [0]
    for row in rows:
        columns.extend(item[0] for item in row)
        data.extend(float(item[1]) for item in row)
        pointers.append(len(columns))
    made = scipy.sparse.csr_matrix(
        (np.array(data, dtype=np.float32), np.array(columns, dtype=np.int32), np.array(pointers)),
        shape=(len(pointers) - 1, max(width, 1)),
    )
    made.sort_indices()
    return made


def _scaled(matrix: Matrix, norm: Callable[[Matrix], NDArray[np.float64]]) -> Matrix:
    lengths = norm(matrix)
    lengths[lengths == 0] = 1.0
    return scipy.sparse.csr_matrix(scipy.sparse.diags((1.0 / lengths).astype(np.float32)) @ matrix)


def _unit(matrix: Matrix) -> Matrix:
    return _scaled(matrix, lambda m: np.sqrt(np.asarray(m.multiply(m).sum(axis=1), dtype=np.float64).ravel()))


def _share(matrix: Matrix) -> Matrix:
    return _scaled(matrix, lambda m: np.asarray(m.sum(axis=1), dtype=np.float64).ravel())
