"""Tables from files: CSV, JSON, JSON Lines, and the spreadsheets .xlsx, .xls and .ods."""

import io
import zipfile
from collections.abc import Iterator
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
from innovatie.domain.tables.table import Value, from_cells
from innovatie.infra.lost_cells import lost_cells

LARGEST_FILE: Final = 500_000_000
LARGEST_UNPACKED: Final = 100_000_000
"""Bytes, of the file and of what is packed in a spreadsheet."""
MOST_CELLS: Final = 20_000_000
_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


def read_file(path: Path, *, form: str = "", sheet: str = "") -> Table:
    """The table in the file at `path`. BadTable, in Dutch, when it cannot be read. See `read_bytes`."""
    return read_bytes(bytes_of(path), form=form, sheet=sheet)


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row of a spreadsheet or CSV file as texts, with its line: for files that need no headers. BadTable."""
    data = bytes_of(path)
    if data.startswith((_ZIP, _OLD_EXCEL)):
        lines, _notes = _sheet(data, "")
        return ((line, [as_text(cell) for cell in cells]) for line, cells in lines)
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
    if data.startswith((_ZIP, _OLD_EXCEL)):
        return from_cells(*_sheet(data, sheet))
    text, encoding = decoded(data)
    notes = () if encoding.startswith("utf-8") else (f"Het bestand is {encoding}: zo gelezen.",)
    form = form or ("jsonl" if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else "csv")
    if form == "csv":
        return read_csv(text, notes)
    return read_json(text) if form == "json" else read_json_lines(text)


def _sheet(data: bytes, wanted: str) -> tuple[list[tuple[int, list[Value]]], list[str]]:
    # Only who brings a spreadsheet waits for its reader.
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415

    _require_small(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            hidden = [one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible]
            names = [wanted] if wanted else [name for name in book.sheet_names if name not in hidden]
            if wanted and wanted not in book.sheet_names:
                there = ", ".join(book.sheet_names)
                raise BadTable([Problem(0, f"er is geen blad ‘{wanted}’. Wel: {there}.")])
            with_cells = []
            for name in names:
                sheet = book.get_sheet_by_name(name)
                if sheet.total_height * sheet.total_width > MOST_CELLS:
                    raise BadTable([Problem(0, f"het blad ‘{name}’ heeft te veel cellen. Haal lege rijen weg.")])
                if sheet.total_height:
                    with_cells.append((name, sheet.to_python(skip_empty_area=False)))
    except BadTable:
        raise
    except (CalamineError, ValueError, OverflowError):
        raise BadTable([Problem(0, "deze spreadsheet is niet te lezen. Sla hem opnieuw op.")]) from None
    if not with_cells and hidden and not wanted:
        there = ", ".join(hidden)
        raise BadTable(
            [Problem(1, f"er is geen zichtbaar blad met inhoud, wel een verborgen: {there}. Maak het zichtbaar.")]
        )
    if not with_cells:
        raise BadTable([Problem(1, "deze spreadsheet is leeg.")])
    name, rows = with_cells[0]
    others = [other for other, _rows in with_cells[1:]]
    notes = [f"Alleen het blad ‘{name}’ is gelezen, niet: {', '.join(others)}."] if others else []
    cells: list[list[Value]] = [[None if cell == "" else cell for cell in row] for row in rows]
    for row, column, found in lost_cells(data, name) if data.startswith(_ZIP) else ():
        if row < len(cells) and column < len(cells[row]) and cells[row][column] is None:
            cells[row][column] = found
    return list(enumerate(cells, start=1)), notes


def _require_small(data: bytes) -> None:
    """A few kilobytes can unpack to gigabytes; what the zip says of itself is checked before anything is unpacked."""
    if not data.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile:
        raise BadTable([Problem(0, "deze spreadsheet is beschadigd. Sla hem opnieuw op.")]) from None
    if size > LARGEST_UNPACKED:
        raise BadTable(
            [Problem(0, f"uitgepakt is dit bestand groter dan {LARGEST_UNPACKED // 1_000_000} MB. Deel het op.")]
        )
