"""A drawn cover for a plan, group or winner without a photo: hexagons in the hue of its theme, and the theme's icon.

Pure but for the icons it reads: the same number and theme always give the same picture. Plain attributes only, so that
it may be shown under a strict content security policy, in a mail or in print.
"""

import gzip
import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from innovatie.web.handlers import AnyRequest
from innovatie.web.icons import bodies
from innovatie.web.static_files import FOR_EVER, accepts_gzip

WIDTH: Final = 1280
HEIGHT: Final = 720

HUES: Final[dict[str, tuple[float, float]]] = {
    "zorg-en-ondersteuning": (5, 0.13),
    "veiligheid": (28, 0.13),
    "wonen-en-omgeving": (50, 0.12),
    "jeugd-en-onderwijs": (72, 0.105),
    "financien-en-belastingen": (95, 0.105),
    "openbaarheid-en-archief": (117, 0.11),
    "openbare-ruimte": (140, 0.125),
    "klimaat-en-energie": (162, 0.1),
    "werk-en-inkomen": (185, 0.088),
    "bedrijfsvoering": (207, 0.088),
    "dienstverlening": (230, 0.1),
    "mobiliteit": (252, 0.125),
    "informatiesamenleving": (275, 0.13),
    "bestuur-en-democratie": (297, 0.13),
    "asiel-en-integratie": (320, 0.13),
    "economie-cultuur-sport": (342, 0.13),
}
"""Hue and chroma of each theme, as in static/css/themes.css."""

NEUTRAL: Final = (210.0, 0.07)
NO_THEME: Final = "algemeen"
"""In addresses: a thing without a theme, or with one that is no longer there."""

DRAWING: Final = 1
"""In addresses: counts up when the drawing changes, because browsers keep a cover for ever."""

SPOT: Final = "#ff8a54"


def colour(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH as a hexadecimal sRGB colour; chroma gives way when it does not fit."""
    while True:
        a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
        long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
        linear = (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
        )
        if chroma <= 0 or all(-0.0005 <= one <= 1.0005 for one in linear):
            break
        chroma = max(0.0, chroma - 0.004)
    steps = []
    for part in linear:
        one = min(1.0, max(0.0, part))
        steps.append(round(255 * (12.92 * one if one <= 0.0031308 else 1.055 * one ** (1 / 2.4) - 0.055)))
    return "#" + "".join(f"{step:02x}" for step in steps)


def _chances(number: int, theme: str) -> Iterator[float]:
    """An endless row of numbers from 0 to 1, fixed by the plan."""
    block = 0
    while True:
        digest = hashlib.sha256(f"{theme}/{number}/{block}".encode()).digest()
        yield from (byte / 255 for byte in digest)
        block += 1


class Composition(msgspec.Struct, frozen=True):
    """A cover as shapes on a ground of WIDTH by HEIGHT pixels: hexagons (x, y, radius) by colour, then the icon."""

    ground: str
    tiles: tuple[tuple[str, tuple[tuple[float, float, float], ...]], ...]
    icon: str
    icon_at: tuple[float, float]
    icon_tone: str
    icon_rim: str


ICON_SIZE: Final = 13.2
"""Pixels to one unit of an icon, which is 24 units wide."""
RIM, PLATE = 276, 258
"""Radius of the two hexagons behind the icon."""


def hexagon(x: float, y: float, radius: float) -> str:
    """Path of a hexagon that stands on its point."""
    w, h = radius * math.sqrt(3) / 2, radius / 2
    return f"M{x:.0f} {y - radius:.0f}l{w:.0f} {h:.0f}v{radius:.0f}l{-w:.0f} {h:.0f}l{-w:.0f} {-h:.0f}v{-radius:.0f}z"


def theme_or_none(theme: str | None) -> str:
    """The slug to draw by: `theme`, or the word for having none."""
    return theme if theme in HUES else NO_THEME


@lru_cache(maxsize=4096)
def place(number: int, theme: str) -> int:
    """Third of the width in which the icon stands: 0, 1 or 2. A square crop looks there."""
    chance = _chances(number, theme)
    next(chance)
    return int(next(chance) * 2.999)


def compose(number: int, theme: str) -> Composition:
    """The 16:9 cover of thing `number` under `theme`."""
    hue, chroma = HUES.get(theme, NEUTRAL)
    chance = _chances(number, theme)
    radius = (62, 80, 100)[int(next(chance) * 2.999)]
    # The icon stands on one of three thirds; the light comes from the other side.
    icon_x, icon_y = (340, 640, 940)[int(next(chance) * 2.999)], HEIGHT / 2
    light = _light(chance, icon_x, icon_y)
    # Dark yellow reads as mud: between orange and green the tones start lighter and are wider apart.
    yellow = 60 < hue < 125
    low, rise, turn = (0.36, 0.07, 1) if yellow else (0.3, 0.057, 3)
    tones = [colour(low + rise * n, chroma * (0.68 + 0.07 * n), hue + turn * n) for n in range(6)]
    by_tone: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    across, down, size = radius * math.sqrt(3), radius * 1.5, radius * 0.945
    free: list[tuple[float, float]] = []
    for row in range(-1, int(HEIGHT / down) + 2):
        for column in range(-1, int(WIDTH / across) + 2):
            x, y = column * across + (row % 2) * across / 2, row * down
            level = 5.2 * light(x, y) + (next(chance) - 0.5) * 1.9
            by_tone[tones[max(0, min(5, round(level)))]].append((x, y, size))
            if abs(x - icon_x) > 290 and 90 < x < WIDTH - 90 and 90 < y < HEIGHT - 90:
                free.append((x, y))
    spot = free[int(next(chance) * (len(free) - 0.001))] if free else (160.0, 160.0)
    ground = colour(0.31 if yellow else 0.26, chroma * 0.6, hue)
    tiles = [(tone, tuple(by_tone[tone])) for tone in tones if by_tone[tone]]
    return Composition(
        ground=ground,
        tiles=(*tiles, (SPOT, ((*spot, size),))),
        icon=bodies().get(f"thema-{theme}", ""),
        icon_at=(icon_x, icon_y),
        icon_tone=colour(0.91, chroma * 0.32, hue),
        icon_rim=tones[2],
    )


def _light(chance: Iterator[float], icon_x: float, icon_y: float) -> Callable[[float, float], float]:
    """How light a tile at (x, y) is, 0 to 1: one of four ways in which light falls."""
    light_x = WIDTH - icon_x + (next(chance) - 0.5) * 260
    light_y = next(chance) * HEIGHT
    angle = next(chance) * math.pi
    ways: tuple[Callable[[float, float], float], ...] = (
        lambda x, y: 1 - math.hypot(x - light_x, y - light_y) / 900,
        lambda x, y: 0.5 + 0.5 * math.cos(((x - light_x) * math.cos(angle) + (y - light_y) * math.sin(angle)) / 190),
        lambda x, y: 0.5 + 0.5 * math.cos(math.hypot(x - icon_x, y - icon_y) / 120 + angle),
        lambda x, y: (x * math.cos(angle) + y * math.sin(angle)) / (WIDTH * 0.9) if angle < 1.57 else 1 - y / HEIGHT,
    )
    return ways[int(next(chance) * 3.999)]


def to_svg(made: Composition) -> str:
    """The cover as SVG text, 3 to 6 kB."""
    body = "".join(
        f'<path fill="{tone}" d="{"".join(hexagon(*tile) for tile in tiles)}"/>' for tone, tiles in made.tiles
    )
    x, y = made.icon_at
    plate = ""
    if made.icon:
        move = f"translate({x - 12 * ICON_SIZE:.1f} {y - 12 * ICON_SIZE:.1f}) scale({ICON_SIZE})"
        plate = (
            f'<path fill="{made.icon_rim}" d="{hexagon(x, y, RIM)}"/>'
            f'<path fill="{made.ground}" d="{hexagon(x, y, PLATE)}"/><g transform="{move}" fill="none" stroke-width="1"'
            f' stroke="{made.icon_tone}" stroke-linecap="round" stroke-linejoin="round">{made.icon}</g>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{made.ground}"/>{body}{plate}</svg>\n'
    )


@lru_cache(maxsize=4096)
def address(number: int, theme: str | None) -> str:
    """Where the cover of thing `number` is: the picture there never changes."""
    return f"/omslagen/{DRAWING}/{number}-{theme_or_none(theme)}.svg"


def focus(number: int, theme: str | None) -> str:
    """Where a narrow crop must look so that the icon stays in it: start, middle or end."""
    return ("start", "middle", "end")[place(number, theme_or_none(theme))]


@lru_cache(maxsize=1024)
def _files(number: int, theme: str) -> tuple[bytes, bytes]:
    text = to_svg(compose(number, theme)).encode()
    return text, gzip.compress(text, 6, mtime=0)


@get("/omslagen/{drawing:str}/{name:str}", include_in_schema=False, sync_to_thread=False)
def cover_file(request: AnyRequest, drawing: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """The drawn cover of a plan, group or winner, to be kept for ever."""
    number, _, rest = name.partition("-")
    theme, dot, kind = rest.rpartition(".")
    known = theme in HUES or theme == NO_THEME
    whole = number.isascii() and number.isdigit() and len(number) < 10
    if drawing != str(DRAWING) or not (known and dot and kind == "svg" and whole):
        raise NotFoundException
    text, compressed = _files(int(number), theme)
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if accepts_gzip(request.headers.get("accept-encoding", "")):
        return Response(compressed, media_type="image/svg+xml", headers={**headers, "Content-Encoding": "gzip"})
    return Response(text, media_type="image/svg+xml", headers=headers)
