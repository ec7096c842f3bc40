"""What and where of a document in one number, beside each posting: filters and counts of many documents at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from innovatie.infra.database import fetch_as
from innovatie.search import statistics
from innovatie.search.engine import SearchDocument

PLACES = 12
"""Bits of a label that name the place; the others name what the document is."""
WHAT = ("kind", "theme", "stage", "year", "round", "winner")
WHERE = ("province", "region", "size_class")
_PLACE = (1 << PLACES) - 1


def facet(document: SearchDocument, name: str) -> str:
    """The value of a facet as text; empty when the document has none."""
    value = getattr(document, name)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return "" if value is None else str(value)


class Numbered(msgspec.Struct, frozen=True):
    """Facets, in the order of WHAT or WHERE, and their number: that half of a label."""

    id: int
    facets: tuple[str, ...]


@dataclass(frozen=True)
class Half:
    """One half of a label: per facet the values, and for each number of this half the place of its value."""

    values: dict[str, list[str]]
    codes: dict[str, NDArray[np.intp]]
    size: int

    def passing(self, chosen: Mapping[str, str], but: str = "") -> NDArray[np.bool_]:
        """For each number whether it has all chosen values; those of the facet `but` do not matter."""
        passes = np.ones(self.size, dtype=bool)
        for name, value in chosen.items():
            if name in self.codes and name != but:
                place = self.values[name].index(value) if value in self.values[name] else -1
                passes &= self.codes[name] == place
        return passes

    def counted(self, numbers: NDArray[np.float64], chosen: Mapping[str, str]) -> dict[str, dict[str, int]]:
        """Per facet and value how many documents, under all other filters; `numbers` tells them per number."""
        counts = {}
        for name, codes in self.codes.items():
            sums = np.bincount(codes, weights=numbers * self.passing(chosen, but=name))
            counts[name] = {
                value: int(total) for value, total in zip(self.values[name], sums, strict=False) if value and total
            }
        return counts


@dataclass(frozen=True)
class Labels:
    """Every label that was known when they were read."""

    what: Half
    place: Half

    def knows(self, labels: NDArray[np.int32]) -> bool:
        """Whether no label is newer than these."""
        if not len(labels):
            return True
        return bool((labels >> PLACES).max() < self.what.size and (labels & _PLACE).max() < self.place.size)

    def passing(self, labels: NDArray[np.int32], chosen: Mapping[str, str]) -> NDArray[np.bool_]:
        """For each label whether it passes all filters."""
        what, place = self.what.passing(chosen), self.place.passing(chosen)
        passes: NDArray[np.bool_] = what[labels >> PLACES] & place[labels & _PLACE]
        return passes

    def counted(
        self, labels: NDArray[np.int32], chosen: Mapping[str, str], numbers: NDArray[np.int64] | None = None
    ) -> dict[str, dict[str, int]]:
        """Per facet the count of each value under all filters but its own; `numbers` of documents with each label."""
        whats, places = labels >> PLACES, labels & _PLACE
        held = np.ones(len(labels)) if numbers is None else numbers.astype(np.float64)
        of_what = np.bincount(whats, held * self.place.passing(chosen)[places], self.what.size).astype(np.float64)
        of_place = np.bincount(places, held * self.what.passing(chosen)[whats], self.place.size).astype(np.float64)
        return {**self.what.counted(of_what, chosen), **self.place.counted(of_place, chosen)}


@dataclass
class _Cache:
    known: statistics.Known | None = None
    labels: Labels | None = None


_cache = _Cache()


async def labels_for(labels: NDArray[np.int32]) -> Labels:
    """All labels, `labels` among them. Read once, and again when there is a newer one."""
    known = await statistics.known()
    if _cache.labels is None or _cache.known is not known or not _cache.labels.knows(labels):
        _cache.labels = Labels(await _half("search_what", WHAT), await _half("search_place", WHERE))
        _cache.known = known
    return _cache.labels


async def _half(table: str, names: tuple[str, ...]) -> Half:
    rows = await fetch_as(Numbered, f"SELECT id, ARRAY[{', '.join(names)}] AS facets FROM {table} ORDER BY id")
    size = rows[-1].id + 1 if rows else 1
    values: dict[str, list[str]] = {}
    codes: dict[str, NDArray[np.intp]] = {}
    numbers = [row.id for row in rows]
    for position, name in enumerate(names):
        values[name] = sorted({"", *(row.facets[position] for row in rows)})
        place = {value: number for number, value in enumerate(values[name])}
        codes[name] = np.zeros(size, dtype=np.intp)
        codes[name][numbers] = [place[row.facets[position]] for row in rows]
    return Half(values, codes, size)
