"""Accounts of suppliers: asked in by VNG, with a role that only proposes, and ended when nothing is left to propose."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain.authority import Act, Actor, Role, require
from innovatie.domain.errors import Invalid
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch, fetch_value, transaction


async def supplier_account(*, actor: Actor, name: str, address: str, company: str, path: str, now: datetime) -> int:
    """The number of the person with this address, made when there is none; a mail shows the way to `path`.

    Who has another role keeps to that one: nobody speaks for a municipality and for a supplier.
    """
    require(actor, Act.INVITE_SUPPLIER)
    address = address.lower()
    async with transaction():
        person_id: int | None = await fetch_value("SELECT id FROM person WHERE email = $1 FOR UPDATE", address)
        if person_id is None:
            person_id = await fetch_value(
                "INSERT INTO person (name, email, description, active, created_at) VALUES ($1, $2, '', true, $3)"
                " RETURNING id",
                name,
                address,
                now,
            )
        held = {row["role"] for row in await fetch(_HELD, person_id)}
        if held - {Role.SUPPLIER.value} or not await fetch_value("SELECT active FROM person WHERE id = $1", person_id):
            raise Invalid({"email": "Met dit adres is er al een account met een andere rol."})
        if not held:
            await execute(
                "INSERT INTO role_grant (person, role, starts, granted_by, granted_at, reason)"
                " VALUES ($1, $2, $3, $4, $5, 'Uitgenodigd door VNG.')",
                person_id,
                Role.SUPPLIER.value,
                now.date(),
                actor.person_id,
                now,
            )
        await outbox.put(
            kind="leverancier",
            address=address,
            person_id=person_id,
            now=now,
            details={"naam": name, "door": actor.name, "bedrijf": company, "pad": path},
        )
        await record(
            actor=actor, act=Act.INVITE_SUPPLIER, object_kind="persoon", object_id=person_id, now=now,
            details={"rol": Role.SUPPLIER.value},
        )  # fmt: skip
    assert person_id is not None
    return person_id


async def end_supplier_account(*, actor: Actor, person_id: int, now: datetime) -> None:
    """Take the role back and end the sessions: there is nothing left to propose for."""
    require(actor, Act.INVITE_SUPPLIER)
    async with transaction():
        await execute(
            "UPDATE role_grant SET revoked_at = $1, revoked_by = $2 WHERE person = $3 AND role = $4"
            " AND revoked_at IS NULL",
            now,
            actor.person_id,
            person_id,
            Role.SUPPLIER.value,
        )
        await execute(
            "UPDATE session SET ended_at = $1, id_token = NULL WHERE person = $2 AND ended_at IS NULL", now, person_id
        )
        await record(
            actor=actor, act="rol intrekken", object_kind="persoon", object_id=person_id, now=now,
            details={"rol": Role.SUPPLIER.value},
        )  # fmt: skip


_HELD = "SELECT DISTINCT role FROM role_grant WHERE person = $1 AND revoked_at IS NULL"
