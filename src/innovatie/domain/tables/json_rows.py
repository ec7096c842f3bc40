"""JSON Lines (one object on each line, cut at line feeds only) and JSON (a list of objects)."""

import json
import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from innovatie.domain.json_faults import described
from innovatie.domain.tables.table import BadTable, Problem, Row, Table

_LISTS: Final = ("data", "items", "results", "resultaten", "records")
"""Where a JSON object of a service keeps its list."""
_MOST_DIGITS: Final = 100


def read_json_lines(text: str) -> Table:
    """The objects on the lines of `text`. A whole JSON document is read as `read_json` does, with a note."""
    text = text.removeprefix("\ufeff")
    if _is_document(text):
        found = read_json(text)
        return replace(found, notes=("Dit is JSON en geen JSON Lines: zo gelezen.",))
    return table_of(*objects_on_lines(text))


def objects_on_lines(text: str) -> tuple[list[tuple[int, dict[str, object]]], list[Problem]]:
    """The object on each line with its line, from 1, and what is wrong with the lines that hold none."""
    objects: list[tuple[int, dict[str, object]]] = []
    problems: list[Problem] = []
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            found_here = _loads(written)
        except ValueError as error:
            problems.append(Problem(line, f"dit is geen goede JSON: {_reason(error)}."))
            continue
        if isinstance(found_here, dict):
            objects.append((line, found_here))
        else:
            problems.append(Problem(line, "hier staat geen JSON-object. Zet op elke regel één object: {…}."))
    return objects, problems


def read_json(text: str) -> Table:
    """The objects of the list in `text`, which may stand under a name such as data. Rows are counted from 1."""
    text = text.removeprefix("\ufeff")
    try:
        found = _loads(text)
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise BadTable([Problem(line, f"dit is geen goede JSON: {_reason(error)}.")]) from None
    if isinstance(found, dict):
        found = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), [found])
    if not isinstance(found, list):
        raise BadTable([Problem(1, "hier staat geen lijst met objecten.")])
    objects = [(number, one) for number, one in enumerate(found, start=1) if isinstance(one, dict)]
    problems = [
        Problem(number, "hier staat geen JSON-object. Maak er een lijst met objecten van: [{…}, {…}].")
        for number, one in enumerate(found, start=1)
        if not isinstance(one, dict)
    ]
    return table_of(objects, problems)


def _is_document(text: str) -> bool:
    """Whether the whole text is one JSON value on more lines than one, a list, or an answer that holds one."""
    begin = text.lstrip()[:1]
    if begin == "[":
        first = text.lstrip().split("\n", 1)[0].strip()
        return not _is_json(first) or "\n" not in text.strip()
    if begin == "{" and "\n" not in text.strip():
        return _holds_list(text)
    return begin == "{" and not _is_json(text.lstrip().split("\n", 1)[0]) and _is_json(text)


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


def table_of(objects: Iterable[tuple[int, dict[str, object]]], problems: Iterable[Problem]) -> Table:
    """Objects as a table with a column for each of their names."""
    objects = list(objects)
    headers = tuple(dict.fromkeys(name for _line, one in objects for name in one))
    rows = tuple(Row(line, tuple(one.get(name) for name in headers)) for line, one in objects)  # type: ignore[misc]
    return Table(headers, rows, problems=tuple(problems))
