"""Tables from files: CSV, JSON, JSON Lines, and the spreadsheets .xlsx, .xls and .ods."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from innovatie.domain.file_reasons import why_not
from innovatie.domain.tables import (
    OF_A_STRANGER,
    OF_OURS,
    BadTable,
    Problem,
    Room,
    Table,
    as_text,
    decoded,
    raw_rows,
    read_csv,
    read_json,
    read_json_lines,
)
from innovatie.domain.tables.table import from_cells
from innovatie.domain.wording import wording
from innovatie.infra.files_that_are_no_tables import require_table
from innovatie.infra.spreadsheets import is_spreadsheet, sheet_in

LARGEST_FILE: Final = 500_000_000
"""Bytes."""
NO_SHEETS: Final = wording("dit is geen spreadsheet en heeft geen bladen. Laat het blad weg.")
_AT_ONCE: Final = asyncio.Semaphore(2)
"""Files of strangers that one process reads at the same time: each may take seconds, and one of its few threads."""


def read_file(path: Path, *, form: str = "", sheet: str = "") -> Table:
    """The table in the file at `path`. BadTable, in Dutch, when it cannot be read. See `read_bytes`."""
    return read_bytes(bytes_of(path), form=form, sheet=sheet)


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row of a spreadsheet or CSV file as texts, with its line: for files that need no headers. BadTable."""
    data = bytes_of(path)
    if is_spreadsheet(data):
        lines = sheet_in(data, "", OF_OURS).lines
        return ((line, [as_text(cell) for cell in cells]) for line, cells in lines)
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


async def read_sent(data: bytes, *, sheet: str = "") -> Table:
    """The table in what somebody sent over the web: as `read_bytes`, in a thread and with less room. BadTable."""
    async with _AT_ONCE:
        return await asyncio.to_thread(read_bytes, data, sheet=sheet, room=OF_A_STRANGER)


def read_bytes(data: bytes, *, form: str = "", sheet: str = "", room: Room = OF_OURS) -> Table:
    """The table in `data`; spreadsheets by what they are, text as `form` says: csv, json, jsonl, or '' to find out.

    `sheet` names the sheet of a spreadsheet; without it the first one that holds something. BadTable.
    """
    if is_spreadsheet(data):
        found = sheet_in(data, sheet, room)
        return replace(from_cells(found.lines, found.notes, room=room), sheets=found.names)
    require_table(data)
    if sheet:
        raise BadTable([Problem(0, NO_SHEETS)])
    text, encoding = decoded(data)
    notes = () if encoding.startswith("utf-8") else (f"Het bestand is {encoding}: zo gelezen.",)
    form = form or ("jsonl" if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else "csv")
    if form == "csv":
        return read_csv(text, notes, room=room)
    return read_json(text, room=room) if form == "json" else read_json_lines(text, room=room)
