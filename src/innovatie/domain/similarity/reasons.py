"""Why two texts are called alike: the tasks and names both mention, and the words to mark in each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from innovatie.domain.language import STOP_WORDS, Analyser, Concept, Kind, stem
from innovatie.domain.similarity.profiles import TITLE_WEIGHT, Profile, Statistics

USUAL = 60
"""A stem that more of the reference texts hold is no reason to show."""

_STOPS = frozenset(stem(word) for word in STOP_WORDS)


@dataclass(frozen=True, slots=True)
class Reason:
    """`tasks` and `names` are concepts of the thesaurus; `words` are shared stems, the weightiest first."""

    tasks: tuple[str, ...]
    names: tuple[str, ...]
    words: tuple[str, ...]
    concepts: tuple[int, ...]


def reason(
    left: Profile, right: Profile, statistics: Statistics, concepts: Sequence[Concept], *, most: int = 6
) -> Reason:
    """The shared concepts and the shared stems with the highest product of weights."""
    shared = sorted(
        set(left.concepts) & set(right.concepts), key=lambda number: (-statistics.concept_weight(number), number)
    )
    tasks = tuple(concepts[n].name for n in shared if concepts[n].kind is Kind.TASK)
    names = tuple(concepts[n].name for n in shared if concepts[n].kind in (Kind.LAW, Kind.SYSTEM))
    both = {key for key in set(left.stems) & set(right.stems) if statistics.background.get(key, 0) <= USUAL}
    words = sorted(
        both, key=lambda key: (-(statistics.stem_weight(key) ** 2) * min(left.stems[key], right.stems[key]), key)
    )
    return Reason(tasks[:3], names[:3], tuple(words[:most]), tuple(shared))


def tasks_besides(
    own: Profile, other: Profile, statistics: Statistics, concepts: Sequence[Concept], *, most: int = 2
) -> tuple[str, ...]:
    """The weightiest tasks that the other text is about and one's own does not name: a task that is mentioned once, in
    passing, is no difference.
    """
    only = [
        n
        for n, told in other.concepts.items()
        if told >= TITLE_WEIGHT and n not in own.concepts and concepts[n].kind is Kind.TASK
    ]
    only.sort(key=lambda number: (-statistics.concept_weight(number), number))
    return tuple(concepts[number].name for number in only[:most])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked or not."""

    text: str
    marked: bool


def marked(text: str, analyse: Analyser, stems: Sequence[str] = (), concepts: Sequence[int] = ()) -> list[Piece]:
    """The text cut into pieces, with the words of those stems and the terms of those concepts marked."""
    wanted, named = set(stems), set(concepts)
    analysed = analyse(text)
    spans = [
        (atom.start, atom.end)
        for atom in (*analysed.atoms, *analysed.compounds)
        if atom.stem in wanted and atom.stem not in _STOPS
    ]
    for found in analysed.concepts:
        if found.concept in named:
            spans.append((analysed.atoms[found.first].start, analysed.atoms[found.last - 1].end))
    return _pieces(text, spans)


def places_of(text: str, analyse: Analyser, names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Per stem and per concept (`names` by number): begin, end, begin, end ... of each place in the text.

    With this at hand `pieces_at` marks what `marked` marks, without analysing the text again.
    """
    analysed = analyse(text)
    found: dict[str, list[int]] = {}
    for atom in (*analysed.atoms, *analysed.compounds):
        if atom.stem not in _STOPS:
            found.setdefault(atom.stem, []).extend((atom.start, atom.end))
    for concept in analysed.concepts:
        first, last = analysed.atoms[concept.first], analysed.atoms[concept.last - 1]
        found.setdefault(names[concept.concept], []).extend((first.start, last.end))
    return {term: tuple(places) for term, places in found.items()}


def pieces_at(text: str, places: Mapping[str, Sequence[int]], terms: Iterable[str]) -> list[Piece]:
    """The text cut into pieces, with the places of those terms marked."""
    spans = [
        span for term in terms if (found := places.get(term)) for span in zip(found[::2], found[1::2], strict=True)
    ]
    return _pieces(text, spans)


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    place = 0
    for begin, end in sorted(spans):
        if end <= place:
            continue
        start = max(begin, place)
        if start > place:
            pieces.append(Piece(text[place:start], False))
        if pieces and pieces[-1].marked:
            pieces[-1] = Piece(pieces[-1].text + text[start:end], True)
        else:
            pieces.append(Piece(text[start:end], True))
        place = end
    if place < len(text):
        pieces.append(Piece(text[place:], False))
    return pieces


def excerpt(pieces: Sequence[Piece], length: int = 240) -> list[Piece]:
    """The stretch of about `length` characters with the most marks, cut at spaces, with … where text is left out."""
    text = "".join(piece.text for piece in pieces)
    if len(text) <= length:
        return list(pieces)
    marks: list[int] = []
    place = 0
    for piece in pieces:
        if piece.marked:
            marks.append(place)
        place += len(piece.text)
    start = max(
        (max(mark - 30, 0) for mark in marks or [0]),
        key=lambda begin: (sum(begin <= mark < begin + length for mark in marks), -begin),
    )
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, start + length) if start + length < len(text) else len(text)
    end = end if end > start else min(start + length, len(text))
    kept = [Piece("… ", False)] if start else []
    place = 0
    for piece in pieces:
        first, last = max(place, start), min(place + len(piece.text), end)
        if first < last:
            kept.append(Piece(piece.text[first - place : last - place], piece.marked))
        place += len(piece.text)
    return [*kept, Piece(" …", False)] if end < len(text) else kept
