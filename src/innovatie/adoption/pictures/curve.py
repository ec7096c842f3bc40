"""The curve: how many had it in use at some time, how many have it now, and the fan of what may come."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from innovatie.adoption.pictures.axes import along, scale
from innovatie.adoption.pictures.drawing import Drawing, Line, Point, Polygon, Text
from innovatie.domain.adoption_states import Stage
from innovatie.domain.diffusion import Band
from innovatie.domain.wording import wording

WIDTH, HEIGHT = 680.0, 330.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 14.0, 14.0, 78.0
EVER, NOW, UNDER_WAY, FAN, GREY = "#06303a", "#e2571e", "#4fa3b1", "#9fcfd6", "#d9d4c8"


@dataclass(frozen=True, slots=True)
class CurveData:
    """Counts at the end of each period; `bands` follow on the last one. `certain`: a forecast, else a reference.

    `limited` says why a forecast goes less far than usual.
    """

    title: str
    words: str
    labels: Sequence[str]
    ever: Sequence[int]
    now: Sequence[int]
    under_way: Sequence[int]
    by_stage: Mapping[Stage, Sequence[int]] = field(default_factory=dict)
    bands: Sequence[Band] = ()
    certain: bool = True
    limited: str = ""


def round_up(highest: int) -> int:
    """The top of a scale: a number that parts into four whole steps."""
    for step in (1, 2, 5, 10, 20, 25, 50, 100):
        if step * 4 >= highest:
            return step * 4
    return -(-highest // 100) * 100


def curve_drawing(data: CurveData) -> Drawing:
    """Lines for what was, a fan (or a grey reference band) for what may come."""
    drawing = Drawing(WIDTH, HEIGHT, data.title, data.words)
    top = round_up(max([*data.ever, *data.under_way, *(band.p90 for band in data.bands), 4]))
    last = len(data.labels) - 1
    steps = max(last + len(data.bands), 1)

    def at(position: int, value: float) -> Point:
        return (
            LEFT + (WIDTH - LEFT - RIGHT) * position / steps,
            HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top,
        )

    scale(drawing, top, at, WIDTH - RIGHT)
    if data.bands and data.ever:
        _fan(drawing, data, at, last)
    for values, colour, width, dash in (
        (data.under_way, UNDER_WAY, 2.0, True),
        (data.now, NOW, 2.0, False),
        (data.ever, EVER, 3.0, False),
    ):
        if values:
            drawing.shapes.append(Line(tuple(at(i, value) for i, value in enumerate(values)), colour, width, dash=dash))
    along(drawing, [*data.labels, *(band.period.label for band in data.bands)], at)
    _legend(drawing, data)
    return drawing


def _fan(drawing: Drawing, data: CurveData, at: Callable[[int, float], Point], last: int) -> None:
    start = at(last, data.ever[-1])
    highs = [at(last + 1 + i, band.p90) for i, band in enumerate(data.bands)]
    lows = [at(last + 1 + i, band.p10) for i, band in enumerate(data.bands)]
    drawing.shapes.append(Polygon((start, *highs, *reversed(lows)), FAN if data.certain else GREY, opacity=0.6))
    if data.certain:
        middle = (start, *(at(last + 1 + i, band.p50) for i, band in enumerate(data.bands)))
        drawing.shapes.append(Line(middle, EVER, 2.0, dash=True))


def _legend(drawing: Drawing, data: CurveData) -> None:
    y = HEIGHT - 34
    items = [
        (wording("Ooit in gebruik"), EVER, False),
        (wording("Nu in gebruik"), NOW, False),
        (wording("Onderweg"), UNDER_WAY, True),
    ]
    x = LEFT
    for label, colour, dash in items:
        drawing.shapes.append(Line(((x, y), (x + 22, y)), colour, 3.0, dash=dash))
        drawing.shapes.append(Text((x + 28, y + 4), label, 12))
        x += 150
    if data.bands:
        words = (
            wording("Verwachting: in 80 van de 100 gevallen binnen de band")
            if data.certain
            else wording("Zo ging het bij vergelijkbare vernieuwingen (geen verwachting)")
        )
        fill = FAN if data.certain else GREY
        drawing.shapes.append(Polygon(((LEFT, y + 14), (LEFT + 22, y + 14), (LEFT + 22, y + 26), (LEFT, y + 26)), fill))
        drawing.shapes.append(Text((LEFT + 28, y + 24), words, 12))
