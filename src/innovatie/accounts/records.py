"""What the actions of accounts share: making a person, giving and taking back roles, ending sessions."""

from datetime import date, datetime

import msgspec

from innovatie.accounts.tables import Person, RoleGrant, Session
from innovatie.domain.authority import Role


class GrantRecord(msgspec.Struct, frozen=True):
    """A role as it was given; `municipality` and `partnership` are what it is over."""

    id: int
    person: int
    role: Role
    municipality: int | None
    revoked_at: datetime | None


async def new_person(*, name: str, email: str | None, now: datetime) -> int:
    """A person without a role; its number."""
    person = Person(name=name, email=email, active=True, created_at=now)
    await person.save()
    return int(person.id)


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
    ends: date | None = None,
    given_by: int | None = None,
) -> int:
    """Write the grant; its number. Whether it may be given is for the caller to know."""
    grant = RoleGrant(
        person=person_id,
        role=role,
        municipality=municipality_id,
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


async def end_sessions(person_id: int, *, now: datetime) -> None:
    """End every session of the person that has not ended."""
    await Session.update({Session.ended_at: now, Session.id_token: None}).where(
        Session.person == person_id, Session.ended_at.is_null()
    )
