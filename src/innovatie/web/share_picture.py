"""The picture that other sites show beside a link: the cover of a plan, group or winner with its title, as PNG."""

import io
import math
from functools import cache, lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont, ImageOps

from innovatie import paths
from innovatie.domain.picture_words import CoverFile, Focus
from innovatie.web import covers
from innovatie.web.svg_lines import lines

WIDE: Final = (1200, 630)
SQUARE: Final = (1080, 1080)
GROUND: Final = "#06303a"
INK, SOFT, SPOT = "#ffffff", "#b3c8cd", "#ff9a6b"
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def letter(size: int, bold: bool) -> Font:
    """The letter of the pages; without the browser files Pillow's own."""
    weight = "700" if bold else "400"
    for name in sorted((paths.STATIC / "vendor").glob(f"noto-sans-*/files/*-{weight}-normal.woff")):
        return ImageFont.truetype(str(name), size)
    return ImageFont.load_default(size)


def cover_image(made: covers.Composition, width: int) -> Image.Image:
    """The drawn cover, `width` pixels wide and nine sixteenths of that high."""
    scale = 2 * width / covers.WIDTH
    image = Image.new("RGB", (2 * width, round(covers.HEIGHT * scale)), made.ground)
    draw = ImageDraw.Draw(image)
    for tone, tiles in made.tiles:
        for x, y, radius in tiles:
            draw.polygon(_hexagon(x * scale, y * scale, radius * scale), fill=tone)
    if made.icon:
        x, y = made.icon_at
        draw.polygon(_hexagon(x * scale, y * scale, covers.RIM * scale), fill=made.icon_rim)
        draw.polygon(_hexagon(x * scale, y * scale, covers.PLATE * scale), fill=made.ground)
        unit = covers.ICON_SIZE * scale
        for line in lines(made.icon):
            points = [((px - 12) * unit + x * scale, (py - 12) * unit + y * scale) for px, py in line]
            draw.line(points, fill=made.icon_tone, width=round(unit), joint="curve")
            for px, py in points:  # round ends, and no gaps on the outside of a bend
                draw.ellipse((px - unit / 2, py - unit / 2, px + unit / 2, py + unit / 2), fill=made.icon_tone)
    return image.reduce(2)


def _cropped(photo: CoverFile, size: tuple[int, int]) -> Image.Image:
    """The part of a photo that its municipality wants to keep in sight, as large as `size`."""
    along = {Focus.START: 0.0, Focus.MIDDLE: 0.5, Focus.END: 1.0}[photo.focus]
    with Image.open(io.BytesIO(photo.jpeg)) as read:
        return ImageOps.fit(read.convert("RGB"), size, Image.Resampling.LANCZOS, centering=(along, along))


def _hexagon(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    corners = (math.pi / 3 * n for n in range(6))
    return [(x + radius * math.sin(angle), y - radius * math.cos(angle)) for angle in corners]


@lru_cache(maxsize=64)
def share_picture(
    number: int,
    theme: str,
    title: str,
    line: str,
    under: str,
    *,
    square: bool = False,
    photo: CoverFile | None = None,
) -> bytes:
    """PNG bytes: 1200 by 630 with the cover on the right, or 1080 by 1080 with the cover above.

    `line` stands above the title (what it is), `under` below it (who, how many). `photo`: the cover that was uploaded;
    without one it is drawn from the number and the theme.
    """
    size = SQUARE if square else WIDE
    image = Image.new("RGB", size, GROUND)
    made = covers.compose(number, covers.theme_or_none(theme))
    if photo is not None:
        image.paste(_cropped(photo, (1080, 608) if square else (500, 630)), (0, 0) if square else (700, 0))
    elif square:
        image.paste(cover_image(made, size[0]), (0, 0))
    else:
        picture = cover_image(made, 1120)
        middle = round(made.icon_at[0] / covers.WIDTH * picture.width)
        start = min(max(0, middle - 250), picture.width - 500)
        image.paste(picture.crop((start, 0, start + 500, 630)), (700, 0))
    left, top, width, most = (72, 660, size[0] - 144, 3) if square else (64, 72, 572, 5)
    draw = ImageDraw.Draw(image)
    draw.text((left, top), line, fill=SPOT, font=letter(28, True))
    top += 58
    font = letter(52, True)
    for part in wrapped(title, draw, font, width, most):
        draw.text((left, top), part, fill=INK, font=font)
        top += 62
    draw.text((left, top + 22), under, fill=SOFT, font=letter(28, False))
    draw.text((left, size[1] - 76), "Innovatie", fill=INK, font=letter(30, True))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def wrapped(text: str, draw: ImageDraw.ImageDraw, font: Font, width: int, most: int) -> list[str]:
    """At most `most` lines of `width` pixels; what does not fit ends in an ellipsis."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if draw.textlength(longer, font=font) <= width:
            found[-1] = longer
        else:
            found.append(word)
    found = [one for one in found if one]
    if len(found) > most:
        found = [*found[: most - 1], f"{found[most - 1]} …"]
    return [_cut(one, draw, font, width) for one in found]


def _cut(text: str, draw: ImageDraw.ImageDraw, font: Font, width: int) -> str:
    if draw.textlength(text, font=font) <= width:
        return text
    while text and draw.textlength(f"{text}…", font=font) > width:
        text = text[:-1]
    return f"{text}…"
