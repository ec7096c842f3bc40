"""What a table is: headers, rows with the line on which each begins, and problems that name line, column and value."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from innovatie.domain.errors import DomainError
from innovatie.domain.tables.room import LONGEST_HEADER, OF_OURS, Room

Value = str | int | float | bool | date | datetime | time | timedelta | list[object] | dict[str, object] | None
"""What stands in a cell: text in CSV, typed in a spreadsheet or JSON."""

SHOWN = 40
"""Characters of a wrong value that a sentence repeats."""


_FEWER = "Vul de regel aan of haal hem weg."
_MORE = "Zet tekst met een scheidingsteken tussen aanhalingstekens."
_LOOKED_AT = 10
"""Rows that may yet be the headers."""
_DESCRIBED = 100
"""Problems that the text of an error holds; all of them are in `problems`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and what to do, in Dutch. `line` 0 is the file as a whole; `column` as the file writes it."""

    line: int
    reason: str
    column: str = ""

    def __str__(self) -> str:
        return f"kolom ‘{shown(self.column)}’: {self.reason}" if self.column else self.reason


class BadTable(DomainError):
    """A table that cannot be used, with every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(described(self.problems[:_DESCRIBED]))


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row in the order of the headers; `line` as a reader of the file counts it, from 1."""

    line: int
    cells: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows without the empty ones. `notes` tell how the file was taken, such as its encoding or its sheet."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    header_line: int = 1
    problems: tuple[Problem, ...] = ()
    """Lines that are no row of this table."""
    notes: tuple[str, ...] = ()
    misfits: tuple[Row, ...] = ()
    """The first rows with another number of cells: the headers may be one of them, below a title."""
    added: int = 0
    """Columns at the end that are not in the file."""
    sheets: tuple[str, ...] = ()
    """Of a spreadsheet: the sheet that was read, and then the others that hold something."""

    def with_column(self, header: str, value: str) -> "Table":
        """The same with one more column, alike in each row, that is not in the file (`added`)."""
        rows = tuple(replace(row, cells=(*row.cells, value)) for row in self.rows)
        return replace(self, headers=(*self.headers, header), rows=rows, added=self.added + 1)


def is_empty(cell: Value) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def as_text(cell: Value) -> str:
    """A cell as CSV would have it: a whole number without decimals, a date as 2026-03-05."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def shown(value: object) -> str:
    """`value` for in a sentence: as people or JSON write it, short, on one line, and with signs that can be shown."""
    if isinstance(value, bool):
        value = "WAAR" if value else "ONWAAR"
    elif isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(str(value).encode("utf-8", "replace").decode("utf-8").split())
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def described(problems: Iterable[Problem]) -> str:
    """All of `problems` as one text."""
    return " ".join(f"Regel {one.line}: {one}" if one.line else str(one) for one in problems)


def from_cells(
    lines: Iterable[tuple[int, Sequence[Value]]], notes: Iterable[str] = (), *, room: Room = OF_OURS
) -> Table:
    """A table from its lines, of which the first that is not empty holds the headers.

    BadTable without headers, and at the first line that has no room.
    """
    headers: tuple[str, ...] | None = None
    header_line = 0
    rows: list[Row] = []
    problems: list[Problem] = []
    misfits: list[Row] = []
    for line, cells in lines:
        if all(map(is_empty, cells)):
            continue
        if headers is None:
            require_room(room, 1, len(cells), line)
            headers = tuple(" ".join(as_text(cell).split()) for cell in cells)
            header_line = line
            if any(len(header) > LONGEST_HEADER for header in headers):
                raise BadTable([Problem(line, "hier staan geen namen van kolommen. Zet ze boven de tabel.")])
            continue
        require_room(room, len(rows) + len(problems) + 1, len(headers), line)
        used = len(cells)
        while used > len(headers) and is_empty(cells[used - 1]):
            used -= 1
        if used != len(headers):
            misfits += [Row(line, tuple(cells))] if len(misfits) < _LOOKED_AT else []
            problems.append(
                Problem(
                    line,
                    f"het aantal kolommen klopt niet: hier {'staat 1 cel' if used == 1 else f'staan {used} cellen'},"
                    f" de kop heeft er {len(headers)}. {_FEWER if used < len(headers) else _MORE}",
                )
            )
            continue
        rows.append(Row(line, tuple(cells[:used])))
    if headers is None:
        raise BadTable([Problem(1, "dit bestand is leeg. Zet op de eerste regel de namen van de kolommen.")])
    return Table(headers, tuple(rows), header_line, tuple(problems), tuple(notes), tuple(misfits))


def require_room(room: Room, rows: int, columns: int, line: int = 0) -> None:
    """BadTable when a table of so many has no room; `line` is where that shows."""
    if reason := room.why_not(rows, columns):
        raise BadTable([Problem(line, reason)])
