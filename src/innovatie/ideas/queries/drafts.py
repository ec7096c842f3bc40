"""Drafts as their writers look for them."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from innovatie.infra.database import fetch_one_as, fetch_values

OFFERED: Final = timedelta(days=30)
"""How long a draft is offered to its writer who begins a new plan."""


class RecentDraft(msgspec.Struct, frozen=True):
    """A draft that one was at work on."""

    id: int
    title: str
    updated_at: datetime


async def recent_draft(person_id: int, municipality_id: int, *, now: datetime) -> RecentDraft | None:
    """The draft of one's own that one wrote in last; None when that was more than thirty days ago."""
    return await fetch_one_as(
        RecentDraft,
        "SELECT id, title, updated_at FROM idea WHERE state = 'concept' AND created_by = $1 AND municipality = $2"
        " AND updated_at > $3 ORDER BY updated_at DESC LIMIT 1",
        person_id,
        municipality_id,
        now - OFFERED,
    )


async def drafts_begun_by(person_id: int) -> frozenset[int]:
    """The numbers of the drafts that this person began."""
    found = await fetch_values(int, "SELECT id FROM idea WHERE state = 'concept' AND created_by = $1", person_id)
    return frozenset(found)
