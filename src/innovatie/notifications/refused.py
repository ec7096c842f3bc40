"""Addresses that refuse mail for good: marked, told to whoever keeps the roles of that person, and left alone after.

What one asks for oneself, a link to sign in, still goes: whoever got it back proves that the address works.
"""

import hashlib
import hmac
from datetime import date, datetime
from typing import Final

import msgspec

from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM, Act, Actor, Context, Role, require, town_of
from innovatie.domain.bounces import read_bounce
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_as, fetch_one_as, fetch_values, transaction
from innovatie.infra.former_secrets import each_of
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.tables import RefusedAddress

HERE: Final = "/mijn-gemeente/mail"
_LENGTH: Final = 32


class RefusedRow(msgspec.Struct, frozen=True):
    """A colleague whose address refuses mail."""

    id: int
    name: str
    address: str
    status: str
    since: datetime


class _Person(msgspec.Struct, frozen=True):
    name: str
    email: str


class _Sent(msgspec.Struct, frozen=True):
    """A mail that came back."""

    person: int | None
    address: str | None


def _signature(number: int, key: str) -> str:
    return hmac.new(key.encode(), f"teruggekomen:{number}".encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def mark_of(number: int, key: str) -> str:
    """What a queued mail carries, so that its report of delivery is known and nobody can make one up."""
    return f"{number}.{_signature(number, key)}"


def number_of_mark(mark: str, key: str) -> int | None:
    """The queued mail of a mark; None for any that is not ours."""
    number, _, signature = mark.partition(".")
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        return None
    rights = [_signature(int(number), each).encode() for each in each_of(key)]
    ours = any(hmac.compare_digest(signature.encode("utf-8", "replace"), right) for right in rights)
    return int(number) if ours else None


async def note_refusal(*, person_id: int, address: str, status: str, now: datetime) -> bool:
    """Mark an address that refuses for good, once, and tell it; False when it was marked, or is not theirs any more."""
    async with transaction():
        person = await fetch_one_as(
            _Person,
            "SELECT name, email FROM person WHERE id = $1 AND active AND email IS NOT NULL FOR UPDATE",
            person_id,
        )
        if person is None or person.email.casefold() != address.casefold():
            return False
        refused = RefusedAddress(person=person_id, address=person.email, status=status[:12], since=now)
        made = (
            await RefusedAddress.insert(refused)
            .on_conflict(
                action="DO UPDATE",
                target=RefusedAddress.person,
                values=[RefusedAddress.address, RefusedAddress.status, RefusedAddress.since],
                where=RefusedAddress.address != person.email,
            )
            .returning(RefusedAddress.id)
        )
        if not made:
            return False
        await record(actor=SYSTEM, act="e-mailadres weigert", object_kind="persoon", object_id=person_id, now=now)
        await tell_many(
            person_ids=await _keepers(person_id, now),
            kind=Kind.ASKED,
            subject=wording("Mail aan %(naam)s komt niet aan", naam=person.name),
            body=wording(
                "Het e-mailadres van deze collega weigert mail voorgoed. Wij sturen er geen berichten meer heen. Kijk"
                " of deze collega nog bij u werkt en of het adres nog klopt."
            ),
            path=HERE,
            once=f"adres weigert {person_id} {hashlib.sha256(person.email.encode()).hexdigest()[:16]}",
            now=now,
        )
    return True


async def _keepers(person_id: int, now: datetime) -> list[int]:
    """Who keeps the roles where this person has one: the administrators of the municipality, without the person."""
    return await fetch_values(
        int,
        """
        SELECT DISTINCT k.person FROM role_grant g JOIN role_grant k ON k.municipality = g.municipality
         WHERE g.person = $1 AND g.revoked_at IS NULL AND (g.ends IS NULL OR g.ends >= $2)
           AND k.person <> $1 AND k.role = $3 AND k.revoked_at IS NULL AND k.starts <= $2
           AND (k.ends IS NULL OR k.ends >= $2) ORDER BY 1
        """,
        person_id,
        dutch_day(now),
        Role.MUNICIPAL_ADMIN.value,
    )


async def note_bounce(*, content: bytes, key: str, now: datetime) -> str | None:
    """Take in a mail that came back: the kind of status it gives, or None when it tells nothing that is ours."""
    bounce = read_bounce(content)
    number = None if bounce is None else number_of_mark(bounce.mark, key)
    if bounce is None or number is None:
        return None
    async with transaction():
        sent = await fetch_one_as(_Sent, "SELECT person, address FROM queued_mail WHERE id = $1 FOR UPDATE", number)
        if sent is None:
            return None
        if sent.address is not None:  # after the retention of mail nothing of it is written down anew
            words = f"teruggekomen: {bounce.status} {bounce.reply}".strip()[:300]
            await execute(
                "UPDATE queued_mail SET state = 'geweigerd', reply = $2, finished_at = coalesce(finished_at, $3)"
                " WHERE id = $1",
                number,
                words,
                now,
            )
        if sent.person is not None and sent.address is not None and bounce.is_of_address:
            await note_refusal(person_id=sent.person, address=sent.address, status=bounce.status, now=now)
    return bounce.status


async def refused_in(municipality_id: int, *, today: date) -> tuple[RefusedRow, ...]:
    """The colleagues with a role here, today or later, whose present address refuses mail."""
    return tuple(
        await fetch_as(
            RefusedRow,
            """
            SELECT r.id, p.name, r.address, r.status, r.since FROM refused_address r
              JOIN person p ON p.id = r.person AND p.active AND p.email = r.address
             WHERE EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.municipality = $1
                            AND g.revoked_at IS NULL AND (g.ends IS NULL OR g.ends >= $2))
             ORDER BY p.name, r.id
            """,
            municipality_id,
            today,
        )
    )


async def try_again(*, actor: Actor, number: int, now: datetime) -> str:
    """Mail to this address again, because its owner says that it works; whose it is. NotFound for one of elsewhere."""
    require(actor, Act.GRANT_ROLE, Context(municipality_id=actor.municipality_id))
    town = town_of(actor)
    async with transaction():
        found = next((one for one in await refused_in(town, today=dutch_day(now)) if one.id == number), None)
        if found is None:
            raise NotFound("Dit adres staat niet in de lijst van uw gemeente.")
        (gone,) = await RefusedAddress.delete().where(RefusedAddress.id == number).returning(RefusedAddress.person)
        await record(
            actor=actor,
            act="e-mailadres opnieuw proberen",
            object_kind="persoon",
            object_id=int(gone["person"]),
            now=now,
        )
    return found.name
