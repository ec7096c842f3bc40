"""CSV as spreadsheets and programs write it: semicolons, commas, tabs or bars, with or without a line `sep=;`."""

import csv
import io
import re
from collections.abc import Iterator

from innovatie.domain.tables.table import BadTable, Problem, Table, Value, from_cells

LONGEST_CELL = 2_000_000
"""Characters; the csv module refuses more than 131,072 of itself, which a text of ours may have."""

_SEPARATORS = ";\t,|"
_TOLD = re.compile(r'\s*"?sep=(?P<separator>.)"?[;,\t|\s]*', re.IGNORECASE)


def read_csv(text: str, notes: tuple[str, ...] = ()) -> Table:
    """The table in `text`. BadTable when there are no headers, or when quotes do not close."""
    return from_cells(_numbered(*_records(text)), notes)


def raw_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins, for tables without headers. BadTable as `read_csv`."""
    rows, before = _records(text)
    for line, cells in _numbered(rows, before):
        yield line, [str(cell) for cell in cells]


def _records(text: str) -> tuple[str, int]:
    """The text without its byte order mark and `sep=` line, and how many lines went; the separator comes with it."""
    text = text.removeprefix("\ufeff")
    first, _end, rest = text.partition("\n")
    told = _TOLD.fullmatch(first)
    if told is not None:
        return told["separator"] + rest, 1
    head = re.sub(r'"[^"]*("|$)', "", next((line for line in io.StringIO(text, newline=None) if line.strip()), ""))
    return max(_SEPARATORS, key=head.count) + text, 0


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
