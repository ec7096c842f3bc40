"""From an upload to JPEGs of a few widths. Nothing of the upload is kept but what one sees.

What a file is, its content says and not its name. The size in pixels stands in the first bytes: a picture that would
take more memory than it may is refused before it is read. Takes processor time: never on the event loop.
"""

import hashlib
import io
import re
import struct
import warnings
from typing import Final

import msgspec
from PIL import ExifTags, Image, JpegImagePlugin

from innovatie.domain.errors import Invalid
from innovatie.domain.wording import wording

LARGEST: Final = 8_000_000
"""Bytes of an upload."""
MOST_PIXELS: Final = 50_000_000
LEAST: Final = (480, 270)
WIDTHS: Final = (1280, 640, 320)
FORMATS: Final = ("PNG", "WEBP")
"""Beside JPEG."""
_MOST_SCANS: Final = 64
"""Passes over a progressive JPEG: usual is 10. Each costs the time of the whole picture and takes 100 bytes."""
_MOST_PARTS: Final = 4_000
"""Parts of a JPEG, and bytes that fill up before its picture: each costs the library steps; usual is a hundred."""
_MOST_NOTES: Final = 100
"""Parts of a PNG that are no picture: a megabyte is unpacked for each colour profile; usual is ten."""
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MARKER: Final = re.compile(rb"\xff([^\x00\x01\xd0-\xd7\xff])", re.DOTALL)
"""The last byte of what fills up before it, and its kind: with all of that, a file of nothing else takes hours."""
_UNREADABLE: Final = (
    OSError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError, EOFError, struct.error,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
"""What the library raises for content that is not what it says: its readers trust the numbers in a file."""
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each way in which EXIF says that a camera was held."""
_TALLEST: Final = 4
"""How many times as tall as wide, or as wide as tall, a picture may be."""


class Made(msgspec.Struct, frozen=True):
    """One JPEG."""

    width: int
    height: int
    jpeg: bytes


class Encoded(msgspec.Struct, frozen=True):
    """`mark` comes from the content of the largest: the same picture always has the same."""

    mark: str
    files: tuple[Made, ...]


def _refuse(text: str) -> Invalid:
    return Invalid({"beeld": text})


def encode(content: bytes) -> Encoded:
    """The files of a picture, the largest first. Raises Invalid on `beeld`, with what to do instead."""
    if not content:
        raise _refuse(wording("Kies een foto of een ander beeld."))
    if len(content) > LARGEST:
        raise _refuse(wording("Dit beeld is te groot. Kies een bestand van hooguit 8 MB."))
    if is_heavy(content):
        raise _refuse(wording("Dit beeld is te zwaar om te lezen. Bewaar het opnieuw als gewone JPEG of PNG."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about notes of the camera that are broken
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with _opened(content) as opened:
                _check(opened)
                image = _upright(opened)
    except Invalid:
        raise
    except _UNREADABLE as error:
        raise _refuse(wording("Dit is geen beeld dat wij kunnen lezen. Kies een JPEG, PNG of WebP.")) from error
    widths = [width for width in WIDTHS if width < image.width]
    widths = widths if len(widths) == len(WIDTHS) else [min(image.width, WIDTHS[0]), *widths]
    files = tuple(_made(image, width) for width in widths)
    return Encoded(hashlib.sha256(files[0].jpeg).hexdigest()[:32], files)


def _opened(content: bytes) -> Image.Image:
    """A JPEG is read as that and no further: a depth map or second view that a phone put behind it is not looked at."""
    if content.startswith(b"\xff\xd8"):
        return JpegImagePlugin.JpegImageFile(io.BytesIO(content))
    return Image.open(io.BytesIO(content), formats=FORMATS)


def is_heavy(content: bytes) -> bool:
    """Whether it is made of so many parts that reading costs more than its pixels; looked at before it is read."""
    if content.startswith(b"\xff\xd8"):
        return scans_of(content) > _MOST_SCANS
    return content.startswith(_PNG) and _has_many_parts(content)


def _has_many_parts(png: bytes) -> bool:
    at, parts, notes = len(_PNG), 0, 0
    while at + 8 <= len(png) and parts <= _MOST_PARTS and notes <= _MOST_NOTES:
        parts += 1
        notes += png[at + 4 : at + 8] != b"IDAT"
        at += 12 + int.from_bytes(png[at : at + 4], "big")
    return parts > _MOST_PARTS or notes > _MOST_NOTES


def scans_of(jpeg: bytes) -> int:
    """How many passes a decoder makes over this JPEG; counting stops one beyond what we take.

    One that is made of thousands of parts, or of what fills up between them, counts as that too.
    """
    at, found, spent = 2, 0, 0
    while found <= _MOST_SCANS:
        marker = _MARKER.search(jpeg, at)
        spent += 1 if found else 1 + (marker.start() if marker else len(jpeg)) - at
        if spent > _MOST_PARTS:
            return _MOST_SCANS + 1
        if marker is None:
            break
        kind, end = marker[1][0], marker.end()
        if kind == 0xD9:  # the end of the picture; telephones put films and second pictures behind it
            break
        found += kind == 0xDA
        at = end + max(2, int.from_bytes(jpeg[end : end + 2], "big"))
    return found


def _check(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise _refuse(wording("Dit beeld heeft te veel beeldpunten. Maak het kleiner en probeer het opnieuw."))
    if getattr(image, "n_frames", 1) > 1:
        raise _refuse(wording("Dit beeld beweegt. Kies een beeld dat stilstaat."))
    if max(width, height) < LEAST[0] or min(width, height) < LEAST[1]:
        raise _refuse(
            wording(
                "Dit beeld is te klein. Kies er een van ten minste %(b)s bij %(h)s beeldpunten.", b=LEAST[0], h=LEAST[1]
            )
        )
    if max(width, height) > _TALLEST * min(width, height):
        raise _refuse(wording("Dit beeld is te smal. Snijd het bij en probeer het opnieuw."))


def _upright(opened: Image.Image) -> Image.Image:
    """As one holds it, opaque, in plain colours, and without a word of what the camera noted."""
    opened.draft("RGB", (WIDTHS[0] * 2, WIDTHS[0] * 2))
    turn = _TURNS.get(opened.getexif().get(ExifTags.Base.Orientation, 1))
    turned = opened if turn is None else opened.transpose(turn)
    if turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info:
        seen = turned.convert("RGBA")
        ground = Image.new("RGB", seen.size, "white")
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    return turned.convert("RGB")


def _made(image: Image.Image, width: int) -> Made:
    height = max(1, round(image.height * width / image.width))
    small = image.resize((width, height), Image.Resampling.LANCZOS)
    small.info.clear()
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80, optimize=True, progressive=True)
    return Made(width, height, out.getvalue())
