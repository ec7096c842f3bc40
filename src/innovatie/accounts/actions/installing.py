"""What is done from the shell when Innovatie is installed: by the platform itself, recorded as such."""

import re
from datetime import datetime

from innovatie.accounts.records import give_role, has_account, new_person, one_way
from innovatie.accounts.tables import AllowedDomain
from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import transaction
from innovatie.municipalities.queries import ids_by_code

_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}")


async def _municipality(code: str | None) -> int | None:
    if code is None or code == "VNG":
        return None
    found = (await ids_by_code()).get(code.upper())
    if found is None:
        raise NotFound(wording("Er is geen gemeente met code %(code)s.", code=code))
    return found


async def allow_domain(*, code: str, domain: str, now: datetime) -> None:
    """Addresses of this domain may be used for this municipality (VNG: for VNG itself)."""
    domain = domain.lower().removeprefix("@")
    if not _DOMAIN.fullmatch(domain):
        raise Invalid({"domein": wording("%(domein)s is geen domein, zoals gemeente.nl.", domein=domain)})
    async with transaction():
        allowed = AllowedDomain(municipality=await _municipality(code), domain=domain, added_at=now)
        await AllowedDomain.insert(allowed).on_conflict(
            action="DO UPDATE",
            target=AllowedDomain.domain,
            values=[AllowedDomain.municipality, AllowedDomain.added_at],
        )
        await record(
            actor=SYSTEM, act="maildomein toelaten", object_kind="maildomein", object_id=domain[:60], now=now,
            origin="shell", details={"voor": code},
        )  # fmt: skip


async def add_first_account(*, name: str, address: str, role: str, code: str | None, now: datetime) -> int:
    """An account with a role, and its mail domain allowed; the number of the person."""
    address = one_way(address)
    if address.count("@") != 1:
        raise Invalid({"email": wording("%(adres)s is geen e-mailadres.", adres=address)})
    async with transaction():
        if await has_account(address):
            raise Invalid({"email": "Er is al een account met dit adres."})
        await allow_domain(code=code or "VNG", domain=address.rsplit("@", 1)[1], now=now)
        person_id = await new_person(name=name, email=address, now=now)
        await give_role(
            person_id=person_id,
            role=Role(role),
            municipality_id=await _municipality(code),
            starts=dutch_day(now),
            reason="Gemaakt bij de installatie.",
            now=now,
        )
        await record(
            actor=SYSTEM, act="account maken", object_kind="persoon", object_id=person_id, now=now, origin="shell",
            details={"rol": role},
        )  # fmt: skip
    return person_id
