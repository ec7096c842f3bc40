"""The real boundaries of a day, if an operator brought them in."""

from datetime import date, datetime

import msgspec

from innovatie.domain.boundaries import Ring
from innovatie.infra.database import fetch_one_as, fetch_one_value


class Boundaries(msgspec.Struct, frozen=True):
    """Rings by CBS code on a sheet of 1,000 wide; `source` must be named on the map."""

    source: str
    height: int
    rings: dict[str, tuple[Ring, ...]]


class _Version(msgspec.Struct, frozen=True):
    """Which set, and when it was brought in: one for the same day may come in its place."""

    id: int
    imported_at: datetime


async def boundaries(day: date) -> Boundaries | None:
    """The newest set that holds on `day`, else the oldest one; None when there is none."""
    holds = await fetch_one_as(
        _Version,
        "SELECT id, imported_at FROM boundary_set ORDER BY (valid_from <= $1) DESC,"
        " CASE WHEN valid_from <= $1 THEN valid_from END DESC NULLS LAST, valid_from LIMIT 1",
        day,
    )
    if holds is None:
        return None
    if holds not in _KEPT:
        whole = await fetch_one_as(Boundaries, "SELECT source, height, rings FROM boundary_set WHERE id = $1", holds.id)
        if whole is None:
            return None
        _KEPT.clear()
        _KEPT[holds] = whole
    return _KEPT[holds]


async def has_boundaries() -> bool:
    return await fetch_one_value(bool, "SELECT EXISTS (SELECT FROM boundary_set)") is True


_KEPT: dict[_Version, Boundaries] = {}
"""The last set that was read: parsing it anew for each page would cost more than all else."""
