"""Cells of an .xlsx that its reader gives as empty although they are not: faults of a formula, and formulas that nobody
has computed, as programs write them that know no spreadsheet. An amount that is lost in silence is a wrong amount.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from innovatie.domain.tables import NOT_COMPUTED

_SHEETS: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# No pattern reads on past the next cell: a file of nothing but beginnings would be read to its end from each of them.
CELL: Final = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^/<>])>([^<]*(?:<(?!/?(?:\w+:)?c[\s>])[^<]*)*)</(?:\w+:)?c>")
_ROW: Final = re.compile(rb"<(?:\w+:)?row\s([^<>]*)>")
_ROW_NUMBER: Final = re.compile(rb'\br="([0-9]{1,7})"')
_HIDDEN: Final = re.compile(rb'\bhidden="(?:1|true)"')
PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
VALUE: Final = re.compile(rb"<(?:\w+:)?v>([^<]+)</")


def sheet_xml(data: bytes, sheet: str) -> bytes:
    """The XML of a sheet; nothing for another kind of spreadsheet, and where the parts are not where they belong."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return parts.read(_part(parts, sheet))
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile):
        return b""


def lost_cells(content: bytes) -> Iterator[tuple[int, int, str]]:
    """Row and column from 0 of each such cell, with what is there instead: an error such as #N/A, or NOT_COMPUTED."""
    if b't="e"' not in content and b"<f" not in content and b":f" not in content:
        return
    for found in CELL.finditer(content):
        attributes, inside = found[1], found[2]
        place, value = PLACE.search(attributes), VALUE.search(inside)
        if place is None:
            continue
        if b't="e"' in attributes and value is not None:
            yield int(place[2]) - 1, column_of(place[1]), value[1].decode("utf-8", "replace")
        elif value is None and re.search(rb"<(?:\w+:)?f[\s>/]", inside) and b't="str"' not in attributes:
            yield int(place[2]) - 1, column_of(place[1]), NOT_COMPUTED


def hidden_rows(content: bytes) -> Iterator[int]:
    """Rows from 0 that a filter or a person has hidden: nobody sees them, and they are read."""
    for found in _ROW.finditer(content):
        if (number := _ROW_NUMBER.search(found[1])) is not None and _HIDDEN.search(found[1]):
            yield int(number[1]) - 1


def _part(parts: zipfile.ZipFile, sheet: str) -> str:
    """Where the sheet of this name stands. KeyError, ParseError."""
    book = ElementTree.fromstring(parts.read("xl/workbook.xml"))  # noqa: S314 -- the reader took it, its size is known
    relation = {one.get("name"): one.get(_RELATION) for one in book.iter(_SHEETS)}[sheet]
    links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = {one.get("Id"): str(one.get("Target")) for one in links}[relation]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def column_of(letters: bytes) -> int:
    """The column from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
