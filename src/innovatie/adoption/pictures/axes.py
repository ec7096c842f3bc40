"""The lines and labels that the pictures through time share."""

import re
from collections.abc import Callable, Sequence

from innovatie.adoption.pictures.drawing import Drawing, Line, Point, Text

MOST_LABELS = 7
_QUARTER = re.compile(r"[0-9]{4}-K[1-4]")
GRID = "#e6dfd1"


def scale(drawing: Drawing, top: int, at: Callable[[int, float], Point], right: float) -> None:
    """Five lines across, each with its number."""
    for part in range(5):
        left, y = at(0, top * part / 4)
        drawing.shapes.append(Line(((left, y), (right, y)), GRID, 1.0))
        drawing.shapes.append(Text((left - 6, y + 4), str(top * part // 4), 11.5, anchor="end"))


def along(drawing: Drawing, labels: Sequence[str], at: Callable[[int, float], Point]) -> None:
    """At most seven labels below, none of them over the edge: the years when the labels are quarters of several years,
    else evenly spread back from the last one.
    """
    last = len(labels) - 1
    years = [place for place, label in enumerate(labels) if _QUARTER.fullmatch(label) and label.endswith("1")]
    if len(years) > 1:
        for place in years[:: -(-len(years) // MOST_LABELS)]:
            x, y = at(place, 0)
            drawing.shapes.append(Text((x, y + 18), labels[place][:4], 11.5, anchor="middle"))
        return
    every = -(-len(labels) // MOST_LABELS)
    for position in range(last, -1, -every):
        x, y = at(position, 0)
        anchor = "end" if position == last and last else "start" if position == 0 else "middle"
        drawing.shapes.append(Text((x, y + 18), labels[position], 11.5, anchor=anchor))
