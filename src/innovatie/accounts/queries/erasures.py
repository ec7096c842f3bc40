"""Erasures of which places wait for somebody to look."""

from datetime import datetime

import msgspec

from innovatie.infra.database import fetch_as


class ErasureRow(msgspec.Struct, frozen=True):
    """`person`: the number of who was erased; `waiting` places of `places`."""

    id: int
    person: int
    asked_at: datetime
    places: int
    waiting: int


class WaitingRow(msgspec.Struct, frozen=True):
    """A place that waits; `place` is its table."""

    id: int
    place: str
    row: int
    in_file: bool
    municipality: int | None


async def waiting_erasures() -> list[ErasureRow]:
    """Those of which something waits, the oldest first."""
    return await fetch_as(
        ErasureRow,
        "SELECT e.id, e.person, e.asked_at, count(*) AS places, count(*) FILTER (WHERE p.taken IS NULL) AS waiting"
        " FROM waiting_erasure e JOIN waiting_place p ON p.erasure = e.id WHERE e.settled_at IS NULL"
        " GROUP BY e.id ORDER BY e.id",
    )


async def waiting_places(erasure_id: int, *, most: int) -> list[WaitingRow]:
    """The first `most` places of an erasure that wait, by number."""
    return await fetch_as(
        WaitingRow,
        "SELECT id, place, row, in_file, municipality FROM waiting_place WHERE erasure = $1 AND taken IS NULL"
        " ORDER BY id LIMIT $2",
        erasure_id,
        most,
    )
