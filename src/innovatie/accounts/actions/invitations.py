"""A municipality's administrator asks a colleague in: by mail, with a role, for at most two weeks."""

from datetime import datetime, timedelta
from typing import Final

from innovatie.accounts import limits, one_time
from innovatie.audit.actions import record
from innovatie.domain.authority import ROLE_LABELS, Act, Actor, Context, Role, require
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch_row, fetch_value, transaction
from innovatie.infra.rate_limit import take

INVITATION_LIFE: Final = timedelta(days=14)
INVITED_ROLES: Final = (Role.CIVIL_SERVANT, Role.REVIEWER, Role.MUNICIPAL_ADMIN)
_PURPOSE: Final = "uitnodiging"


async def invite(*, actor: Actor, municipality_id: int, name: str, address: str, role: Role, now: datetime) -> int:
    """Invite somebody of this municipality; the number of the invitation. The mail goes out with it.

    The address must be of a mail domain of the municipality: a role never goes to an address of elsewhere.
    """
    require(actor, Act.INVITE_PERSON, Context(municipality_id=municipality_id))
    if role not in INVITED_ROLES:
        raise Invalid({"rol": "Deze rol geeft u niet met een uitnodiging."})
    address = address.lower()
    await take(limits.INVITATION, municipality_id, now=now)
    async with transaction():
        await _check_domain(address, municipality_id)
        if await fetch_value("SELECT true FROM person WHERE email = $1", address):
            raise Invalid({"email": "Deze collega heeft al een account. Geef de rol hieronder in de lijst."})
        town = await fetch_value("SELECT name FROM municipality WHERE id = $1", municipality_id)
        secret = one_time.new_secret()
        number: int = await fetch_value(
            "INSERT INTO colleague_invitation (secret_digest, email, name, role, municipality, invited_by, created_at,"
            " expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
            one_time.digest(secret, _PURPOSE),
            address,
            name,
            role.value,
            municipality_id,
            actor.person_id,
            now,
            now + INVITATION_LIFE,
        )
        await outbox.put(
            kind="uitnodiging",
            address=address,
            now=now,
            once=f"uitnodiging {number}",
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
    known = await fetch_value(
        "SELECT true FROM mail_domain WHERE municipality = $1 AND domain = $2",
        municipality_id,
        address.rsplit("@", 1)[-1],
    )
    if not known:
        raise Invalid(
            {"email": "Gebruik een adres van uw eigen gemeente. De beheerder van het platform voegt domeinen toe."}
        )


async def withdraw_invitation(*, actor: Actor, number: int, now: datetime) -> None:
    """An invitation that has not been accepted is worth nothing any more."""
    async with transaction():
        row = await fetch_row("SELECT municipality FROM colleague_invitation WHERE id = $1 FOR UPDATE", number)
        if row is None:
            raise NotFound("Deze uitnodiging bestaat niet.")
        require(actor, Act.INVITE_PERSON, Context(municipality_id=row["municipality"]))
        changed = await execute(
            "UPDATE colleague_invitation SET withdrawn_at = $1"
            " WHERE id = $2 AND accepted_at IS NULL AND withdrawn_at IS NULL",
            now,
            number,
        )
        if changed == "UPDATE 0":
            raise Conflict("Deze uitnodiging is al gebruikt of ingetrokken.")
        await record(
            actor=actor,
            act="uitnodiging intrekken",
            object_kind="uitnodiging",
            object_id=number,
            now=now,
            on_behalf_of=row["municipality"],
        )


async def accept_invitation(*, secret: str, now: datetime) -> int:
    """Whoever has the link makes the account and gets the role; the number of the new person. Works once."""
    async with transaction():
        row = await fetch_row(
            "UPDATE colleague_invitation SET accepted_at = $2 WHERE secret_digest = $1 AND accepted_at IS NULL"
            " AND withdrawn_at IS NULL AND expires_at > $2 RETURNING id, email, name, role, municipality, invited_by",
            one_time.digest(secret, _PURPOSE),
            now,
        )
        if row is None:
            raise NotFound("Deze uitnodiging is verlopen, ingetrokken of al gebruikt. Vraag een nieuwe.")
        if await fetch_value("SELECT true FROM person WHERE email = $1", row["email"]):
            raise Conflict("Er is al een account met dit adres. Log daarmee in.")
        person_id: int = await fetch_value(
            "INSERT INTO person (name, email, description, active, created_at) VALUES ($1, $2, '', true, $3)"
            " RETURNING id",
            row["name"],
            row["email"],
            now,
        )
        await execute(
            "INSERT INTO role_grant (person, role, municipality, starts, granted_by, granted_at, reason)"
            " VALUES ($1, $2, $3, $4, $5, $6, 'Uitgenodigd door de beheerder van de gemeente.')",
            person_id,
            row["role"],
            row["municipality"],
            now.date(),
            row["invited_by"],
            now,
        )
        await execute("UPDATE colleague_invitation SET accepted_by = $1 WHERE id = $2", person_id, row["id"])
        await record(
            actor=Actor(person_id=person_id, name=row["name"]),
            act="uitnodiging aannemen",
            object_kind="uitnodiging",
            object_id=row["id"],
            now=now,
            on_behalf_of=row["municipality"],
            details={"rol": row["role"]},
        )
    return person_id
