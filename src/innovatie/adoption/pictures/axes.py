"""The lines and labels that the pictures through time share."""

from collections.abc import Callable, Sequence

from innovatie.adoption.pictures.drawing import Drawing, Line, Point, Text

MOST_LABELS = 7
GRID = "#e6dfd1"


def scale(drawing: Drawing, top: int, at: Callable[[int, float], Point], right: float) -> None:
    """Five lines across, each with its number."""
    for part in range(5):
        left, y = at(0, top * part / 4)
        drawing.shapes.append(Line(((left, y), (right, y)), GRID, 1.0))
        drawing.shapes.append(Text((left - 6, y + 4), str(top * part // 4), 11.5, anchor="end"))


def along(drawing: Drawing, labels: Sequence[str], at: Callable[[int, float], Point]) -> None:
    """At most seven labels below, evenly spread back from the last one, none of them over the edge."""
    last = len(labels) - 1
    every = -(-len(labels) // MOST_LABELS)
    for position in range(last, -1, -every):
        x, y = at(position, 0)
        anchor = "end" if position == last and last else "start" if position == 0 else "middle"
        drawing.shapes.append(Text((x, y + 18), labels[position], 11.5, anchor=anchor))
