"""The thesaurus: which words of municipal work mean the same task, law, system or thing.

The lines are data that VNG edits (`search/data/thesaurus.txt`); this module reads them and finds them in text.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

NEAR = 10
"""Words between the halves of a term "a + b"."""


class Kind(StrEnum):
    """What a concept is. Tasks, laws and systems are evidence that two plans are the same; what is done to a thing
    (`ACTION`) tells plans about one thing apart, and takes no part in search.
    """

    TASK = "werkprocessen"
    METHOD = "technieken"
    LAW = "wetten"
    SYSTEM = "systemen"
    WORD = "woorden"
    ACTION = "handelingen"


OF_PEOPLE = tuple(kind for kind in Kind if kind is not Kind.ACTION)
"""Kinds that VNG adds to and changes. Actions weigh in the fitted model and come with it."""


class ThesaurusError(ValueError):
    """A line that cannot be read; the message is Dutch and names the line."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One line of the thesaurus."""

    number: int
    name: str
    kind: Kind
    terms: tuple[str, ...]


class Found(NamedTuple):
    """A concept in a text, with the half-open interval of atoms that names it."""

    concept: int
    first: int
    last: int


_BY_PLACE = itemgetter(1, 2, 0)
Atoms = Callable[[str], Sequence[str]]


def parse(text: str) -> list[Concept]:
    """Concepts in file order. Raises `ThesaurusError` with line number and reason."""
    kind: Kind | None = None
    concepts: list[Concept] = []
    names: set[str] = set()
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.split("#", 1)[0].strip()
        if not line:
            continue
        if line.startswith("["):
            try:
                kind = Kind(line.strip("[]"))
            except ValueError:
                raise ThesaurusError(f"Regel {number}: onbekende soort {line}.") from None
            continue
        name, separator, rest = line.partition("=")
        terms = tuple(term.strip() for term in rest.split(";") if term.strip())
        if not separator or not terms:
            raise ThesaurusError(f"Regel {number}: verwacht 'begrip = term; term'.")
        if name.strip() in names:
            raise ThesaurusError(f"Regel {number}: het begrip {name.strip()} staat er al.")
        names.add(name.strip())
        if kind is None:
            raise ThesaurusError(f"Regel {number}: zet eerst een kop zoals [werkprocessen].")
        concepts.append(Concept(len(concepts), name.strip(), kind, terms))
    return concepts


class Thesaurus:
    """Finds concepts in a sequence of atoms (stems of words and of the parts of compounds)."""

    def __init__(self, concepts: Iterable[Concept], atoms: Atoms) -> None:
        self.concepts = list(concepts)
        self._phrases: list[tuple[str, ...]] = []
        self._by_first: dict[str, list[int]] = defaultdict(list)
        self._owners: dict[int, list[int]] = defaultdict(list)
        self._pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
        numbers: dict[tuple[str, ...], int] = {}
        for concept in self.concepts:
            for term in concept.terms:
                halves = [self._phrase(tuple(atoms(half)), numbers) for half in term.split("+")]
                if len(halves) == 1:
                    self._owners[halves[0]].append(concept.number)
                else:
                    for left, right in pairwise(halves):
                        self._pairs[left].append((right, concept.number))

    def _phrase(self, phrase: tuple[str, ...], numbers: dict[tuple[str, ...], int]) -> int:
        if phrase not in numbers:
            numbers[phrase] = len(self._phrases)
            self._phrases.append(phrase)
            if phrase:
                self._by_first[phrase[0]].append(numbers[phrase])
        return numbers[phrase]

    def find(self, atoms: Sequence[str]) -> list[Found]:
        """Every concept named in the atoms, in order of place; one concept may be found more than once."""
        places: dict[int, list[int]] = {}
        by_first, phrases = self._by_first, self._phrases
        for place, atom in enumerate(atoms):
            for number in by_first.get(atom, ()):
                phrase = phrases[number]
                if len(phrase) == 1 or tuple(atoms[place : place + len(phrase)]) == phrase:
                    places.setdefault(number, []).append(place)
        found: set[Found] = set()
        for number, starts in places.items():
            length = len(phrases[number])
            for owner in self._owners.get(number, ()):
                for start in starts:
                    found.add(Found(owner, start, start + length))
            for other, owner in self._pairs.get(number, ()):
                for start in starts if other in places else ():
                    near = [place for place in places[other] if abs(place - start) <= NEAR]
                    found.update(Found(owner, start, start + length) for _ in near[:1])
                    found.update(Found(owner, place, place + len(phrases[other])) for place in near)
        return sorted(found, key=_BY_PLACE)
