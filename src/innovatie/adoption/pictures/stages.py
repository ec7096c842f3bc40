"""Where everybody stood through time: a stack of the steps towards use, one layer for each."""

from innovatie.adoption.pictures.axes import along, scale
from innovatie.adoption.pictures.curve import CurveData, round_up
from innovatie.adoption.pictures.drawing import Drawing, Polygon, Text
from innovatie.adoption.pictures.tiles import EDGE, FILLS
from innovatie.domain.adoption_states import LABELS, Stage
from innovatie.domain.wording import listed, wording

WIDTH, HEIGHT = 680.0, 330.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 14.0, 14.0, 78.0
LAYERS = (Stage.IN_USE, Stage.INTRODUCING, Stage.DECIDED, Stage.EXPLORING, Stage.STOPPED, Stage.DECLINED)


def stages_drawing(data: CurveData) -> Drawing:
    """The layers in the colours of the map, `in gebruik` at the bottom, those that left on top."""
    last = len(data.labels) - 1
    parts = [wording("%(stap)s %(n)s", stap=LABELS[s].lower(), n=data.by_stage[s][last]) for s in LAYERS]
    words = wording("Aan het eind van %(kwartaal)s: %(standen)s.", kwartaal=data.labels[last], standen=listed(parts))
    drawing = Drawing(WIDTH, HEIGHT, wording("%(titel)s, naar stap", titel=data.title), words)
    heights = [sum(data.by_stage[stage][i] for stage in LAYERS) for i in range(last + 1)]
    top = round_up(max([*heights, 4]))

    def at(position: int, value: float) -> tuple[float, float]:
        return (
            LEFT + (WIDTH - LEFT - RIGHT) * position / max(last, 1),
            HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top,
        )

    scale(drawing, top, at, WIDTH - RIGHT)
    below = [0] * (last + 1)
    for stage in LAYERS:
        above = [low + count for low, count in zip(below, data.by_stage[stage], strict=True)]
        if above != below:
            edge = [at(i, value) for i, value in enumerate(above)]
            floor = [at(i, value) for i, value in enumerate(below)]
            drawing.shapes.append(Polygon((*edge, *reversed(floor)), FILLS[stage], line=EDGE, width=0.8))
        below = above
    along(drawing, data.labels, at)
    for place_in_row, stage in enumerate(LAYERS):
        x, y = LEFT + 210 * (place_in_row % 3), HEIGHT - 40 + 22 * (place_in_row // 3)
        box = ((x, y), (x + 18, y), (x + 18, y + 12), (x, y + 12))
        drawing.shapes.append(Polygon(box, FILLS[stage], line=EDGE, width=0.8))
        drawing.shapes.append(Text((x + 24, y + 11), LABELS[stage], 12))
    return drawing
