"""A municipality's administrator asks a colleague in: by mail, with a role, for at most two weeks."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from innovatie.accounts import limits, secret_tokens
from innovatie.accounts.queries.colleagues import STILL_ADMINISTERS, domains_of
from innovatie.accounts.records import give_role, has_account, new_person, one_way
from innovatie.accounts.tables import ColleagueInvitation
from innovatie.audit.actions import record
from innovatie.domain.authority import ROLE_LABELS, Act, Actor, Context, Role, require
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.names_in_texts import is_name_of_a_person
from innovatie.infra import outbox
from innovatie.infra.database import fetch_one_as, fetch_one_value, transaction
from innovatie.infra.moments import moment_or_none
from innovatie.infra.rate_limit import take
from innovatie.municipalities.queries import names

INVITATION_LIFE: Final = timedelta(days=14)
INVITED_ROLES: Final = (Role.CIVIL_SERVANT, Role.REVIEWER, Role.MUNICIPAL_ADMIN)
_PURPOSE: Final = "uitnodiging"


async def invite(
    *, actor: Actor, municipality_id: int, name: str, address: str, role: Role, now: datetime, language: str = "nl"
) -> int:
    """Invite somebody of this municipality; the number of the invitation. The mail goes out with it, in this language.

    The address must be of a mail domain of the municipality: a role never goes to an address of elsewhere.
    """
    require(actor, Act.INVITE_PERSON, Context(municipality_id=municipality_id))
    if role not in INVITED_ROLES:
        raise Invalid({"rol": "Deze rol geeft u niet met een uitnodiging."})
    if not is_name_of_a_person(name):
        raise Invalid({"naam": "Vul een voornaam en een achternaam in, zonder cijfers."})
    address = one_way(address)
    await take(limits.INVITATION, municipality_id, now=now)
    async with transaction():
        await _check_domain(address, municipality_id)
        if await has_account(address):
            raise Invalid({"email": "Deze collega heeft al een account. Geef de rol hieronder in de lijst."})
        town = (await names((municipality_id,)))[municipality_id]
        secret = secret_tokens.new_secret()
        invitation = ColleagueInvitation(
            secret_digest=secret_tokens.digest(secret, _PURPOSE),
            email=address,
            name=name,
            role=role,
            municipality=municipality_id,
            invited_by=actor.person_id,
            created_at=now,
            expires_at=now + INVITATION_LIFE,
        )
        await invitation.save()
        number = int(invitation.id)
        await outbox.put(
            kind="uitnodiging",
            address=address,
            now=now,
            once=f"uitnodiging {number}",
            language=language,
            details={
                "naam": name,
                "door": actor.name,
                "gemeente": town,
                "rol": ROLE_LABELS[role],
                "pad": f"/uitnodiging/{secret}",
                "dagen": INVITATION_LIFE.days,
            },
        )
        await record(
            actor=actor,
            act=Act.INVITE_PERSON,
            object_kind="uitnodiging",
            object_id=number,
            now=now,
            on_behalf_of=municipality_id,
            details={"rol": role.value},
        )
    return number


async def _check_domain(address: str, municipality_id: int) -> None:
    if address.rsplit("@", 1)[-1] not in await domains_of(municipality_id):
        raise Invalid(
            {"email": "Gebruik een adres van uw eigen gemeente. De beheerder van het platform voegt domeinen toe."}
        )


async def withdraw_invitation(*, actor: Actor, number: int, now: datetime) -> None:
    """An invitation that has not been accepted is worth nothing any more."""
    async with transaction():
        municipality_id = await fetch_one_value(
            int, "SELECT municipality FROM colleague_invitation WHERE id = $1 FOR UPDATE", number
        )
        if municipality_id is None:
            raise NotFound("Deze uitnodiging bestaat niet.")
        require(actor, Act.INVITE_PERSON, Context(municipality_id=municipality_id))
        changed = (
            await ColleagueInvitation.update({ColleagueInvitation.withdrawn_at: now})
            .where(
                ColleagueInvitation.id == number,
                ColleagueInvitation.accepted_at.is_null(),
                ColleagueInvitation.withdrawn_at.is_null(),
            )
            .returning(ColleagueInvitation.id)
        )
        if not changed:
            raise Conflict("Deze uitnodiging is al gebruikt of ingetrokken.")
        await record(
            actor=actor,
            act="uitnodiging intrekken",
            object_kind="uitnodiging",
            object_id=number,
            now=now,
            on_behalf_of=municipality_id,
        )


_TODAY: Final = "(coalesce($2::timestamptz, clock_timestamp()) AT TIME ZONE 'Europe/Amsterdam')"


class _Accepted(msgspec.Struct, frozen=True):
    id: int
    email: str
    name: str
    role: Role
    municipality: int
    invited_by: int
    accepted_at: datetime


async def accept_invitation(*, secret: str, now: datetime) -> int:
    """Whoever has the link makes the account and gets the role; the number of the new person. Works once."""
    async with transaction():
        row = await fetch_one_as(
            _Accepted,
            "UPDATE colleague_invitation i SET accepted_at = coalesce($2::timestamptz, clock_timestamp())"
            " WHERE secret_digest = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL"
            " AND expires_at > coalesce($2::timestamptz, clock_timestamp())"
            f" AND {STILL_ADMINISTERS.format(day=_TODAY)}"
            " RETURNING id, email, name, role, municipality, invited_by, accepted_at",
            secret_tokens.digest(secret, _PURPOSE),
            moment_or_none(now),
        )
        if row is None:
            raise NotFound("Deze uitnodiging is verlopen, ingetrokken of al gebruikt. Vraag een nieuwe.")
        now = row.accepted_at
        if await has_account(row.email):
            raise Conflict("Er is al een account met dit adres. Log daarmee in.")
        person_id = await new_person(name=row.name, email=row.email, now=now)
        await give_role(
            person_id=person_id,
            role=row.role,
            municipality_id=row.municipality,
            starts=dutch_day(now),
            given_by=row.invited_by,
            reason="Uitgenodigd door de beheerder van de gemeente.",
            now=now,
        )
        await ColleagueInvitation.update({ColleagueInvitation.accepted_by: person_id}).where(
            ColleagueInvitation.id == row.id
        )
        await record(
            actor=Actor(person_id=person_id, name=row.name),
            act="uitnodiging aannemen",
            object_kind="uitnodiging",
            object_id=row.id,
            now=now,
            on_behalf_of=row.municipality,
            details={"rol": row.role.value},
        )
    return person_id
