"""JSON Lines (one object on each line, cut at line feeds only) and JSON (a list of objects)."""

import json
import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from innovatie.domain.json_faults import described
from innovatie.domain.tables.room import LONGEST_HEADER, OF_OURS, Room
from innovatie.domain.tables.table import BadTable, Problem, Row, Table, require_room

_LISTS: Final = ("data", "items", "results", "resultaten", "records")
"""Where a JSON object of a service keeps its list."""
_MOST_DIGITS: Final = 100


def read_json_lines(text: str, *, room: Room = OF_OURS) -> Table:
    """The objects on the lines of `text`. A whole JSON document is read as `read_json` does, with a note.

    BadTable when there is no room.
    """
    text = text.removeprefix("\ufeff")
    if len(text) <= room.longest and is_document(text):
        found = read_json(text, room=room)
        return replace(found, notes=("Dit is JSON en geen JSON Lines: zo gelezen.",))
    return table_of(*objects_on_lines(text, room=room), room=room)


def objects_on_lines(text: str, *, room: Room = OF_OURS) -> tuple[list[tuple[int, dict[str, object]]], list[Problem]]:
    """The object on each line with its line, from 1, and what is wrong with the lines that hold none.

    BadTable when an object, or all of them, have no room.
    """
    require_room(room, text.count("\n"), 1)
    objects: list[tuple[int, dict[str, object]]] = []
    problems: list[Problem] = []
    held = 0
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        _require_short(written, room, line)
        try:
            found_here = _loads(written)
        except ValueError as error:
            problems.append(Problem(line, f"dit is geen goede JSON: {_reason(error)}."))
            continue
        if isinstance(found_here, dict):
            held += len(found_here)
            require_room(room, 1, len(found_here), line)
            if held > room.cells:
                raise BadTable([Problem(line, room.too_many_cells)])
            objects.append((line, found_here))
        else:
            problems.append(Problem(line, "hier staat geen JSON-object. Zet op elke regel één object: {…}."))
    return objects, problems


def read_json(text: str, *, room: Room = OF_OURS) -> Table:
    """The objects of the list in `text`, which may stand under a name such as data. Rows are counted from 1.

    BadTable when there is no list, or no room.
    """
    text = text.removeprefix("\ufeff")
    _require_short(text, room, 1)
    try:
        found = _loads(text)
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise BadTable([Problem(line, f"dit is geen goede JSON: {_reason(error)}.")]) from None
    if isinstance(found, dict):
        found = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), [found])
    if not isinstance(found, list):
        raise BadTable([Problem(1, "hier staat geen lijst met objecten.")])
    require_room(room, len(found), 1)
    objects = [(number, one) for number, one in enumerate(found, start=1) if isinstance(one, dict)]
    problems = [
        Problem(number, "hier staat geen JSON-object. Maak er een lijst met objecten van: [{…}, {…}].")
        for number, one in enumerate(found, start=1)
        if not isinstance(one, dict)
    ]
    return table_of(objects, problems, room=room)


def _require_short(written: str, room: Room, line: int) -> None:
    if len(written) > room.longest:
        raise BadTable([Problem(line, "dit is te lang. Stuur JSON Lines: op elke regel één object.")])


def is_document(text: str) -> bool:
    """Whether the whole text is one JSON value on more lines than one, a list, or an answer that holds one."""
    begin = text.lstrip()[:1]
    if begin == "[":
        first = text.lstrip().split("\n", 1)[0].strip()
        return not _is_json(first) or "\n" not in text.strip()
    if begin == "{" and "\n" not in text.strip():
        return _holds_list(text)
    return begin == "{" and not _is_json(text.lstrip().split("\n", 1)[0]) and _is_json(text)


def named_first(text: str) -> frozenset[str]:
    """The names in the object on the first line of `text`; none when no object stands there."""
    try:
        found = _loads(text.lstrip("\ufeff \t\r\n").split("\n", 1)[0])
    except ValueError:
        return frozenset()
    return frozenset(found) if isinstance(found, dict) else frozenset()


def _holds_list(text: str) -> bool:
    try:
        found = _loads(text)
    except ValueError:
        return False
    lists = [found.get(name) for name in _LISTS] if isinstance(found, dict) else []
    return any(isinstance(one, list) and bool(one) and all(isinstance(item, dict) for item in one) for one in lists)


def _is_json(text: str) -> bool:
    try:
        _loads(text)
    except ValueError:
        return False
    return True


def _loads(text: str) -> object:
    """As `json.loads`, but a name that stands twice in an object is a fault, and so is no number, or one too big."""
    try:
        return json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_fraction, parse_int=_whole
        )
    except RecursionError:
        raise ValueError("te diep genest") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made: dict[str, object] = {}
    for name, value in pairs:
        if name in made:
            raise ValueError(f"‘{name[:40]}’ staat er twee keer in")
        made[name] = value
    return made


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is geen getal")


def _fraction(written: str) -> float:
    """1e400 is infinite here, and breaks whatever counts with it."""
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(f"{written[:20]} is een te groot getal")
    return number


def _whole(written: str) -> int:
    if len(written) > _MOST_DIGITS:
        raise ValueError(f"{written[:20]}… is een te groot getal")
    return int(written)


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{described(error)} (teken {error.colno})"
    return str(error)


def table_of(
    objects: Iterable[tuple[int, dict[str, object]]], problems: Iterable[Problem], *, room: Room = OF_OURS
) -> Table:
    """Objects as a table with a column for each of their names: each has a cell in each. BadTable without room."""
    objects = list(objects)
    headers = tuple(dict.fromkeys(name for _line, one in objects for name in one))
    require_room(room, len(objects), len(headers))
    if any(len(header) > LONGEST_HEADER for header in headers):
        raise BadTable([Problem(0, "een naam van een kolom is te lang. Maak die korter.")])
    rows = tuple(Row(line, tuple(one.get(name) for name in headers)) for line, one in objects)  # type: ignore[misc]
    return Table(headers, rows, problems=tuple(problems))
