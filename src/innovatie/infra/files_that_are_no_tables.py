"""Files that are no table, whatever their name says: told as what they are, not as a table with strange headers."""

import re
from collections.abc import Sequence
from typing import Final

from innovatie.domain.tables import BadTable, Problem

_BEGINNINGS: Final = (
    (b"%PDF", "een PDF"),
    (b"{\\rtf", "een tekstdocument (RTF)"),
    (b"\x89PNG", "een afbeelding"),
    (b"\xff\xd8\xff", "een afbeelding"),
    (b"GIF8", "een afbeelding"),
    (b"\x1f\x8b", "een ingepakt bestand (gzip)"),
    (b"7z\xbc\xaf", "een ingepakt bestand (7z)"),
    (b"Rar!", "een ingepakt bestand (rar)"),
)
_PARTS: Final = (
    ("word/", "een Word-document"),
    ("ppt/", "een presentatie"),
    ("Index/", "een bestand van Apple Numbers, Pages of Keynote"),
    ("Index.zip", "een bestand van Apple Numbers, Pages of Keynote"),
)
"""What is packed as a spreadsheet is and is none, by how a part of it is called."""
_SPREADSHEETS: Final = ("xl/", "content.xml")
_WEB_PAGE: Final = re.compile(rb"\s*(?><!--.*?-->\s*)*+<(!doctype html|html|head|meta|body|table|div)\b", re.I | re.S)
"""A comment that was read is not read otherwise again: thirty of them would take a process for ever."""
_MARKUP: Final = re.compile(rb"\s*<(\?xml|workbook)\b", re.I)
_BEGIN: Final = 2048


def require_table(data: bytes) -> None:
    """BadTable, in Dutch, when the bytes begin as something that is no table."""
    begin = data[:_BEGIN].removeprefix(b"\xef\xbb\xbf")
    if begin[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        begin = begin[2:].replace(b"\0", b"")
    kind = next((name for sign, name in _BEGINNINGS if begin.startswith(sign)), "")
    if _WEB_PAGE.match(begin):
        kind = "een webpagina (HTML), ook als de naam op .xls eindigt"
    elif _MARKUP.match(begin):
        kind = "XML, ook als de naam op .xls eindigt"
    if kind:
        raise _no_table(kind)


def require_packed_table(names: Sequence[str]) -> None:
    """BadTable, in Dutch, when the parts with these names make something that is no spreadsheet."""
    if any(name.startswith(_SPREADSHEETS) for name in names):
        return
    kind = next((kind for sign, kind in _PARTS if any(name.startswith(sign) for name in names)), "")
    if kind:
        raise _no_table(kind)
    raise BadTable([Problem(0, "dit is een ingepakt bestand (zip) en geen spreadsheet. Pak het eerst uit.")])


def _no_table(kind: str) -> BadTable:
    return BadTable([Problem(0, f"dit is {kind}. Open het in een spreadsheet en sla het op als .xlsx of CSV.")])
