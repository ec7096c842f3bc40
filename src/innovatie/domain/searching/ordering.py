"""How results are ordered: words, meaning and letters, added after each is divided by its best value.

Adding ranks did worse each time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
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


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate: the sum of its BM25, and the cosine of its sentence vector with the query's (0 when unknown)."""

    lexical: float
    vector: float


def first_scores(candidates: Sequence[Scored]) -> NDArray[np.float64]:
    """Words and meaning of each candidate in one number."""
    vectors = np.array([candidate.vector for candidate in candidates])
    known = vectors[vectors > 0]
    usual = float(np.median(known)) if len(known) > 4 else 0.0
    return _share([candidate.lexical for candidate in candidates]) + VECTOR_SHARE * _share(list(vectors - usual))


def best_places(scores: NDArray[np.float64], most: int) -> list[int]:
    """Places of the highest scores, best first; ties keep their order."""
    return [int(place) for place in np.argsort(-scores, kind="stable")[:most]]


def letters(plain: str, title: int) -> bytes:
    """What `order` compares of a text, made once for each: the packed n-grams of squashed words, a title three times.

    The first `title` characters of `plain` are the title; only `READ_CHARACTERS` are read.
    """
    read = plain[:READ_CHARACTERS]
    return packed(" ".join([read[:title]] * 3 + [read]))


def order(query: Query, scores: NDArray[np.float64], texts: Mapping[int, bytes]) -> list[int]:
    """Places of all candidates, best first. Those with their `letters` here are also compared letter by letter.

    `texts` belong to the best of `scores`, so the others come after them. Ties keep their order.
    """
    places = best_places(scores, len(scores))
    read = [place for place in places if place in texts]
    if not read:
        return places
    rows, sought = _gram_rows(query.text, [texts[place] for place in read])
    own = scores[read] + GRAM_SHARE * _share(rows @ sought)
    final = own + LIKENESS_SHARE * _share(_like_the_best(rows, own))
    return [*(read[n] for n in best_places(final, len(read))), *(place for place in places if place not in texts)]


def _like_the_best(rows: Any, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """How like the `BEST` texts each text is, itself left out: what answers the question often comes in kinds."""
    weights = np.zeros(len(scores))
    best = best_places(scores, BEST)
    weights[best] = scores[best]
    alike = rows @ (rows[best].T @ weights[best])
    return np.asarray((alike - weights) / np.maximum(weights.sum() - weights, 1e-9), dtype=np.float64)


def _share(values: Iterable[float]) -> NDArray[np.float64]:
    """Each value as a share of the best; nothing below 0."""
    array = np.maximum(np.array(list(values), dtype=np.float64), 0.0)
    best = array.max(initial=0.0)
    return array / best if best > 0 else array


def _gram_rows(text: str, candidates: Sequence[bytes]) -> tuple[Any, NDArray[np.float64]]:
    """Unit rows of log-scaled n-gram counts, and the same of the query (not scaled).

    n-grams that are rare among the candidates weigh more.
    """
    places, buckets, counts = unpacked(candidates)
    seen = np.bincount(buckets, minlength=BUCKETS)
    rarity = _rarity(np.arange(len(candidates) + 1), len(candidates))
    values = _SCALED[counts] * rarity[seen[buckets]]
    lengths = np.sqrt(np.bincount(places, weights=values**2, minlength=len(candidates)))
    pointers = np.searchsorted(places, np.arange(len(candidates) + 1))
    rows = scipy.sparse.csr_matrix((values / lengths[places], buckets, pointers), shape=(len(candidates), BUCKETS))
    sought = np.zeros(BUCKETS)
    own, numbers = ngrams(squash(text))
    sought[own] = (1 + np.log(numbers)) * rarity[seen[own]]
    return rows, sought


def _rarity(seen: NDArray[np.intp], texts: int) -> NDArray[np.float64]:
    """Inverse document frequency of n-grams that so many of the texts hold."""
    return np.asarray(np.log((texts + 1) / (seen + 1)) + 1.0, dtype=np.float64)
