"""Maps and charts that the server draws: on a dark screen as readable as on paper, and read the same way."""

import re
from itertools import pairwise
from typing import Final

import pytest

from innovatie import paths
from innovatie.adoption.pictures import axes, curve, numbers, tiles
from innovatie.domain.adoption_states import Stage
from tests.web.test_contrast import DARK, contrast, luminance

SHEET: Final = (paths.STATIC / "css" / "drawn.css").read_text("utf-8").partition("@media (forced-colors")[0]
RULES: Final = re.findall(r"([^{}]+)\{\s*(fill|stroke): (#[0-9a-f]{6});\s*\}", SHEET)
SURFACES: Final = (DARK["ground"], DARK["surface"])
SCALE: Final = (Stage.NONE, Stage.EXPLORING, Stage.DECIDED, Stage.INTRODUCING, Stage.IN_USE)
ON_SHADES: Final = {"#12262b": DARK["ink"], "#ffffff": "#04222a"}
"""Ink of the numbers in tiles, on paper and in dark."""


def in_dark(kind: str, colour: str, element: str = "") -> str:
    """What a `fill` or `stroke` becomes on a dark screen, for an element that has a rule of its own or any other."""
    asked = f'[{kind}="{colour}"]'
    for selector, changed, value in RULES:
        of_its_own = ":is(circle, text)" in selector
        if changed == kind and asked in selector and of_its_own == (element in ("circle", "text")):
            return str(value)
    return colour


def test_each_colour_of_a_picture_has_its_pair() -> None:
    fills = {*tiles.FILLS.values(), *numbers.SHADES, curve.FAN, curve.GREY}
    strokes = {tiles.EDGE, axes.GRID, curve.EVER, curve.NOW}
    assert {one for one in fills if in_dark("fill", one) == one} == set()
    assert {one for one in strokes if in_dark("stroke", one) == one} == set()


@pytest.mark.parametrize("scale", [[tiles.FILLS[stage] for stage in SCALE], list(numbers.SHADES)])
def test_what_is_furthest_stands_out_most_on_either_ground(scale: list[str]) -> None:
    dark = [in_dark("fill", one) for one in scale]
    for less, more in pairwise(dark):
        assert luminance(less) < luminance(more)
        assert contrast(less, more) >= 1.4
    assert min(contrast(dark[-1], ground) for ground in SURFACES) > 10
    assert max(contrast(dark[0], ground) for ground in SURFACES) < 2, "nothing going on is nearly the ground"


def test_lines_and_bands_of_a_chart_can_be_seen() -> None:
    lines = [in_dark("stroke", one) for one in (curve.EVER, curve.NOW, curve.UNDER_WAY)]
    assert min(contrast(line, ground) for line in lines for ground in SURFACES) >= 3
    assert contrast(in_dark("stroke", curve.EVER), in_dark("fill", curve.FAN)) >= 3, "the middle of the expectation"


def test_the_sign_in_a_tile_can_be_seen_and_its_number_read() -> None:
    tile = {stage: in_dark("fill", fill) for stage, fill in tiles.FILLS.items()}
    signs = (
        (in_dark("fill", "#ffffff", "circle"), Stage.IN_USE),
        (in_dark("stroke", "#ffffff"), Stage.INTRODUCING),
        (in_dark("stroke", "#06303a"), Stage.DECIDED),
        (in_dark("fill", "#a23a0e"), Stage.STOPPED),
        (in_dark("stroke", "#12262b"), Stage.DECLINED),
    )
    assert min(contrast(sign, tile[stage]) for sign, stage in signs) >= 3
    assert in_dark("fill", "#ffffff", "text") == ON_SHADES["#ffffff"]
    inks = zip(numbers.SHADES, numbers.INK_ON, strict=True)
    assert min(contrast(ON_SHADES[ink], in_dark("fill", shade)) for shade, ink in inks) >= 4.5
