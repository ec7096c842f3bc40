"""How results are ordered: words, meaning and letters, added after each is divided by its best value.

Adding ranks did worse each time.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.language import BUCKETS, ngrams, packed, squash, unpacked
from innovatie.domain.searching.query import Query

GRAM_SHARE, VECTOR_SHARE, LIKENESS_SHARE = 0.35, 0.30, 0.50
READ_CHARACTERS = 2_000
"""Of a text that is compared letter by letter: what it is about stands at its beginning."""
_SCALED = np.concatenate([[0.0], 1 + np.log(np.arange(1, 256))])
"""What an n-gram counts that a text holds so many times."""
BEST = 2
"""Texts that the others are compared with: the more like them, the higher."""


def first_scores(lexical: NDArray[np.float64], near: NDArray[np.float64]) -> NDArray[np.float64]:
    """Words and meaning of each candidate in one number: the sum of its BM25, and the cosine of its sentence vector
    with the query's (0 when unknown).
    """
    known = near[near > 0]
    usual = float(np.median(known)) if len(known) > 4 else 0.0
    return _share(lexical) + VECTOR_SHARE * _share(near - usual)


def best_places(scores: NDArray[np.float64], most: int) -> list[int]:
    """Places of the highest scores, best first; ties keep their order."""
    return [int(place) for place in np.argsort(-scores, kind="stable")[:most]]


def letters(plain: str, title: int) -> bytes:
    """What `order` compares of a text, made once for each: the packed n-grams of squashed words, a title three times.

    The first `title` characters of `plain` are the title; only `READ_CHARACTERS` are read.
    """
    read = plain[:READ_CHARACTERS]
    return packed(" ".join([read[:title]] * 3 + [read]))


@dataclass(frozen=True, eq=False)
class Letters:
    """The n-grams of a text, ready to compare: the bucket of each, rising, and how often it is there (at most 255)."""

    buckets: NDArray[np.int32]
    counts: NDArray[np.uint8]


def opened(kept: Sequence[bytes]) -> list[Letters]:
    """What `letters` made of each text, unpacked, which is half of the work of a comparison: keep it for the next."""
    held, buckets, counts = unpacked(kept)
    ends = np.cumsum(held).tolist()
    return [
        Letters(buckets[begin:end].copy(), counts[begin:end].copy())  # a part would hold all the others
        for begin, end in zip([0, *ends], ends, strict=False)
    ]


def order(query: Query, scores: NDArray[np.float64], texts: Mapping[int, Letters]) -> list[int]:
    """Places of all candidates, best first. Those with their letters here are also compared letter by letter.

    `texts` belong to the best of `scores`, so the others come after them. Ties keep their order.
    """
    places = best_places(scores, len(scores))
    read = [place for place in places if place in texts]
    if not read:
        return places
    compared = _Compared([texts[place] for place in read])
    own = scores[read] + GRAM_SHARE * _share(compared.with_text(query.text))
    final = own + LIKENESS_SHARE * _share(compared.with_best(own))
    return [*(read[n] for n in best_places(final, len(read))), *(place for place in places if place not in texts)]


def _share(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each value as a share of the best; nothing below 0."""
    array = np.maximum(values, 0.0)
    best = array.max(initial=0.0)
    return array / best if best > 0 else array


class _Scratch(threading.local):
    """An array of zeros with a place for each n-gram, for each thread: making one anew costs as much as using it."""

    def __init__(self) -> None:
        self.weights = np.zeros(BUCKETS)


_scratch = _Scratch()


class _Compared:
    """The n-grams of some texts, one after the other, log-scaled; those that few of the texts hold weigh more."""

    def __init__(self, texts: Sequence[Letters]) -> None:
        held = np.array([len(text.buckets) for text in texts])
        self.buckets = np.concatenate([text.buckets for text in texts], dtype=np.intp)
        counts = np.concatenate([text.counts for text in texts])
        self.ends = np.concatenate([[0], np.cumsum(held)])
        self.filled = np.flatnonzero(held)
        seen = np.bincount(self.buckets, minlength=BUCKETS)
        self.rarity = np.log((len(texts) + 1) / (np.arange(len(texts) + 1) + 1)) + 1.0
        self.values = _SCALED.take(counts) * self.rarity.take(seen.take(self.buckets))
        self.seen = seen
        self.lengths = np.maximum(np.sqrt(self._sums(self.values * self.values)), 1e-12)

    def _sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum for each text."""
        sums = np.zeros(len(self.ends) - 1)
        if len(self.filled):
            sums[self.filled] = np.add.reduceat(values, self.ends[self.filled])
        return sums

    def with_text(self, text: str) -> NDArray[np.float64]:
        """How like the n-grams of a text each is."""
        own, numbers = ngrams(squash(text))
        weights = _scratch.weights
        weights[own] = (1 + np.log(numbers)) * self.rarity[self.seen[own]]
        alike = self._sums(self.values * weights.take(self.buckets)) / self.lengths
        weights[own] = 0.0
        return alike

    def with_best(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """How like the `BEST` texts each text is, itself left out: what answers the question often comes in kinds."""
        best = best_places(scores, BEST)
        shares = np.zeros(len(scores))
        shares[best] = scores[best]
        weights = _scratch.weights
        of_best = [slice(self.ends[place], self.ends[place + 1]) for place in best]
        for place, own in zip(best, of_best, strict=True):
            weights[self.buckets[own]] += self.values[own] * (scores[place] / self.lengths[place])
        alike = self._sums(self.values * weights.take(self.buckets)) / self.lengths
        for own in of_best:
            weights[self.buckets[own]] = 0.0
        return np.asarray((alike - shares) / np.maximum(shares.sum() - shares, 1e-9), dtype=np.float64)
