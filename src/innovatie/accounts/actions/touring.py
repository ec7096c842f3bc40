"""Somebody was shown around, or would rather not be: offered once. It is theirs alone, and no act for the trail."""

from datetime import datetime

from innovatie.accounts.tables import Person


async def finish_tour(*, person_id: int, now: datetime) -> None:
    """Remember it; a second time changes nothing."""
    await Person.update({Person.shown_around_at: now}).where(Person.id == person_id, Person.shown_around_at.is_null())
