"""Reading one spreadsheet in a process of its own: `python -m innovatie.infra.spreadsheet_process`.

A file of two kilobytes can say that its last cell is the last of all, and its reader then asks for half a terabyte and
takes the whole process with it. Here that is a process with so much memory and time, and nobody else's.

Standard input: a line of JSON {"sheet", "most_cells", "memory", "seconds"}, then the file. Standard output: a pickle of
("refused", line, reason), or of ("read", name of the sheet, names of the others, rows, which of these are hidden).
Anything else means that it could not be read.
"""

import contextlib
import io
import pickle
import sys
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Final, TypeAlias

import msgspec

from innovatie.infra import open_document
from innovatie.infra.lost_cells import hidden_rows, lost_cells, sheet_xml

Rows: TypeAlias = list[list[int | float | str | bool | time | date | datetime | timedelta]]
MOST_SHEETS: Final = 200
"""Each is read to know whether it holds something."""


class Asked(msgspec.Struct, frozen=True):
    """Which sheet is meant ('': the first that holds something), and how many cells it may have.

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
            filled: list[tuple[str, Rows]] = []
            for name in names:
                sheet = book.get_sheet_by_name(name)
                if not filled and sheet.total_height * sheet.total_width > most_cells:
                    return "refused", 0, f"het blad ‘{name}’ heeft te veel cellen. Haal lege rijen weg."
                if sheet.height:
                    filled.append((name, sheet.to_python(skip_empty_area=False) if not filled else []))
    except (CalamineError, ValueError, OverflowError):
        return "refused", 0, "deze spreadsheet is niet te lezen. Sla hem opnieuw op."
    if filled and wanted in ("", filled[0][0]):
        name, rows = filled[0]
        hidden_in = [*_completed(rows, sheet_xml(data, name)), *_hidden_in_ods(rows, content, name)]
        return "read", name, tuple(other for other, _rows in filled[1:]), rows, hidden_in
    if wanted or not hidden:
        return "refused", 1, f"het blad ‘{wanted}’ is leeg." if wanted else "deze spreadsheet is leeg."
    there = ", ".join(hidden)
    return "refused", 1, f"er is geen zichtbaar blad met inhoud, wel een verborgen: {there}. Maak het zichtbaar."


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
