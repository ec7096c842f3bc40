"""What a search query asks, and how its results are ordered: BM25 over stems, compound parts and concepts.

Scores of several kinds are added after each is divided by its best value; adding ranks did worse each time.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from innovatie.domain.language import BUCKETS, STOP_WORDS, Analyser, Kind, fold, ngrams, squash, stem, words
from innovatie.domain.similarity import Profile

K1, B, USUAL_LENGTH = 1.2, 0.5, 120.0
"""BM25: saturation, length normalisation, and the length (title words count three) that counts as usual."""
CONCEPT_SHARE = 2.0
WORD_CONCEPT_SHARE = 1.0
"""Weight of a shared task, law or system, and of a shared ordinary word, against a shared stem."""
MISSPELT, SPELT_OTHERWISE = 0.7, 0.21
"""Weight of a look-alike of a word that no document holds, and of one that some do."""
ALIKE = 0.45
LONGEST_QUERY = 500
GRAM_SHARE, VECTOR_SHARE = 0.35, 0.30

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
    """A query taken apart. `terms` maps index terms to weights; `corrected` is what was probably meant, or empty."""

    text: str
    terms: dict[str, float]
    phrases: tuple[str, ...]
    excluded: tuple[str, ...]
    corrected: str

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing in particular."""
        return not self.terms and not self.phrases


class Vocabulary:
    """The stems of the index, to find what a misspelt word may have meant, by their shared character n-grams."""

    def __init__(self, documents: Mapping[str, int], surfaces: Mapping[str, str], size: int) -> None:
        self.documents = documents
        self.surfaces = surfaces
        self.size = size
        terms = sorted(term for term in documents if not term.startswith("=") and term.isalpha() and len(term) > 3)
        forms = [(term, form) for term in terms for form in dict.fromkeys((term, surfaces.get(term, term)))]
        self._terms = [term for term, _ in forms]
        rows = [ngrams(squash(form))[0] for _, form in forms]
        pointers = np.cumsum([0, *(len(row) for row in rows)])
        columns = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32)
        data = np.concatenate([np.full(len(row), len(row) ** -0.5) for row in rows]) if rows else np.zeros(0)
        self._grams = scipy.sparse.csr_matrix((data.astype(np.float32), columns, pointers), shape=(len(rows), BUCKETS))

    def weight(self, term: str) -> float:
        """Inverse document frequency."""
        return float(np.log((1 + self.size) / (1 + self.documents.get(term, 0)))) + 1.0

    def near(self, term: str, typed: str = "", most: int = 6) -> list[tuple[str, float]]:
        """Other terms that look like the stem, or like the word as it was typed; the best first, from `ALIKE` to 1."""
        best: dict[str, float] = {}
        for form in dict.fromkeys((term, typed or term)):
            buckets, _ = ngrams(squash(form))
            if not len(buckets) or not self._terms:
                continue
            sought = np.zeros(BUCKETS, dtype=np.float32)
            sought[buckets] = len(buckets) ** -0.5
            scores = self._grams @ sought
            for place in np.argsort(-scores, kind="stable")[: 2 * most + 2]:
                other, score = self._terms[place], float(scores[place])
                if score >= ALIKE and other != term:
                    best[other] = max(best.get(other, 0.0), score)
        return sorted(best.items(), key=lambda item: (-item[1], item[0]))[:most]


def read_query(text: str, analyse: Analyser, vocabulary: Vocabulary, background: Mapping[str, int]) -> Query:
    """Take a query apart: "phrases", -exclusions, stems with look-alikes, concepts. Never fails."""
    text = " ".join(text[:LONGEST_QUERY].split())
    phrases = tuple(squash(phrase) for phrase in _PHRASE.findall(text) if squash(phrase))
    bare = _PHRASE.sub(r" \1 ", text)
    excluded = tuple(word.text for raw in _EXCLUDED.findall(bare) for word in words(raw))
    bare = _EXCLUDED.sub(" ", bare)
    analysed = analyse(bare)
    terms: dict[str, float] = {}
    for atom in (*analysed.atoms, *analysed.compounds):
        key = atom.stem
        if len(key) < 2 or key in _STOPS:
            continue
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
        share = WORD_CONCEPT_SHARE if concept.kind in (Kind.WORD, Kind.METHOD) else CONCEPT_SHARE
        term = concept_term(concept.name)
        if vocabulary.documents.get(term, 0):
            _add(terms, term, share * (vocabulary.weight(term) - 0.5))
    return Query(text, terms, phrases, excluded, _corrected(bare, analyse, vocabulary, background))


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
    """A candidate: its place in the engine's answer, sum of BM25, cosine of the sentence vector (0 when unknown)."""

    lexical: float
    vector: float
    title: str
    text: str


def order(query: Query, candidates: Sequence[Scored], *, deep: int = 60) -> list[int]:
    """Places of the candidates, best first. n-grams are compared for the `deep` best only; ties keep their order."""
    if not candidates:
        return []
    lexical = _share([candidate.lexical for candidate in candidates])
    vectors = np.array([candidate.vector for candidate in candidates])
    known = vectors[vectors > 0]
    base = lexical + VECTOR_SHARE * _share(list(vectors - (float(np.median(known)) if len(known) > 4 else 0.0)))
    first = [int(place) for place in np.argsort(-base, kind="stable")]
    top = first[:deep]
    grams = _share(_gram_cosines(query.text, [candidates[place] for place in top]))
    final = {place: float(base[place]) + GRAM_SHARE * float(gram) for place, gram in zip(top, grams, strict=True)}
    return sorted(top, key=lambda place: (-final[place], place)) + first[deep:]


def _share(values: Iterable[float]) -> NDArray[np.float64]:
    """Each value as a share of the best; nothing below 0."""
    array = np.maximum(np.array(list(values), dtype=np.float64), 0.0)
    best = array.max(initial=0.0)
    return array / best if best > 0 else array


def _gram_cosines(text: str, candidates: Sequence[Scored]) -> list[float]:
    """Cosine of log-scaled n-gram counts, rare n-grams of these candidates weighing more."""
    sought, counts = ngrams(squash(text))
    rows = [ngrams(" ".join([candidate.title] * 3 + [candidate.text])) for candidate in candidates]
    seen = np.zeros(BUCKETS, dtype=np.int32)
    for buckets, _ in rows:
        seen[buckets] += 1
    weight: Callable[[NDArray[np.int32]], NDArray[np.float64]] = lambda buckets: (  # noqa: E731 -- used in two lines
        np.log((len(rows) + 1) / (seen[buckets] + 1)) + 1.0
    )
    target = np.zeros(BUCKETS)
    target[sought] = (1 + np.log(counts)) * weight(sought)
    cosines = []
    for buckets, numbers in rows:
        values = (1 + np.log(numbers)) * weight(buckets)
        norm = float(np.sqrt((values**2).sum())) or 1.0
        cosines.append(float(values @ target[buckets]) / norm)
    return cosines
