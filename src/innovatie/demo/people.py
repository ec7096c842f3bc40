"""The people of the demo, all invented: the personas one may play, reviewers, and for every municipality two more.

The two are somebody who writes its plans and somebody who casts its vote.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache

import msgspec

from innovatie.accounts.queries import actor_of, person_of_persona
from innovatie.demo import files
from innovatie.domain.authority import Actor, Role
from innovatie.domain.slugs import slug
from innovatie.infra.database import execute_many, fetch_as, fetch_one_value, fetch_values
from innovatie.municipalities.queries import partnership_names

SINCE = date(2022, 1, 1)


class _Town(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    sort_name: str
    ended: date | None


class _Made(msgspec.Struct, frozen=True):
    id: int
    email: str


class _Reviewer(msgspec.Struct, frozen=True):
    person: int
    municipality: int | None


class _Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role of a persona; `role` is a name of Role, `municipality` a code, `partnership` a name."""

    role: str
    starts: date
    municipality: str | None = None
    partnership: str | None = None


class _Persona(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    name: str
    email: str
    description: str
    grants: list[_Given]
    municipality: str | None = None


class _Holder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody with one role, of a municipality (its code) or for a Kring (its name)."""

    name: str
    email: str
    municipality: str
    starts: date
    partnership: str = ""


class _Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    personas: list[_Persona]
    reviewers: list[_Holder]
    kring_representatives: list[_Holder]
    first_names: list[str]
    last_names: list[str]


@cache
def _book() -> _Book:
    return files.read(_Book, "people.yaml")


async def load(*, now: datetime, progress: Callable[[str], None]) -> None:
    """Everybody with their roles; needs the municipalities and partnerships."""
    progress("Mensen")
    found = await fetch_as(_Town, "SELECT id, code, name, sort_name, ended FROM municipality")
    towns = {town.code: town for town in found}
    groups = {name: number for number, name in (await partnership_names()).items()}
    people: list[tuple[str, str, str | None, str]] = []
    grants: list[tuple[str, str, int | None, int | None, date]] = []
    for persona_ in _book().personas:
        people.append((persona_.name, persona_.email, persona_.key, persona_.description))
        for grant in persona_.grants:
            town = towns[grant.municipality].id if grant.municipality else None
            group = groups[grant.partnership] if grant.partnership else None
            grants.append((persona_.email, Role[grant.role].value, town, group, grant.starts))
    for one in _book().reviewers:
        people.append((one.name, one.email, None, ""))
        grants.append((one.email, Role.REVIEWER.value, towns[one.municipality].id, None, one.starts))
    for one in _book().kring_representatives:
        people.append((one.name, one.email, None, ""))
        grants.append((one.email, Role.KRING_REPRESENTATIVE.value, None, groups[one.partnership], one.starts))
    voted_for = {over for _, role, over, _, _ in grants if role == Role.VOTER.value}
    for number, place in enumerate(sorted(towns.values(), key=lambda town: town.sort_name)):
        writer, voter = _name(2 * number), _name(2 * number + 1)
        domain = f"{slug(place.name)}.example"
        people.append((writer, f"{slug(writer)}@{domain}", None, ""))
        grants.append((f"{slug(writer)}@{domain}", Role.CIVIL_SERVANT.value, place.id, None, SINCE))
        if place.ended is None and place.id not in voted_for:
            people.append((voter, f"{slug(voter)}@{domain}", None, ""))
            grants.append((f"{slug(voter)}@{domain}", Role.VOTER.value, place.id, None, SINCE))
    await _write(people, grants, now)


async def _write(
    people: list[tuple[str, str, str | None, str]],
    grants: list[tuple[str, str, int | None, int | None, date]],
    now: datetime,
) -> None:
    """In two round trips: seven hundred people do not each need their own."""
    began = datetime.combine(SINCE, now.timetz())
    await execute_many(
        "INSERT INTO person (name, email, persona, description, active, created_at) VALUES ($1, $2, $3, $4, true, $5)",
        [(*person, began) for person in people],
    )
    made = await fetch_as(_Made, "SELECT id, email FROM person WHERE email IS NOT NULL")
    ids = {person.email: person.id for person in made}
    await execute_many(
        "INSERT INTO role_grant (person, role, municipality, partnership, starts, granted_at, reason)"
        " VALUES ($1, $2, $3, $4, $5, $6, 'Demo')",
        [(ids[email], role, town, group, starts, began) for email, role, town, group, starts in grants],
    )


def _name(number: int) -> str:
    """A first and a last name; the two lists are of coprime lengths, so that names repeat late."""
    first, last = _book().first_names, _book().last_names
    return f"{first[number % len(first)]} {last[number % len(last)]}"


async def persona(key: str, *, today: date) -> Actor:
    """One of the personas, as the actor that the actions take."""
    return await _actor(await person_of_persona(key), today, None)


def address_of(key: str) -> str:
    """The mail address of a persona."""
    return next(one.email for one in _book().personas if one.key == key)


async def civil_servant_of(municipality_id: int, *, today: date) -> Actor:
    """Somebody who writes plans for this municipality; a persona where there is one."""
    return await _holder(Role.CIVIL_SERVANT, municipality_id, today)


async def voter_of(municipality_id: int, *, today: date) -> Actor:
    """The one who casts the vote of this municipality."""
    return await _holder(Role.VOTER, municipality_id, today)


async def vng(*, today: date) -> Actor:
    """The director of VNG."""
    return await persona("willemien-terpstra", today=today)


async def second_director(*, today: date) -> Actor:
    """The colleague at VNG who confirms what the director reads."""
    return await persona("bas-oosterhuis", today=today)


async def reviewers(*, today: date) -> tuple[Actor, ...]:
    """Everybody who is a reviewer on that day."""
    rows = await fetch_as(
        _Reviewer,
        "SELECT person, municipality FROM role_grant WHERE role = $1 AND starts <= $2 ORDER BY id",
        Role.REVIEWER.value,
        today,
    )
    found = [await actor_of(person_id=row.person, municipality_id=row.municipality, today=today) for row in rows]
    return tuple(one for one in found if one is not None)


async def kring_representatives(*, today: date) -> tuple[Actor, ...]:
    """Everybody who represents a Kring on that day."""
    persons = await fetch_values(
        int,
        "SELECT person FROM role_grant WHERE role = $1 AND starts <= $2 ORDER BY id",
        Role.KRING_REPRESENTATIVE.value,
        today,
    )
    found = [await actor_of(person_id=person, municipality_id=None, today=today) for person in persons]
    return tuple(one for one in found if one is not None)


async def _holder(role: Role, municipality_id: int, today: date) -> Actor:
    number = await fetch_one_value(
        int,
        "SELECT person FROM role_grant WHERE role = $1 AND municipality = $2 AND starts <= $3 ORDER BY id LIMIT 1",
        role.value,
        municipality_id,
        today,
    )
    return await _actor(number, today, municipality_id)


async def _actor(person_id: int | None, today: date, municipality_id: int | None) -> Actor:
    found = (
        None if person_id is None else await actor_of(person_id=person_id, municipality_id=municipality_id, today=today)
    )
    assert found is not None, "the demo has nobody for this"
    return found
