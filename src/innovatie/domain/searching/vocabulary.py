"""The stems of an index: how common each is, and which look like a word that may be misspelt."""

from collections import ChainMap
from collections.abc import Mapping
from copy import copy
from typing import cast

import numpy as np

from innovatie.domain.language import BUCKETS, ngrams, ngrams_of_each, squash

ALIKE = 0.45
SURE_FROM = 5_000
"""Documents from which on a word that only one of them holds may itself be misspelt, and corrects nothing."""
_REMEMBERED = 5_000
"""Words of which the look-alikes are kept: people ask for the same ones."""


class Vocabulary:
    """The stems of the index, to find what a misspelt word may have meant, by their shared character n-grams."""

    def __init__(self, documents: Mapping[str, int], surfaces: Mapping[str, str], size: int) -> None:
        self.documents = documents
        self.surfaces = surfaces
        self.size = size
        least = 1 if size < SURE_FROM else 2
        terms = sorted(term for term, held in documents.items() if held >= least and term.isalpha() and len(term) > 3)
        forms = [(term, form) for term in terms for form in dict.fromkeys((term, surfaces.get(term, term)))]
        self._terms = [term for term, _ in forms]
        places, buckets, _ = ngrams_of_each([form for _, form in forms])
        self._lengths = np.bincount(places, minlength=len(forms))
        order = np.argsort(buckets, kind="stable")
        self._places = places[order]
        self._starts = np.searchsorted(buckets[order], np.arange(BUCKETS + 1))
        self._asked: dict[tuple[str, str, int], list[tuple[str, float]]] = {}

    def knowing(self, newer: Mapping[str, int]) -> "Vocabulary":
        """The same with terms of documents that came since: term -> number of documents. A term of the query that only
        the newest plan holds finds it; look-alikes are still sought among the older terms.
        """
        if not newer:
            return self
        other = copy(self)
        other.documents = ChainMap(dict(newer), cast(dict[str, int], self.documents))
        return other

    def weight(self, term: str) -> float:
        """Inverse document frequency."""
        return float(np.log((1 + self.size) / (1 + self.documents.get(term, 0)))) + 1.0

    def near(self, term: str, typed: str = "", most: int = 6) -> list[tuple[str, float]]:
        """Other terms that look like the stem, or like the word as it was typed; the best first, from `ALIKE` to 1."""
        if (known := self._asked.get((term, typed, most))) is not None:
            return known
        best: dict[str, float] = {}
        for form in dict.fromkeys((term, typed or term)):
            buckets, _ = ngrams(squash(form))
            if not len(buckets) or not self._terms:
                continue
            holding = [self._places[self._starts[bucket] : self._starts[bucket + 1]] for bucket in buckets]
            shared = np.bincount(np.concatenate(holding), minlength=len(self._terms))
            alike = np.flatnonzero(shared >= ALIKE * np.sqrt(len(buckets) * self._lengths))
            scores = shared[alike] / np.sqrt(len(buckets) * self._lengths[alike])
            for place in np.argsort(-scores, kind="stable")[: 2 * most + 2]:
                other = self._terms[alike[place]]
                if other != term:
                    best[other] = max(best.get(other, 0.0), float(scores[place]))
        if len(self._asked) >= _REMEMBERED:
            self._asked.clear()
        found = self._asked[term, typed, most] = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:most]
        return found
