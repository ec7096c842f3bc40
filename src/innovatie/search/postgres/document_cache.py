"""What the index holds of documents that questions found lately, in the memory of the process.

A document that changes gets another number (`index_writer`), so what is known under a number stays true; one that is
gone is found by no question any more. The same plans answer many questions: what is known of them need not be asked
again. Only numbers are kept, of n-grams and meaning: no text. All is forgotten when the statistics of the index are
read anew, because it has changed.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final, Generic, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from innovatie.domain.searching import READ_CHARACTERS, Letters, letters, opened
from innovatie.infra.database import fetch_as
from innovatie.search import statistics

MOST_VECTORS: Final = 6_000
"""Of a kilobyte each."""
MOST_LETTERS: Final = 2_500
"""Of about five kilobytes each."""

Value = TypeVar("Value")


class _Cache(Generic[Value]):
    """The values of the documents that were asked for last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[int, Value] = OrderedDict()
        self._of: statistics.Known | None = None

    async def known(self, documents: Sequence[int]) -> dict[int, Value]:
        """The values of those of the documents that are known: handed out at once, for a question that comes between
        may push them out.
        """
        if self._of is not (present := await statistics.known()):
            self._known.clear()
            self._of = present
        found = {number: self._known[number] for number in documents if number in self._known}
        for number in found:
            self._known.move_to_end(number)
        return found

    def remember(self, newly: Mapping[int, Value]) -> None:
        self._known.update(newly)
        while len(self._known) > self._most:
            self._known.popitem(last=False)


_vectors: _Cache[NDArray[np.float16]] = _Cache(MOST_VECTORS)
_letters: _Cache[Letters] = _Cache(MOST_LETTERS)


class _Vector(msgspec.Struct, frozen=True):
    """A vector as `halfvec_send` gives it: four bytes, then half floats, the high byte first."""

    id: int
    vector: bytes


class _Kept(msgspec.Struct, frozen=True):
    """The letters of a document; without them (an index of before they were kept) the beginning of its words, of which
    the first `title` characters are its title.
    """

    id: int
    letters: bytes | None
    plain: str | None
    title: int


async def cosines(vector: Sequence[float], documents: Sequence[int]) -> dict[int, float]:
    """The cosine of each document that is there with a vector of length one, as PostgreSQL reckons it (`<#>`)."""
    known = await _vectors.known(documents)
    if lacking := [number for number in documents if number not in known]:
        rows = await fetch_as(
            _Vector, "SELECT id, halfvec_send(vector) AS vector FROM search_document WHERE id = ANY($1)", lacking
        )
        newly = {row.id: np.frombuffer(row.vector, dtype=">f2", offset=4).astype(np.float16) for row in rows}
        _vectors.remember(newly)
        known |= newly
    there = [number for number in documents if number in known]
    if not there:
        return {}
    asked = np.round(vector, 5).astype(np.float16).astype(np.float32)  # as `as_vector` hands it to PostgreSQL
    found = np.stack([known[number] for number in there]).astype(np.float32) @ asked
    return dict(zip(there, found.astype(np.float64).tolist(), strict=True))


async def letters_of(documents: Sequence[int]) -> dict[int, Letters]:
    """The letters of each document that is there, to compare with those of a question."""
    known = await _letters.known(documents)
    if lacking := [number for number in documents if number not in known]:
        rows = await fetch_as(
            _Kept,
            f"SELECT id, letters, CASE WHEN letters IS NULL THEN left(plain, {READ_CHARACTERS}) END AS plain,"
            " length(title) AS title FROM search_document WHERE id = ANY($1)",
            lacking,
        )
        read = opened([row.letters or letters(row.plain or "", row.title) for row in rows])
        newly = {row.id: one for row, one in zip(rows, read, strict=True)}
        _letters.remember(newly)
        known |= newly
    return {number: known[number] for number in documents if number in known}
