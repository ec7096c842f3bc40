"""Being at a page of a desk, for as long as that page keeps saying so."""

from datetime import datetime, timedelta
from typing import Final

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.infra.database import transaction
from innovatie.infra.moments import moment
from innovatie.insight.tables import DeskPresence

EVERY: Final = 20
"""Seconds between two signs of life of a page."""
GONE: Final = timedelta(seconds=3 * EVERY)
"""Who gave no sign for so long has left."""


async def be_here(*, actor: Actor, page: str, now: datetime) -> datetime:
    """Note that this director looks at `page`; the moment, by the clock that all hosts share.

    Who left is forgotten, so that nothing is kept of who looked when.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    table = DeskPresence
    async with transaction():
        at = await moment(now)
        await table.delete().where(table.seen_at < at - GONE)
        row = table(person=actor.person_id, page=page, seen_at=at)
        await table.insert(row).on_conflict(
            action="DO UPDATE", target=(table.person, table.page), values=[table.seen_at]
        )
    return at
