"""When `innovatie backup` last made one: the trail knows."""

from datetime import datetime
from typing import Final

from innovatie.infra.database import fetch_one_value

MADE: Final = "back-up maken"
"""The act in the trail."""


async def last_made() -> datetime | None:
    """None when it never did (or another program makes them)."""
    return await fetch_one_value(datetime, "SELECT max(at) FROM audit_event WHERE act = $1", MADE)
