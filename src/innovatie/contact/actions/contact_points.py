"""The functional addresses of a plan, group or solution; and letting conversations go after their time."""

import re
from datetime import datetime
from typing import Final

from innovatie.accounts.records import has_account
from innovatie.audit.actions import record
from innovatie.contact.queries import Reached
from innovatie.contact.tables import ContactPoint, Conversation
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Invalid
from innovatie.domain.retention import Kind as Retained
from innovatie.domain.retention import expired_before
from innovatie.infra.database import execute, fetch_values, transaction

_PHONE: Final = re.compile(r"\+?[0-9][0-9 ()-]{5,30}[0-9]")


async def keep_addresses(*, actor: Actor, about: Reached, email: str, phone: str, now: datetime) -> None:
    """Give, change or (empty) take away the functional mail address and telephone; everybody sees them.

    Invalid for the address of one person, as far as we know it: somebody who has an account here.
    """
    authority.require(actor, Act.EDIT_IDEA, Context(municipality_id=about.municipality_id))
    email, phone = email.strip(), phone.strip()
    if phone and not _PHONE.fullmatch(phone):
        raise Invalid({"telefoon": "Schrijf een telefoonnummer met cijfers, zoals 033 123 45 67."})
    if email and await has_account(email.lower()):
        raise Invalid({"email": "Gebruik een adres van een team of afdeling, niet dat van één persoon."})
    async with transaction():
        point = ContactPoint(
            kind=about.kind,
            subject=about.key,
            municipality=about.municipality_id,
            email=email,
            phone=phone,
            changed_by=actor.person_id,
            changed_at=now,
        )
        await ContactPoint.insert(point).on_conflict(
            action="DO UPDATE",
            target=(ContactPoint.kind, ContactPoint.subject),
            values=[
                ContactPoint.municipality,
                ContactPoint.email,
                ContactPoint.phone,
                ContactPoint.changed_by,
                ContactPoint.changed_at,
            ],
        )
        await record(
            actor=actor,
            act="contactgegevens wijzigen",
            object_kind=about.kind.value,
            object_id=about.key,
            on_behalf_of=about.municipality_id,
            now=now,
        )


async def let_go(*, now: datetime) -> int:
    """Conversations in which nobody wrote for so long go, with what was reported about them; how many."""
    before = expired_before(Retained.CONVERSATION, now)
    async with transaction():
        old = await fetch_values(int, "SELECT id FROM conversation WHERE last_at < $1", before)
        await execute(
            "DELETE FROM message_report WHERE message IN"
            " (SELECT id FROM conversation_message WHERE conversation = ANY($1))",
            old,
        )
        await execute("DELETE FROM conversation_message WHERE conversation = ANY($1)", old)
        await Conversation.delete().where(Conversation.id.is_in(old or [0]))
    return len(old)
