"""What the reader of spreadsheets leaves out of an .ods: line breaks within a cell, hidden rows, merged cells, and what
a formula could not compute. An amount that is lost in silence is a wrong amount.
"""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.sax.saxutils import quoteattr, unescape

from innovatie.domain.tables import NOT_COMPUTED

_CONTENT: Final = "content.xml"
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError)
"""What a damaged part gives, or one that is packed or locked in a way we do not know (the last)."""
_BREAK: Final = re.compile(rb"<text:line-break\s*(?:/>|>\s*</text:line-break>)")
_ROW: Final = re.compile(rb"<table:table-row\b([^<>]*)>")
_REPEATED: Final = re.compile(rb'\btable:number-rows-repeated="([0-9]{1,7})"')
_HIDDEN: Final = re.compile(rb'\btable:visibility="(?:collapse|filter)"')
_CELL_OR_ROW: Final = re.compile(rb"<(/?)table:(table-row|(?:covered-)?table-cell)\b([^<>]*)>")
_CELLS_REPEATED: Final = re.compile(rb'\btable:number-columns-repeated="([0-9]{1,7})"')
_WIDE: Final = re.compile(rb'\btable:number-columns-spanned="([0-9]{1,7})"')
_HIGH: Final = re.compile(rb'\btable:number-rows-spanned="([0-9]{1,7})"')
_CURRENCY: Final = re.compile(rb'\boffice:currency="([A-Z]{3})"')
_NUMBER: Final = re.compile(rb'\boffice:value="([^"]{1,40})"')
_NO_TEXT: Final = re.compile(rb"<[^<>]*>")
_FAULT: Final = re.compile(rb"\s*(?:#[A-Z0-9/]{2,8}[!?]?|Err:[0-9]{3}|Fout:[0-9]{3})\s*")
_WORTH_READING: Final = (b"table:number-rows-spanned=", b"table:formula=", b"office:currency=")
_SHEET: Final = b"<table:table "
_LONGEST_FAULT: Final = 500
"""Bytes, with its marks: so far is looked, however many cells stand within each other."""
_OURS: Final = b"EUR"


class Cells(NamedTuple):
    """`merged`: first and last cell of each range over more than one row; `instead`: what stands in a cell of which the
    reader gives nothing, or a number that is none: a fault such as #N/A, NOT_COMPUTED, or an amount of other money.
    """

    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    instead: list[tuple[int, int, str]]


def content_of(data: bytes) -> bytes:
    """The XML of all sheets; nothing when this is another kind of spreadsheet, or damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return parts.read(_CONTENT)
    except (KeyError, *_UNREADABLE):
        return b""


def with_line_breaks(data: bytes, content: bytes) -> bytes:
    """The same spreadsheet, in which the reader sees a line break as one: it would join the words around it.

    `content` is the XML of its sheets. A spreadsheet of which a part is damaged stays as it is.
    """
    if not _BREAK.search(content):
        return data
    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(packed, "w") as made:
            for part in parts.infolist():
                made.writestr(
                    part.filename, _BREAK.sub(b"&#10;", content) if part.filename == _CONTENT else parts.read(part)
                )
    except _UNREADABLE:
        return data
    return packed.getvalue()


def hidden_rows(content: bytes, sheet: str) -> Iterator[int]:
    """Rows from 0 of this sheet that a filter or a person has hidden: nobody sees them, and they are read."""
    row = 0
    for found in _ROW.finditer(content, *_bounds(content, sheet)):
        repeated = _REPEATED.search(found[1])
        number = int(repeated[1]) if repeated else 1
        if _HIDDEN.search(found[1]):
            yield from range(row, row + number)
        row += number


def cells_of(content: bytes, sheet: str) -> Cells:
    """What is particular about the cells of this sheet, by row and column from 0."""
    found = Cells([], [])
    begin, end = _bounds(content, sheet)
    if not any(content.find(mark, begin, end) >= 0 for mark in _WORTH_READING):
        return found
    row, column, repeated = -1, 0, 1
    for tag in _CELL_OR_ROW.finditer(content, begin, end):
        if tag[1]:
            continue
        if tag[2] == b"table-row":
            row, column, repeated = row + repeated, 0, _times(_REPEATED, tag[3])
            continue
        if (high := _times(_HIGH, tag[3])) > 1:
            found.merged.append(((row, column), (row + high - 1, column + _times(_WIDE, tag[3]) - 1)))
        if instead := _instead(tag[3], content, tag.end()):
            found.instead.append((row, column, instead))
        column += _times(_CELLS_REPEATED, tag[3])
    return found


def _bounds(content: bytes, sheet: str) -> tuple[int, int]:
    """Where this sheet begins and ends; nowhere when it is not there."""
    name = b"table:name=" + quoteattr(sheet).encode()
    begin = content.find(_SHEET)
    while begin >= 0:
        inside = content.find(b">", begin)
        if content.find(name, begin, inside) >= 0:
            end = content.find(b"</table:table>", inside)
            return inside, end if end >= 0 else len(content)
        begin = content.find(_SHEET, inside) if inside >= 0 else -1
    return 0, 0


def _times(name: re.Pattern[bytes], attributes: bytes) -> int:
    told = name.search(attributes)
    return int(told[1]) if told else 1


def _instead(attributes: bytes, content: bytes, begin: int) -> str:
    """What to read in this cell in place of what the reader gives; '' for that itself. Its inside starts at `begin`."""
    currency, number = _CURRENCY.search(attributes), _NUMBER.search(attributes)
    if currency and number and currency[1] != _OURS:
        return f"{number[1].decode('utf-8', 'replace')} {currency[1].decode()}"
    if b"table:formula=" not in attributes:
        return ""
    end = begin if attributes.endswith(b"/") else content.find(b"</table:table-cell>", begin, begin + _LONGEST_FAULT)
    shown = _NO_TEXT.sub(b"", content[begin : max(begin, end)])
    if b'calcext:value-type="error"' in attributes or _FAULT.fullmatch(shown):
        return unescape(shown.decode("utf-8", "replace")).strip() or NOT_COMPUTED
    return "" if b"office:value-type=" in attributes else NOT_COMPUTED
