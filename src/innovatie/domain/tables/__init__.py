"""Tables of others, whatever made them: bytes to rows, headers to columns, cells to values, each fault to a sentence.

`infra/table_files.py` takes the bytes from a file. The steps here are pure:

    decoded   bytes to text: UTF-8, UTF-16, Windows-1252
    read_csv, read_json   text to a Table
    match     the headers of a Table to the columns that a feature knows
    Cells     one row's values, with what is wrong in it
"""

from innovatie.domain.tables.cells import NOT_COMPUTED, Cells, is_total, told_of
from innovatie.domain.tables.columns import Column, Matching, folded, match, require
from innovatie.domain.tables.decoding import decoded
from innovatie.domain.tables.delimited import raw_rows, read_csv
from innovatie.domain.tables.formulas import harmless, unharmed
from innovatie.domain.tables.json_rows import (
    is_document,
    named_first,
    objects_on_lines,
    read_json,
    read_json_lines,
    table_of,
)
from innovatie.domain.tables.room import OF_A_STRANGER, OF_OURS, Room
from innovatie.domain.tables.table import BadTable, Problem, Row, Table, as_text, described, is_empty, shown
from innovatie.domain.tables.writing import MARK, csv_file, csv_lines

__all__ = [
    "MARK",
    "NOT_COMPUTED",
    "OF_A_STRANGER",
    "OF_OURS",
    "BadTable",
    "Cells",
    "Column",
    "Matching",
    "Problem",
    "Room",
    "Row",
    "Table",
    "as_text",
    "csv_file",
    "csv_lines",
    "decoded",
    "described",
    "folded",
    "harmless",
    "is_document",
    "is_empty",
    "is_total",
    "match",
    "named_first",
    "objects_on_lines",
    "raw_rows",
    "read_csv",
    "read_json",
    "read_json_lines",
    "require",
    "shown",
    "table_of",
    "told_of",
    "unharmed",
]
