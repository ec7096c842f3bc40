"""So many of all municipalities, as hexagons: nine rows, filled from the left. Words beside it say the same."""

from functools import lru_cache
from typing import Final

from markupsafe import Markup

ROWS: Final = 9
_SIDES: Final = "l4.5 2.6v5.2l-4.5 2.6-4.5-2.6v-5.2z"


def _block(start: int, end: int) -> str:
    """Path of the cells from `start` up to `end`."""
    parts = []
    for cell in range(start, end):
        column, row = divmod(cell, ROWS)
        parts.append(f"M{10 * column + 5 + (row % 2) * 5} {8.66 * row + 0.57:.1f}{_SIDES}")
    return "".join(parts)


@lru_cache(maxsize=512)
def tile_block(using: int, whole: int, way: int = 0) -> Markup:
    """`whole` hexagons of which `using` are full and the next `way` are under way. Decoration: hidden from listeners.

    Negative numbers count as nought, and more than the whole as the whole. About 12 kB for 342, 0.6 kB compressed.
    """
    whole = max(whole, 1)
    using = min(max(using, 0), whole)
    way = min(max(way, 0), whole - using)
    columns = -(-whole // ROWS)
    body = f'<path class="tiles-empty" d="{_block(using + way, whole)}"/>'
    body += f'<path class="tiles-on" d="{_block(0, using)}"/>' if using else ""
    body += f'<path class="tiles-way" d="{_block(using, using + way)}"/>' if way else ""
    return Markup(  # noqa: S704 -- numbers only
        f'<svg class="tile-progress__tiles" viewBox="0 0 {10 * columns + 5} 81" aria-hidden="true"'
        f' focusable="false">{body}</svg>'
    )
