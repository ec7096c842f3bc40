"""Tables of ours as CSV that a Dutch spreadsheet opens as it should: semicolons, and no cell that it computes."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from innovatie.domain.tables.formulas import harmless

MARK: Final = "\ufeff"
"""Begins a file in UTF-8, or Excel takes it for Windows-1252."""


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """The rows as lines of CSV, each cell made `harmless`; a file begins with MARK."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def csv_file(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A whole file at once."""
    return (MARK + csv_lines([header, *rows])).encode()
