"""Why two texts are called alike: the tasks and names both mention, and the words to mark in each."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from innovatie.domain.language import STOP_WORDS, Analyser, Kind, stem
from innovatie.domain.similarity.naming import USUAL, Naming, said_of_both, sayings
from innovatie.domain.similarity.profiles import TITLE_WEIGHT, Profile, Statistics

_Span = tuple[int, int]
_STOPS = frozenset(stem(word) for word in STOP_WORDS)


@dataclass(frozen=True, slots=True)
class Reason:
    """`tasks` and `names` say what both texts bear out of shared `concepts`; `words` are shared stems, the weightiest
    first.
    """

    tasks: tuple[str, ...]
    names: tuple[str, ...]
    words: tuple[str, ...]
    concepts: tuple[int, ...]


def reason(
    left: Profile, right: Profile, statistics: Statistics, named: Callable[[int], Naming], *, most: int = 6
) -> Reason:
    """The shared concepts and the shared stems with the highest product of weights."""
    shared = sorted(
        set(left.concepts) & set(right.concepts), key=lambda number: (-statistics.concept_weight(number), number)
    )
    tasks, names = (
        said_of_both(shared, (left.stems, right.stems), statistics, named, kinds)
        for kinds in ((Kind.TASK,), (Kind.LAW, Kind.SYSTEM))
    )
    both = {key for key in set(left.stems) & set(right.stems) if statistics.background.get(key, 0) <= USUAL}
    words = sorted(
        both, key=lambda key: (-(statistics.stem_weight(key) ** 2) * min(left.stems[key], right.stems[key]), key)
    )
    return Reason(tasks[:3], names[:3], tuple(words[:most]), tuple(shared))


def tasks_besides(
    own: Profile, other: Profile, statistics: Statistics, named: Callable[[int], Naming], *, most: int = 2
) -> tuple[str, ...]:
    """The weightiest tasks that the other text is about and one's own does not name: a task that is mentioned once, in
    passing, is no difference.
    """
    only = [
        n
        for n, told in other.concepts.items()
        if told >= TITLE_WEIGHT and n not in own.concepts and named(n).kind is Kind.TASK
    ]
    only.sort(key=lambda number: (-statistics.concept_weight(number), number))
    said = [one for number in only for one in sayings(named(number), other.stems, statistics)[:1]]
    return tuple(said[:most])


class Piece(msgspec.Struct, frozen=True):
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
    return _cut(text, spans_at(places, terms), 0, len(text))


def spans_at(places: Mapping[str, Sequence[int]], terms: Iterable[str]) -> list[_Span]:
    """Begin and end of each stretch to mark, in order: the places of those terms, taken together where they touch."""
    found = [places[term] for term in terms if term in places]
    return _merged([span for one in found for span in zip(one[::2], one[1::2], strict=True)])


def _pieces(text: str, spans: Sequence[_Span]) -> list[Piece]:
    return _cut(text, _merged(spans), 0, len(text))


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    merged: list[_Span] = []
    reached = -1
    for begin, end in sorted(spans):
        if end <= max(reached, 0):
            continue
        if begin <= reached:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((begin, end))
        reached = end
    return merged


def _cut(text: str, spans: Sequence[_Span], first: int, last: int) -> list[Piece]:
    """The text from `first` to `last` in pieces; `spans` are in order and do not touch."""
    pieces: list[Piece] = []
    place = first
    for begin, end in spans:
        if end <= first:
            continue
        if begin >= last:
            break
        if begin > place:
            pieces.append(Piece(text[place:begin], False))
        place = min(end, last)
        pieces.append(Piece(text[max(begin, first) : place], True))
    if place < last:
        pieces.append(Piece(text[place:last], False))
    return pieces


def excerpt(pieces: Sequence[Piece], length: int = 240) -> list[Piece]:
    """As `excerpt_at`, of a text in pieces."""
    spans: list[_Span] = []
    place = 0
    for piece in pieces:
        if piece.marked:
            spans.append((place, place + len(piece.text)))
        place += len(piece.text)
    return excerpt_at("".join(piece.text for piece in pieces), spans, length)


def excerpt_at(text: str, spans: Sequence[_Span], length: int = 240) -> list[Piece]:
    """The stretch of about `length` characters with the most marks, cut at spaces, with … where text is left out.

    `spans` are what is marked, as `spans_at` gives it.
    """
    if len(text) <= length:
        return _cut(text, spans, 0, len(text))
    marks = [begin for begin, _ in spans]
    start = max(
        (max(mark - 30, 0) for mark in marks or [0]),
        key=lambda begin: (bisect_left(marks, begin + length) - bisect_left(marks, begin), -begin),
    )
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, start + length) if start + length < len(text) else len(text)
    end = end if end > start else min(start + length, len(text))
    kept = _cut(text, spans, start, end)
    if start:
        kept.insert(0, Piece("… ", False))
    if end < len(text):
        kept.append(Piece(" …", False))
    return kept
