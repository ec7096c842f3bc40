"""Giving roles and taking them back: by the municipality's own administrator, with dates, looked at once a year."""

from datetime import date, datetime
from typing import Final

from innovatie.accounts.actions.access import end_without_role
from innovatie.accounts.records import GrantRecord, give_role, people_with, take_role, tell_people
from innovatie.accounts.tables import RoleGrant
from innovatie.audit.actions import record
from innovatie.domain.authority import ROLE_LABELS, STRONG_ROLES, Act, Actor, Context, Role, may, require
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_one_as, fetch_one_value, transaction
from innovatie.infra.moments import moment
from innovatie.municipalities.queries import names

MUNICIPAL_ROLES: Final = (Role.CIVIL_SERVANT, Role.REVIEWER, Role.VOTER, Role.MUNICIPAL_ADMIN)


async def grant_role(
    *,
    actor: Actor,
    municipality_id: int,
    person_id: int,
    role: Role,
    starts: date,
    ends: date | None,
    reason: str,
    now: datetime,
) -> int:
    """Give `role` to somebody of this municipality from `starts` up to and including `ends`; the grant's number."""
    require(actor, Act.GRANT_ROLE, Context(municipality_id=municipality_id))
    errors = {}
    if role not in MUNICIPAL_ROLES:
        errors["rol"] = "Deze rol geeft een gemeente niet zelf."
    if ends is not None and ends < starts:
        errors["tot"] = "De laatste dag ligt voor de eerste dag."
    if ends is not None and ends < dutch_day(await moment(now)):
        errors["tot"] = "De laatste dag is al voorbij."
    if errors:
        raise Invalid(errors)
    async with transaction():
        if not await _belongs(person_id, municipality_id):
            raise NotFound("Deze collega hoort niet bij uw gemeente. Nodig eerst uit.")
        double = await fetch_one_value(
            bool,
            "SELECT true FROM role_grant WHERE person = $1 AND role = $2 AND municipality = $3 AND revoked_at IS NULL"
            " AND (ends IS NULL OR ends >= $4) AND ($5::date IS NULL OR starts <= $5)",
            person_id,
            role.value,
            municipality_id,
            starts,
            ends,
        )
        if double:
            raise Conflict("Deze collega heeft deze rol al in die tijd.")
        number = await give_role(
            person_id=person_id,
            role=role,
            municipality_id=municipality_id,
            starts=starts,
            ends=ends,
            given_by=actor.person_id,
            reason=reason,
            now=now,
        )
        await record(
            actor=actor,
            act=Act.GRANT_ROLE,
            object_kind="rol",
            object_id=number,
            now=now,
            on_behalf_of=municipality_id,
            details={"rol": role.value, "persoon": person_id},
        )
        if person_id == actor.person_id and role in STRONG_ROLES:
            await _tell_of_own_role(actor, municipality_id, role, now)
    return number


async def _tell_of_own_role(actor: Actor, municipality_id: int, role: Role, now: datetime) -> None:
    """Who gives a role of weight to themselves: the others of the municipality and VNG hear of it."""
    today = dutch_day(now)
    others = {*await people_with(Role.VNG_DIRECTOR, today=today)}
    for near in (Role.MUNICIPAL_ADMIN, Role.VOTER):
        others |= {*await people_with(near, today=today, municipality_id=municipality_id)}
    what = wording(
        "%(wie)s van %(gemeente)s gaf zichzelf een rol: %(rol)s",
        wie=actor.name,
        gemeente=(await names((municipality_id,)))[municipality_id],
        rol=ROLE_LABELS[role],
    )
    await tell_people(person_ids=sorted(others - {actor.person_id}), what=what, now=now)


async def _belongs(person_id: int, municipality_id: int) -> bool:
    """Has somebody held a role here before, or has an address of this municipality? Then it is a colleague."""
    return (
        await fetch_one_value(
            bool,
            "SELECT EXISTS (SELECT 1 FROM person p WHERE p.id = $1 AND p.active AND (EXISTS (SELECT 1 FROM role_grant g"
            " WHERE g.person = p.id AND g.municipality = $2) OR EXISTS (SELECT 1 FROM mail_domain d"
            " WHERE d.municipality = $2 AND d.domain = split_part(p.email, '@', 2))))",
            person_id,
            municipality_id,
        )
        is True
    )


async def revoke_role(*, actor: Actor, grant_id: int, now: datetime) -> None:
    """Take a role back at once: the municipality's administrator its own, the administrator of the platform every one.

    The last administrator of a municipality cannot be taken away by a colleague, that of the platform by nobody.
    """
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock(4207221014)")  # two who end each other's role: one comes second
        grant = await fetch_one_as(GrantRecord, "SELECT * FROM role_grant WHERE id = $1 FOR UPDATE", grant_id)
        if grant is None:
            raise NotFound("Deze rol bestaat niet.")
        of_town = Context(municipality_id=grant.municipality)
        by_platform = grant.municipality is None or not may(actor, Act.GRANT_ROLE, of_town)
        if by_platform and may(actor, Act.MANAGE_PLATFORM):
            pass
        elif grant.municipality is None:
            raise NotFound("Deze rol bestaat niet.")
        else:
            require(actor, Act.GRANT_ROLE, of_town)
        if grant.revoked_at is not None:
            raise Conflict("Deze rol was al ingetrokken.")
        today = dutch_day(now)
        administrators = await people_with(Role.ADMINISTRATOR, today=today)
        if grant.role is Role.ADMINISTRATOR and administrators == [grant.person]:
            raise NotAllowed("Dit is de laatste beheerder van het platform. Geef eerst een ander deze rol.")
        by_colleague = grant.role is Role.MUNICIPAL_ADMIN and not by_platform and grant.municipality is not None
        if by_colleague and not await _other_admin(grant.municipality or 0, grant_id, today):
            raise NotAllowed("Dit is de laatste beheerder van de gemeente. Geef eerst een collega deze rol.")
        await RoleGrant.update({RoleGrant.revoked_at: now, RoleGrant.revoked_by: actor.person_id}).where(
            RoleGrant.id == grant_id
        )
        await end_without_role(person_id=grant.person, now=now)
        await record(
            actor=actor,
            act="rol intrekken",
            object_kind="rol",
            object_id=grant_id,
            now=now,
            on_behalf_of=grant.municipality,
            details={"rol": grant.role.value, "persoon": grant.person},
        )


async def _other_admin(municipality_id: int, grant_id: int, today: date) -> bool:
    return (
        await fetch_one_value(
            bool,
            "SELECT EXISTS (SELECT 1 FROM role_grant g JOIN person p ON p.id = g.person AND p.active"
            " WHERE g.municipality = $1 AND g.role = $2 AND g.id <> $3 AND g.revoked_at IS NULL"
            " AND g.starts <= $4 AND (g.ends IS NULL OR g.ends >= $4))",
            municipality_id,
            Role.MUNICIPAL_ADMIN.value,
            grant_id,
            today,
        )
        is True
    )


async def confirm_roles(*, actor: Actor, municipality_id: int, grant_ids: tuple[int, ...], now: datetime) -> int:
    """The yearly look at who holds what: these roles are still right. How many were confirmed."""
    require(actor, Act.GRANT_ROLE, Context(municipality_id=municipality_id))
    async with transaction():
        rows = (
            await RoleGrant.update({RoleGrant.reviewed_at: now, RoleGrant.reviewed_by: actor.person_id})
            .where(
                RoleGrant.id.is_in(list(grant_ids)),
                RoleGrant.municipality == municipality_id,
                RoleGrant.revoked_at.is_null(),
            )
            .returning(RoleGrant.id)
            if grant_ids
            else ()
        )
        await record(
            actor=actor,
            act="rollen nalopen",
            object_kind="gemeente",
            object_id=municipality_id,
            now=now,
            on_behalf_of=municipality_id,
            details={"aantal": len(rows)},
        )
    return len(rows)


async def give_reviewer_role(*, actor: Actor, person_id: int, municipality_id: int | None, now: datetime) -> None:
    """This person was admitted as a reviewer: the role, unless it is held already. Inside the caller's act.

    VNG admits others; whoever VNG invited is admitted by accepting, and so acts for themselves.
    """
    if actor.person_id is None or actor.person_id != person_id:
        require(actor, Act.DIRECT_REVIEW, Context(open_phase=Phase.REVIEW))
    now = await moment(now)
    held = await RoleGrant.exists().where(
        RoleGrant.person == person_id,
        RoleGrant.role == Role.REVIEWER,
        RoleGrant.revoked_at.is_null(),
        RoleGrant.ends.is_null() | (RoleGrant.ends >= dutch_day(now)),
    )
    if not held:
        await give_role(
            person_id=person_id,
            role=Role.REVIEWER,
            municipality_id=municipality_id,
            starts=dutch_day(now),
            given_by=actor.person_id,
            reason="toegelaten als beoordelaar",
            now=now,
        )


async def take_reviewer_role(*, actor: Actor, person_id: int, now: datetime) -> None:
    """The person is no reviewer any more. Inside the caller's act."""
    require(actor, Act.DIRECT_REVIEW, Context(open_phase=Phase.REVIEW))
    await take_role(person_id=person_id, role=Role.REVIEWER, by=actor.person_id, now=now)
    await end_without_role(person_id=person_id, now=now)
