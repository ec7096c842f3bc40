"""The real boundaries of a day, if an operator brought them in."""

import json
from datetime import date

import msgspec

from innovatie.domain.boundaries import Ring
from innovatie.infra.database import fetch_row, fetch_value


class Boundaries(msgspec.Struct, frozen=True):
    """Rings by CBS code on a sheet of 1,000 wide; `source` must be named on the map."""

    source: str
    height: int
    rings: dict[str, tuple[Ring, ...]]


async def boundaries(day: date) -> Boundaries | None:
    """The newest set that holds on `day`, else the oldest one; None when there is none."""
    row = await fetch_row(
        "SELECT id, imported_at FROM boundary_set ORDER BY (valid_from <= $1) DESC,"
        " CASE WHEN valid_from <= $1 THEN valid_from END DESC NULLS LAST, valid_from LIMIT 1",
        day,
    )
    if row is None:
        return None
    key = (row["id"], row["imported_at"].isoformat())
    if key not in _KEPT:
        whole = await fetch_row("SELECT source, height, rings FROM boundary_set WHERE id = $1", row["id"])
        assert whole is not None
        _KEPT.clear()
        _KEPT[key] = _unpacked(whole["source"], whole["height"], whole["rings"])
    return _KEPT[key]


async def has_boundaries() -> bool:
    return bool(await fetch_value("SELECT EXISTS (SELECT FROM boundary_set)"))


_KEPT: dict[tuple[int, str], Boundaries] = {}
"""The last set that was read: parsing it anew for each page would cost more than all else."""


def _unpacked(source: str, height: int, packed: str) -> Boundaries:
    rings = {
        code: tuple(tuple((int(x), int(y)) for x, y in ring) for ring in found)
        for code, found in json.loads(packed).items()
    }
    return Boundaries(source, height, rings)
