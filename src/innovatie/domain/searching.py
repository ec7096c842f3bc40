"""What a search query asks, and how its results are ordered: BM25 over stems, compound parts and concepts.

Scores of several kinds are added after each is divided by its best value; adding ranks did worse each time.
"""

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import scipy
from numpy.typing import NDArray

from innovatie.domain.language import (
    BUCKETS,
    STOP_WORDS,
    Analyser,
    Kind,
    fold,
    ngrams,
    ngrams_of_each,
    packed,
    squash,
    stem,
    unpacked,
    words,
)
from innovatie.domain.similarity import Profile

K1, B, USUAL_LENGTH = 1.2, 0.5, 120.0
"""BM25: saturation, length normalisation, and the length (title words count three) that counts as usual."""
CONCEPT_SHARE = 3.5
WORD_CONCEPT_SHARE = 1.0
"""Weight of a shared task, law or system, and of a shared ordinary word, against a shared stem."""
MISSPELT, SPELT_OTHERWISE = 0.7, 0.21
"""Weight of a look-alike of a word that no document holds, and of one that some do."""
ALIKE = 0.45
SURE_FROM = 5_000
"""Documents from which on a word that only one of them holds may itself be misspelt, and corrects nothing."""
LONGEST_QUERY = 500
_REMEMBERED = 5_000
"""Words of which the look-alikes are kept: people ask for the same ones."""
GRAM_SHARE, VECTOR_SHARE, LIKENESS_SHARE = 0.35, 0.30, 0.50
READ_CHARACTERS = 2_000
"""Of a text that is compared letter by letter: what it is about stands at its beginning."""
_SCALED = np.concatenate([[0.0], 1 + np.log(np.arange(1, 256))])
"""What an n-gram counts that a text holds so many times."""
BEST = 3
"""Texts that the others are compared with: the more like them, the higher."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
"""Quotation marks of word processors; single ones are apostrophes as often, and mark no phrase."""
_PHRASE = re.compile(r'"([^"]{1,200})"')
_EXCLUDED = re.compile(r"(?:^|\s)-([^\s\"-][^\s\"]*)")


def concept_term(name: str) -> str:
    """The index term of a concept; the sign keeps it apart from stems."""
    return f"={name}"


def postings(profile: Profile, names: Sequence[str]) -> dict[str, float]:
    """Index term -> impact of a text: the part of BM25 that does not depend on the query."""
    length = sum(profile.stems.values())
    found = {key: impact(tf, length) for key, tf in profile.stems.items()}
    found.update({concept_term(names[number]): impact(tf, length) for number, tf in profile.concepts.items()})
    return found


def impact(frequency: int, length: int) -> float:
    """BM25's saturated, length-normalised term frequency."""
    return frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / USUAL_LENGTH))


@dataclass(frozen=True, slots=True)
class Query:
    """A query taken apart. `terms` maps index terms to weights; `corrected` is what was probably meant, or empty.

    `unknown`: it has words, but the index holds none of them nor anything like them.
    """

    text: str
    terms: dict[str, float]
    phrases: tuple[str, ...]
    excluded: tuple[str, ...]
    corrected: str
    unknown: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing in particular: no words, or only such as every text has."""
        return not self.terms and not self.phrases and not self.unknown


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


def named_terms(text: str, analyse: Analyser) -> set[str]:
    """Every index term that a query names, known or not."""
    analysed = analyse(text[:LONGEST_QUERY])
    concepts = analyse.thesaurus.concepts
    stems = {atom.stem for atom in (*analysed.atoms, *analysed.compounds)} - _STOPS
    return stems | {concept_term(concepts[found.concept].name) for found in analysed.concepts}


def read_query(text: str, analyse: Analyser, vocabulary: Vocabulary, background: Mapping[str, int]) -> Query:
    """Take a query apart: "phrases", -exclusions, stems with look-alikes, concepts. Never fails."""
    text = " ".join(text[:LONGEST_QUERY].translate(_QUOTES).split())
    phrases = tuple(squash(phrase) for phrase in _PHRASE.findall(text) if squash(phrase))
    bare = _PHRASE.sub(r" \1 ", text)
    excluded = tuple(word.text for raw in _EXCLUDED.findall(bare) for word in words(raw))
    bare = _EXCLUDED.sub(" ", bare)
    analysed = analyse(bare)
    terms: dict[str, float] = {}
    asks = False
    for atom in (*analysed.atoms, *analysed.compounds):
        key = atom.stem
        if len(key) < 2 or key in _STOPS:
            continue
        asks = True
        known = vocabulary.documents.get(key, 0) > 0
        if known:
            _add(terms, key, vocabulary.weight(key))
        if len(key) >= 4 and not (known and background.get(key, 0) > 20):
            for other, alike in vocabulary.near(key, fold(bare[atom.start : atom.end])):
                share = SPELT_OTHERWISE if known else MISSPELT
                _add(terms, other, share * alike * min(vocabulary.weight(other), 8.0))
    concepts = analyse.thesaurus.concepts
    for number in {found.concept for found in analysed.concepts}:
        concept = concepts[number]
        if concept.kind is Kind.ACTION:
            continue
        share = WORD_CONCEPT_SHARE if concept.kind in (Kind.WORD, Kind.METHOD) else CONCEPT_SHARE
        term = concept_term(concept.name)
        if vocabulary.documents.get(term, 0):
            _add(terms, term, share * (vocabulary.weight(term) - 0.5))
    corrected = _corrected(bare, analyse, vocabulary, background)
    return Query(text, terms, phrases, excluded, corrected, unknown=asks and not terms)


_STOPS = frozenset(stem(word) for word in STOP_WORDS)


def _add(terms: dict[str, float], key: str, weight: float) -> None:
    terms[key] = terms.get(key, 0.0) + weight


def _corrected(bare: str, analyse: Analyser, vocabulary: Vocabulary, background: Mapping[str, int]) -> str:
    """The query with each unknown word replaced by its nearest known one; empty when nothing changes."""
    pieces, changed, place = [], False, 0
    for word in words(bare):
        key = stem(word.text)
        better = None
        unknown = not vocabulary.documents.get(key) and not background.get(key) and key not in _STOPS
        if unknown and len(key) >= 4 and not analyse.splitter.parts(word.text) and not analyse(word.text).concepts:
            near = vocabulary.near(key, word.text, most=1)
            if near and near[0][1] >= 0.5:
                better = vocabulary.surfaces.get(near[0][0], near[0][0])
        pieces += [bare[place : word.start], better or bare[word.start : word.end]]
        changed, place = changed or better is not None, word.end
    return " ".join("".join([*pieces, bare[place:]]).split()) if changed else ""


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
