"""Pictures drawn on the server: the map and the curve, as SVG on the page and in files, and as PNG."""

from innovatie.adoption.pictures.curve import CurveData, curve_drawing
from innovatie.adoption.pictures.drawing import Drawing, to_icon, to_svg, with_heading
from innovatie.adoption.pictures.numbers import NumberMap, bars_drawing, number_map_drawing
from innovatie.adoption.pictures.stages import LAYERS, stages_drawing
from innovatie.adoption.pictures.tiles import MapData, map_drawing, real_map_drawing, stage_tiles

__all__ = [
    "LAYERS",
    "CurveData",
    "Drawing",
    "MapData",
    "NumberMap",
    "bars_drawing",
    "curve_drawing",
    "map_drawing",
    "number_map_drawing",
    "real_map_drawing",
    "stage_tiles",
    "stages_drawing",
    "to_icon",
    "to_svg",
    "with_heading",
]
