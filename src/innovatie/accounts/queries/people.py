"""Who someone is, and what they hold today."""

from collections.abc import Sequence
from datetime import date

import msgspec

from innovatie.domain.authority import ROLE_LABELS, RULES, Act, Actor, Grant, Role
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value, fetch_values

_GRANTS = """
    (SELECT json_agg(json_build_array(g.role, g.municipality, g.partnership) ORDER BY g.id) FROM role_grant g
      WHERE g.person = p.id AND g.revoked_at IS NULL AND g.starts <= $2 AND (g.ends IS NULL OR g.ends >= $2))
"""


class Persona(msgspec.Struct, frozen=True):
    """Somebody of the demo whom one may play."""

    slug: str
    name: str
    description: str
    roles: tuple[str, ...]


class HeldGrant(msgspec.Struct, frozen=True):
    """A role in words: for the page that tells what one may do."""

    role: str
    label: str
    over: str
    starts: date
    ends: date | None


Held = tuple[tuple[Role, int | None, int | None], ...]
"""Grants as a query packs them in JSON: role, municipality, partnership."""


def grants_of(held: Held | None) -> tuple[Grant, ...]:
    return tuple(Grant(role, town, group) for role, town, group in held or ())


class _Person(msgspec.Struct, frozen=True):
    id: int
    name: str
    grants: Held | None


async def actor_of(*, person_id: int, municipality_id: int | None, today: date) -> Actor | None:
    """The actor that this person is today, acting for `municipality_id` (None: their first one)."""
    person = await fetch_one_as(
        _Person,
        f"SELECT p.id, p.name, {_GRANTS} AS grants FROM person p WHERE p.id = $1 AND p.active",
        person_id,
        today,
    )
    if person is None:
        return None
    grants = grants_of(person.grants)
    actor = Actor(person_id=person.id, name=person.name, municipality_id=municipality_id, grants=grants)
    if municipality_id is None and actor.municipalities():
        return actor.acting_for(actor.municipalities()[0])
    return actor


async def people_who_may(act: Act, municipalities: Sequence[int], *, today: date, but: int | None = None) -> list[int]:
    """Whoever may do `act` for one of these municipalities today, each once; without the person `but`."""
    return await fetch_values(
        int,
        "SELECT DISTINCT g.person FROM role_grant g JOIN person p ON p.id = g.person AND p.active"
        " WHERE g.municipality = ANY($1) AND g.role = ANY($2) AND g.revoked_at IS NULL AND g.starts <= $3"
        " AND (g.ends IS NULL OR g.ends >= $3) AND g.person IS DISTINCT FROM $4 ORDER BY g.person",
        list(municipalities),
        sorted(role.value for role in RULES[act].roles),
        today,
        but,
    )


class _Persona(msgspec.Struct, frozen=True):
    persona: str
    name: str
    description: str
    roles: tuple[Role, ...]


async def personas(*, today: date) -> tuple[Persona, ...]:
    """Everybody of the demo, in the order in which they were made."""
    rows = await fetch_as(
        _Persona,
        """
        SELECT p.persona, p.name, p.description,
               array(SELECT g.role FROM role_grant g WHERE g.person = p.id AND g.revoked_at IS NULL
                        AND g.starts <= $1 AND (g.ends IS NULL OR g.ends >= $1) ORDER BY g.id) AS roles
          FROM person p WHERE p.persona IS NOT NULL AND p.active ORDER BY p.id
        """,
        today,
    )
    return tuple(
        Persona(
            slug=row.persona,
            name=row.name,
            description=row.description,
            roles=tuple(dict.fromkeys(ROLE_LABELS[role] for role in row.roles)),
        )
        for row in rows
    )


async def person_of_persona(slug: str) -> int | None:
    return await fetch_one_value(int, "SELECT id FROM person WHERE persona = $1 AND active", slug)


class _Held(msgspec.Struct, frozen=True):
    role: Role
    over: str
    starts: date
    ends: date | None


async def held_grants(person_id: int, *, today: date) -> tuple[HeldGrant, ...]:
    """The roles that hold today, each with the name of the municipality or partnership it is over."""
    rows = await fetch_as(
        _Held,
        """
        SELECT g.role, g.starts, g.ends, coalesce(m.name, s.name, '') AS over
          FROM role_grant g
          LEFT JOIN municipality m ON m.id = g.municipality
          LEFT JOIN partnership s ON s.id = g.partnership
         WHERE g.person = $1 AND g.revoked_at IS NULL AND g.starts <= $2 AND (g.ends IS NULL OR g.ends >= $2)
         ORDER BY g.id
        """,
        person_id,
        today,
    )
    return tuple(
        HeldGrant(
            role=row.role.value,
            label=ROLE_LABELS[row.role],
            over=row.over,
            starts=row.starts,
            ends=row.ends,
        )
        for row in rows
    )


class _Named(msgspec.Struct, frozen=True):
    id: int
    name: str


async def names_of(numbers: tuple[int, ...]) -> dict[int, str]:
    """The names of these people by number."""
    rows = await fetch_as(_Named, "SELECT id, name FROM person WHERE id = ANY($1)", list(numbers))
    return {row.id: row.name for row in rows}
