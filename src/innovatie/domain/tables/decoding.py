"""From bytes to text, as the computers of municipalities write it: UTF-8, UTF-16, Windows-1252, Mac Roman or DOS."""

import codecs
import re
from typing import Final

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
_BEYOND: Final = re.compile(r"[^\x00-\x7f]")
_EURO_OF_LATIN9: Final = "¤"
"""What the sign for the euro of ISO 8859-15 is in Windows-1252, where nobody types it."""
_NO_SIGN: Final = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_ONE_BYTE: Final = (("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman"), ("cp850", "DOS (CP850)"))
"""Encodings of one byte a sign, the likeliest first: all three can read nearly any bytes, one of them as Dutch."""
_USUAL: Final = frozenset("éëïöüèêáóàâç’")
_RARE: Final = frozenset("úíñûôîäåæøßãõœÉËÏÖÜÈÇÁÓÅØ")
_AROUND_WORDS: Final = frozenset("ÉËÏÖÜÈÇÁÓÅØ€£§°²³µ½¼·«»–—…•‘’“”„©®™±×\u00a0")
_STRANGE: Final = 4
_END_OF_FILE: Final = "\x1a"
"""DOS ends a text with it."""


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. BadTable, with the line, for bytes that are none of these."""
    text, encoding = _decoded(data)
    return text.rstrip(_END_OF_FILE) if text.endswith(_END_OF_FILE) else text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
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
    return _one_byte(data)


def _one_byte(data: bytes) -> tuple[str, str]:
    """The reading in which the fewest signs stand where no Dutch text has them."""
    readings: list[tuple[int, str, str]] = []
    for encoding, name in _ONE_BYTE:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        readings.append((_strange(text), text, name))
    if not readings or (len(readings) < len(_ONE_BYTE) and min(readings)[0] >= _STRANGE):
        # Windows-1252 leaves five bytes without a sign: what no other encoding reads well either is no text.
        place = next((at for at, byte in enumerate(data) if byte in _NO_SIGN), 0)
        raise _unreadable(data, place, "geen UTF-8, UTF-16 of Windows-1252")
    _cost, text, name = min(readings, key=lambda one: one[0])
    return text.replace(_EURO_OF_LATIN9, "€") if name == "Windows-1252" else text, name


def _strange(text: str) -> int:
    """How little this is Dutch: signs beyond ASCII that it seldom has, or not there, as a quote within a word."""
    cost = 0
    for found in _BEYOND.finditer(text):
        sign, place = found[0], found.start()
        if sign in _USUAL:
            continue
        before = text[place - 1] if place else " "
        after = text[place + 1] if place + 1 < len(text) else " "
        within = before.islower() and (after.isalpha() or sign.isalpha())
        if (sign in _RARE and (sign.islower() or not within)) or (sign in _AROUND_WORDS and not within):
            cost += sign in _RARE
        else:
            cost += _STRANGE
    return cost


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(data, error.start, f"{encoding.upper()}, maar niet helemaal") from None


def _unreadable(data: bytes, place: int, what: str) -> BadTable:
    line = data[:place].count(b"\n") + 1
    return BadTable([Problem(line, f"deze tekst is {what}. Sla het bestand op als ‘CSV UTF-8’.")])
