"""Giving roles and taking them back: by the municipality's own administrator, with dates, looked at once a year."""

from datetime import date, datetime
from typing import Final

from innovatie.audit.actions import record
from innovatie.domain.authority import Act, Actor, Context, Role, require
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.database import execute, fetch, fetch_row, fetch_value, transaction

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
    if ends is not None and ends < now.date():
        errors["tot"] = "De laatste dag is al voorbij."
    if errors:
        raise Invalid(errors)
    async with transaction():
        if not await _belongs(person_id, municipality_id):
            raise NotFound("Deze collega hoort niet bij uw gemeente. Nodig eerst uit.")
        double = await fetch_value(
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
        number: int = await fetch_value(
            "INSERT INTO role_grant (person, role, municipality, starts, ends, granted_by, granted_at, reason)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
            person_id,
            role.value,
            municipality_id,
            starts,
            ends,
            actor.person_id,
            now,
            reason,
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
    return number


async def _belongs(person_id: int, municipality_id: int) -> bool:
    """Has somebody held a role here before, or has an address of this municipality? Then it is a colleague."""
    found: bool = await fetch_value(
        "SELECT EXISTS (SELECT 1 FROM person p WHERE p.id = $1 AND p.active AND (EXISTS (SELECT 1 FROM role_grant g"
        " WHERE g.person = p.id AND g.municipality = $2) OR EXISTS (SELECT 1 FROM mail_domain d"
        " WHERE d.municipality = $2 AND d.domain = split_part(p.email, '@', 2))))",
        person_id,
        municipality_id,
    )
    return found


async def revoke_role(*, actor: Actor, grant_id: int, now: datetime) -> None:
    """Take a role back at once. The last administrator of a municipality cannot be taken away by a colleague."""
    async with transaction():
        row = await fetch_row("SELECT * FROM role_grant WHERE id = $1 FOR UPDATE", grant_id)
        if row is None or row["municipality"] is None:
            raise NotFound("Deze rol bestaat niet.")
        require(actor, Act.GRANT_ROLE, Context(municipality_id=row["municipality"]))
        if row["revoked_at"] is not None:
            raise Conflict("Deze rol was al ingetrokken.")
        if row["role"] == Role.MUNICIPAL_ADMIN and not await _other_admin(row["municipality"], grant_id, now.date()):
            raise NotAllowed("Dit is de laatste beheerder van de gemeente. Geef eerst een collega deze rol.")
        await execute(
            "UPDATE role_grant SET revoked_at = $1, revoked_by = $2 WHERE id = $3", now, actor.person_id, grant_id
        )
        await record(
            actor=actor,
            act="rol intrekken",
            object_kind="rol",
            object_id=grant_id,
            now=now,
            on_behalf_of=row["municipality"],
            details={"rol": row["role"], "persoon": row["person"]},
        )


async def _other_admin(municipality_id: int, grant_id: int, today: date) -> bool:
    found: bool = await fetch_value(
        "SELECT EXISTS (SELECT 1 FROM role_grant g JOIN person p ON p.id = g.person AND p.active"
        " WHERE g.municipality = $1 AND g.role = $2 AND g.id <> $3 AND g.revoked_at IS NULL"
        " AND g.starts <= $4 AND (g.ends IS NULL OR g.ends >= $4))",
        municipality_id,
        Role.MUNICIPAL_ADMIN.value,
        grant_id,
        today,
    )
    return found


async def confirm_roles(*, actor: Actor, municipality_id: int, grant_ids: tuple[int, ...], now: datetime) -> int:
    """The yearly look at who holds what: these roles are still right. How many were confirmed."""
    require(actor, Act.GRANT_ROLE, Context(municipality_id=municipality_id))
    async with transaction():
        rows = await fetch(
            "UPDATE role_grant SET reviewed_at = $1, reviewed_by = $2 WHERE id = ANY($3::int[]) AND municipality = $4"
            " AND revoked_at IS NULL RETURNING id",
            now,
            actor.person_id,
            list(grant_ids),
            municipality_id,
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


async def close_account(*, actor: Actor, person_id: int, now: datetime) -> None:
    """Close somebody's account: their sessions and tokens end this moment."""
    require(actor, Act.MANAGE_PLATFORM)
    async with transaction():
        changed = await execute("UPDATE person SET active = false WHERE id = $1 AND active", person_id)
        if changed == "UPDATE 0":
            raise NotFound("Dit account bestaat niet of is al afgesloten.")
        await execute(
            "UPDATE session SET ended_at = $1, id_token = NULL WHERE person = $2 AND ended_at IS NULL", now, person_id
        )
        await execute("UPDATE api_token SET revoked_at = $1 WHERE person = $2 AND revoked_at IS NULL", now, person_id)
        await record(actor=actor, act="account sluiten", object_kind="persoon", object_id=person_id, now=now)
