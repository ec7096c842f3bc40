"""Everyday words in a question: what people say for what plans call otherwise ("kuil in de weg": "wegonderhoud").

The lines widen a question and nothing else: no text is read by them, so a change of them needs no new index.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from math import sqrt

from innovatie.domain.language import STOP_WORDS, Analyser, Kind, ThesaurusError, stem
from innovatie.domain.searching.postings import concept_term
from innovatie.domain.searching.vocabulary import Vocabulary

WORD_SHARE, CONCEPT_SHARE, LONE_WORD = 1.2, 0.6, 0.6
"""Weight of what a line adds, against the question's own words and concepts, and of a line that one word calls for."""
_STOPS = frozenset(stem(word) for word in STOP_WORDS)


@dataclass(frozen=True, slots=True)
class _Line:
    """What a line adds to a question: stems, and index terms of concepts with the share of their kind."""

    stems: frozenset[str]
    concepts: tuple[tuple[str, Kind], ...]


def parse_everyday(text: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """(what it is called in plans, what people say) of each line. Raises `ThesaurusError` with number and reason."""
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.split("#", 1)[0].strip()
        if not line:
            continue
        named, _, said = line.partition("=")
        halves = [tuple(term.strip() for term in half.split(";") if term.strip()) for half in (named, said)]
        if not all(halves):
            raise ThesaurusError(f"Regel {number}: verwacht 'naam; naam = wat mensen zeggen; wat mensen zeggen'.")
        yield halves[0], halves[1]


class Everyday:
    """Finds the lines that a question calls for. A line is called for when all words of one of its sayings stand in
    the question, in any order and form; a longer saying goes before the ones that it holds.
    """

    def __init__(self, lines: Iterable[tuple[Collection[str], Collection[str]]], analyse: Analyser) -> None:
        self._by_stem: dict[str, list[tuple[frozenset[str], _Line]]] = defaultdict(list)
        self.words: set[str] = set()
        for named, said in lines:
            line = _added(named, analyse)
            for saying in said:
                if stems := _stems(saying, analyse):
                    self._by_stem[min(stems)].append((stems, line))
                    self.words |= stems

    def wider(self, asked: Collection[str], vocabulary: Vocabulary) -> dict[str, float]:
        """Index term -> weight of what a question with these stems asks besides."""
        stems = frozenset(asked)
        called = [found for key in stems for found in self._by_stem.get(key, ()) if found[0] <= stems]
        terms: dict[str, float] = {}
        for saying, line in called:
            if any(saying < other for other, _ in called):
                continue
            sure = 1.0 if len(saying) > 1 else LONE_WORD
            for term in line.stems:
                if vocabulary.documents.get(term, 0):
                    weight = sure * WORD_SHARE * vocabulary.weight(term) / sqrt(len(line.stems))
                    terms[term] = max(terms.get(term, 0.0), weight)
            for term, kind in line.concepts:
                if vocabulary.documents.get(term, 0):
                    share = sure * CONCEPT_SHARE * share_of(kind) / sqrt(len(line.concepts))
                    terms[term] = max(terms.get(term, 0.0), share * (vocabulary.weight(term) - 0.5))
        return terms


def share_of(kind: Kind) -> float:
    """Weight of a shared concept against a shared stem: 3.5 for a task, law or system, 1 for an ordinary word."""
    return 1.0 if kind in (Kind.WORD, Kind.METHOD) else 3.5


def _stems(text: str, analyse: Analyser) -> frozenset[str]:
    return frozenset(atom.stem for atom in analyse(text).atoms if len(atom.stem) > 1) - _STOPS


def _added(named: Iterable[str], analyse: Analyser) -> _Line:
    stems: set[str] = set()
    concepts: dict[str, Kind] = {}
    for name in named:
        analysed = analyse(name)
        stems |= {atom.stem for atom in (*analysed.atoms, *analysed.compounds) if len(atom.stem) > 1} - _STOPS
        found = [analyse.thesaurus.concepts[one.concept] for one in analysed.concepts]
        concepts |= {concept_term(one.name): one.kind for one in found if one.kind is not Kind.ACTION}
    return _Line(frozenset(stems), tuple(concepts.items()))
