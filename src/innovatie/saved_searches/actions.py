"""Keeping a search, giving it another name, and letting go of it. Each one's own, and nobody else's."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Invalid, NotAllowed
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_value, transaction
from innovatie.saved_searches.queries import search_of
from innovatie.search.asking import ask

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
    _, answer = await ask(question, filters=dict(filters), limit=REMEMBERED, with_facets=False)
    chosen = json.dumps(dict(sorted(filters.items())), ensure_ascii=False)
    async with transaction():
        await execute("SELECT 1 FROM person WHERE id = $1 FOR UPDATE", person)
        number: int | None = await fetch_value(
            "UPDATE saved_search SET name = $4 WHERE person = $1 AND question = $2 AND filters = $3::jsonb"
            " RETURNING id",
            person,
            question,
            chosen,
            name,
        )
        if number is not None:
            return number
        if int(await fetch_value("SELECT count(*) FROM saved_search WHERE person = $1", person)) >= MOST:
            raise Invalid({"naam": wording("U bewaart al %(n)s zoekopdrachten. Verwijder er eerst een.", n=MOST)})
        made: int = await fetch_value(
            "INSERT INTO saved_search (person, name, question, filters, known, saved_at, looked_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id",
            person,
            name,
            question,
            chosen,
            json.dumps([hit.key for hit in answer.hits]),
            now,
        )
        await record(actor=actor, act="zoekopdracht bewaren", object_kind="zoekopdracht", object_id=made, now=now)
    return made


async def rename_search(*, actor: Actor, number: int, name: str, now: datetime) -> None:
    """Another name for a search of one's own."""
    name = _name(name)
    async with transaction():
        kept = await search_of(_person(actor), number)
        await execute("UPDATE saved_search SET name = $2 WHERE id = $1", kept.id, name)
        await record(actor=actor, act="zoekopdracht hernoemen", object_kind="zoekopdracht", object_id=kept.id, now=now)


async def remove_search(*, actor: Actor, number: int, now: datetime) -> None:
    """Let go of a search of one's own: no more alerts."""
    async with transaction():
        kept = await search_of(_person(actor), number)
        await execute("DELETE FROM saved_search WHERE id = $1", kept.id)
        await record(
            actor=actor, act="zoekopdracht verwijderen", object_kind="zoekopdracht", object_id=kept.id, now=now
        )
