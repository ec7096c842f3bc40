"""The weeks ahead as a calendar: on which days something is due of oneself, and on which a phase of a round ends."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import msgspec

WEEKS: Final = 5
"""So many weeks are shown, the present one first: a month is never cut off at its end."""


class AgendaDay(msgspec.Struct, frozen=True):
    """One day. `mine`: tasks with this last day; `rounds`: what else falls on it, in words."""

    day: date
    is_today: bool
    is_past: bool
    mine: int
    rounds: tuple[str, ...]


def weeks_ahead(
    today: date, mine: Iterable[date], rounds: Iterable[tuple[date, str]]
) -> tuple[tuple[AgendaDay, ...], ...]:
    """Rows of seven days from Monday on, the first with `today`."""
    due, others = list(mine), list(rounds)
    monday = today - timedelta(days=today.weekday())
    return tuple(
        tuple(
            AgendaDay(
                day=day,
                is_today=day == today,
                is_past=day < today,
                mine=due.count(day),
                rounds=tuple(words for when, words in others if when == day),
            )
            for day in (monday + timedelta(days=7 * week + place) for place in range(7))
        )
        for week in range(WEEKS)
    )
