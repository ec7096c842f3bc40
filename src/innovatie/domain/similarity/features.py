"""How alike two texts are, in a handful of numbers between 0 and 1."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias, TypeVar

import numpy as np
import scipy
from numpy.typing import NDArray

from innovatie.domain.language import BUCKETS, Kind
from innovatie.domain.similarity.profiles import BRIEF, CONCEPT_FAMILIES, Profile, Statistics

Matrix: TypeAlias = Any
"""A scipy.sparse.csr_matrix (scipy has no types)."""
_ROWS, _PAIRS = 8_192, 2_048
LEAST = 0.06
"""Likeness in own words that any two texts are taken to have, so that a shared task is never worth nothing."""
FEATURES = ("grams", "stems", "cross", "action", "task", "word", "owner")
"""n-grams of the whole; stems of the whole; title of the one found in the other; shared actions, tasks and words of the
thesaurus, as far as the texts are alike in their own words too; and 1 when both are of one municipality."""


@dataclass(frozen=True)
class Space:
    """Weighted rows of a collection, one row for each text, every matrix with unit rows except `title` and `has`.

    `owners` numbers the municipality of each text; -1 when nobody said.
    """

    grams: Matrix
    stems: Matrix
    title: Matrix
    has: Matrix
    concepts: dict[str, Matrix]
    owners: NDArray[np.int32]

    @property
    def size(self) -> int:
        """Number of texts."""
        return int(self.grams.shape[0])

    @property
    def brief(self) -> NDArray[np.bool_]:
        """(texts,) whether each is but a line, as `Profile.brief`."""
        return np.asarray(np.diff(self.stems.indptr) < BRIEF)

    def features(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float64]:
        """(pairs, features) for the texts at the positions `left` and `right`, in the order of `FEATURES`."""
        columns = [_dots(matrix, matrix, left, right) for matrix in (self.grams, self.stems)]
        columns.append(self._cross(left, right))
        shared = [_dots(matrix, matrix, left, right) for matrix in self.concepts.values()]
        return _joined(columns, shared, (self.owners[left] == self.owners[right]) & (self.owners[left] >= 0))

    def features_of(self, row: int) -> NDArray[np.float64]:
        """(texts, features): the text at this position against every text, itself included."""

        def against(matrix: Matrix, other: Matrix) -> NDArray[np.float64]:
            return np.asarray(matrix @ other[row].toarray().ravel(), dtype=np.float64)

        columns = [against(matrix, matrix) for matrix in (self.grams, self.stems)]
        columns.append((against(self.has, self.title) + against(self.title, self.has)) / 2)
        shared = [against(matrix, matrix) for matrix in self.concepts.values()]
        return _joined(columns, shared, (self.owners == self.owners[row]) & (self.owners >= 0))

    def _cross(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float64]:
        """Share of the weight of one's title words that the other text holds, averaged over both directions."""
        return (_dots(self.title, self.has, left, right) + _dots(self.has, self.title, left, right)) / 2

    def subset(self, rows: NDArray[np.intp]) -> "Space":
        """The space of some of the texts, with the weights of all."""
        concepts = {family: matrix[rows] for family, matrix in self.concepts.items()}
        return Space(self.grams[rows], self.stems[rows], self.title[rows], self.has[rows], concepts, self.owners[rows])

    def block(self, rows: slice) -> NDArray[np.float32]:
        """(rows, texts, features): every text of `rows` against every text, by sparse products."""
        return np.stack(list(self._columns(rows)), axis=-1)

    def sums(self, rows: slice, weights: Sequence[float]) -> NDArray[np.float32]:
        """(rows, texts): the features of `block` times their weights, added up one after the other to save memory."""
        columns = self._columns(rows)
        total = next(columns) * np.float32(weights[0])
        for column, weight in zip(columns, weights[1:], strict=True):
            total += np.multiply(column, np.float32(weight), out=column)
        return total

    def _columns(self, rows: slice) -> Iterator[NDArray[np.float32]]:
        """The features of a block one by one, each a new array."""
        grams, stems = ((matrix[rows] @ matrix.T).toarray() for matrix in (self.grams, self.stems))
        own_words = (grams + stems) / 2 + np.float32(LEAST)
        yield grams
        yield stems
        cross = (self.title[rows] @ self.has.T).toarray()
        cross += (self.has[rows] @ self.title.T).toarray()
        cross /= 2
        yield cross
        for matrix in self.concepts.values():
            shared = (matrix[rows] @ matrix.T).tocsr()
            yield _conditional(shared, own_words)
        own = self.owners[rows][:, None]
        yield ((own == self.owners[None, :]) & (own >= 0)).astype(np.float32)


def _conditional(shared: Matrix, own_words: NDArray[np.float32]) -> NDArray[np.float32]:
    """As in `_joined`, where most pairs share nothing: only the others are worked out."""
    made = np.zeros(shared.shape, dtype=np.float32)
    places = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr)), shared.indices
    made[places] = np.sqrt(shared.data * own_words[places])
    return made


def _joined(
    columns: list[NDArray[Any]], shared: Sequence[NDArray[Any]], one_owner: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """All features along a new last axis. A shared concept counts by the root of its likeness and that of the texts'
    own words: it is evidence beside them, and says little about texts that have no word in common.
    """
    own_words = (columns[0] + columns[1]) / 2 + LEAST
    conditional = [np.sqrt(np.maximum(likeness * own_words, 0.0)) for likeness in shared]
    return np.stack([*columns, *conditional, one_owner], axis=-1)


def _dots(first: Matrix, second: Matrix, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float64]:
    result = np.empty(len(left), dtype=np.float64)
    for start in range(0, len(left), _PAIRS):
        part = slice(start, start + _PAIRS)
        product = first[left[part]].multiply(second[right[part]])
        result[part] = np.asarray(product.sum(axis=1)).ravel()
    return result


def build(profiles: Sequence[Profile], statistics: Statistics, kinds: Sequence[Kind]) -> Space:
    """The space of these texts; `kinds[n]` is the kind of concept n."""
    vocabulary: dict[str, int] = {}
    stems = _rows([item.stems for item in profiles], vocabulary)
    title = _rows([item.title for item in profiles], vocabulary)
    width = max(len(vocabulary), 1)
    stems.resize((len(profiles), width))
    title.resize((len(profiles), width))
    weight = statistics.stem_weights(list(vocabulary))
    has = stems.copy()
    has.data[:] = 1.0
    stems.data[:] = (1 + np.log(stems.data)) * weight[stems.indices]
    title.data[:] = weight[title.indices] ** 2
    concepts = {}
    for family, members in CONCEPT_FAMILIES.items():
        rows = [{number: tf for number, tf in item.concepts.items() if kinds[number] in members} for item in profiles]
        chosen: dict[int, int] = {}
        matrix = _rows(rows, chosen)
        weights = np.array([statistics.concept_weight(number) for number in chosen] or [0.0], dtype=np.float32)
        matrix.data[:] = (1 + np.log(matrix.data)) * weights[matrix.indices]
        concepts[family] = _unit(matrix)
    return Space(_grams(profiles, statistics), _unit(stems), _share(title), has, concepts, _owners(profiles))


def _owners(profiles: Sequence[Profile]) -> NDArray[np.int32]:
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(item.owner, len(numbers)) if item.owner else -1 for item in profiles]
    return np.array(found, dtype=np.int32)


def _grams(profiles: Sequence[Profile], statistics: Statistics) -> Matrix:
    pointers = np.cumsum([0, *(len(item.buckets) for item in profiles)])
    if not profiles:
        return scipy.sparse.csr_matrix((0, BUCKETS), dtype=np.float32)
    columns = np.concatenate([item.buckets for item in profiles])
    data = np.concatenate([item.counts for item in profiles], dtype=np.float32)
    np.log(data, out=data)  # in place: of a hundred thousand texts each copy would be 400 MB
    data += 1
    data *= statistics.gram_weights[columns]
    return _unit(scipy.sparse.csr_matrix((data, columns, pointers), shape=(len(profiles), BUCKETS)))


Key = TypeVar("Key", str, int)


def _rows(rows: Sequence[Mapping[Key, int]], columns: dict[Key, int]) -> Matrix:
    """Counts as a sparse matrix; `columns` numbers the keys and grows with those that are new."""
    pointers = np.cumsum([0, *(len(row) for row in rows)])
    new = [key for key in dict.fromkeys(chain.from_iterable(rows)) if key not in columns]
    columns.update(zip(new, range(len(columns), len(columns) + len(new)), strict=True))
    indices = list(map(columns.__getitem__, chain.from_iterable(rows)))
    counts = list(chain.from_iterable(row.values() for row in rows))
    made = scipy.sparse.csr_matrix(
        (np.array(counts, dtype=np.float32), np.array(indices, dtype=np.int32), pointers),
        shape=(len(rows), max(len(columns), 1)),
    )
    made.sort_indices()
    return made


def _scaled(matrix: Matrix, power: int) -> Matrix:
    """Each row divided by its norm of this power, in place; a row of zeros stays. Some thousands of rows at a time."""
    held = np.diff(matrix.indptr)
    for start in range(0, matrix.shape[0], _ROWS):
        sizes = held[start : start + _ROWS]
        data = matrix.data[matrix.indptr[start] : matrix.indptr[start + len(sizes)]]
        rows = np.repeat(np.arange(len(sizes)), sizes)
        lengths = np.bincount(rows, weights=np.abs(data) ** power, minlength=len(sizes)) ** (1 / power)
        lengths[lengths == 0] = 1.0
        data *= (1.0 / lengths).astype(np.float32)[rows]
    return matrix


def _unit(matrix: Matrix) -> Matrix:
    return _scaled(matrix, 2)


def _share(matrix: Matrix) -> Matrix:
    return _scaled(matrix, 1)
