"""PrefLib ordinal files (preflib.org): .soc and .soi strict, .toc and .toi with ties; complete or incomplete.

    # NUMBER ALTERNATIVES: 3
    # ALTERNATIVE NAME 1: Anna
    12: 1,{2,3}

`12` is how many ballots are so. Lines of equal orders add up. A candidate that a line leaves out is tied last; in
the complete formats that is an error. The older layout (a number, `1,Anna` lines, totals, then `12,1,{2,3}`) is
read as well.

An order is read strictly: spaces may stand around a number, a comma or a brace, never inside a number, and nothing is
skipped. So `5: 1 2,3` and `5: 1,,2` are refused with their line. A place with nobody, `{}`, and a comma at the end
occur in real files and change no order; they are told. An order may be empty: a blank ballot.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from innovatie.domain.plain_numbers import whole_number
from innovatie.voting.formats.profiles import MalformedFile, RankedFile, refuse_lone_returns, refuse_unreadable, seen_as

TIES_ALLOWED = {"soc": False, "soi": False, "toc": True, "toi": True}
COMPLETE = {"soc": True, "soi": False, "toc": True, "toi": False}

SPACE = " \t\r"

_NAME = re.compile(r"#\s*ALTERNATIVE NAME\b([^:]*):(.*)")
_NUMBER = re.compile(r"#\s*NUMBER (ALTERNATIVES|VOTERS|UNIQUE ORDERS)\s*:(.*)")
_NO_COLON = re.compile(r"#\s*(ALTERNATIVE NAME|NUMBER (?:ALTERNATIVES|VOTERS|UNIQUE ORDERS))\b")
_NOBODY = re.compile(r"\{[ \t\r]*\}")
_TIE_OR_COMMA = re.compile(r"\{[^{}]*\}|,")

Order = tuple[tuple[int, ...], ...]


def parse_preflib(text: str, kind: str) -> RankedFile:
    """Parse the text of a file of `kind` soc, soi, toc or toi."""
    refuse_lone_returns(text)
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if not first:
        raise MalformedFile(0, "het bestand is leeg")
    if first.lstrip().startswith("#"):
        names, totals, start = _header(lines)
        separator = ":"
    else:
        names, totals, start = _old_header(lines)
        separator = ","
    reader = _Orders(names, kind, separator)
    ballots = reader.read(lines, start)
    voters = sum((count for _, count in ballots), Fraction(0))
    if (said := totals.get("VOTERS")) is not None and said[1] != voters:
        raise MalformedFile(said[0], f"de kop noemt {said[1]} kiezers, de regels tellen op tot {voters}")
    if (said := totals.get("UNIQUE ORDERS")) is not None and said[1] not in reader.orders():
        raise MalformedFile(said[0], f"de kop noemt {said[1]} verschillende volgordes, er staan er {reader.lines}")
    told = tuple(f"Regel {line}: {what}." for what, line in reader.told.items())
    return RankedFile(tuple(names.values()), ballots, told)


def _header(lines: Sequence[str]) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    """Names by number, (line, total) by kind, and the position of the first line after the header."""
    names: dict[int, str] = {}
    known: set[str] = set()
    totals: dict[str, tuple[int, int]] = {}
    start = len(lines)
    for position, raw in enumerate(lines):
        line = raw.strip()
        if line and not line.startswith("#"):
            start = position
            break
        if found := _NAME.match(line):
            number = _whole(found[1].strip(), position + 1, "het nummer")
            _add_name(names, known, number, found[2].strip(), position + 1)
        elif found := _NUMBER.match(line):
            if found[1] in totals:
                raise MalformedFile(position + 1, f"NUMBER {found[1]} staat er twee keer")
            totals[found[1]] = (position + 1, _whole(found[2].strip(), position + 1, f"NUMBER {found[1]}"))
        elif found := _NO_COLON.match(line):
            raise MalformedFile(position + 1, f"na {found[1]} hoort een dubbele punt te staan")
    for position in range(start, len(lines)):
        _refuse_header(lines[position].strip(), position + 1)
    _check_names(names, totals.get("ALTERNATIVES"))
    return names, totals, start


def _refuse_header(bare: str, line: int) -> None:
    """A line of the header among the orders would change them unseen."""
    if bare.startswith("#") and (_NAME.match(bare) or _NUMBER.match(bare)):
        raise MalformedFile(line, "deze regel hoort in de kop, boven de volgordes")


def _old_header(lines: Sequence[str]) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    size = _whole(lines[0].strip(), 1, "het aantal alternatieven")
    names: dict[int, str] = {}
    known: set[str] = set()
    for position in range(1, size + 1):
        number, comma, name = lines[position].partition(",") if position < len(lines) else ("", "", "")
        if not comma:
            raise MalformedFile(position + 1, "hier hoort een alternatief te staan, zoals 1,Naam")
        _add_name(names, known, _whole(number.strip(), position + 1, "het nummer"), name.strip(), position + 1)
    _check_names(names, (1, size))
    totals = lines[size + 1].split(",") if size + 1 < len(lines) else []
    if len(totals) != 3:
        raise MalformedFile(size + 2, "hier horen drie aantallen te staan: kiezers, som, verschillende volgordes")
    voters = _whole(totals[0].strip(), size + 2, "het aantal kiezers")
    orders = _whole(totals[2].strip(), size + 2, "het aantal volgordes")
    return names, {"VOTERS": (size + 2, voters), "UNIQUE ORDERS": (size + 2, orders)}, size + 2


def _add_name(names: dict[int, str], known: set[str], number: int, name: str, line: int) -> None:
    if number in names:
        raise MalformedFile(line, f"alternatief {number} staat er twee keer")
    if not name:
        raise MalformedFile(line, f"alternatief {number} heeft geen naam")
    refuse_unreadable(name, line)
    if seen_as(name) in known:
        raise MalformedFile(line, f"twee alternatieven heten {name!r}")
    known.add(seen_as(name))
    names[number] = name


def _check_names(names: dict[int, str], said: tuple[int, int] | None) -> None:
    if not names:
        raise MalformedFile(said[0] if said else 0, "er zijn geen alternatieven (# ALTERNATIVE NAME 1: ...)")
    if said is not None and said[1] != len(names):
        raise MalformedFile(said[0], f"de kop noemt {said[1]} alternatieven, er staan er {len(names)}")


def _whole(text: str, line: int, what: str) -> int:
    number = whole_number(text)
    if number is None:
        raise MalformedFile(line, f"{what} is geen geheel getal: {text[:40]!r}")
    return number


def _places(order: str) -> Iterator[str]:
    """What stands between the commas outside braces."""
    start = 0
    for found in _TIE_OR_COMMA.finditer(order):
        if found[0] == ",":
            yield order[start : found.start()]
            start = found.end()
    yield order[start:]


class _Orders:
    """The lines with orders. Equal lines are added up first, so a million ballots of few kinds are read quickly."""

    def __init__(self, names: dict[int, str], kind: str, separator: str) -> None:
        self.place = {number: position for position, number in enumerate(names)}
        self.kind = kind
        self.separator = separator
        self.known: dict[str, Order] = {}
        self.lines = 0
        self.told: dict[str, int] = {}
        """What was read otherwise than it stands, and the first line where."""

    def read(self, lines: Sequence[str], start: int) -> tuple[tuple[Order, Fraction], ...]:
        counts: dict[str, int] = {}
        for position in range(start, len(lines)):
            head, found, order = lines[position].partition(self.separator)
            if not found or head.lstrip(SPACE).startswith("#"):
                self._skip(lines[position], position + 1)
                continue
            if order not in self.known:
                self.known[order] = self._order(order, position + 1)
                counts[order] = 0
            counts[order] += _whole(head.strip(SPACE), position + 1, "het aantal")
            self.lines += 1
        if not counts:
            raise MalformedFile(0, "er staan geen stemmen in het bestand")
        return tuple((self.known[order], Fraction(count)) for order, count in counts.items())

    def orders(self) -> tuple[int, int]:
        """How many lines with an order there are, and how many orders differ; a header may mean either."""
        return self.lines, len(set(self.known.values()))

    def _skip(self, text: str, line: int) -> None:
        """Empty lines and remarks."""
        bare = text.strip()
        _refuse_header(bare, line)
        if bare and not bare.startswith("#"):
            raise MalformedFile(line, f"hier hoort 'aantal{self.separator} volgorde' te staan")

    def _order(self, text: str, line: int) -> Order:
        bare = text.strip(SPACE)
        if bare.endswith(","):
            self.told.setdefault("aan het eind staat een komma te veel; die telt niet mee", line)
            bare = bare[:-1].rstrip(SPACE)
        order: list[tuple[int, ...]] = []
        seen: set[int] = set()
        for piece in _places(bare) if bare else ():
            place = piece.strip(SPACE)
            if _NOBODY.fullmatch(place):
                self.told.setdefault("een plaats zonder alternatieven, {}; die telt niet mee", line)
                continue
            inside = place[1:-1] if place.startswith("{") and place.endswith("}") else place
            if not inside or "{" in inside or "}" in inside:
                raise MalformedFile(line, f"de volgorde is niet te lezen: {bare[:80]!r}")
            members = tuple(self._member(part.strip(SPACE), line, seen) for part in inside.split(","))
            if len(members) > 1 and not TIES_ALLOWED[self.kind]:
                raise MalformedFile(line, f"een .{self.kind}-bestand kent geen gelijke plaatsen")
            order.append(members)
        if COMPLETE[self.kind] and len(seen) != len(self.place):
            raise MalformedFile(line, f"een .{self.kind}-bestand noemt op elke regel alle alternatieven")
        return tuple(order)

    def _member(self, text: str, line: int, seen: set[int]) -> int:
        number = _whole(text, line, "een alternatief")
        if number not in self.place:
            raise MalformedFile(line, f"alternatief {number} staat niet in de kop")
        if number in seen:
            raise MalformedFile(line, f"alternatief {number} staat twee keer in de volgorde")
        seen.add(number)
        return self.place[number]
