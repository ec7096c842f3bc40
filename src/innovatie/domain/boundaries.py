"""Municipal boundaries from TopoJSON or GeoJSON to rings on a sheet, small enough for a page.

Coordinates may be degrees (WGS84) or metres (Rijksdriehoek); either way north is up in the file and y grows to the
south on the sheet. Points are rounded to whole units of a sheet of `WIDTH`; points on a line fall away.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from innovatie.domain.errors import Invalid
from innovatie.domain.whole_numbers import whole

Json = Mapping[str, Any]
"""An object of a file that somebody uploads: each member is looked at before it is used."""
Point = tuple[float, float]
Ring = tuple[tuple[int, int], ...]
WIDTH = 1000
_NAMES = ("statcode", "code", "gemeentecode", "gm_code", "identificatie")


def read(content: Any) -> dict[str, list[list[Point]]]:
    """Rings by CBS code (GM0363). Invalid when this is no TopoJSON or GeoJSON with such codes."""
    if not isinstance(content, dict):
        raise Invalid({"bestand": "Dit is geen TopoJSON of GeoJSON."})
    if content.get("type") == "Topology":
        features = _from_topology(content)
    elif content.get("type") == "FeatureCollection":
        features = _from_features(content)
    else:
        raise Invalid({"bestand": "Dit is geen TopoJSON of GeoJSON."})
    found: dict[str, list[list[Point]]] = {}
    for properties, geometry in features:
        code = _code(properties)
        if code:
            found.setdefault(code, []).extend(_rings(geometry))
    if not found:
        raise Invalid(
            {"bestand": "Geen enkel gebied heeft een CBS-code zoals GM0363 (statcode, code of gemeentecode)."}
        )
    return found


def _code(properties: Json) -> str:
    small = {str(key).lower(): value for key, value in properties.items()}
    for name in _NAMES:
        text = str(small.get(name, "")).strip().upper()
        if len(text) == 4 and whole(text) is not None:
            text = f"GM{text}"
        if len(text) == 6 and text.startswith("GM") and whole(text[2:]) is not None:
            return text
    return ""


def _from_features(content: Json) -> list[tuple[Json, Json]]:
    try:
        return [(f.get("properties") or {}, f.get("geometry") or {}) for f in content.get("features") or []]
    except (AttributeError, TypeError):
        raise Invalid({"bestand": "Deze GeoJSON is beschadigd."}) from None


def _rings(geometry: Json) -> list[list[Point]]:
    """The rings of a (multi)polygon; points and lines have none. Invalid when a coordinate is no number."""
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return []
    shapes = geometry.get("coordinates") or []
    polygons = [shapes] if geometry["type"] == "Polygon" else shapes
    try:
        rings = [[(float(x), float(y)) for x, y, *_ in ring] for polygon in polygons for ring in polygon]
    except (TypeError, ValueError):
        raise Invalid({"bestand": "Een grens heeft onleesbare punten."}) from None
    if not all(math.isfinite(x) and math.isfinite(y) for ring in rings for x, y in ring):
        raise Invalid({"bestand": "Een grens heeft punten die geen getal zijn."})
    return rings


def _from_topology(content: Json) -> list[tuple[Json, Json]]:
    """Features with whole coordinates: the arcs of a topology are shared, counted in steps and may run backwards."""
    try:
        scale, shift = _transform(content)
        arcs = [_arc(arc, scale, shift) for arc in content["arcs"]]
        features: list[tuple[Json, Json]] = []
        for collection in content["objects"].values():
            for geometry in collection.get("geometries", [collection]):
                if geometry.get("type") not in ("Polygon", "MultiPolygon"):
                    continue
                polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
                whole = [[_joined(ring, arcs) for ring in polygon] for polygon in polygons]
                features.append((geometry.get("properties") or {}, {"type": "MultiPolygon", "coordinates": whole}))
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        raise Invalid({"bestand": "Deze TopoJSON is beschadigd."}) from None
    return features


def _transform(content: Json) -> tuple[Point, Point]:
    given = content.get("transform")
    if given is None:
        return (1.0, 1.0), (0.0, 0.0)
    return (float(given["scale"][0]), float(given["scale"][1])), (
        float(given["translate"][0]),
        float(given["translate"][1]),
    )


def _arc(steps: Iterable[Any], scale: Point, shift: Point) -> list[Point]:
    x = y = 0.0
    points = []
    relative = scale != (1.0, 1.0) or shift != (0.0, 0.0)
    for dx, dy, *_ in steps:
        x, y = (x + dx, y + dy) if relative else (float(dx), float(dy))
        points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return points


def _joined(ring: Iterable[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in ring:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(part[1:] if points else part)
    return points


def on_sheet(shapes: Mapping[str, list[list[Point]]], *, width: int = WIDTH) -> tuple[dict[str, list[Ring]], int]:
    """The rings in whole units on a sheet of this width, and its height. Rings too small to see fall away."""
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    if not points:
        raise Invalid({"bestand": "Er staan geen gebieden in."})
    degrees = all(abs(x) <= 180 and abs(y) <= 90 for x, y in points)
    middle = sum(y for _, y in points) / len(points)
    squeeze = math.cos(math.radians(middle)) if degrees else 1.0
    west, north = min(x for x, _ in points) * squeeze, max(y for _, y in points)
    across = max(x for x, _ in points) * squeeze - west
    if across <= 0:
        raise Invalid({"bestand": "De gebieden hebben geen breedte; dit zijn geen grenzen."})
    scale = width / across
    height = math.ceil((north - min(y for _, y in points)) * scale)
    sheet = {}
    for code, rings in sorted(shapes.items()):
        small = [
            _simple([(round((x * squeeze - west) * scale), round((north - y) * scale)) for x, y in r]) for r in rings
        ]
        sheet[code] = [ring for ring in small if len(ring) >= 3]
    return sheet, height


def _simple(points: list[tuple[int, int]]) -> Ring:
    """Without repeats and without points on the line between their neighbours."""
    kept: list[tuple[int, int]] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        while len(kept) >= 2 and _on_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return tuple(kept)


def _on_line(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) == (b[1] - a[1]) * (c[0] - a[0])


def path_of(rings: Iterable[Ring]) -> str:
    """The `d` of an SVG path, in relative steps: shorter than absolute points."""
    parts = []
    for ring in rings:
        x, y = ring[0]
        steps = [f"M{x} {y}l"]
        for later in ring[1:]:
            dx, dy = later[0] - x, later[1] - y
            steps.append(f"{dx}{dy}" if dy < 0 else f"{dx} {dy}")
            x, y = later
        parts.append(steps[0] + " ".join(steps[1:]) + "z")
    return "".join(parts)
