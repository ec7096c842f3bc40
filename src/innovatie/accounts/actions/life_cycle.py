"""Accounts and roles that no municipality gives itself: made, given, ended, closed and opened again.

The administrator of the platform does this. A role of weight (over the platform, the rounds, or the vote of a Kring) is
proposed by one person and confirmed by another, and never by whoever gets it.
"""

from datetime import date, datetime
from typing import Final

import msgspec

from innovatie.accounts.actions.access import end_access
from innovatie.accounts.records import (
    give_role,
    has_account,
    new_person,
    one_way,
    people_with,
    tell_people,
)
from innovatie.accounts.tables import Person, RoleProposal
from innovatie.audit.actions import record
from innovatie.domain.authority import ROLE_LABELS, Act, Actor, Role, require
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.names_in_texts import is_name_of_a_person
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_one_as, fetch_one_value, transaction
from innovatie.infra.moments import moment

GIVEN_BY_PLATFORM: Final = (
    Role.MUNICIPAL_ADMIN, Role.KRING_REPRESENTATIVE, Role.VNG_DIRECTOR, Role.ADMINISTRATOR,
)  # fmt: skip
"""A municipality's first administrator; from then on it gives its own roles."""
BY_TWO: Final = frozenset({Role.KRING_REPRESENTATIVE, Role.VNG_DIRECTOR, Role.ADMINISTRATOR})


async def open_account(*, actor: Actor, name: str, address: str, now: datetime) -> int:
    """An account without a role, for an address of a known mail domain; the number of the person."""
    require(actor, Act.MANAGE_PLATFORM)
    address = one_way(address)
    errors = {}
    if not is_name_of_a_person(name):
        errors["naam"] = "Vul een voornaam en een achternaam in, zonder cijfers."
    known = await fetch_one_value(
        bool, "SELECT true FROM mail_domain WHERE domain = split_part($1, '@', 2) LIMIT 1", address
    )
    if not known:
        errors["email"] = "Dit maildomein is niet toegelaten. Voeg het toe met: innovatie accounts domain."
    if errors:
        raise Invalid(errors)
    async with transaction():
        if await has_account(address):
            raise Invalid({"email": "Er is al een account met dit adres."})
        person_id = await new_person(name=name, email=address, now=now)
        await record(actor=actor, act="account maken", object_kind="persoon", object_id=person_id, now=now)
    return person_id


async def appoint(
    *,
    actor: Actor,
    person_id: int,
    role: Role,
    over: int | None,
    ends: date | None,
    reason: str,
    now: datetime,
) -> bool:
    """Give a role of `GIVEN_BY_PLATFORM`, or propose it when two people are needed; whether it holds already.

    `over`: the municipality of its administrator, the Kring of its representative; None for the country.
    """
    require(actor, Act.MANAGE_PLATFORM)
    now = await moment(now)
    today = dutch_day(now)
    errors = {}
    if role not in GIVEN_BY_PLATFORM:
        errors["rol"] = "Deze rol geeft een gemeente zelf, of volgt uit een uitnodiging."
    if (over is None) == (role in (Role.MUNICIPAL_ADMIN, Role.KRING_REPRESENTATIVE)):
        errors["waarvoor"] = (
            "Kies een gemeente bij haar beheerder, een Kring bij een vertegenwoordiger, en anders niets."
        )
    if ends is not None and ends < today:
        errors["tot"] = "De laatste dag is al voorbij."
    if errors:
        raise Invalid(errors)
    async with transaction():
        await _must_be_open(person_id)
        if await _holds(person_id, role, over, today):
            raise Conflict("Deze persoon heeft deze rol al.")
        if role in BY_TWO:
            await _propose(actor=actor, person_id=person_id, role=role, over=over, ends=ends, reason=reason, now=now)
            return False
        number = await give_role(
            person_id=person_id, role=role, municipality_id=over, starts=today, ends=ends, given_by=actor.person_id,
            reason=reason, now=now,
        )  # fmt: skip
        await record(
            actor=actor, act=Act.GRANT_ROLE, object_kind="rol", object_id=number, now=now, on_behalf_of=over,
            details={"rol": role.value, "persoon": person_id},
        )  # fmt: skip
        others = await people_with(Role.MUNICIPAL_ADMIN, today=today, municipality_id=over)
        await tell_people(
            person_ids=others, what=wording("Uw gemeente heeft een nieuwe beheerder op Innovatie"), now=now
        )
    return True


async def _must_be_open(person_id: int) -> None:
    """Keeps the account as it is until the act is done: two acts about it at once wait for each other."""
    account = "SELECT id FROM person WHERE id = $1 AND active FOR NO KEY UPDATE"
    if await fetch_one_value(int, account, person_id) is None:
        raise NotFound("Dit account bestaat niet of is afgesloten.")


async def _holds(person_id: int, role: Role, over: int | None, today: date) -> bool:
    found = await fetch_one_value(
        bool,
        "SELECT true FROM role_grant WHERE person = $1 AND role = $2 AND revoked_at IS NULL"
        " AND (ends IS NULL OR ends >= $3) AND coalesce(municipality, partnership) IS NOT DISTINCT FROM $4"
        " UNION SELECT true FROM role_proposal"
        " WHERE person = $1 AND role = $2 AND given IS NULL AND partnership IS NOT DISTINCT FROM $4",
        person_id,
        role.value,
        today,
        over,
    )
    return found is True


async def _propose(
    *, actor: Actor, person_id: int, role: Role, over: int | None, ends: date | None, reason: str, now: datetime
) -> None:
    if actor.person_id is None:
        raise NotAllowed("Een rol van gewicht stelt een mens voor.")
    proposal = RoleProposal(
        person=person_id, role=role, partnership=over, ends=ends, reason=reason, proposed_by=actor.person_id,
        proposed_at=now,
    )  # fmt: skip
    await proposal.save()
    await record(
        actor=actor, act="rol voorstellen", object_kind="rolvoorstel", object_id=int(proposal.id), now=now,
        details={"rol": role.value, "persoon": person_id},
    )  # fmt: skip
    others = {*await people_with(Role.ADMINISTRATOR, today=dutch_day(now))}
    others |= {*await people_with(Role.VNG_DIRECTOR, today=dutch_day(now))}
    what = wording("Er is een rol voorgesteld: %(rol)s. Een tweede persoon bevestigt haar.", rol=ROLE_LABELS[role])
    await tell_people(person_ids=sorted(others - {actor.person_id}), what=what, now=now)


class _Proposal(msgspec.Struct, frozen=True):
    id: int
    person: int
    role: Role
    partnership: int | None
    ends: date | None
    reason: str
    proposed_by: int
    given: bool | None


async def decide_proposal(*, actor: Actor, proposal_id: int, give: bool, now: datetime) -> None:
    """Confirm or refuse a proposed role, as somebody else than who proposed it and who gets it."""
    require(actor, Act.CONFIRM_ROLE)
    async with transaction():
        one = await fetch_one_as(_Proposal, "SELECT * FROM role_proposal WHERE id = $1 FOR UPDATE", proposal_id)
        if one is None:
            raise NotFound("Dit voorstel bestaat niet.")
        now = await moment(now)
        today = dutch_day(now)
        if one.given is not None:
            raise Conflict("Over dit voorstel is al beslist.")
        if actor.person_id == one.proposed_by:
            raise NotAllowed("U stelde deze rol zelf voor. Een ander beslist.")
        if give and actor.person_id == one.person:
            raise NotAllowed("Deze rol is voor uzelf. Een ander beslist.")
        if give and one.proposed_by not in await people_with(Role.ADMINISTRATOR, today=today):
            raise Conflict("Wie deze rol voorstelde, is geen beheerder meer. Weiger haar en stel haar zelf voor.")
        if give and one.ends is not None and one.ends < today:
            raise Conflict("De laatste dag is al voorbij.")
        await RoleProposal.update(
            {RoleProposal.given: give, RoleProposal.decided_by: actor.person_id, RoleProposal.decided_at: now}
        ).where(RoleProposal.id == proposal_id)
        if give:
            await _must_be_open(one.person)
            await give_role(
                person_id=one.person, role=one.role, partnership_id=one.partnership, starts=today,
                ends=one.ends, given_by=one.proposed_by, reason=one.reason, now=now,
            )  # fmt: skip
        await record(
            actor=actor,
            act="rol bevestigen" if give else "rol weigeren",
            object_kind="rolvoorstel",
            object_id=proposal_id,
            now=now,
            details={"rol": one.role.value, "persoon": one.person},
        )
        what = wording("Een voorgestelde rol is gegeven") if give else wording("Een voorgestelde rol is geweigerd")
        await tell_people(person_ids=[one.proposed_by, one.person], what=what, now=now)


async def rename(*, actor: Actor, name: str, now: datetime) -> None:
    """Another name for oneself; the next sign-in at a provider that tells a name puts that one back."""
    name = " ".join(name.split())
    if not is_name_of_a_person(name):
        raise Invalid({"naam": "Vul een voornaam en een achternaam in, zonder cijfers."})
    async with transaction():
        await Person.update({Person.name: name}).where(Person.id == actor.person_id)
        await record(actor=actor, act="naam wijzigen", object_kind="persoon", object_id=actor.person_id or 0, now=now)


async def close_account(*, actor: Actor, person_id: int, now: datetime) -> None:
    """Close somebody's account: all that gives access to it ends this moment; roles stay written down."""
    require(actor, Act.MANAGE_PLATFORM)
    if person_id == actor.person_id:
        raise NotAllowed("Uw eigen account sluit een andere beheerder.")
    async with transaction():
        open_ = (Person.id == person_id) & Person.active.eq(True)
        if not await Person.update({Person.active: False}).where(open_).returning(Person.id):
            raise NotFound("Dit account bestaat niet of is al afgesloten.")
        await end_access(person_id=person_id, now=now)
        await record(actor=actor, act="account sluiten", object_kind="persoon", object_id=person_id, now=now)


async def reopen_account(*, actor: Actor, person_id: int, now: datetime) -> None:
    """Open a closed account again, with the roles that did not end; never one that was erased."""
    require(actor, Act.MANAGE_PLATFORM)
    async with transaction():
        closed = (Person.id == person_id) & Person.active.eq(False) & Person.erased_at.is_null()
        if not await Person.update({Person.active: True, Person.warned_at: None}).where(closed).returning(Person.id):
            raise NotFound("Dit account bestaat niet, is gewist of is niet afgesloten.")
        await record(actor=actor, act="account heropenen", object_kind="persoon", object_id=person_id, now=now)
        await tell_people(person_ids=[person_id], what=wording("Uw account is weer geopend"), now=now)
