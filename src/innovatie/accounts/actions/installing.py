"""What is done from the shell when Innovatie is installed: by the platform itself, recorded as such."""

import re
from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_value, transaction

_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}")


async def _municipality(code: str | None) -> int | None:
    if code is None or code == "VNG":
        return None
    found: int | None = await fetch_value("SELECT id FROM municipality WHERE code = $1", code.upper())
    if found is None:
        raise NotFound(wording("Er is geen gemeente met code %(code)s.", code=code))
    return found


async def allow_domain(*, code: str, domain: str, now: datetime) -> None:
    """Addresses of this domain may be used for this municipality (VNG: for VNG itself)."""
    domain = domain.lower().removeprefix("@")
    if not _DOMAIN.fullmatch(domain):
        raise Invalid({"domein": wording("%(domein)s is geen domein, zoals gemeente.nl.", domein=domain)})
    async with transaction():
        await execute(
            "INSERT INTO allowed_domain (municipality, domain, added_at) VALUES ($1, $2, $3)"
            " ON CONFLICT (domain) DO UPDATE SET municipality = $1, added_at = $3",
            await _municipality(code),
            domain,
            now,
        )
        await record(
            actor=SYSTEM, act="maildomein toelaten", object_kind="maildomein", object_id=domain[:60], now=now,
            origin="shell", details={"voor": code},
        )  # fmt: skip


async def add_first_account(*, name: str, address: str, role: str, code: str | None, now: datetime) -> int:
    """An account with a role, and its mail domain allowed; the number of the person."""
    address = address.lower().strip()
    if address.count("@") != 1:
        raise Invalid({"email": wording("%(adres)s is geen e-mailadres.", adres=address)})
    async with transaction():
        if await fetch_value("SELECT true FROM person WHERE email = $1", address):
            raise Invalid({"email": "Er is al een account met dit adres."})
        await allow_domain(code=code or "VNG", domain=address.rsplit("@", 1)[1], now=now)
        person_id: int = await fetch_value(
            "INSERT INTO person (name, email, description, active, created_at) VALUES ($1, $2, '', true, $3)"
            " RETURNING id",
            name,
            address,
            now,
        )
        await execute(
            "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
            " VALUES ($1, $2, $3, $4, $5, 'Gemaakt bij de installatie.')",
            person_id,
            Role(role).value,
            await _municipality(code),
            now.date(),
            now,
        )
        await record(
            actor=SYSTEM, act="account maken", object_kind="persoon", object_id=person_id, now=now, origin="shell",
            details={"rol": role},
        )  # fmt: skip
    return person_id
