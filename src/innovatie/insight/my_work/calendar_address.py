"""The address at which a calendar program fetches somebody's days: whoever has it needs no session, so it is a secret.

One for each person. It shows what the person may see today: with their last role it ends, and a role given later does
not bring it back once a program has asked for it in between.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

import msgspec

from innovatie.accounts.queries import actor_of
from innovatie.accounts.records import tell_people
from innovatie.accounts.secret_tokens import digest, new_secret
from innovatie.audit.actions import record
from innovatie.domain.authority import STRONG_ROLES, Actor, person_of
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_one_as, transaction
from innovatie.infra.moments import moment
from innovatie.insight.tables import CalendarAddress

_PURPOSE: Final = "agenda"
NO_ADDRESS: Final = wording("Dit adres werkt niet (meer). Maak bij ‘Mijn werk’ een nieuw adres voor uw agenda.")


class Made(msgspec.Struct, frozen=True):
    """Since when somebody has an address, and when a program last fetched it (None: never)."""

    made_at: datetime
    fetched_at: datetime | None


class _Row(msgspec.Struct, frozen=True):
    id: int
    person: int
    strong: bool
    language: str | None


class _Session(msgspec.Struct, frozen=True):
    strong: bool


async def address_of(person_id: int) -> Made | None:
    """The address of this person, without its secret, which nobody can read back."""
    return await fetch_one_as(Made, "SELECT made_at, fetched_at FROM calendar_address WHERE person = $1", person_id)


async def make_address(*, actor: Actor, now: datetime) -> str:
    """The secret of a new address, shown this once; an earlier address works no more. A mail tells it, as it outlives
    the session.

    Roles that ask for a second factor count in it when this session has shown one. Conflict without any role.
    """
    person, secret = person_of(actor), new_secret()
    async with transaction():
        now = await moment(now)
        if not actor.grants:
            raise Conflict("U hebt nu geen rol. Er zijn geen dagen om in een agenda te zetten.")
        await execute("SELECT 1 FROM person WHERE id = $1 FOR UPDATE", person)
        session = await fetch_one_as(
            _Session, "SELECT factor_at IS NOT NULL AS strong FROM session WHERE id = $1", actor.session_id
        )
        await CalendarAddress.delete().where(CalendarAddress.person == person)
        await CalendarAddress.insert(
            CalendarAddress(
                person=person,
                digest=digest(secret, _PURPOSE),
                strong=session is not None and session.strong,
                made_at=now,
            )
        )
        await record(actor=actor, act="agenda-adres maken", object_kind="persoon", object_id=person, now=now)
        what = wording("U hebt een geheim adres gemaakt waar een agenda uw dagen haalt")
        await tell_people(person_ids=[person], what=what, path="/mijn-werk/agenda", now=now)
    return secret


async def withdraw_address(*, actor: Actor, now: datetime) -> None:
    """From now on nothing can be fetched there; nothing happens to who had no address."""
    person = person_of(actor)
    async with transaction():
        gone = await CalendarAddress.delete().where(CalendarAddress.person == person).returning(CalendarAddress.id)
        if gone:
            await record(actor=actor, act="agenda-adres intrekken", object_kind="persoon", object_id=person, now=now)


async def whose(secret: str, *, now: datetime) -> tuple[Actor, str]:
    """The person as they are today and their language ('' for who never chose), for whom this address is.

    NotFound for any other address, and from the day on which its person has no role left: then it goes.
    """
    row = await fetch_one_as(
        _Row,
        "SELECT a.id, a.person, a.strong, p.language FROM calendar_address a JOIN person p ON p.id = a.person"
        " WHERE a.digest = $1",
        digest(secret, _PURPOSE),
    )
    if row is None:
        raise NotFound(NO_ADDRESS)
    now = await moment(now)
    today = dutch_day(now)
    actor = await actor_of(person_id=row.person, municipality_id=None, today=today)
    if actor is None or not actor.grants:
        await CalendarAddress.delete().where(CalendarAddress.id == row.id)
        raise NotFound(NO_ADDRESS)
    await CalendarAddress.update({CalendarAddress.fetched_at: now}).where(CalendarAddress.id == row.id)
    held = tuple(grant for grant in actor.grants if row.strong or grant.role not in STRONG_ROLES)
    return replace(actor, grants=held), row.language or ""


async def forget_person(*, person_id: int, address: str | None, now: datetime) -> None:
    """Somebody is erased, or starts anew without a second factor: their address ends. Inside that act of `accounts`."""
    await CalendarAddress.delete().where(CalendarAddress.person == person_id)
