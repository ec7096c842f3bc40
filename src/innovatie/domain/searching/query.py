"""What a search query asks: phrases, exclusions, stems with look-alikes, and concepts."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass

from innovatie.domain.language import STOP_WORDS, Analyser, Kind, fold, squash, stem, words
from innovatie.domain.searching.everyday import Everyday, share_of
from innovatie.domain.searching.postings import concept_term
from innovatie.domain.searching.vocabulary import Vocabulary

MISSPELT, SPELT_OTHERWISE = 0.7, 0.21
"""Weight of a look-alike of a word that no document holds and no list of Dutch words knows, and of any other word."""
LONGEST_QUERY = 500

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
"""Quotation marks of word processors; single ones are apostrophes as often, and mark no phrase."""
_PHRASE = re.compile(r'"([^"]{1,200})"')
_EXCLUDED = re.compile(r"(?:^|\s)-([^\s\"-][^\s\"]*)")
_ARTICLE = re.compile(r"\bart\.?(?=\s*[0-9])", re.IGNORECASE)
"""The article of a law, which is no art."""


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


def named_terms(text: str, analyse: Analyser) -> set[str]:
    """Every index term that a query names, known or not."""
    analysed = analyse(_ARTICLE.sub("artikel", text[:LONGEST_QUERY]))
    concepts = analyse.thesaurus.concepts
    stems = {atom.stem for atom in (*analysed.atoms, *analysed.compounds)} - _STOPS
    return stems | {concept_term(concepts[found.concept].name) for found in analysed.concepts}


def read_query(
    text: str,
    analyse: Analyser,
    vocabulary: Vocabulary,
    background: Mapping[str, int],
    everyday: Everyday | None = None,
) -> Query:
    """Take a query apart: "phrases", -exclusions, stems with look-alikes, concepts, and what `everyday` adds to its
    words. Never fails.
    """
    text = _ARTICLE.sub("artikel", " ".join(text[:LONGEST_QUERY].translate(_QUOTES).split()))
    phrases = tuple(squash(phrase) for phrase in _PHRASE.findall(text) if squash(phrase))
    bare = _PHRASE.sub(r" \1 ", text)
    excluded = tuple(word.text for raw in _EXCLUDED.findall(bare) for word in words(raw))
    bare = _EXCLUDED.sub(" ", bare)
    analysed = analyse(bare)
    terms: dict[str, float] = {}
    asks = False
    compounds = {atom.stem for atom in analysed.compounds}
    for atom in (*analysed.atoms, *analysed.compounds):
        key = atom.stem
        if len(key) < 2 or key in _STOPS:
            continue
        asks = True
        known = vocabulary.documents.get(key, 0) > 0
        if known:
            _weigh(terms, key, vocabulary.weight(key))
        if len(key) >= 4 and not (known and background.get(key, 0) > 20):
            typed = fold(bare[atom.start : atom.end])
            spelt = known or atom.part or key in compounds or background.get(key) or typed in analyse.splitter.usual
            share = SPELT_OTHERWISE if spelt else MISSPELT
            for other, alike in vocabulary.near(key, typed):
                _weigh(terms, other, share * alike * min(vocabulary.weight(other), 8.0))
    concepts = analyse.thesaurus.concepts
    for number in {found.concept for found in analysed.concepts}:
        concept = concepts[number]
        if concept.kind is Kind.ACTION:
            continue
        term = concept_term(concept.name)
        if vocabulary.documents.get(term, 0):
            _weigh(terms, term, share_of(concept.kind) * (vocabulary.weight(term) - 0.5))
    if everyday is not None and not phrases:  # who quotes words wants those words
        for term, weight in everyday.wider({atom.stem for atom in analysed.atoms}, vocabulary).items():
            _weigh(terms, term, weight)
    corrected = _corrected(bare, analyse, vocabulary, background, everyday.words if everyday else ())
    return Query(text, terms, phrases, excluded, corrected, unknown=asks and not terms)


_STOPS = frozenset(stem(word) for word in STOP_WORDS)


def _weigh(terms: dict[str, float], key: str, weight: float) -> None:
    """What a question says twice it asks once: "huurwoningen van de woningcorporatie" is not all about "woning"."""
    terms[key] = max(terms.get(key, 0.0), weight)


def _corrected(
    bare: str, analyse: Analyser, vocabulary: Vocabulary, background: Mapping[str, int], said: Container[str]
) -> str:
    """The query with each unknown word replaced by its nearest known one; empty when nothing changes. Everyday words
    (`said`) are no mistakes.
    """
    pieces, changed, place = [], False, 0
    for word in words(bare):
        key = stem(word.text)
        better = None
        unknown = not vocabulary.documents.get(key) and not background.get(key)
        unknown = unknown and key not in _STOPS and key not in said
        if unknown and len(key) >= 4 and not analyse.splitter.parts(word.text) and not analyse(word.text).concepts:
            near = vocabulary.near(key, word.text, most=1)
            if near and near[0][1] >= 0.5:
                better = vocabulary.surfaces.get(near[0][0], near[0][0])
        pieces += [bare[place : word.start], better or bare[word.start : word.end]]
        changed, place = changed or better is not None, word.end
    return " ".join("".join([*pieces, bare[place:]]).split()) if changed else ""
