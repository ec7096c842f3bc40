"""What the actions of accounts share: making a person, giving and taking back roles, ending sessions."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from innovatie.accounts.tables import Person, RoleGrant
from innovatie.domain.authority import Role
from innovatie.domain.wording import Wording
from innovatie.infra import outbox
from innovatie.infra.database import fetch_as, fetch_one_value, fetch_values


class GrantRecord(msgspec.Struct, frozen=True):
    """A role as it was given; `municipality` and `partnership` are what it is over."""

    id: int
    person: int
    role: Role
    municipality: int | None
    partnership: int | None
    revoked_at: datetime | None


async def new_person(*, name: str, email: str | None, now: datetime) -> int:
    """A person without a role; its number."""
    person = Person(name=name, email=email, active=True, created_at=now)
    await person.save()
    return int(person.id)


def one_way(address: str) -> str:
    """The one way in which an address is kept and looked for: in small letters, without blanks around it."""
    return address.strip().lower()


async def has_account(email: str) -> bool:
    return await Person.exists().where(Person.email == email)


async def give_role(
    *,
    person_id: int,
    role: Role,
    starts: date,
    reason: str,
    now: datetime,
    municipality_id: int | None = None,
    partnership_id: int | None = None,
    ends: date | None = None,
    given_by: int | None = None,
) -> int:
    """Write the grant; its number. Whether it may be given is for the caller to know."""
    grant = RoleGrant(
        person=person_id,
        role=role,
        municipality=municipality_id,
        partnership=partnership_id,
        starts=starts,
        ends=ends,
        granted_by=given_by,
        granted_at=now,
        reason=reason,
    )
    await grant.save()
    return int(grant.id)


async def take_role(*, person_id: int, role: Role, by: int | None, now: datetime) -> None:
    """Take back every grant of this role that the person holds."""
    await RoleGrant.update({RoleGrant.revoked_at: now, RoleGrant.revoked_by: by}).where(
        RoleGrant.person == person_id, RoleGrant.role == role, RoleGrant.revoked_at.is_null()
    )


async def tell_people(*, person_ids: Sequence[int], what: Wording, now: datetime, path: str = "") -> None:
    """A mail about roles and accounts to these people, as far as they have an address. `path`: the page to look at."""
    people = await fetch_as(
        _Told,
        "SELECT id, name, email FROM person WHERE id = ANY($1) AND active AND email IS NOT NULL",
        list(person_ids),
    )
    for person in people:
        details: dict[str, str] = {"naam": person.name, "wat": what} | ({"pad": path} if path else {})
        await outbox.put(kind="accountbericht", address=person.email, person_id=person.id, details=details, now=now)


class _Told(msgspec.Struct, frozen=True):
    id: int
    name: str
    email: str


async def people_with(role: Role, *, today: date, municipality_id: int | None = None) -> list[int]:
    """Who holds this role today (for this municipality), each once."""
    return await fetch_values(
        int,
        "SELECT DISTINCT g.person FROM role_grant g JOIN person p ON p.id = g.person AND p.active WHERE g.role = $1"
        " AND g.revoked_at IS NULL AND g.starts <= $2 AND (g.ends IS NULL OR g.ends >= $2)"
        " AND ($3::int IS NULL OR g.municipality = $3) ORDER BY g.person",
        role.value,
        today,
        municipality_id,
    )


async def may_enter(person_id: int, *, today: date) -> bool:
    """Whether somebody may sign in: has a role today or later, or never had one yet."""
    found = await fetch_one_value(
        bool,
        "SELECT NOT EXISTS (SELECT 1 FROM role_grant WHERE person = $1) OR EXISTS (SELECT 1 FROM role_grant"
        " WHERE person = $1 AND revoked_at IS NULL AND (ends IS NULL OR ends >= $2))",
        person_id,
        today,
    )
    return found is True
