"""Does a text stand in an uploaded file? Read as far as that goes without programs of others.

Looked at are the bytes themselves, the parts of a zip (which documents of office programs are) without their markup,
and the compressed streams of a PDF with the pieces of text that it shows. A text in a picture, under a password, or in
a PDF whose letters have numbers of their own is not seen.
"""

import html
import io
import lzma
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from innovatie.domain.names_in_texts import Sought, stands_in

MOST_UNPACKED: Final = 100_000_000
"""Bytes; a file that holds more once it is unpacked is read that far."""
DEEPEST: Final = 2
"""A zip in a zip in a zip is not opened."""

_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError)
"""What the library raises for a damaged zip, a password, or a compression that it does not know."""

# No pattern may look beyond where the next match could start: a file is as hostile as its maker.
_TAG = re.compile(r"<[^<>]*>")
_SHOWN = re.compile(rb"(?<!\\)\(((?:[^()\\]|\\.)*+)\)|<([0-9A-Fa-f\s]+)>", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_LOOKED_OVER: Final = str.maketrans(dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), ""))
"""Signs that nobody sees fall out before the first, quick look."""


def holds(content: bytes, sought: Sought) -> bool:
    """Whether the name or the address stands in the file, as a whole: never inside another word."""
    room = _Room()
    needles = [_plain(needle) for needle in sought.needles()]
    if not needles:
        return False
    return any(
        stands_in(reading, name=sought.name, address=sought.address, own=sought.own)
        for reading in _readings(content, DEEPEST, room)
        if any(needle in plain for plain in (_plain(reading),) for needle in needles)
    )


def _plain(text: str) -> str:
    """Small letters without accents and invisible signs."""
    text = text.translate(_LOOKED_OVER).lower()
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


class _Room:
    """How much more may be unpacked."""

    def __init__(self) -> None:
        self.left = MOST_UNPACKED

    def take(self, unpacked: bytes) -> bytes:
        self.left -= len(unpacked)
        return unpacked


def _readings(content: bytes, depth: int, room: _Room) -> Iterator[str]:
    """The file as text, in each way that it may be meant."""
    yield from _as_text(content)
    if content.startswith(b"PK\x03\x04") and depth:
        for part in _parts(content, room):
            yield from _readings(part, depth - 1, room)
    if content.startswith(b"%PDF-"):
        yield _shown(content)
        for stream in _streams(content, room):
            yield from _as_text(stream)
            yield _shown(stream)


def _as_text(content: bytes) -> Iterator[str]:
    """In UTF-8, in one byte a letter, and in UTF-16 (whose zeros fall out); with markup and without."""
    by_letter = content.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    for text in (content.decode("utf-8", "replace"), by_letter.decode("latin-1")):
        yield text
        if "<" in text:
            yield html.unescape(_TAG.sub("", text))


def _parts(content: bytes, room: _Room) -> Iterator[bytes]:
    """The name and the content of each part; one that cannot be read (damaged, under a password) hides no other."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                yield info.filename.encode()
                if room.left > 0 and not info.is_dir():
                    yield _part(archive, info, room)
    except _UNREADABLE:
        return  # the list of parts itself is damaged: the whole was looked at as bytes


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: _Room) -> bytes:
    try:
        with archive.open(info) as part:
            return room.take(part.read(room.left))
    except _UNREADABLE:
        return b""


def _streams(content: bytes, room: _Room) -> Iterator[bytes]:
    for piece in content.split(b"endstream")[:-1]:
        packed = piece.rpartition(b"stream")[2].lstrip(b"\r\n")
        if room.left > 0:
            try:
                yield room.take(zlib.decompressobj().decompress(packed, room.left))
            except zlib.error:
                continue  # not compressed this way: looked at as bytes


def _shown(content: bytes) -> str:
    """The strings of a piece of PDF one after the other: `[(Wil) -20 (helmina)] TJ` shows Wilhelmina."""
    return "".join(_pieces(_SHOWN.findall(content)))


def _pieces(found: Iterable[tuple[bytes, bytes]]) -> Iterator[str]:
    for literal, digits in found:
        if digits:
            packed = re.sub(rb"\s", b"", digits)
            raw = bytes.fromhex((packed + b"0" * (len(packed) % 2)).decode("ascii"))
        else:
            raw = _ESCAPED.sub(rb"\1", literal)
        yield raw.removeprefix(b"\xfe\xff").replace(b"\0", b"").decode("latin-1")
