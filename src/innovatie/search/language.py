"""The one analyser of this process, made from the thesaurus and the word list that lie beside this module."""

from functools import cache

from innovatie.domain.language import Analyser, Concept, Kind, ThesaurusError, fold, parse
from innovatie.paths import PACKAGE

THESAURUS = PACKAGE / "search" / "data" / "thesaurus.txt"
WORDS = PACKAGE / "search" / "data" / "words.txt"

BACKGROUND_SIZE = 949
"""Texts of the reference collection in which the stems of `words.txt` were counted."""


@cache
def word_frequencies() -> dict[str, int]:
    """Stem -> number of reference texts with it."""
    counted: dict[str, int] = {}
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, number = line.partition(" ")
            counted[key] = int(number)
    return counted


@cache
def concepts() -> tuple[Concept, ...]:
    """The concepts of the thesaurus. Raises ThesaurusError, naming the file, when a line is wrong."""
    try:
        return tuple(parse(fold(THESAURUS.read_text(encoding="utf-8"))))
    except ThesaurusError as error:
        raise ThesaurusError(f"{THESAURUS.name}: {error}") from error


@cache
def concept_kinds() -> tuple[Kind, ...]:
    """The kind of each concept, by number."""
    return tuple(concept.kind for concept in concepts())


@cache
def analyser() -> Analyser:
    """Takes a third of a second the first time; then shared by the whole process."""
    return Analyser(word_frequencies(), concepts())
