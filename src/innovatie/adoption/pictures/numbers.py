"""Numbers per municipality as shades on the hexagon map, and numbers per name as bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from innovatie.adoption.pictures.drawing import Drawing, Polygon, Text
from innovatie.adoption.pictures.tiles import EDGE, MARGIN, STEP, hexagon
from innovatie.domain.hexmap import centre
from innovatie.domain.wording import counted, wording
from innovatie.municipalities.tile_map import tiles

SHADES = ("#ffffff", "#cde6ea", "#7fbcc6", "#1a8494", "#06303a")
INK_ON = ("#12262b", "#12262b", "#12262b", "#ffffff", "#ffffff")


@dataclass(frozen=True, slots=True)
class NumberMap:
    """`numbers` and `names` by CBS code; `limits` are the lower bounds of the four shades above none.

    `notes` by code: what is said of a tile instead of its number of plans.
    """

    title: str
    words: str
    numbers: Mapping[str, int]
    names: Mapping[str, str]
    limits: tuple[int, int, int, int] = (1, 2, 4, 8)
    notes: Mapping[str, str] = field(default_factory=dict)


def number_map_drawing(data: NumberMap) -> Drawing:
    """The map; the number itself stands in the tile, so that shade is not the only sign."""
    spots = {code: centre(cell) for code, cell in tiles().items()}
    left = min(x for x, _ in spots.values())
    width = (max(x for x, _ in spots.values()) - left + 1) * STEP + 2 * MARGIN
    height = (max(y for _, y in spots.values()) + 1) * STEP + 2 * MARGIN
    drawing = Drawing(round(width), round(height + 34), data.title, data.words)
    for code in sorted(spots, key=lambda code: (spots[code][1], spots[code][0])):
        number = data.numbers.get(code, 0)
        shade = sum(number >= limit for limit in data.limits)
        x, y = (spots[code][0] - left + 0.5) * STEP + MARGIN, (spots[code][1] + 0.5) * STEP + MARGIN
        name = data.names.get(code, code)
        title = data.notes.get(code) or counted(
            wording("%(naam)s: 1 plan", naam=name), wording("%(naam)s: %(n)s plannen", naam=name, n=number), number
        )
        edge = EDGE if shade < 2 else ""
        drawing.shapes.append(Polygon(hexagon(x, y, STEP), SHADES[shade], line=edge, width=0.6, title=title))
        if number:
            drawing.shapes.append(Text((x, y + 3), str(min(number, 99)), 8, fill=INK_ON[shade], anchor="middle"))
    lows = (0, *data.limits)
    for shade, low in enumerate(lows):
        x = MARGIN + 8 + shade * (width - 2 * MARGIN) / 5
        drawing.shapes.append(Polygon(hexagon(x, height + 12, STEP), SHADES[shade], line=EDGE, width=0.6))
        high = lows[shade + 1] - 1 if shade < len(data.limits) else None
        words = str(low) if high == low else f"{low}–{high}" if high is not None else wording("%(n)s of meer", n=low)
        drawing.shapes.append(Text((x + 14, height + 16), words, 11.5))
    return drawing


def bars_drawing(title: str, words: str, rows: Sequence[tuple[str, int]]) -> Drawing:
    """Bars from left to right, the number behind each, its name above it: to be read on a small screen as well."""
    line, width = 42.0, 460.0
    drawing = Drawing(width, len(rows) * line + 20, title, words)
    top = max((number for _, number in rows), default=0) or 1
    for position, (name, number) in enumerate(rows):
        y = 10 + position * line
        long = (width - 40) * number / top
        drawing.shapes.append(Text((0, y + 12), name, 14))
        corners = ((0, y + 18), (long, y + 18), (long, y + 32), (0, y + 32))
        drawing.shapes.append(Polygon(corners, "#1a8494"))
        drawing.shapes.append(Text((long + 6, y + 30), str(number), 14, bold=True))
    return drawing
