"""Beginning a conversation, answering in it, and blocking who misuses it.

Addresses are never shown: what is said arrives as a notice that leads to the conversation. Only who begins may choose
to show their own mail address to the municipality.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from innovatie.accounts.queries import people_who_may
from innovatie.audit.actions import record
from innovatie.contact.queries import ConversationDetail, Reached, conversation, receivers
from innovatie.contact.queries.reached import reached
from innovatie.contact.rights import require_may_write, side_of, still_works_for
from innovatie.contact.tables import Conversation, ConversationBlock, ConversationMessage
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.excerpts import plain
from innovatie.domain.reaching import ConversationSide
from innovatie.domain.wording import Wording, as_written, paragraphs, wording
from innovatie.infra.database import execute, fetch_one_value, transaction
from innovatie.infra.rate_limit import Limit, take
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind

TEXT_LIMIT: Final = 5_000
BEGUN: Final = Limit(name="gesprek beginnen", size=10, period=timedelta(days=1))
"""Conversations that one person begins."""
BEGUN_WITH: Final = Limit(name="gesprek met gemeente", size=3, period=timedelta(days=1))
"""Of those, with one municipality."""
RECEIVED: Final = Limit(name="gesprekken van gemeente", size=60, period=timedelta(days=1))
"""New conversations that one municipality gets."""
ANSWERED: Final = Limit(name="gesprek beantwoorden", size=100, period=timedelta(days=1))


def _checked(text: str) -> str:
    if not text.strip():
        raise Invalid({"bericht": "Schrijf eerst een bericht."})
    if len(text) > TEXT_LIMIT:
        raise Invalid({"bericht": wording("Gebruik hooguit %(n)s tekens.", n=TEXT_LIMIT)})
    return text.strip()


async def begin(*, actor: Actor, about: Reached, text: str, shares_address: bool, now: datetime) -> int:
    """Write to the municipality of a plan, group or solution; the number of the conversation.

    Conflict when that municipality blocked this person, or has nobody here who could answer. TooMany beyond the limits.
    """
    person = require_may_write(actor)
    text = _checked(text)
    people = [one for one in await receivers(about, now=now) if one != person]
    if not people:
        raise Conflict("Niemand van deze gemeente kan hier nu antwoorden. Gebruik het e-mailadres of de telefoon.")
    async with transaction():
        await _require_unblocked(about.municipality_id, person)
        await take(BEGUN, person, now=now)
        await take(BEGUN_WITH, person, about.municipality_id, now=now)
        await take(RECEIVED, about.municipality_id, now=now)
        talk = Conversation(
            kind=about.kind,
            subject=about.key,
            begun_by=person,
            from_municipality=actor.municipality_id,
            municipality=about.municipality_id,
            shares_address=shares_address,
            begun_at=now,
            last_at=now,
        )
        await talk.save()
        number = int(talk.id)
        await _say(
            number,
            ConversationSide.ASKER,
            person,
            text,
            people=people,
            subject=wording("Bericht over ‘%(titel)s’", titel=about.title),
            now=now,
        )
        await record(
            actor=actor,
            act="bericht sturen",
            object_kind="gesprek",
            object_id=number,
            on_behalf_of=actor.municipality_id,
            now=now,
            details={"aan": about.municipality_id},
        )
    return number


async def answer(*, actor: Actor, number: int, text: str, now: datetime) -> None:
    """Write on, from either side. Who was blocked, or left the municipality for which they asked, writes no more."""
    async with transaction():
        await execute("SELECT 1 FROM conversation WHERE id = $1 FOR UPDATE", number)
        talk, messages = await conversation(number)
        side = side_of(actor, talk)
        text = _checked(text)
        person = actor.person_id or 0
        if side is ConversationSide.ASKER:
            require_may_write(actor)
            if not await still_works_for(actor, talk.from_id, now):
                raise NotAllowed("U begon dit gesprek voor een gemeente waarvoor u niet meer werkt.")
            await _require_unblocked(talk.municipality_id, person)
            spoke = {one.by_id for one in messages if one.side is ConversationSide.ASKED}
            people = await _who_answer(talk, spoke, now)
        else:
            people = [talk.begun_by]
        await take(ANSWERED, person, now=now)
        subject = wording("Antwoord over ‘%(titel)s’", titel=talk.title)
        await _say(number, side, person, text, people=people, subject=subject, now=now)
        await execute("UPDATE conversation SET last_at = $2 WHERE id = $1", number, now)
        await record(
            actor=actor,
            act="bericht beantwoorden",
            object_kind="gesprek",
            object_id=number,
            on_behalf_of=talk.municipality_id if side is ConversationSide.ASKED else actor.municipality_id,
            now=now,
        )


async def _who_answer(talk: ConversationDetail, spoke: set[int], now: datetime) -> list[int]:
    """Of those who may answer today: who spoke before, else who gets a first message, else all."""
    staff = await people_who_may(Act.DISCUSS_GROUP, talk.answering, today=dutch_day(now))
    first = await receivers(await reached(talk.kind, talk.subject, now=now), now=now)
    return [one for one in staff if one in spoke] or [one for one in staff if one in first] or staff


async def _say(
    number: int,
    side: ConversationSide,
    person: int,
    text: str,
    *,
    people: Sequence[int],
    subject: Wording,
    now: datetime,
) -> None:
    said = ConversationMessage(conversation=number, side=side, by=person, text=text, at=now)
    await said.save()
    await tell_many(
        person_ids=people,
        kind=Kind.ASKED,
        subject=subject,
        body=paragraphs(
            as_written(plain(text, 500)),
            wording("Antwoord op Innovatie: een antwoord op deze mail komt niet aan."),
        ),
        path=f"/gesprekken/{number}",
        once=f"gesprek {number} {said.id}",
        now=now,
    )


async def _require_unblocked(municipality_id: int, person: int) -> None:
    blocked = await fetch_one_value(
        bool, "SELECT true FROM conversation_block WHERE municipality = $1 AND person = $2", municipality_id, person
    )
    if blocked:
        raise Conflict("Deze gemeente ontvangt geen berichten meer van u.")


async def block(*, actor: Actor, number: int, now: datetime) -> None:
    """The municipality wants no more messages of the one who began this conversation."""
    await _change_block(actor, number, now, blocked=True)


async def unblock(*, actor: Actor, number: int, now: datetime) -> None:
    """The municipality hears that person again."""
    await _change_block(actor, number, now, blocked=False)


async def _change_block(actor: Actor, number: int, now: datetime, *, blocked: bool) -> None:
    async with transaction():
        talk, _ = await conversation(number)
        if side_of(actor, talk) is not ConversationSide.ASKED:
            raise NotAllowed("Alleen de gemeente die de berichten krijgt, kan iemand blokkeren.")
        if blocked:
            row = ConversationBlock(
                municipality=talk.municipality_id, person=talk.begun_by, blocked_by=actor.person_id, blocked_at=now
            )
            await ConversationBlock.insert(row).on_conflict(
                target=(ConversationBlock.municipality, ConversationBlock.person), action="DO NOTHING"
            )
        else:
            await ConversationBlock.delete().where(
                ConversationBlock.municipality == talk.municipality_id, ConversationBlock.person == talk.begun_by
            )
        await record(
            actor=actor,
            act="afzender blokkeren" if blocked else "afzender weer toelaten",
            object_kind="gesprek",
            object_id=number,
            on_behalf_of=talk.municipality_id,
            now=now,
        )
