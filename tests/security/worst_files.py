"""The worst files that somebody may send to a page that takes one: small to send, dear to read."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from PIL import Image

MOST: Final = 1_900_000
"""Bytes of a file, so that the form around it is still taken."""


def worst_files() -> Iterator[tuple[str, str, bytes]]:
    """What it is, its name, and its content."""
    yield "a table of empty cells", "tabel.csv", b";" * MOST
    yield "a table of columns", "tabel.csv", b"titel;" * (MOST // 6)
    yield "a table of strange columns", "tabel.csv", b";".join(b"%d" % one for one in range(MOST // 7))
    yield "lines that each name a column", "tabel.jsonl", b"\n".join(b'{"%d":1}' % one for one in range(MOST // 11))
    yield "a table of empty rows", "tabel.csv", b"a;b\n" + b";\n" * (MOST // 2)
    yield "open quotes", "tabel.csv", b'"a' * (MOST // 2)
    yield "xml without end", "plan.svg", b"<a>" * (MOST // 3)
    yield "a workbook of one long page", "tabel.xlsx", _zip("xl/worksheets/sheet1.xml", b"<row><c/></row>" * 4_000_000)
    yield "a document that is deep", "plan.odt", _zip("content.xml", b"<a>" * 20_000_000)
    yield "a zip of many names", "plan.docx", _names(12_000)
    yield "a pdf of many objects", "plan.pdf", b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * (MOST // 18)
    yield "a pdf of many streams", "plan.pdf", b"%PDF-1.7\n" + _stream() * (MOST // len(_stream()))
    yield "a pdf without ends", "plan.pdf", b"%PDF-1.7\n" + b"<<" * (MOST // 2 - 10)
    yield "a picture of passes", "foto.jpg", _passes()
    yield "a picture too large", "foto.png", _wide()
    yield "json without end", "bewijs.json", b"[" * MOST


def _zip(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr(name, content)
    return made.getvalue()


def _names(number: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as whole:
        for one in range(number):
            whole.writestr(f"{one}", b"")
    return made.getvalue()


def _stream() -> bytes:
    packed = zlib.compress(b"\0" * 1_000_000)
    return b"1 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream endobj\n"


def _passes() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4_000, 4_000)).save(made, "JPEG", progressive=True)
    plain = made.getvalue()
    last = plain.rindex(b"\xff\xda")
    return plain[:-2] + plain[last:-2] * 50 + plain[-2:]


def _wide() -> bytes:
    head = struct.pack(">IIBBBBB", 7_000, 7_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 21_007_000 * 7)), (b"IEND", b""))
    made = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + made
