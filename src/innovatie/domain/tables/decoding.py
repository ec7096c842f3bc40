"""From bytes to text, as the computers of municipalities write it: UTF-8, UTF-16 or Windows-1252."""

import codecs
import re

from innovatie.domain.tables.table import BadTable, Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WHOLE_SIGNS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEGIN = 4096


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. BadTable, with the line, for bytes that are none of the three."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), encoding
    begin = data[:_BEGIN]
    if len(begin) > 1 and begin.count(0) * 3 > len(begin):
        return _strictly(data, "utf-16-le" if begin[1::2].count(0) >= begin[::2].count(0) else "utf-16-be"), "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        wrong = sum(byte > 0x7F for byte in data) - sum(map(len, _WHOLE_SIGNS.findall(data)))
        if len(_WHOLE_SIGNS.findall(data)) >= wrong:
            raise _unreadable(data, error.start, "UTF-8, maar niet helemaal") from None
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as error:
        raise _unreadable(data, error.start, "geen UTF-8, UTF-16 of Windows-1252") from None


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(data, error.start, f"{encoding.upper()}, maar niet helemaal") from None


def _unreadable(data: bytes, place: int, what: str) -> BadTable:
    line = data[:place].count(b"\n") + 1
    return BadTable([Problem(line, f"deze tekst is {what}. Sla het bestand op als ‘CSV UTF-8’.")])
