"""Tables from files: CSV, JSON, JSON Lines, and the spreadsheets .xlsx, .xls and .ods."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from innovatie.domain.file_reasons import why_not
from innovatie.domain.tables import (
    BadTable,
    Problem,
    Table,
    as_text,
    decoded,
    raw_rows,
    read_csv,
    read_json,
    read_json_lines,
)
from innovatie.domain.tables.table import from_cells
from innovatie.infra.other_kinds import require_table
from innovatie.infra.spreadsheets import is_spreadsheet, sheet_in

LARGEST_FILE: Final = 500_000_000
"""Bytes."""


def read_file(path: Path, *, form: str = "", sheet: str = "") -> Table:
    """The table in the file at `path`. BadTable, in Dutch, when it cannot be read. See `read_bytes`."""
    return read_bytes(bytes_of(path), form=form, sheet=sheet)


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row of a spreadsheet or CSV file as texts, with its line: for files that need no headers. BadTable."""
    data = bytes_of(path)
    if is_spreadsheet(data):
        return ((line, [as_text(cell) for cell in cells]) for line, cells in sheet_in(data, "").lines)
    require_table(data)
    return raw_rows(decoded(data)[0])


def bytes_of(path: Path) -> bytes:
    """What is in the file at `path`. BadTable, in Dutch, when it cannot be read."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadTable([Problem(0, f"het bestand is groter dan {LARGEST_FILE // 1_000_000} MB. Deel het op.")])
        return path.read_bytes()
    except FileNotFoundError:
        raise BadTable([Problem(0, "dit bestand bestaat niet.")]) from None
    except OSError as error:
        raise BadTable([Problem(0, f"dit bestand is niet te lezen ({why_not(error)}).")]) from None


def read_bytes(data: bytes, *, form: str = "", sheet: str = "") -> Table:
    """The table in `data`; spreadsheets by what they are, text as `form` says: csv, json, jsonl, or '' to find out.

    `sheet` names the sheet of a spreadsheet; without it the first one that holds something.
    """
    if is_spreadsheet(data):
        found = sheet_in(data, sheet)
        return replace(from_cells(found.lines, found.notes), sheets=found.names)
    require_table(data)
    text, encoding = decoded(data)
    notes = () if encoding.startswith("utf-8") else (f"Het bestand is {encoding}: zo gelezen.",)
    form = form or ("jsonl" if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else "csv")
    if form == "csv":
        return read_csv(text, notes)
    return read_json(text) if form == "json" else read_json_lines(text)
