"""The map of hexagons: every municipality is painted once, whoever is marked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.municipalities.tile_map import EMPTY, ORDER, tile_map, tiles

CODES = sorted(tiles())


def _spots(drawn: str) -> dict[str, list[str]]:
    """Per class the spots at which its outlines begin, without the height: a larger tile begins higher."""
    parts = re.findall(r'<path class="([a-z-]+)" d="([^"]*)"/>', drawn)
    return {kind: re.findall(r"M(-?[\d.]+) (-?[\d.]+)", outlines, re.ASCII) for kind, outlines in parts}


@given(st.dictionaries(st.sampled_from(CODES), st.sampled_from(ORDER), max_size=len(CODES)))
def test_each_tile_is_painted_once_in_its_own_class(kinds: dict[str, str]) -> None:
    spots = _spots(tile_map("kaart", kinds))
    for kind in ORDER:
        expected = sum(kinds.get(code, EMPTY) == kind for code in CODES)
        assert len(spots.get(kind, [])) == expected
    alone = {code: _spots(tile_map("", dict.fromkeys(CODES, "map-some") | {code: EMPTY}))[EMPTY] for code in kinds}
    empty = spots.get(EMPTY, [])
    for code, kind in kinds.items():
        assert (alone[code][0] in empty) == (kind == EMPTY)


def test_towns_without_a_tile_are_left_out_and_unknown_classes_refused() -> None:
    assert tile_map("kaart", {"GM0000": "map-me"}) == tile_map("kaart", {})
    with pytest.raises(KeyError):
        tile_map("kaart", {CODES[0]: "map-nothing"})
