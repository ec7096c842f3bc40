"""Tables of municipalities for a day to come: kept as they are, replaced, called off, and taken over on their day."""

from datetime import date, datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import SYSTEM, Act, Actor
from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.municipal_table import Fact
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, transaction
from innovatie.municipalities.actions.holding import StillVoting
from innovatie.municipalities.actions.registering import take_over_table
from innovatie.municipalities.tables import WaitingMunicipalTable


class _Due(msgspec.Struct, frozen=True):
    """A table whose day has come."""

    id: int
    day: date
    facts: tuple[Fact, ...]
    successors: dict[str, str]


async def call_off_table(*, actor: Actor, day: date, now: datetime) -> None:
    """The table that waits for `day` does not come: nothing changes on that day. NotFound when none waits."""
    authority.require(actor, Act.MANAGE_MUNICIPALITIES)
    async with transaction():
        table = WaitingMunicipalTable
        if not await table.delete().where(table.day == day).returning(table.id):
            raise NotFound(wording("Er wacht geen gemeentetabel op %(dag)s.", dag=day_in_words(day)))
        await record(
            actor=actor, act="gemeentetabel afblazen", object_kind="gemeentetabel", object_id=str(day.year), now=now
        )


async def take_over_due_tables(*, now: datetime) -> int:
    """Take over what waits for today or before, the oldest first; how many.

    One that ends a municipality with a seat in a vote that runs waits until that is over, and so do those after it.
    """
    due = await fetch_as(
        _Due,
        "SELECT id, day, facts, successors FROM waiting_municipal_table WHERE day <= $1 ORDER BY day",
        dutch_day(now),
    )
    for number, one in enumerate(due):
        try:
            async with transaction():
                await take_over_table(actor=SYSTEM, facts=one.facts, day=one.day, successors=one.successors, now=now)
                await WaitingMunicipalTable.delete().where(WaitingMunicipalTable.id == one.id)
        except StillVoting:
            return number
    return len(due)
