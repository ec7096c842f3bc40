"""Rows of spreadsheets (.xlsx, .xls, .ods) of others, read in a process of its own with so much memory and time."""

import io
import pickle
import subprocess
import sys
import zipfile
from typing import Final, NamedTuple, TypeAlias

import msgspec

from innovatie.domain.tables import OF_OURS, BadTable, Problem, Room
from innovatie.domain.tables.table import Value
from innovatie.infra.files_that_are_no_tables import require_packed_table
from innovatie.infra.spreadsheet_process import Asked

LARGEST_UNPACKED: Final = 100_000_000
"""Bytes of what is packed in a spreadsheet."""
_BYTES_A_CELL: Final = 150
_MEMORY_OF_ITS_OWN: Final = 500_000_000
_CELLS_A_SECOND: Final = 160_000
_LEAST_SECONDS: Final = 20
_WAITED_LONGER: Final = 3
"""Times its own limit of processor time: for a machine that is very busy."""
_NAMED: Final = 10
"""Other sheets that a note names."""
_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_TOO_BIG: Final = "deze spreadsheet is te groot of beschadigd. Zet alleen de tabel in een nieuw bestand."


def is_spreadsheet(data: bytes) -> bool:
    """Whether `data` is packed as spreadsheets are; what is in it may be something else."""
    return data.startswith((_ZIP, _OLD_EXCEL))


_Read: TypeAlias = tuple[str, tuple[str, ...], list[list[Value]], list[int], int]
"""The sheet, the others, the rows, which of them are hidden, and how many have a value of a merged cell above."""


class Sheet(NamedTuple):
    """Rows with their lines from 1, notes in Dutch, and the names: the sheet itself, and others that hold something."""

    lines: list[tuple[int, list[Value]]]
    notes: list[str]
    names: tuple[str, ...]


def sheet_in(data: bytes, wanted: str, room: Room = OF_OURS) -> Sheet:
    """The sheet `wanted`, or the first that holds something.

    BadTable when there is no such sheet, when it has no room, or when it cannot be read.
    """
    _require_small(data)
    name, others, rows, hidden, merged = _read_apart(data, wanted, room)
    named = ", ".join((*others[:_NAMED], *(["…"] if len(others) > _NAMED else [])))
    notes = [f"Alleen het blad ‘{name}’ is gelezen, niet: {named}."] if others else []
    cells: list[list[Value]] = [[None if cell == "" else cell for cell in row] for row in rows]
    if hidden:
        notes.append(f"Ook verborgen rijen zijn gelezen: {len(hidden)}, de eerste is regel {hidden[0] + 1}.")
    if merged:
        notes.append(
            f"Van samengevoegde cellen geldt de waarde voor elke rij. Kijk de rijen na die er zo een kregen: {merged}."
        )
    return Sheet(list(enumerate(cells, start=1)), notes, (name, *others))


def _read_apart(data: bytes, wanted: str, room: Room) -> _Read:
    seconds = max(_LEAST_SECONDS, room.cells // _CELLS_A_SECOND)
    memory = _MEMORY_OF_ITS_OWN + room.cells * _BYTES_A_CELL
    asked = msgspec.json.encode(Asked(sheet=wanted, most_cells=room.cells, memory=memory, seconds=seconds))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "innovatie.infra.spreadsheet_process"],
            input=asked + b"\n" + data, capture_output=True, check=False, timeout=seconds * _WAITED_LONGER,
        )  # fmt: skip
        answer = _Plain(io.BytesIO(done.stdout)).load() if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, pickle.UnpicklingError, EOFError):
        answer = None
    match answer:
        case ("refused", int(line), str(reason)):
            raise BadTable([Problem(line, reason)])
        case ("read", str(name), tuple(others), list(rows), list(hidden), int(merged)):
            return name, others, rows, hidden, merged
        case _:
            raise BadTable([Problem(0, _TOO_BIG)])


class _Plain(pickle.Unpickler):
    """What the other process says: it has read a stranger's file, so only plain values are taken from it."""

    def find_class(self, module: str, name: str) -> type:
        if module == "datetime" and name in ("date", "datetime", "time", "timedelta"):
            found: type = super().find_class(module, name)
            return found
        raise pickle.UnpicklingError(name)


def _require_small(data: bytes) -> None:
    """A few kilobytes can unpack to gigabytes; what the zip says of itself is checked before anything is unpacked."""
    if not data.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            size = sum(part.file_size for part in parts.infolist())
            names = parts.namelist()
    except zipfile.BadZipFile:
        raise BadTable([Problem(0, "deze spreadsheet is beschadigd. Sla hem opnieuw op.")]) from None
    require_packed_table(names)
    if size > LARGEST_UNPACKED:
        raise BadTable(
            [Problem(0, f"uitgepakt is dit bestand groter dan {LARGEST_UNPACKED // 1_000_000} MB. Deel het op.")]
        )
