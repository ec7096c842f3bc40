"""Reading one spreadsheet in a process of its own: `python -m innovatie.infra.spreadsheet_process`.

A file of two kilobytes can say that its last cell is the last of all, and its reader then asks for half a terabyte and
takes the whole process with it. Here that is a process with so much memory and time, and nobody else's.

Standard input: a line of JSON {"sheet", "most_cells", "memory", "seconds"}, then the file. Standard output: a pickle of
("refused", line, reason), or of ("read", name of the sheet, names of the others, rows, which of these are hidden, how
many have a value from a merged cell above).
Anything else means that it could not be read.
"""

import contextlib
import io
import pickle
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Final, TypeAlias

import msgspec

from innovatie.infra import open_document
from innovatie.infra.lost_cells import hidden_rows, lost_cells, sheet_xml
from innovatie.infra.other_money import formats_of_other_money, other_money

Rows: TypeAlias = list[list[int | float | str | bool | time | date | datetime | timedelta]]
_TOLD: Final = 50
"""Rows of a sheet that are looked at to know what it is."""
MOST_SHEETS: Final = 200
"""Each is read to know whether it holds something."""


_LOCKED: Final = (
    "op dit bestand zit een wachtwoord. Haal het eraf (in Excel bij Bestand, Info, Werkmap beveiligen) en sla het op."
)
_ENCRYPTED: Final = ("EncryptedPackage".encode("utf-16-le"), b"manifest:encryption-data")


class Asked(msgspec.Struct, frozen=True):
    """Which sheet is meant, and how many cells it may have.

    '' is the first sheet that holds something in two columns or more, else the first that holds something: before a
    table people put a sheet that explains it, and Numbers one that tells which table is on which sheet.

    `memory`: bytes of addresses that reading it may take; `seconds`: of processor.
    """

    sheet: str
    most_cells: int
    memory: int
    seconds: int


def _limited(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415 -- not on every machine
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # a machine that has a lower limit keeps it
            resource.setrlimit(kind, (most, most))


def _read(data: bytes, wanted: str, most_cells: int) -> tuple[object, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 -- after the limits

    content = open_document.content_of(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(open_document.with_line_breaks(data, content))) as book:
            hidden = [one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible]
            if reason := _why_not(book.sheet_names, wanted):
                return "refused", 0, reason
            names = [name for name in book.sheet_names if name not in hidden]
            names = [wanted, *(name for name in names if name != wanted)] if wanted else names
            widths = {sheet.name: sheet.width for sheet in map(book.get_sheet_by_name, names) if sheet.height}
            there, tables = [*widths], [name for name, width in widths.items() if width > 1]
            if len(tables) > 1 and _tells_of_numbers(book.get_sheet_by_name(tables[0]).to_python(nrows=_TOLD), tables):
                tables.append(tables.pop(0))
            if there and wanted in ("", there[0]):
                sheet = book.get_sheet_by_name(tables[0] if tables and not wanted else there[0])
                if sheet.total_height * sheet.total_width > most_cells:
                    return "refused", 0, f"het blad ‘{sheet.name}’ heeft te veel cellen. Haal lege rijen weg."
                rows: Rows = sheet.to_python(skip_empty_area=False)
                particular = open_document.cells_of(content, sheet.name)
                xml = sheet_xml(data, sheet.name)
                _put(rows, [*particular.instead, *other_money(xml, formats_of_other_money(data))])
                hidden_in = [*_completed(rows, xml), *_hidden_in_ods(rows, content, sheet.name)]
                others = tuple(name for name in there if name != sheet.name)
                return (
                    "read",
                    sheet.name,
                    others,
                    rows,
                    hidden_in,
                    _filled_down(rows, sheet.merged_cell_ranges or particular.merged),
                )
    except (CalamineError, ValueError, OverflowError) as error:
        locked = "password" in str(error).lower() or any(mark in data or mark in content for mark in _ENCRYPTED)
        return "refused", 0, _LOCKED if locked else "deze spreadsheet is niet te lezen. Sla hem opnieuw op."
    if wanted or not hidden:
        return "refused", 1, f"het blad ‘{wanted}’ is leeg." if wanted else "deze spreadsheet is leeg."
    concealed = ", ".join(hidden)
    return "refused", 1, f"er is geen zichtbaar blad met inhoud, wel een verborgen: {concealed}. Maak het zichtbaar."


def _tells_of_numbers(rows: Rows, sheets: Sequence[str]) -> bool:
    """Whether this is the sheet that Numbers (Apple) puts before the tables: a sentence, and which table is where."""
    cells = [str(cell) for row in rows for cell in row if cell != ""]
    return bool(cells) and "Numbers" in cells[0] and "Excel" in cells[0] and not set(cells).isdisjoint(sheets[1:])


def _why_not(sheets: list[str], wanted: str) -> str:
    """Why these sheets are not read; '' when they are."""
    if len(sheets) > MOST_SHEETS:
        return f"er zijn meer dan {MOST_SHEETS} bladen. Zet alleen de tabel in een nieuw bestand."
    if wanted and wanted not in sheets:
        return f"er is geen blad ‘{wanted}’. Wel: {', '.join(sheets)}."
    return ""


def _completed(rows: Rows, content: bytes) -> list[int]:
    """Put in what the reader gives as empty although it is not; the rows that are hidden and hold something."""
    for row, column, found in lost_cells(content):
        if row < len(rows) and column < len(rows[row]) and rows[row][column] == "":
            rows[row][column] = found
    return [row for row in hidden_rows(content) if row < len(rows) and any(rows[row])]


def _put(rows: Rows, instead: Iterable[tuple[int, int, str]]) -> None:
    for row, column, found in instead:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = found


def _filled_down(rows: Rows, merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> int:
    """Give each row the value of the cell that was merged over it from a row above; how many rows that gave one.

    A file holds it in the first of them only. The headers, the first row that holds something, stay as they are.
    """
    header = next((place for place, row in enumerate(rows) if _holds(row)), len(rows))
    given: set[int] = set()
    for (top, left), (bottom, _right) in merged:
        if top <= header or left >= len(rows[0]):
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if rows[top][left] != "" and rows[row][left] == "" and _holds(rows[row]):
                rows[row][left] = rows[top][left]
                given.add(row)
    return len(given)


def _holds(row: Sequence[object]) -> bool:
    return any(cell != "" for cell in row)


def _hidden_in_ods(rows: Rows, content: bytes, name: str) -> list[int]:
    hidden = takewhile(lambda row: row < len(rows), open_document.hidden_rows(content, name))
    return [row for row in hidden if any(rows[row])]


def main() -> None:
    """Read what stands on standard input and tell it on standard output."""
    asked = msgspec.json.decode(sys.stdin.buffer.readline(), type=Asked)
    _limited(asked.memory, asked.seconds)
    answer = _read(sys.stdin.buffer.read(), asked.sheet, asked.most_cells)
    pickle.dump(answer, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
