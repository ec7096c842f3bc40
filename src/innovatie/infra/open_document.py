"""What the reader of spreadsheets leaves out of an .ods: line breaks within a cell, and which rows are hidden."""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

_CONTENT: Final = "content.xml"
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError)
"""What a damaged part gives, or one that is packed or locked in a way we do not know (the last)."""
_BREAK: Final = re.compile(rb"<text:line-break\s*(?:/>|>\s*</text:line-break>)")
_ROW: Final = re.compile(rb"<table:table-row\b([^<>]*)>")
_REPEATED: Final = re.compile(rb'\btable:number-rows-repeated="([0-9]{1,7})"')
_HIDDEN: Final = re.compile(rb'\btable:visibility="(?:collapse|filter)"')


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
