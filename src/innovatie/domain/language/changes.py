"""VNG's changes over the shipped list of words: the latest change of a concept holds; the shipped line stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from innovatie.domain.errors import Invalid
from innovatie.domain.language.analysis import STOP_WORDS
from innovatie.domain.language.normalise import fold, words
from innovatie.domain.language.thesaurus import Concept, Kind
from innovatie.domain.wording import wording

LONGEST_NAME = 120
LONGEST_TERM = 80
MOST_TERMS = 80
_SIGNS = frozenset("=;#[]\n")
"""Signs that mean something in the file of the shipped list."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one concept is from now on. `removed`: it does not count; `shipped`: what the shipped list says."""

    name: str
    kind: Kind
    terms: tuple[str, ...]
    removed: bool = False
    shipped: bool = False


def overlay(shipped: Sequence[Concept], changes: Iterable[Change]) -> list[Concept]:
    """The concepts that hold. Numbers never move: shipped ones keep theirs, new ones follow in order of first change.

    A removed concept keeps its place without terms, so that a number means the same before and after a change.
    """
    concepts = list(shipped)
    places = {concept.name: concept.number for concept in concepts}
    for change in changes:
        if change.name not in places:
            places[change.name] = len(concepts)
            concepts.append(Concept(len(concepts), change.name, change.kind, ()))
        place = places[change.name]
        if change.shipped and place < len(shipped):
            concepts[place] = shipped[place]
        else:
            terms = () if change.removed or change.shipped else change.terms
            concepts[place] = Concept(place, change.name, change.kind, terms)
    return concepts


def read_terms(text: str) -> tuple[str, ...]:
    """One term on each line, folded, without repeats. Raises Invalid on `termen`."""
    terms = tuple(dict.fromkeys(fold(" ".join(line.split())) for line in text.splitlines() if line.strip()))
    if not terms:
        raise Invalid({"termen": "Schrijf ten minste één term."})
    if len(terms) > MOST_TERMS:
        raise Invalid({"termen": wording("Gebruik hooguit %(n)s termen.", n=MOST_TERMS)})
    for term in terms:
        if len(term) > LONGEST_TERM:
            raise Invalid({"termen": wording("Deze term is te lang: %(term)s…", term=term[:40])})
        if _SIGNS & set(term):
            raise Invalid({"termen": wording("In een term kan geen = ; # [ of ] staan: %(term)s", term=term)})
        for half in term.split("+"):
            if all(word.text in STOP_WORDS or len(word.text) < 2 for word in words(half)):
                raise Invalid(
                    {"termen": wording("Deze term zegt te weinig, hij past op bijna elke tekst: %(term)s", term=term)}
                )
    return terms


def read_name(text: str) -> str:
    """The name of a concept, folded. Raises Invalid on `begrip`."""
    name = fold(" ".join(text.split()))
    if not 2 <= len(name) <= LONGEST_NAME or _SIGNS & set(name):
        raise Invalid({"begrip": "Geef het begrip een naam van 2 tot 120 tekens, zonder = ; # [ of ]."})
    return name
