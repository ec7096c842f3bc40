"""The one analyser of this process: the word list and the thesaurus beside this module, with VNG's changes over it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from innovatie.domain.language import (
    Analyser,
    Change,
    Concept,
    Kind,
    ThesaurusError,
    fold,
    overlay,
    parse,
    seems_dutch,
    stem,
    words,
)
from innovatie.domain.searching import Everyday, parse_everyday
from innovatie.domain.similarity import Naming, naming
from innovatie.paths import PACKAGE

THESAURUS = PACKAGE / "search" / "data" / "thesaurus.txt"
WORDS = PACKAGE / "search" / "data" / "words.txt"
PARTS = PACKAGE / "search" / "data" / "parts.txt"
EVERYDAY = PACKAGE / "search" / "data" / "everyday.txt"

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
def usual_parts() -> dict[str, tuple[int, int]]:
    """Word -> number of Dutch compounds in which it comes first, and in which it comes last."""
    found: dict[str, tuple[int, int]] = {}
    for line in PARTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            word, first, last = line.split(" ")
            found[word] = (int(first), int(last))
    return found


@cache
def shipped_concepts() -> tuple[Concept, ...]:
    """The concepts of the shipped list. Raises ThesaurusError, naming the file, when a line is wrong."""
    try:
        return tuple(parse(fold(THESAURUS.read_text(encoding="utf-8"))))
    except ThesaurusError as error:
        raise ThesaurusError(f"{THESAURUS.name}: {error}") from error


@cache
def shipped_everyday() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The lines of everyday words: what plans say, what people say. Raises ThesaurusError, naming the file."""
    try:
        return tuple(parse_everyday(fold(EVERYDAY.read_text(encoding="utf-8"))))
    except ThesaurusError as error:
        raise ThesaurusError(f"{EVERYDAY.name}: {error}") from error


@dataclass(frozen=True, slots=True)
class _Language:
    """What holds in this process: replaced as a whole, so that no reader sees half a change."""

    concepts: tuple[Concept, ...]
    kinds: tuple[Kind, ...]
    numbers: dict[str, int]
    analyser: Analyser
    everyday: Everyday
    namings: dict[int, Naming] = field(default_factory=dict)
    """By concept, as they are asked for."""


@dataclass(slots=True)
class _Present:
    language: _Language | None = None


@cache
def _present() -> _Present:
    return _Present()


def apply_changes(changes: Sequence[Change]) -> None:
    """From now on these changes lie over the shipped list. Takes half a second the first time, then a fifth of it."""
    present = _present()
    present.language = _with(changes, None if present.language is None else present.language.analyser)


def _with(changes: Sequence[Change], former: Analyser | None) -> _Language:
    concepts = tuple(overlay(shipped_concepts(), changes))
    analyse = Analyser(word_frequencies(), concepts, usual_parts(), former=former)
    return _Language(
        concepts,
        tuple(concept.kind for concept in concepts),
        {concept.name: concept.number for concept in concepts},
        analyse,
        Everyday(shipped_everyday(), analyse),
    )


def _language() -> _Language:
    present = _present()
    if present.language is None:
        present.language = _with((), None)
    return present.language


def concepts() -> tuple[Concept, ...]:
    """The concepts that hold."""
    return _language().concepts


def concept_numbers() -> dict[str, int]:
    """Name -> number of each concept."""
    return _language().numbers


def concept_kinds() -> tuple[Kind, ...]:
    """The kind of each concept, by number."""
    return _language().kinds


def is_dutch(text: str) -> bool:
    """Whether this text seems to be Dutch."""
    parts, counted, splitter = usual_parts(), word_frequencies(), analyser().splitter

    def known(word: str) -> bool:
        return word in parts or stem(word) in counted or bool(splitter.parts(word))

    return seems_dutch([word.text for word in words(text)], known)


def naming_of(number: int) -> Naming:
    """What may be said of the concept with this number."""
    present = _language()
    if number not in present.namings:
        present.namings[number] = naming(present.concepts[number], present.analyser)
    return present.namings[number]


def analyser() -> Analyser:
    """Takes half a second the first time; then shared by the whole process."""
    return _language().analyser


def everyday() -> Everyday:
    """What people say for what plans call otherwise, with the concepts that hold."""
    return _language().everyday
