"""A drawing as a list of shapes, and that list as SVG. The same list becomes PNG in `png`.

Colours are presentation attributes, not style: the strict CSP allows them, and a saved file looks the same.
"""

from dataclasses import dataclass, field, replace

from markupsafe import Markup, escape

from innovatie.domain.boundaries import Ring, path_of
from innovatie.domain.wording import Wording

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Polygon:
    points: tuple[Point, ...]
    fill: str
    line: str = ""
    width: float = 1.0
    opacity: float = 1.0
    title: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    points: tuple[Point, ...]
    line: str
    width: float = 2.0
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    at: Point
    radius: float
    fill: str
    line: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Text:
    at: Point
    text: str
    size: float = 12.0
    fill: str = "#12262b"
    anchor: str = "start"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """Several rings that are one thing, such as a municipality with its islands; whole coordinates."""

    rings: tuple[Ring, ...]
    fill: str
    line: str = ""
    width: float = 1.0
    opacity: float = 1.0
    title: str = ""


Shape = Polygon | Line | Dot | Text | Area


@dataclass(slots=True)
class Drawing:
    """`title` and `description` say in words what is to be seen; sizes in pixels."""

    width: float
    height: float
    title: str
    description: str
    shapes: list[Shape] = field(default_factory=list)


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def to_svg(drawing: Drawing, *, name: str, kind: str = "picture") -> Markup:
    """SVG with a title and a description; `name` makes its ids unique on the page."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{escape(kind)}" role="img" focusable="false"'
        f' viewBox="0 0 {_number(drawing.width)} {_number(drawing.height)}"'
        f' aria-labelledby="{escape(name)}-titel {escape(name)}-tekst">'
        f'<title id="{escape(name)}-titel">{escape(drawing.title)}</title>'
        f'<desc id="{escape(name)}-tekst">{escape(drawing.description)}</desc>'
    ]
    shared: dict[tuple[Point, ...], str] = {}
    for shape in drawing.shapes:
        parts.append(_shape(shape, shared, name))
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 -- every text in it is escaped


def to_icon(drawing: Drawing) -> Markup:
    """A small drawing beside words that already say what it is: hidden from those who hear the page."""
    body = "".join(_shape(shape, {}, "") for shape in drawing.shapes)
    box = f"0 0 {_number(drawing.width)} {_number(drawing.height)}"
    return Markup(f'<svg class="map-legend__tile" viewBox="{box}" aria-hidden="true" focusable="false">{body}</svg>')  # noqa: S704 -- numbers and colours of our own


def _shape(shape: Shape, shared: dict[tuple[Point, ...], str], name: str) -> str:
    match shape:
        case Polygon():
            line = f' stroke="{shape.line}" stroke-width="{_number(shape.width)}"' if shape.line else ""
            dim = f' fill-opacity="{_number(shape.opacity)}"' if shape.opacity < 1 else ""
            kind = f' class="{escape(shape.kind)}"' if shape.kind else ""
            body = f'{kind} fill="{shape.fill}"{dim}{line}'
            if not shape.title:
                return f'<polygon{body} points="{_points(shape.points)}"/>'
            return _shared_polygon(shape, body, shared, name)
        case Area():
            line = f' stroke="{shape.line}" stroke-width="{_number(shape.width)}"' if shape.line else ""
            dim = f' fill-opacity="{_number(shape.opacity)}"' if shape.opacity < 1 else ""
            title = f"<title>{escape(shape.title)}</title>" if shape.title else ""
            return f'<path fill="{shape.fill}"{dim}{line} d="{path_of(shape.rings)}">{title}</path>'
        case Line():
            dash = ' stroke-dasharray="6 4"' if shape.dash else ""
            return (
                f'<polyline fill="none" stroke="{shape.line}" stroke-width="{_number(shape.width)}"{dash}'
                f' points="{_points(shape.points)}"/>'
            )
        case Dot():
            line = f' stroke="{shape.line}" stroke-width="{_number(shape.width)}"' if shape.line else ""
            x, y = shape.at
            return (
                f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(shape.radius)}" fill="{shape.fill}"{line}/>'
            )
        case Text():
            bold = ' font-weight="700"' if shape.bold else ""
            anchor = f' text-anchor="{shape.anchor}"' if shape.anchor != "start" else ""
            x, y = shape.at
            return (
                f'<text x="{_number(x)}" y="{_number(y)}" font-size="{_number(shape.size)}" fill="{shape.fill}"'
                f' font-family="Noto Sans, sans-serif"{bold}{anchor}>{escape(shape.text)}</text>'
            )


def _shared_polygon(shape: Polygon, body: str, shared: dict[tuple[Point, ...], str], name: str) -> str:
    """Equal shapes (342 hexagons) are written once and placed with <use>: a third of the bytes."""
    x, y = shape.points[0]
    form = tuple((round(px - x, 1), round(py - y, 1)) for px, py in shape.points)
    title = f"<title>{escape(shape.title)}</title>"
    place = f'x="{_number(x)}" y="{_number(y)}"'
    if form in shared:
        return f'<use{body} href="#{shared[form]}" {place}>{title}</use>'
    shared[form] = f"{escape(name)}-v{len(shared)}"
    define = f'<defs><polygon id="{shared[form]}" points="{_points(form)}"/></defs>'
    return f'{define}<use{body} href="#{shared[form]}" {place}>{title}</use>'


HEADING = 84.0


def with_heading(drawing: Drawing, heading: str, under: str) -> Drawing:
    """The same drawing lower on the sheet, with two lines of text above it: a picture that stands on its own."""
    title = Wording("%(kop)s: %(onder)s", {"kop": heading, "onder": under})
    taller = Drawing(drawing.width, drawing.height + HEADING, title, drawing.description)
    taller.shapes.append(Text((16, 34), heading, 19, bold=True))
    for number, line in enumerate(_lines(under, 52)[:2]):
        taller.shapes.append(Text((16, 56 + 18 * number), line, 14))
    taller.shapes += [_lower(shape) for shape in drawing.shapes]
    return taller


def _lines(text: str, longest: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= longest:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _lower(shape: Shape) -> Shape:
    if isinstance(shape, Area):
        rings = tuple(tuple((x, y + round(HEADING)) for x, y in ring) for ring in shape.rings)
        return replace(shape, rings=rings)
    if isinstance(shape, Polygon | Line):
        return replace(shape, points=tuple((x, y + HEADING) for x, y in shape.points))
    return replace(shape, at=(shape.at[0], shape.at[1] + HEADING))
