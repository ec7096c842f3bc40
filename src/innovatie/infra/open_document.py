"""What the reader of spreadsheets leaves out of an .ods: line breaks within a cell, and which rows are hidden."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

_CONTENT: Final = "content.xml"
_BREAK: Final = re.compile(rb"<text:line-break\s*(?:/>|>\s*</text:line-break>)")
_ROW: Final = re.compile(rb"<table:table-row\b([^<>]*)>")
_REPEATED: Final = re.compile(rb'\btable:number-rows-repeated="([0-9]{1,7})"')
_HIDDEN: Final = re.compile(rb'\btable:visibility="(?:collapse|filter)"')


def content_of(data: bytes) -> bytes:
    """The XML of all sheets; nothing when this is another kind of spreadsheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return parts.read(_CONTENT)
    except (KeyError, zipfile.BadZipFile):
        return b""


def with_line_breaks(data: bytes) -> bytes:
    """The same spreadsheet, in which the reader sees a line break as one: it would join the words around it."""
    content = content_of(data)
    if not _BREAK.search(content):
        return data
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(packed, "w") as made:
        for part in parts.infolist():
            made.writestr(
                part.filename, _BREAK.sub(b"&#10;", content) if part.filename == _CONTENT else parts.read(part)
            )
    return packed.getvalue()


def hidden_rows(content: bytes, sheet: str) -> Iterator[int]:
    """Rows from 0 of this sheet that a filter or a person has hidden: nobody sees them, and they are read."""
    name = b"table:name=" + quoteattr(sheet).encode()
    begin = content.find(name)
    if begin < 0:
        return
    end = content.find(b"</table:table>", begin)
    row = 0
    for found in _ROW.finditer(content, begin, end if end >= 0 else len(content)):
        repeated = _REPEATED.search(found[1])
        number = int(repeated[1]) if repeated else 1
        if _HIDDEN.search(found[1]):
            yield from range(row, row + number)
        row += number
