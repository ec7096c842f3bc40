"""CSV as spreadsheets and programs write it: semicolons, commas, tabs or bars, with or without a line `sep=;`."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from innovatie.domain.tables.room import OF_OURS, Room
from innovatie.domain.tables.table import BadTable, Problem, Table, Value, from_cells

LONGEST_CELL = 2_000_000
"""Characters; the csv module refuses more than 131,072 of itself, which a text of ours may have."""

_SEPARATORS = ";\t,|"
_LOOKED_AT = 65_536
_FIRST_ROWS = 25
_TOLD = re.compile(r'\s*"?sep=(?P<separator>.)"?[;,\t|\s]*', re.IGNORECASE)


def read_csv(text: str, notes: tuple[str, ...] = (), *, room: Room = OF_OURS) -> Table:
    """The table in `text`. BadTable when there are no headers, when quotes do not close, or when there is no room."""
    _require_room_for(text, room)
    return from_cells(_numbered(*_records(text)), notes, room=room)


def _require_room_for(text: str, room: Room) -> None:
    """BadTable for more lines than there is room for, and for a line as long as a file: both are looked through."""
    if max(text.count("\n"), text.count("\r")) > room.lines:
        raise BadTable([Problem(0, room.why_not(room.rows + 1, 1))])
    if len(text) <= room.longest:
        return
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        if len(line) > room.longest:
            raise BadTable([Problem(number, "deze regel is te lang voor een regel van een tabel.")])


def raw_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins, for tables without headers. BadTable as `read_csv`."""
    rows, before = _records(text)
    for line, cells in _numbered(rows, before):
        yield line, [str(cell) for cell in cells]


def _records(text: str) -> tuple[str, int]:
    """The text without its byte order mark and `sep=` line, and how many lines went; the separator comes with it.

    What the line `sep=` says holds when the rows below it have it: people put another one above what they have.
    """
    text = text.removeprefix("\ufeff")
    first, _end, rest = text.partition("\n")
    told = _TOLD.fullmatch(first)
    below = rest if told is not None else text
    if told is not None and told["separator"] in next((line for line in io.StringIO(below) if line.strip()), ""):
        return told["separator"] + below, 1
    separator = _separator(below)
    if not separator:
        unpacked = _unpacked(below)
        separator, below = _separator(unpacked) or ";", unpacked
    return separator + below, int(told is not None)


def _separator(text: str) -> str:
    """The sign that parts the first rows into the most columns, alike for most rows; '' when none does.

    One that the first row does not have parts into three columns at least: 1,5 below a header is one number.
    """
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    best, most = "", 0
    for separator in _SEPARATORS:
        widths = Counter(len(row) for row in _first_rows(text, separator) if separator in first or len(row) > 2)
        score = max(((width - 1) * rows for width, rows in widths.items()), default=0)
        if score > most:
            best, most = separator, score
    return best


def _first_rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    head = text[:_LOOKED_AT]
    if len(head) < len(text):
        head = head[: head.rfind("\n") + 1] or head
    rows = islice(csv.reader(io.StringIO(head, newline=""), delimiter=separator), _FIRST_ROWS)
    found: list[list[str]] = []
    with suppress(csv.Error):  # told when the whole is read
        found.extend(row for row in rows if any(cell.strip() for cell in row))
    return found


def _unpacked(text: str) -> str:
    """Rows that are each one cell in quotes, as a spreadsheet makes them of a CSV that it did not understand."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    except csv.Error:
        return text
    whole = all(len(row) <= 1 for row in rows) and any("," in cell or "\t" in cell for row in rows[:1] for cell in row)
    return "\n".join("".join(row) for row in rows) if whole else text


def _numbered(marked: str, before: int) -> Iterator[tuple[int, list[Value]]]:
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    separator, text = marked[:1], marked[1:]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1 + before
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadTable([Problem(line, _reason(str(error)))]) from None
        yield line, [*cells]


def _reason(error: str) -> str:
    if "unexpected end" in error:
        return "op deze regel begint een aanhalingsteken dat nergens eindigt. Zet er een tweede bij of haal het weg."
    if "expected after" in error:
        return 'na een aanhalingsteken dat eindigt, staat nog tekst. Schrijf een aanhalingsteken in tekst dubbel: "".'
    if "field larger" in error:
        return f"een cel is langer dan {LONGEST_CELL} tekens. Mist er een aanhalingsteken?"
    return "dit is geen goede CSV. Kijk of elk aanhalingsteken een tweede heeft."
