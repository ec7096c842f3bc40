"""The moment of an act that decides a right or lands in evidence, by the one clock that all hosts share."""

import time
from datetime import datetime, timedelta

from innovatie.infra.clock import Clock, is_told
from innovatie.infra.database import fetch_exactly

MOST_APART = timedelta(seconds=2)
"""How far the clock of a host may be from the database's before it says that it is not ready."""


async def moment(told: datetime) -> datetime:
    """The database's clock (UTC), this very instant: ask after the lock is yours, so that acts follow one another.

    `told`, the caller's own idea of the time, is taken only while a past is made up (`clock.told_time`).
    """
    return told if is_told() else await fetch_exactly(datetime, "SELECT clock_timestamp()")


def moment_or_none(told: datetime) -> datetime | None:
    """What is told, or None: `coalesce($1::timestamptz, clock_timestamp())` is the moment of one statement."""
    return told if is_told() else None


async def apart() -> timedelta:
    """How far this host's clock is ahead of the database's; the time of asking is not counted against either."""
    asked, began = Clock().now(), time.monotonic()
    theirs = await fetch_exactly(datetime, "SELECT clock_timestamp()")
    halfway = timedelta(seconds=(time.monotonic() - began) / 2)
    return asked + halfway - theirs
