"""Places of an erased name that wait for somebody to look: in other municipalities, or in too many rows to be sure.

Whoever chooses a name must not choose what disappears from what others wrote. So nothing here happens by itself: the
administrator of the platform sees each place with the words around it, and takes the name away or leaves it. What is
sought is kept encrypted until then, and is forgotten with the last decision.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from innovatie.accounts.actions.cleaning import take_away
from innovatie.accounts.encryption import seal, unseal
from innovatie.accounts.payloads import PersonErased
from innovatie.accounts.queries.places import Place
from innovatie.accounts.records import people_with, tell_people
from innovatie.accounts.tables import WaitingErasure, WaitingPlace
from innovatie.audit.actions import record
from innovatie.domain.authority import Act, Actor, Role, require
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, NotFound
from innovatie.domain.names_in_texts import Sought
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_values, transaction
from innovatie.infra.jobs import enqueue
from innovatie.settings import current

REMIND_EVERY: Final = timedelta(days=7)
WAITING_ERASURE: Final = "waiting erasure"
"""What the name that is sought is sealed for."""


async def keep_waiting(
    *, person_id: int, sought: Sought, places: Sequence[Place], key: str | None, now: datetime
) -> None:
    """Write down the places that wait, and tell the administrators. Inside the erasure."""
    text = msgspec.json.encode([sought.name, sought.address]).decode()
    erasure = WaitingErasure(
        person=person_id,
        sealed=seal(text, key=key or current().required_secret(), purpose=WAITING_ERASURE, owner=person_id),
        asked_at=now,
        reminded_at=now,
    )
    await erasure.save()
    await WaitingPlace.insert(
        *(
            WaitingPlace(
                erasure=erasure.id,
                place=place.table,
                row=place.row,
                in_file=place.in_file,
                municipality=place.town,
            )
            for place in places
        )
    )
    await _tell_administrators(now)


class _Waiting(msgspec.Struct, frozen=True):
    id: int
    person: int
    sealed: bytes | None


async def sought_in(*, erasure_id: int, key: str | None = None) -> tuple[int, Sought]:
    """Whose erasure waits, and what is sought. Conflict when the installation's secret was changed meanwhile."""
    row = await fetch_one_as(_Waiting, "SELECT id, person, sealed FROM waiting_erasure WHERE id = $1", erasure_id)
    if row is None or row.sealed is None:
        raise NotFound("Deze wissing wacht niet meer.")
    text = unseal(row.sealed, key=key or current().required_secret(), purpose=WAITING_ERASURE, owner=row.person)
    if text is None:
        raise Conflict("De naam is niet meer te lezen: het geheim van de installatie is veranderd.")
    name, address = msgspec.json.decode(text, type=tuple[str | None, str | None])
    return row.person, Sought(name, address)


class _Open(msgspec.Struct, frozen=True):
    id: int
    place: str
    row: int
    in_file: bool
    municipality: int | None


async def decide_places(
    *,
    actor: Actor,
    erasure_id: int,
    decisions: Mapping[int, bool],
    instead: str,
    now: datetime,
    key: str | None = None,
) -> int:
    """Take the name away (True) or leave it (False) in these places, by number; how many wait after it."""
    require(actor, Act.MANAGE_PLATFORM)
    async with transaction():
        person_id, sought = await sought_in(erasure_id=erasure_id, key=key)
        rows = await fetch_as(
            _Open,
            "SELECT id, place, row, in_file, municipality FROM waiting_place"
            " WHERE erasure = $1 AND taken IS NULL AND id = ANY($2) ORDER BY id FOR UPDATE",
            erasure_id,
            list(decisions),
        )
        taken = [row for row in rows if decisions[row.id]]
        for row in taken:
            place = Place(row.place, row.row, False, row.municipality, (), in_file=row.in_file)
            await take_away(actor=actor, place=place, sought=sought, instead=instead, now=now)
        for outcome in (True, False):
            await WaitingPlace.update(
                {
                    WaitingPlace.taken: outcome,
                    WaitingPlace.decided_at: now,
                    WaitingPlace.decided_by: actor.person_id,
                }
            ).where(WaitingPlace.id.is_in([row.id for row in rows if decisions[row.id] is outcome] or [0]))
        await follow(person_id=person_id, rows=[(row.place, row.row) for row in taken])
        left = await WaitingPlace.count().where(WaitingPlace.erasure == erasure_id, WaitingPlace.taken.is_null())
        if not left:
            await WaitingErasure.update({WaitingErasure.sealed: None, WaitingErasure.settled_at: now}).where(
                WaitingErasure.id == erasure_id
            )
        await record(
            actor=actor,
            act="plekken van een gewiste naam beslissen",
            object_kind="persoon",
            object_id=person_id,
            now=now,
            details={"weggehaald": len(taken), "gelaten": len(rows) - len(taken), "wachten": left},
        )
    return int(left)


async def follow(*, person_id: int, rows: Sequence[tuple[str, int]]) -> None:
    """The search index follows the texts that changed: rows as (table, number)."""

    def of(table: str) -> tuple[int, ...]:
        return tuple(sorted({row for name, row in rows if name == table}))

    erased = PersonErased(person=person_id, ideas=of("idea"), groups=of("idea_group"), elaborations=of("elaboration"))
    await enqueue(erased)


async def remind(*, now: datetime) -> int:
    """Remind the administrators once a week of places that wait; of how many erasures."""
    async with transaction():
        due = await fetch_values(
            int,
            "UPDATE waiting_erasure SET reminded_at = $1 WHERE settled_at IS NULL AND reminded_at <= $2 RETURNING id",
            now,
            now - REMIND_EVERY,
        )
        if due:
            await _tell_administrators(now)
    return len(due)


async def _tell_administrators(now: datetime) -> None:
    what = wording(
        "Er wachten plekken met een gewiste naam op uw besluit. Kijk op het bureau van VNG bij Gewiste namen."
    )
    people = await people_with(Role.ADMINISTRATOR, today=dutch_day(now))
    await tell_people(person_ids=people, what=what, now=now)
