"""The map of equal hexagons: one municipality, one tile."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from innovatie.adoption.pictures.drawing import Area, Dot, Drawing, Line, Polygon, Text
from innovatie.domain.adoption_states import LABELS, Stage
from innovatie.domain.boundaries import WIDTH, Ring
from innovatie.domain.hexmap import SQRT3, Cell, centre
from innovatie.domain.wording import wording
from innovatie.municipalities.tile_map import tiles

STEP = 18.0
MARGIN = 12.0
LEGEND_COLUMNS = 3

# Four steps of lightness towards "in gebruik" (at least 3:1 between first and last), and a mark in each tile that
# is further than exploring: colour is never the only sign.
FILLS: dict[Stage, str] = {
    Stage.NONE: "#ffffff",
    Stage.EXPLORING: "#cde6ea",
    Stage.DECIDED: "#7fbcc6",
    Stage.INTRODUCING: "#1a8494",
    Stage.IN_USE: "#06303a",
    Stage.STOPPED: "#fbd3bf",
    Stage.DECLINED: "#e6dfd1",
}
EDGE = "#8a8069"


@dataclass(frozen=True, slots=True)
class MapData:
    """`stages` and `names` by CBS code; codes without a tile are left out. `words` is the description."""

    title: str
    words: str
    stages: Mapping[str, Stage]
    names: Mapping[str, str]
    stale: frozenset[str] = frozenset()


def hexagon(x: float, y: float, step: float) -> tuple[tuple[float, float], ...]:
    """The six corners around (x, y) of a tile whose neighbours lie `step` away; a hair smaller, for a gap."""
    return tuple((x + right, y - up) for right, up in _corners(step))


@cache
def _corners(step: float) -> tuple[tuple[float, float], ...]:
    radius = step / SQRT3 * 0.95
    angles = [math.pi / 3 * corner for corner in range(6)]
    return tuple((radius * math.sin(angle), radius * math.cos(angle)) for angle in angles)


def map_drawing(data: MapData, cells: Mapping[str, Cell] | None = None, *, legend: bool = True) -> Drawing:
    """The map, with its legend below it unless the page has one of its own (`stage_tiles`)."""
    cells = tiles() if cells is None else cells
    spots = {code: centre(cell) for code, cell in cells.items()}
    left = min(x for x, _ in spots.values())
    width = (max(x for x, _ in spots.values()) - left + 1) * STEP + 2 * MARGIN
    height = (max(y for _, y in spots.values()) + 1) * STEP + 2 * MARGIN
    drawing = Drawing(round(width), round(height + (88 if legend else 0)), data.title, data.words)
    for code in sorted(cells, key=lambda code: (cells[code][1], cells[code][0])):
        x, y = spots[code]
        place = ((x - left + 0.5) * STEP + MARGIN, (y + 0.5) * STEP + MARGIN)
        stage = data.stages.get(code, Stage.NONE)
        name = data.names.get(code, code)
        note = wording("%(naam)s: %(stap)s", naam=name, stap=LABELS[stage].lower())
        if code in data.stale:
            note = wording("%(stand)s, niet onlangs bevestigd", stand=note)
        _tile(drawing, place, STEP, stage, note, pale=code in data.stale)
    if legend:
        _legend(drawing, height)
    return drawing


def stage_tiles() -> tuple[tuple[str, Drawing], ...]:
    """Each stage with its tile: a legend whose words are text of the page, readable on any screen."""
    found = []
    for stage in Stage:
        drawing = Drawing(STEP + 4, STEP + 6, LABELS[stage], "")
        _tile(drawing, (STEP / 2 + 2, STEP / 2 + 3), STEP, stage, "")
        found.append((LABELS[stage], drawing))
    return tuple(found)


def real_map_drawing(
    data: MapData, rings: Mapping[str, tuple[Ring, ...]], height: int, source: str, *, legend: bool = True
) -> Drawing:
    """The same data on the real boundaries; a municipality without any is left out. The source is named."""
    scale = 600 / WIDTH
    drawing = Drawing(600, round(height * scale + (126 if legend else 30)), data.title, data.words)
    for code in sorted(rings):
        stage = data.stages.get(code, Stage.NONE)
        shape = tuple(tuple((round(x * scale), round(y * scale)) for x, y in ring) for ring in rings[code])
        note = wording("%(naam)s: %(stap)s", naam=data.names.get(code, code), stap=LABELS[stage].lower())
        pale = code in data.stale and stage is not Stage.NONE
        if pale:
            note = wording("%(stand)s, niet onlangs bevestigd", stand=note)
        drawing.shapes.append(Area(shape, FILLS[stage], line=EDGE, width=0.5, opacity=0.6 if pale else 1.0, title=note))
        mark = _middle(shape)
        if mark is not None and stage in MARKED:
            _mark(drawing, mark, 13.0, stage)
    if legend:
        _legend(drawing, height * scale + 6)
    named = wording("Bron van de grenzen: %(bron)s", bron=source)
    drawing.shapes.append(Text((MARGIN, drawing.height - 8), named, 10))
    return drawing


def _middle(rings: tuple[Ring, ...]) -> tuple[float, float] | None:
    """A spot for the mark: the middle of the box of the longest ring."""
    if not rings:
        return None
    ring = max(rings, key=len)
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _tile(
    drawing: Drawing, at: tuple[float, float], step: float, stage: Stage, title: str, *, pale: bool = False
) -> None:
    x, y = at
    fill = FILLS[stage]
    drawing.shapes.append(
        Polygon(
            hexagon(x, y, step),
            fill,
            line=EDGE if stage in (Stage.NONE, Stage.EXPLORING, Stage.DECLINED, Stage.STOPPED) else "",
            width=0.6,
            opacity=0.6 if pale and stage is not Stage.NONE else 1.0,
            title=title,
            kind=f"k-{stage.value}",
        )
    )
    _mark(drawing, at, step, stage)


MARKED = (Stage.IN_USE, Stage.INTRODUCING, Stage.DECIDED, Stage.STOPPED, Stage.DECLINED)


def _mark(drawing: Drawing, at: tuple[float, float], step: float, stage: Stage) -> None:
    """The sign of a stage, so that colour is never the only one."""
    x, y = at
    arm = step * 0.17
    if stage is Stage.IN_USE:
        drawing.shapes.append(Dot(at, arm, "#ffffff"))
    elif stage is Stage.INTRODUCING:
        drawing.shapes.append(Dot(at, arm, FILLS[stage], line="#ffffff", width=1.4))
    elif stage is Stage.DECIDED:
        drawing.shapes.append(Line(((x - arm, y), (x + arm, y)), "#06303a", 1.6))
    elif stage is Stage.STOPPED:
        drawing.shapes.append(Polygon(_square(x, y, arm), "#a23a0e"))
    elif stage is Stage.DECLINED:
        drawing.shapes.append(Line(((x - arm, y - arm), (x + arm, y + arm)), "#12262b", 1.4))
        drawing.shapes.append(Line(((x - arm, y + arm), (x + arm, y - arm)), "#12262b", 1.4))


def _square(x: float, y: float, arm: float) -> tuple[tuple[float, float], ...]:
    return ((x - arm, y - arm), (x + arm, y - arm), (x + arm, y + arm), (x - arm, y + arm))


def _legend(drawing: Drawing, top: float) -> None:
    column = drawing.width / LEGEND_COLUMNS
    for position, stage in enumerate(Stage):
        x, y = MARGIN + 8 + column * (position % LEGEND_COLUMNS), top + 14 + 26 * (position // LEGEND_COLUMNS)
        _tile(drawing, (x, y), STEP, stage, LABELS[stage])
        drawing.shapes.append(Text((x + 14, y + 4), LABELS[stage], 11.5))
