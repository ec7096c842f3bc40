"""What directors read at the source of a draw."""

from datetime import date

import msgspec

from innovatie.infra.database import fetch_one_as

_READING = """
SELECT d.id, d.value, d.drawn_on, d.evidence, d.read_by, p.name AS reader FROM draw_reading d
  JOIN person p ON p.id = d.read_by WHERE d.vote = $1 AND (d.confirmed_at IS NOT NULL) = $2 ORDER BY d.id DESC LIMIT 1
"""


class Reading(msgspec.Struct, frozen=True):
    """The number (`value`, digits) of the source on a day, where to see it, and who read it."""

    id: int
    value: str
    drawn_on: date
    evidence: str
    read_by: int
    reader: str


async def open_reading(vote_id: int) -> Reading | None:
    """The reading that waits for another director."""
    return await fetch_one_as(Reading, _READING, vote_id, False)


async def confirmed_reading(vote_id: int) -> Reading | None:
    """The reading by which the draw was held."""
    return await fetch_one_as(Reading, _READING, vote_id, True)
