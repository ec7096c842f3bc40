"""Which municipalities have a seat in a vote that still runs: until it is over they cannot go up in another one."""

from collections.abc import Sequence

from innovatie.infra.database import fetch_values

_STILL_RUNS = """
    v.closed_at IS NULL
    AND EXISTS (SELECT FROM round r WHERE r.id = v.round AND r.ended_at IS NULL)
    AND EXISTS (SELECT FROM phase_window w WHERE w.round = v.round AND w.closed_at IS NULL
                 AND w.phase = CASE v.kind WHEN 'voorselectie' THEN 'voorselectie' ELSE 'stemmen' END)
"""
"""A deadline that has passed is not enough: until the vote or its phase is closed, it can be given more time."""


async def with_a_seat(municipalities: Sequence[int]) -> list[str]:
    """The names of those among these municipalities that have a seat in a vote that still runs."""
    return await fetch_values(
        str,
        f"SELECT m.name FROM municipality m WHERE m.id = ANY($1) AND EXISTS (SELECT FROM elector e"
        f" JOIN round_vote v ON v.id = e.vote WHERE e.municipality = m.id AND {_STILL_RUNS}) ORDER BY m.sort_name",
        list(municipalities),
    )
