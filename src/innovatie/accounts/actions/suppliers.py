"""Accounts of suppliers: asked in by VNG, with a role that only proposes, and ended when nothing is left to propose."""

from datetime import datetime

import msgspec

from innovatie.accounts.actions.access import end_access
from innovatie.accounts.records import give_role, new_person, one_way, take_role
from innovatie.audit.actions import record
from innovatie.domain.authority import Act, Actor, Role, require
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid
from innovatie.infra import outbox
from innovatie.infra.database import fetch_one_as, fetch_values, transaction


async def supplier_account(
    *, actor: Actor, name: str, address: str, company: str, path: str, now: datetime, language: str = "nl"
) -> int:
    """The number of the person with this address, made when there is none; a mail shows the way to `path`.

    Who has another role keeps to that one: nobody speaks for a municipality and for a supplier.
    """
    require(actor, Act.INVITE_SUPPLIER)
    address = one_way(address)
    async with transaction():
        known = await fetch_one_as(_Known, "SELECT id, active FROM person WHERE email = $1 FOR UPDATE", address)
        person_id = await new_person(name=name, email=address, now=now) if known is None else known.id
        held = set(await fetch_values(Role, _HELD, person_id))
        if held - {Role.SUPPLIER} or (known is not None and not known.active):
            raise Invalid({"email": "Met dit adres is er al een account met een andere rol."})
        if not held:
            await give_role(
                person_id=person_id,
                role=Role.SUPPLIER,
                starts=dutch_day(now),
                given_by=actor.person_id,
                reason="Uitgenodigd door VNG.",
                now=now,
            )
        await outbox.put(
            kind="leverancier",
            address=address,
            person_id=person_id,
            language=language,
            now=now,
            details={"naam": name, "door": actor.name, "bedrijf": company, "pad": path},
        )
        await record(
            actor=actor, act=Act.INVITE_SUPPLIER, object_kind="persoon", object_id=person_id, now=now,
            details={"rol": Role.SUPPLIER.value},
        )  # fmt: skip
    return person_id


async def end_supplier_account(*, actor: Actor, person_id: int, now: datetime) -> None:
    """Take the role back and end the sessions: there is nothing left to propose for."""
    require(actor, Act.INVITE_SUPPLIER)
    async with transaction():
        await take_role(person_id=person_id, role=Role.SUPPLIER, by=actor.person_id, now=now)
        await end_access(person_id=person_id, now=now)
        await record(
            actor=actor, act="rol intrekken", object_kind="persoon", object_id=person_id, now=now,
            details={"rol": Role.SUPPLIER.value},
        )  # fmt: skip


class _Known(msgspec.Struct, frozen=True):
    id: int
    active: bool


_HELD = "SELECT DISTINCT role FROM role_grant WHERE person = $1 AND revoked_at IS NULL"
