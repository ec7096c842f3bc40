"""Keeping a search, giving it another name, and letting go of it. Each one's own, and nobody else's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Invalid, NotAllowed
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_one_value, transaction
from innovatie.infra.rows import as_json
from innovatie.saved_searches.queries import search_of
from innovatie.saved_searches.tables import SavedSearch
from innovatie.search.answering import ask

MOST: Final = 20
LONGEST_NAME: Final = 80
REMEMBERED: Final = 200
"""Results that count as known when a search is kept; the alert looks at the first twenty."""


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotAllowed("Log eerst in.")
    return actor.person_id


def _name(name: str) -> str:
    if not name.strip():
        raise Invalid({"naam": "Geef de zoekopdracht een naam."})
    if len(name.strip()) > LONGEST_NAME:
        raise Invalid({"naam": wording("Maak de naam korter: hooguit %(n)s tekens.", n=LONGEST_NAME)})
    return name.strip()


async def save_search(*, actor: Actor, name: str, question: str, filters: Mapping[str, str], now: datetime) -> int:
    """Keep a search; what it finds now is known. Keeping the same one again only gives it the new name."""
    person = _person(actor)
    name = _name(name)
    if not question and not filters:
        raise Invalid({"naam": "Zoek eerst iets: typ een woord of kies een filter."})
    _, answer = await ask(question, filters=dict(filters), limit=REMEMBERED, with_facets=False, by_meaning=False)
    chosen = as_json(dict(sorted(filters.items())))
    async with transaction():
        await execute("SELECT 1 FROM person WHERE id = $1 FOR UPDATE", person)
        number = await fetch_one_value(
            int,
            "UPDATE saved_search SET name = $4 WHERE person = $1 AND question = $2 AND filters = $3::jsonb"
            " RETURNING id",
            person,
            question,
            chosen,
            name,
        )
        if number is not None:
            return number
        if await SavedSearch.count().where(SavedSearch.person == person) >= MOST:
            raise Invalid({"naam": wording("U bewaart al %(n)s zoekopdrachten. Verwijder er eerst een.", n=MOST)})
        kept = SavedSearch(
            person=person,
            name=name,
            question=question,
            filters=chosen,
            known=as_json([hit.key for hit in answer.hits]),
            saved_at=now,
            looked_at=now,
        )
        await kept.save()
        await record(actor=actor, act="zoekopdracht bewaren", object_kind="zoekopdracht", object_id=kept.id, now=now)
    return int(kept.id)


async def rename_search(*, actor: Actor, number: int, name: str, now: datetime) -> None:
    """Another name for a search of one's own."""
    name = _name(name)
    async with transaction():
        kept = await search_of(_person(actor), number)
        await SavedSearch.update({SavedSearch.name: name}).where(SavedSearch.id == kept.id)
        await record(actor=actor, act="zoekopdracht hernoemen", object_kind="zoekopdracht", object_id=kept.id, now=now)


async def remove_search(*, actor: Actor, number: int, now: datetime) -> None:
    """Let go of a search of one's own: no more alerts."""
    async with transaction():
        kept = await search_of(_person(actor), number)
        await SavedSearch.delete().where(SavedSearch.id == kept.id)
        await record(
            actor=actor, act="zoekopdracht verwijderen", object_kind="zoekopdracht", object_id=kept.id, now=now
        )


async def forget_person(*, person_id: int, address: str | None, now: datetime) -> None:
    """Somebody is erased: what they kept goes. Inside the act of `accounts` that erases."""
    await SavedSearch.delete().where(SavedSearch.person == person_id)
