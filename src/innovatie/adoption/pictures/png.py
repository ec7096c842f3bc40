"""A drawing as PNG, with Pillow: twice the size, so that it stays sharp in a document."""

import io
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from innovatie import paths
from innovatie.adoption.pictures.drawing import Area, Dot, Drawing, Line, Point, Polygon, Shape, Text
from innovatie.domain.wording import in_reader_language

SCALE = 2
SUPER = 2  # drawn larger and scaled down: Pillow's own lines have jagged edges


@cache
def letter(size: int, bold: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The letter of the pages; without the browser files Pillow's own, which lacks é and the dash."""
    for name in _font_files(bold):
        return ImageFont.truetype(str(name), size)
    return ImageFont.load_default(size)


def _font_files(bold: bool) -> list[Path]:
    weight = "700" if bold else "400"
    return sorted((paths.STATIC / "vendor").glob(f"noto-sans-*/files/*-{weight}-normal.woff"))


def to_png(drawing: Drawing, *, scale: int = SCALE) -> bytes:
    """PNG bytes on a white ground."""
    factor = scale * SUPER
    size = (round(drawing.width * factor), round(drawing.height * factor))
    image = Image.new("RGBA", size, "#ffffff")
    for shape in drawing.shapes:
        if isinstance(shape, Polygon) and shape.opacity < 1:
            veil = Image.new("RGBA", size, (0, 0, 0, 0))
            alpha = round(255 * shape.opacity)
            colour = (*_rgb(shape.fill), alpha)
            ImageDraw.Draw(veil).polygon(_scaled(shape.points, factor), fill=colour)
            image.alpha_composite(veil)
        else:
            _paint(ImageDraw.Draw(image), shape, factor)
    out = io.BytesIO()
    image.convert("RGB").reduce(SUPER).save(out, "PNG")
    return out.getvalue()


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _on_white(colour: str, opacity: float) -> tuple[int, int, int]:
    """The colour as it shows through on the white ground."""
    red, green, blue = (round(255 - (255 - part) * opacity) for part in _rgb(colour))
    return red, green, blue


def _scaled(points: Sequence[Point], factor: int) -> list[tuple[float, float]]:
    return [(x * factor, y * factor) for x, y in points]


def _paint(canvas: ImageDraw.ImageDraw, shape: Shape, factor: int) -> None:
    match shape:
        case Area():
            for ring in shape.rings:
                corners = _scaled(ring, factor)
                canvas.polygon(corners, fill=_on_white(shape.fill, shape.opacity))
                if shape.line:
                    canvas.line([*corners, corners[0]], fill=shape.line, width=max(round(shape.width * factor), 1))
        case Polygon():
            corners = _scaled(shape.points, factor)
            canvas.polygon(corners, fill=shape.fill)
            if shape.line:
                canvas.line([*corners, corners[0]], fill=shape.line, width=max(round(shape.width * factor), 1))
        case Line():
            _stroke(canvas, shape, factor)
        case Dot():
            x, y, r = shape.at[0] * factor, shape.at[1] * factor, shape.radius * factor
            canvas.ellipse(
                (x - r, y - r, x + r, y + r),
                fill=shape.fill,
                outline=shape.line or None,
                width=max(round(shape.width * factor), 1) if shape.line else 0,
            )
        case Text():
            anchor = {"start": "ls", "middle": "ms", "end": "rs"}[shape.anchor]
            at = (shape.at[0] * factor, shape.at[1] * factor)
            font = letter(round(shape.size * factor), shape.bold)
            canvas.text(at, str(in_reader_language(shape.text)), fill=shape.fill, font=font, anchor=anchor)


def _stroke(canvas: ImageDraw.ImageDraw, shape: Line, factor: int) -> None:
    points, width = _scaled(shape.points, factor), max(round(shape.width * factor), 1)
    if not shape.dash:
        canvas.line(points, fill=shape.line, width=width, joint="curve")
        return
    on, off = 6 * factor, 4 * factor
    for (x0, y0), (x1, y1) in pairwise(points):
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        done = 0.0
        while done < length:
            a, b = done / length, min(done + on, length) / length
            canvas.line(
                [(x0 + (x1 - x0) * a, y0 + (y1 - y0) * a), (x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)],
                fill=shape.line,
                width=width,
            )
            done += on + off
