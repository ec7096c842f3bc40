"""What may be said of a concept that texts share: its name, as far as each of the texts bears it out.

A line of the thesaurus is found by one of its terms, and its name may claim more: "tellen" finds *verkiezingsuitslag
tellen*, "ouderen" finds *eenzaamheid en ouderen*. What people read must be true of both texts.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from innovatie.domain.language import STOP_WORDS, Analyser, Concept, Kind, stem
from innovatie.domain.similarity.profiles import Statistics

USUAL = 60
"""A stem that more of the reference texts hold is no reason to show."""
USUAL_TERM = 150
"""The same for a word that people put on a line of the thesaurus."""
BORNE_OUT = 0.6
"""Share of a name, in weights of its words, that a text must have for the name to be said of it."""

_AND = re.compile(r",| en ")
_STOPS = frozenset(stem(word) for word in STOP_WORDS)
_Said = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Naming:
    """`parts`: the name cut at "en" and commas; `words`: the terms of one word; each with its stems. `elsewhere`: the
    stems of each term that has no word of the name, so that it says the name in other words.
    """

    name: str
    kind: Kind
    parts: tuple[_Said, ...]
    words: tuple[_Said, ...]
    elsewhere: tuple[tuple[str, ...], ...]


def naming(concept: Concept, analyse: Analyser) -> Naming:
    """What can be said of this concept."""

    def stems(text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(atom.stem for atom in analyse(text).atoms if atom.stem not in _STOPS))

    parts = tuple((part.strip(), stems(part)) for part in _AND.split(concept.name))
    named = {each for _, part in parts for each in part}
    terms = [(term, stems(term)) for term in concept.terms]
    words = [(term, _whole(term, analyse)) for term, _ in terms if " " not in term]
    words.sort(key=lambda word: (-len(word[1]), -len(word[0]), word[0]))
    return Naming(
        concept.name,
        concept.kind,
        tuple(part for part in parts if part[1]),
        tuple(words),
        tuple(found for _, found in terms if found and named.isdisjoint(found)),
    )


def _whole(word: str, analyse: Analyser) -> tuple[str, ...]:
    """The stem of a compound as a whole, else the stems of its pieces."""
    analysed = analyse(word)
    whole = analysed.compounds if len(analysed.words) == 1 and analysed.compounds else analysed.atoms
    return tuple(dict.fromkeys(atom.stem for atom in whole))


def sayings(of: Naming, stems: Collection[str], statistics: Statistics) -> tuple[str, ...]:
    """What is true of a text with these stems in which the concept was found, the most telling first."""

    def borne_out(part: Sequence[str]) -> bool:
        weights = {each: statistics.background_weight(each) for each in part}
        return sum(weight for each, weight in weights.items() if each in stems) >= BORNE_OUT * sum(weights.values())

    parts = [text for text, part in of.parts if borne_out(part)]
    in_other_words = len(of.parts) == 1 and any(all(each in stems for each in term) for term in of.elsewhere)
    words = [
        word
        for word, found in of.words
        if found and all(each in stems and statistics.background.get(each, 0) <= USUAL_TERM for each in found)
    ]
    whole = [of.name] if in_other_words or len(parts) == len(of.parts) else []
    return tuple(dict.fromkeys([*whole, *parts, *words]))


def said_of_both(
    numbers: Iterable[int],
    texts: tuple[Collection[str], Collection[str]],
    statistics: Statistics,
    named: Callable[[int], Naming],
    kinds: Collection[Kind],
) -> tuple[str, ...]:
    """Of each concept of these kinds, in the order of `numbers`, the first that is true of both texts."""
    left, right = texts
    found: dict[str, None] = {}
    for number in numbers:
        of = named(number)
        if of.kind in kinds:
            here = sayings(of, right, statistics)
            found.update(dict.fromkeys([one for one in sayings(of, left, statistics) if one in here][:1]))
    return tuple(found)


def said_of_most(of: Naming, texts: Iterable[Collection[str]], statistics: Statistics) -> tuple[str, int]:
    """What is true of most of these texts, with their number; nothing and 0 when nothing is true of any."""
    counted: Counter[str] = Counter()
    order: dict[str, int] = {}
    for stems in texts:
        said = sayings(of, stems, statistics)
        counted.update(said)
        for place, one in enumerate(said):
            order[one] = max(order.get(one, 0), place)
    return min(counted.items(), key=lambda item: (-item[1], order[item[0]], item[0]), default=("", 0))
