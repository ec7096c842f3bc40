"""The Netherlands as equal hexagons, one for each municipality: who does something, at a glance, on any page.

A tile has one of four classes, whose colours are tokens of the look: `map-some` (does this), `map-way` (on its way),
`map-me` (the one that the page is about), and `map-empty` for all others.
"""

import csv
import math
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from innovatie.domain.hexmap import Cell, centre

TILES: Final = Path(__file__).parent / "data" / "tiles_2026.csv"
EMPTY: Final = "map-empty"
ORDER: Final = (EMPTY, "map-some", "map-way", "map-me")
"""As they are painted: the one that matters most lies on top."""
_RADIUS: Final = {EMPTY: 0.53, "map-some": 0.53, "map-way": 0.44, "map-me": 0.72}


@cache
def tiles() -> dict[str, Cell]:
    """The stored cell of each municipality of 2026 (made by `innovatie adoption tiles`)."""
    with TILES.open(encoding="utf-8", newline="") as file:
        return {cells["code"]: (int(cells["q"]), int(cells["r"])) for cells in csv.DictReader(file, delimiter=";")}


@cache
def _paths(kind: str) -> dict[str, str]:
    """The outline of the tile of each code in the size of `kind`."""
    radius = _RADIUS[kind]
    half, up = radius * math.sqrt(3) / 2, radius / 2
    sides = f"l{half:.2f} {up:.2f}v{radius:.2f}l-{half:.2f} {up:.2f}-{half:.2f}-{up:.2f}v-{radius:.2f}z"
    spots = {code: centre(cell) for code, cell in tiles().items()}
    return {code: f"M{x:.2f} {y - radius:.2f}{sides}" for code, (x, y) in spots.items()}


@cache
def _box() -> str:
    spots = [centre(cell) for cell in tiles().values()]
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    left, top = min(xs) - 0.8, min(ys) - 0.9
    return f"{left:.1f} {top:.1f} {max(xs) + 0.8 - left:.1f} {max(ys) + 0.9 - top:.1f}"


@cache
def _places() -> dict[str, tuple[int, int]]:
    """Where the outline of each code begins and ends in the outlines of all as empty tiles."""
    ends = [*accumulate((len(path) for path in _paths(EMPTY).values()), initial=0)]
    return dict(zip(_paths(EMPTY), pairwise(ends), strict=True))


@cache
def _all_empty() -> str:
    return "".join(_paths(EMPTY).values())


def _empty_but(places: Sequence[tuple[int, int]]) -> str:
    """The outlines of all tiles but those at these places, in their order: most tiles are empty on most maps."""
    begins = [0, *(end for _, end in places)]
    ends = [*(begin for begin, _ in places), None]
    return "".join(_all_empty()[begin:end] for begin, end in zip(begins, ends, strict=True))


def own_tile(code: str) -> Markup:
    """The tile of the reader's own municipality, to lie over a map; nothing for one without a tile."""
    path = _paths("map-me").get(code)
    return Markup(f'<path class="map-me" d="{path}"/>') if path else Markup()  # noqa: S704 -- numbers


def tile_map(label: str, kinds: Mapping[str, str], over: str = "") -> Markup:
    """The map, about 11 kB; `label` says in words what is to be seen, `kinds` gives the class of a CBS code.

    `over` lies over it all (`own_tile`).

    Codes without a tile (municipalities that merged) are left out; KeyError for a class that does not exist.
    """
    return Markup(  # noqa: S704 -- the label is escaped, the rest are numbers
        f'<svg class="hex-map" viewBox="{_box()}" role="img" aria-label="{escape(label)}">'
        f"{_tiles_of(frozenset(kinds.items()))}{over}</svg>"
    )


@lru_cache(maxsize=128)
def _tiles_of(kinds: frozenset[tuple[str, str]]) -> str:
    """The tiles of these codes and classes: a page that is made anew seldom has another map."""
    marked: dict[str, list[str]] = {kind: [] for kind in ORDER if kind != EMPTY}
    places = []
    for code, kind in sorted(kinds):
        if kind != EMPTY and code in tiles():
            marked[kind].append(_paths(kind)[code])
            places.append(_places()[code])
    parts = {EMPTY: _empty_but(sorted(places)), **{kind: "".join(paths) for kind, paths in marked.items()}}
    return "".join(f'<path class="{kind}" d="{paths}"/>' for kind, paths in parts.items() if paths)
