"""One text, seen as the product sees it everywhere: words, stems, parts of compounds, concepts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from innovatie.domain.language.compounds import Splitter
from innovatie.domain.language.normalise import MAX_TEXT, Word, fold, words
from innovatie.domain.language.stemmer import stem
from innovatie.domain.language.thesaurus import Concept, Found, Thesaurus

_STOP_WORDS_TEXT = """
a aan af al alle alleen als altijd an and ander andere anders are bent bij bijvoorbeeld binnen by daar daarbij
daarin daarmee daarnaast daarom daarvoor dan dat de deze die dient dit doel doen door dus een eens elk elke en
er ervoor etc eventueel for from gebruik gebruiken gebruikt gebruikte geen haar had hebben heeft hem hen het
hier hierbij hierdoor hiermee hij hoe hun ieder iedere iets ik in indien is ja je kan kun kunnen maakt maar
maken me mede mee meer met mij mijn mits moet moeten mogelijk na naar naast nader niet nog nu of om omdat on
onder ons onze ook op over overige per reeds samen sinds slechts steeds tegen ten ter terwijl the to toch toe
tot tussen u uit uw vaak van vanaf vanuit veel verder via volgens voor vooral waar waarbij waardoor waarin
waarmee waarna waaronder waarop waarvan wanneer want waren was wat we weer wel welke werd wie wij wil willen
with worden wordt zal ze zelf zich zij zijn zo zoals zodat zonder zou zowel zullen
"""
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())
_NAMELESS = STOP_WORDS | {"ga", "gaan", "gaat", "ging", "leg", "leggen", "legt", "wist", "weet", "weten", "zult"}
"""Words that name nothing, though their stem may be that of a term: "met" is not "meten", "weet" is not "wet"."""


_LONG_TERM = 6
"""Letters of a term that is sought inside compounds; shorter ones stand in many words by chance."""
_A_TERM = (3, 3)
"""How usual a term is as a part, first and last, when the list of parts does not know it."""
_Taken = tuple[str, tuple[tuple[str, int, int], ...]]
_REMEMBERED = 200_000
"""Words of which the stem and the parts are kept."""


class Atom(NamedTuple):
    """A stem with the interval of the original text it stands for."""

    stem: str
    start: int
    end: int
    part: bool
    """Whether it is a part of a compound and not a word by itself."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """Atoms in reading order, whole compounds apart, concepts with atom intervals."""

    words: tuple[Word, ...]
    atoms: tuple[Atom, ...]
    compounds: tuple[Atom, ...]
    concepts: tuple[Found, ...]


class Analyser:
    """Words, stems, compound parts and concepts of a text; equal input gives equal output, always."""

    def __init__(
        self,
        frequency: Mapping[str, int],
        concepts: Iterable[Concept],
        usual: Mapping[str, tuple[int, int]] | None = None,
        *,
        former: "Analyser | None" = None,
    ) -> None:
        """`former`, with the same `frequency`: what it knows of words is kept where these concepts leave it so."""
        self.frequency = frequency
        named = list(concepts)
        self.splitter = Splitter(frequency, {**_parts_in(named), **(usual or {})})
        self._taken: dict[str, _Taken] = {} if former is None else former._taken_as_before(self.splitter)
        self.thesaurus = Thesaurus(named, self._stems)

    def _stems(self, text: str) -> Sequence[str]:
        return _names(self._atoms(words(text))[0], fold(text))

    def _atoms(self, found: Sequence[Word]) -> tuple[list[Atom], list[Atom]]:
        atoms: list[Atom] = []
        compounds: list[Atom] = []
        for word in found:
            whole, parts = self._taken.get(word.text) or self._take(word.text)
            if not parts:
                atoms.append(Atom(whole, word.start, word.end, False))
                continue
            compounds.append(Atom(whole, word.start, word.end, False))
            for key, first, last in parts:
                atoms.append(Atom(key, word.start + first, min(word.start + last, word.end), True))
        return atoms, compounds

    def _take(self, word: str) -> _Taken:
        """The stem of a word, and of its parts with their interval in it; remembered, as few words make most text."""
        parts, offset = [], 0
        for part in self.splitter.parts(word):
            place = word.find(part, offset)
            offset = place + len(part)
            parts.append((stem(part), place, offset))
        if len(self._taken) > _REMEMBERED:
            self._taken.clear()
        taken = self._taken[word] = (stem(word), tuple(parts))
        return taken

    def _taken_as_before(self, splitter: Splitter) -> dict[str, _Taken]:
        """What is remembered of the words that `splitter` takes apart alike: those without a part that came or went.

        Splitting looks up nothing but pieces of the word itself.
        """
        changed = {word for word, _ in self.splitter.usual.items() ^ splitter.usual.items()}
        known = self._taken.copy()  # others go on using it meanwhile
        return {word: taken for word, taken in known.items() if not any(part in word for part in changed)}

    def __call__(self, text: str) -> Analysed:
        found = words(text)
        atoms, compounds = self._atoms(found)
        concepts = self.thesaurus.find(_names(atoms, fold(text[:MAX_TEXT])))
        return Analysed(tuple(found), tuple(atoms), tuple(compounds), tuple(concepts))


def _parts_in(concepts: Iterable[Concept]) -> dict[str, tuple[int, int]]:
    """The single words that are terms, as parts of compounds: a list that knows "camper" finds it in "camperplaats"."""
    terms = (half.strip() for concept in concepts for term in concept.terms for half in term.split("+"))
    return dict.fromkeys((term for term in terms if term.isalpha() and len(term) >= _LONG_TERM), _A_TERM)


def _names(atoms: Sequence[Atom], folded: str) -> list[str]:
    """What each atom is called when terms are looked for: its stem, or the word itself when that is nameless."""
    typed = [folded[atom.start : atom.end] for atom in atoms]
    return [f"({word})" if word in _NAMELESS else atom.stem for atom, word in zip(atoms, typed, strict=True)]
