"""Whether a regular expression can read one text in more than one way, found from its structure and without a clock.

A pattern becomes the automaton of its places (Glushkov): one state for each sign that it names. Three things are slow for
a text that almost fits: two ways around one loop (each sign doubles the work), two loops after one another that read the
same signs (the work is the square of the length), and, for a search that begins anew at each sign, a first loop that can
fail at its end (the square as well). Repetitions of up to eight are written out as at most three; longer ones count as
loops, as a bound of hundreds does not help. What stands in a look-around is looked at by itself.
"""

import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.house.pattern_loops import Loops

with warnings.catch_warnings():  # the reader that `re` itself uses; deprecated as a module of its own since 3.11
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_constants as sre
    import sre_parse

Signs = frozenset[str]

TWO_WAYS: Final = "two ways around a loop"
TWO_LOOPS: Final = "two loops after one another"
RESTARTS: Final = "a first loop that may fail"
_EVERYDAY: Final = " \n\taZz0_-é٠.<\u200b"
_AT_THE_START: Final = ((sre.AT, sre.AT_BEGINNING), (sre.AT, sre.AT_BEGINNING_STRING))
_LOOP_FROM: Final = 8
_COPIES: Final = 3
_MANY: Final = 2


@dataclass
class Part:
    """A piece of a pattern: the states it begins and ends with, in how many ways, and in how many it reads nothing.

    `asks`: whether a condition stands behind it that can still refuse what was read.
    """

    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)
    empty: int = 1
    asks: bool = False


@dataclass
class Automaton:
    """`signs[p]`: what state `p` reads; `steps[p][q]`: in how many ways `q` follows, and reading which signs."""

    flags: int
    alphabet: Signs
    signs: list[Signs] = field(default_factory=list)
    steps: dict[int, dict[int, tuple[int, Signs]]] = field(default_factory=lambda: defaultdict(dict))
    given: dict[int, Signs] = field(default_factory=lambda: defaultdict(frozenset))
    """Of a state in a possessive loop: the signs that the loop would have read, and that no later state gets."""
    aside: list[sre_parse.SubPattern] = field(default_factory=list)

    def state(self, read: Iterable[str]) -> Part:
        self.signs.append(frozenset(read))
        one = Counter({len(self.signs) - 1: 1})
        return Part(one, Counter(one), 0)

    def step(self, begin: int, ways: int, end: int) -> None:
        known, read = self.steps[begin].get(end, (0, frozenset[str]()))
        self.steps[begin][end] = (min(_MANY, known + ways), read | (self.signs[end] - self.given[begin]))

    def before(self, whole: Part) -> int:
        """A state that reads whatever stands before a match."""
        start = self.state(self.alphabet)
        (number,) = start.first
        self.step(number, 1, number)
        self.after(start, whole)
        return number

    def after(self, one: Part, two: Part) -> Part:
        for begin, ways in one.last.items():
            for end, more in two.first.items():
                self.step(begin, ways * more, end)
        first, last = Counter(one.first), Counter(two.last)
        for state, ways in two.first.items() if one.empty else ():
            first[state] = min(_MANY, first[state] + ways * one.empty)
        for state, ways in one.last.items() if two.empty else ():
            last[state] = min(_MANY, last[state] + ways * two.empty)
        return Part(first, last, min(_MANY, one.empty * two.empty), two.asks or (one.asks and bool(two.empty)))

    def loop(self, one: Part) -> Part:
        for begin, ways in one.last.items():
            for end, more in one.first.items():
                self.step(begin, ways * more, end)
        return Part(one.first, one.last, 1, one.asks)

    def row(self, tree: Iterable[tuple[sre._NamedIntConstant, object]]) -> Part:
        whole = Part()
        for kind, told in tree:
            before = whole
            whole = self.after(whole, self.piece(kind, told))
            if kind is sre.POSSESSIVE_REPEAT:
                taken = self._begins_with(told)
                for state in {*before.last, *whole.last}:
                    self.given[state] |= taken
        return whole

    def _begins_with(self, told: object) -> Signs:
        beginning = Automaton(self.flags, self.alphabet)
        part = beginning.row(told[2])  # type: ignore[index]
        return frozenset().union(*(beginning.signs[state] for state in part.first))

    def piece(self, kind: sre._NamedIntConstant, told: object) -> Part:
        read = _reader(kind, told, self.flags)
        if read is not None:
            return self.state(sign for sign in self.alphabet if read(sign))
        match kind, told:
            case sre.BRANCH, (_, ways):
                return self.either(self.row(way) for way in ways)
            case sre.SUBPATTERN, (_, _, _, inside):
                return self.row(inside)
            case sre.ATOMIC_GROUP, inside:
                return self.row(inside)  # type: ignore[arg-type]
            case sre.GROUPREF_EXISTS, (_, yes, no):
                return self.either(self.row(way or ()) for way in (yes, no))
            case sre.GROUPREF, _:
                return self.state(self.alphabet)
            case sre.AT, _:
                return Part(asks=True)
            case ((sre.ASSERT | sre.ASSERT_NOT), (_, inside)):
                self.aside.append(inside)
                return Part(asks=True)
            case ((sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT), (low, high, inside)):
                return self.repeated(int(low), int(high), inside)
        raise _unknown(kind)

    def either(self, ways: Iterable[Part]) -> Part:
        parts = list(ways)
        return Part(
            sum((part.first for part in parts), Counter()),
            sum((part.last for part in parts), Counter()),
            min(_MANY, sum(part.empty for part in parts)),
            any(part.asks for part in parts),
        )

    def repeated(self, low: int, high: int, inside: sre_parse.SubPattern) -> Part:
        whole = Part()
        for _ in range(min(low, _COPIES)):
            whole = self.after(whole, self.row(inside))
        if high > _LOOP_FROM:
            return self.after(whole, self.loop(self.row(inside)))
        rest = Part()
        for _ in range(min(high - low, _COPIES)):
            once = self.after(self.row(inside), rest)
            rest = Part(once.first, once.last, min(_MANY, once.empty + 1), once.asks)
        return self.after(whole, rest)


def slow_way(pattern: str, flags: int = 0, *, search: bool) -> str:
    """The worst that makes `pattern` slow for a text that almost fits, in words; '' when nothing does.

    `search`: whether it may begin at any sign, as in `re.sub`.
    """
    parsed = sre_parse.parse(pattern, flags)
    flags |= parsed.state.flags
    anchored = bool(parsed.data) and parsed.data[0] in _AT_THE_START and not flags & re.MULTILINE
    return _slow_way(parsed, flags, frozenset(_alphabet(parsed, flags)), search=search and not anchored)


def _slow_way(tree: sre_parse.SubPattern, flags: int, alphabet: Signs, *, search: bool) -> str:
    automaton = Automaton(flags, alphabet)
    whole = automaton.row(tree)
    start = automaton.before(whole) if search else None
    loops = Loops(len(automaton.signs), automaton.steps)
    if loops.read_in_two_ways():
        return TWO_WAYS
    pairs = loops.one_after_another()
    if any(one != start and loops.share(one, two) for one, two in pairs):
        return TWO_LOOPS
    stays = set() if whole.asks else set(whole.last)
    if any(one == start and two not in stays and loops.share(one, two) for one, two in pairs):
        return RESTARTS
    inside = (_slow_way(aside, flags, alphabet, search=False) for aside in automaton.aside)
    return next(filter(None, inside), "")


def _alphabet(tree: Iterable[tuple[sre._NamedIntConstant, object]], flags: int) -> set[str]:
    """Signs enough to tell apart what the pattern tells apart: those that it names, and what borders on its ranges."""
    found = set(_EVERYDAY)
    for code in _codes(tree):
        found |= {chr(one) for one in (code - 1, code, code + 1) if 0 <= one <= 0x10FFFF}
    if flags & re.IGNORECASE:
        found |= {other for sign in found for other in (sign.lower(), sign.upper()) if len(other) == 1}
    return found


def _codes(told: object) -> Iterator[int]:
    """Every number in a parsed pattern: code points mostly, and a few counts that do no harm."""
    if isinstance(told, int) and not isinstance(told, sre._NamedIntConstant):
        yield told
    elif isinstance(told, sre_parse.SubPattern | list | tuple):
        for part in told:
            yield from _codes(part)


def _unknown(kind: sre._NamedIntConstant) -> ValueError:
    """Of a newer `re` with pieces of another kind: such a pattern is not passed over."""
    return ValueError(f"{kind} in a pattern: say in {__name__} how it is read")


def _reader(kind: sre._NamedIntConstant, told: object, flags: int) -> Callable[[str], object] | None:
    """Whether a sign is read by a piece that reads one sign, as `re` itself does it; None for other pieces."""
    if kind not in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
        return None
    return re.compile(_written(kind, told), flags & ~re.VERBOSE).fullmatch


def _written(kind: sre._NamedIntConstant, told: object) -> str:
    match kind, told:
        case sre.ANY, _:
            return "."
        case sre.LITERAL, int(code):
            return re.escape(chr(code))
        case sre.NOT_LITERAL, int(code):
            return f"[^{re.escape(chr(code))}]"
        case sre.IN, list(parts):
            return f"[{''.join(_inside(one, what) for one, what in parts)}]"
    raise _unknown(kind)


_CLASSES: Final = {
    sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S", sre.CATEGORY_WORD: r"\w", sre.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _inside(kind: sre._NamedIntConstant, told: object) -> str:
    match kind, told:
        case sre.NEGATE, _:
            return "^"
        case sre.LITERAL, int(code):
            return re.escape(chr(code))
        case sre.RANGE, (int(low), int(high)):
            return f"{re.escape(chr(low))}-{re.escape(chr(high))}"
        case sre.CATEGORY, sre._NamedIntConstant():
            return _CLASSES[told]
    raise _unknown(kind)
