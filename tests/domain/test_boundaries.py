"""Boundaries from files: both kinds, shared arcs that run backwards, and small paths."""

import math

import pytest

from innovatie.domain.boundaries import on_sheet, path_of, read
from innovatie.domain.errors import Invalid

SQUARE = [[5.0, 52.0], [5.0, 52.5], [5.25, 52.5], [5.5, 52.5], [5.5, 52.0], [5.0, 52.0]]
GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {"properties": {"statcode": "GM0363"}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
        {
            "properties": {"gemeentecode": "0518"},
            "geometry": {"type": "MultiPolygon", "coordinates": [[[[6, 52], [6, 52.5], [6.5, 52.5], [6, 52]]]]},
        },
        {"properties": {"statcode": "PV20"}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
    ],
}
# Two squares side by side; the arc between them belongs to both, once forwards and once backwards.
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.1, 0.1], "translate": [5.0, 52.0]},
    "arcs": [[[10, 0], [0, 10]], [[10, 10], [-10, 0], [0, -10], [10, 0]], [[10, 10], [10, 0], [0, -10], [-10, 0]]],
    "objects": {
        "gemeenten": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"statcode": "GM0001"}},
                {"type": "MultiPolygon", "arcs": [[[-1, 2]]], "properties": {"statcode": "GM0002"}},
            ],
        }
    },
}


def test_geojson_gives_rings_by_code_and_leaves_other_areas_out() -> None:
    assert {code: len(rings) for code, rings in read(GEOJSON).items()} == {"GM0363": 1, "GM0518": 1}


def test_arcs_that_two_share_run_both_ways() -> None:
    found = read(TOPOLOGY)
    assert found["GM0001"][0][:2] == [(6.0, 52.0), (6.0, 53.0)]
    assert found["GM0002"][0][:2] == [(6.0, 53.0), (6.0, 52.0)]
    assert set(found["GM0001"][0]) & set(found["GM0002"][0]) == {
        (6.0, 52.0),
        (6.0, 53.0),
    }


def test_on_the_sheet_north_is_up_and_points_on_a_line_fall_away() -> None:
    sheet, height = on_sheet(read(GEOJSON), width=300)
    (square,) = sheet["GM0363"]
    assert len(square) == 4
    assert min(y for _, y in square) == 0 and max(y for _, y in square) <= height
    assert square[0][1] > square[1][1]


def test_metres_are_not_squeezed() -> None:
    field = [[0, 400_000], [0, 401_000], [1_000, 401_000], [1_000, 400_000], [0, 400_000]]
    feature = {"properties": {"code": "GM0363"}, "geometry": {"type": "Polygon", "coordinates": [field]}}
    sheet, height = on_sheet(read({"type": "FeatureCollection", "features": [feature]}), width=100)
    assert (sheet["GM0363"], height) == ([((0, 100), (0, 0), (100, 0), (100, 100))], 100)


def test_a_path_takes_relative_steps() -> None:
    assert path_of([((0, 100), (0, 0), (100, 0))]) == "M0 100l0-100 100 0z"


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"type": "Feature"},
        {"type": "FeatureCollection", "features": []},
        {"type": "Topology", "arcs": [], "objects": {"x": {"geometries": [{"type": "Polygon", "arcs": [[4]]}]}}},
    ],
)
def test_anything_else_is_refused(content: object) -> None:
    with pytest.raises(Invalid):
        read(content)


SHAPE = {"type": "Polygon", "coordinates": [[[4.3, 52.0], [4.4, 52.0], [4.4, 52.1], [4.3, 52.0]]]}


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        (None, "Geen enkel gebied"),
        ([1], "Deze GeoJSON is beschadigd"),
        (
            [{"properties": {"code": "0503"}, "geometry": {"type": "Polygon", "coordinates": [[["a", "b"]]]}}],
            "onleesbare",
        ),
        (
            [{"properties": {"code": "0503"}, "geometry": {"type": "Polygon", "coordinates": [[[math.nan, 52.0]]]}}],
            "geen getal",
        ),
    ],
)
def test_a_damaged_geojson_is_refused_with_the_reason(features: object, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        read({"type": "FeatureCollection", "features": features})
    assert reason in refused.value.errors["bestand"]


def test_areas_without_width_are_no_boundaries() -> None:
    with pytest.raises(Invalid):
        on_sheet({"GM0503": [[(4.0, 52.0), (4.0, 53.0), (4.0, 52.5)]]})


def test_points_and_areas_without_a_shape_are_left_empty() -> None:
    features = [
        {"properties": {"statcode": "GM0503"}, "geometry": SHAPE},
        {"properties": {"statcode": "GM0363"}, "geometry": None},
        {"properties": {"statcode": "GM0344"}, "geometry": {"type": "Point", "coordinates": [5.0, 52.0]}},
    ]
    found = read({"type": "FeatureCollection", "features": features})
    assert {code: len(rings) for code, rings in found.items()} == {"GM0503": 1, "GM0363": 0, "GM0344": 0}
