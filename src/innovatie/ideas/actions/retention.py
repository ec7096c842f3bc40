"""Drafts on which nobody worked for two years go."""

from datetime import datetime

from innovatie.domain.authority import SYSTEM
from innovatie.domain.idea_states import State
from innovatie.domain.retention import Kind, expired_before
from innovatie.ideas.actions.writing import discard_draft
from innovatie.infra.database import fetch_values


async def let_go_of_drafts(*, now: datetime) -> int:
    """Carry out the retention of drafts; how many went. Run by the daily job."""
    before = expired_before(Kind.DRAFT, now)
    forgotten = await fetch_values(
        int, "SELECT id FROM idea WHERE state = $1 AND updated_at < $2 ORDER BY id", State.DRAFT.value, before
    )
    for idea_id in forgotten:
        await discard_draft(actor=SYSTEM, idea_id=idea_id, now=now)
    return len(forgotten)
