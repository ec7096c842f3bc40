"""Planning and sending letters: what was looked at, to whom was counted. Each act is one transaction.

Whoever sends only says so; the job writes the messages, some at a time, and goes on where it was after a crash.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM, Act, Actor, Role, require
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from innovatie.domain.letters import fill
from innovatie.domain.wording import Wording, as_written, sentences, wording
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch_one_value, fetch_values, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.moments import moment
from innovatie.insight.letters.actions.writing import check, content_of, locked, require_unsent
from innovatie.insight.letters.payloads import SendPlannedLetter, WriteLetter
from innovatie.insight.letters.queries import LetterRow, deliveries, headings, letter, once_of, told_people
from innovatie.insight.letters.readers import Reader
from innovatie.insight.tables import BulkMail
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import people_of_audience

SOONEST: Final = timedelta(minutes=5)
"""A planned moment lies at least so far ahead: who slips can still call it off."""
LATEST: Final = timedelta(days=366)
AT_A_TIME: Final = 200
"""Readers of one transaction: nobody waits for thousands of messages, and the page can tell how far it is."""
SETTLED_AFTER: Final = timedelta(days=7)
"""By then the mail server has said its last word of every mail (notifications/sending.py)."""


async def look_at_letter(*, actor: Actor, number: int, now: datetime) -> None:
    """A director has seen the letter as it will arrive: only then it can go."""
    require(actor, Act.DIRECT_ROUND)
    await BulkMail.update({BulkMail.previewed_at: now}).where(BulkMail.id == number, BulkMail.sent_at.is_null())


async def send_letter(*, actor: Actor, number: int, expected: int, stand: str, now: datetime) -> int:
    """Have the letter go, once; to how many. `expected` and `stand`: the number and the letter that were looked at."""
    require(actor, Act.DIRECT_ROUND)
    async with transaction():
        return await _send(actor, await _ready(number, expected, stand, now), now)


async def plan_letter(
    *, actor: Actor, number: int, expected: int, stand: str, send_at: datetime, now: datetime
) -> None:
    """Have the letter go at this moment, to whoever belongs to the choice by then; who plans it answers for it."""
    require(actor, Act.DIRECT_ROUND)
    async with transaction():
        at = await moment(now)
        if send_at < at + SOONEST:
            raise Invalid({"dag": "Kies een moment dat ten minste vijf minuten later is."})
        if send_at > at + LATEST:
            raise Invalid({"dag": "Deze dag is meer dan een jaar weg. Kijk het jaartal na."})
        await _ready(number, expected, stand, now)
        await BulkMail.update(
            {BulkMail.planned_at: send_at, BulkMail.refusal: "", BulkMail.author: actor.person_id}
        ).where(BulkMail.id == number)
        await enqueue(SendPlannedLetter(letter=number, planned_at=send_at), at=send_at)
        await record(actor=actor, act="brief plannen", object_kind="brief", object_id=number, now=now)


async def call_off(*, actor: Actor, number: int, now: datetime) -> None:
    """The planned letter does not go; it can be changed and planned again."""
    require(actor, Act.DIRECT_ROUND)
    async with transaction():
        found = await locked(number)
        if found.sent_at is not None:
            raise Conflict("Deze brief is al verstuurd. Hij kan niet meer terug.")
        if found.planned_at is None:
            raise Conflict("Deze brief staat niet klaar om te gaan.")
        await BulkMail.update({BulkMail.planned_at: None}).where(BulkMail.id == number)
        await record(actor=actor, act="brief afblazen", object_kind="brief", object_id=number, now=now)


async def send_planned(*, number: int, planned_at: datetime, now: datetime) -> int | None:
    """Send what is planned for this moment; None when it is not any more, or cannot go: then its author hears why.

    It cannot go either once who planned it directs no more: all who do hear that.
    """
    async with transaction():
        try:
            found = await locked(number)
        except NotFound:
            return None
        now = await moment(now)
        if found.sent_at is not None or found.planned_at != planned_at or planned_at > now:
            return None
    directors = await people_of_audience(Role.VNG_DIRECTOR.value, today=dutch_day(now))
    if found.author_id not in directors:
        gone = wording("Wie deze brief plande, is geen regisseur meer. Bekijk hem en plan hem zelf.")
        await _not_sent(found, gone, now, hearers=directors)
        return None
    try:
        async with transaction():
            return await _send(SYSTEM, await locked(number), now)
    except DomainError as error:
        why = sentences(*error.errors.values()) if isinstance(error, Invalid) else error.message
        await _not_sent(found, why, now, hearers=[found.author_id])
        return None


async def _not_sent(found: LetterRow, why: Wording, now: datetime, *, hearers: Sequence[int]) -> None:
    heading = (await headings([found]))[found.id]
    async with transaction():
        await BulkMail.update({BulkMail.planned_at: None, BulkMail.refusal: why[:300]}).where(BulkMail.id == found.id)
        await tell_many(
            person_ids=hearers,
            kind=Kind.ASKED,
            subject=wording("De brief ‘%(brief)s’ ging niet weg", brief=heading),
            body=why,
            path=f"/vng/brieven/{found.id}",
            once=f"brief niet verstuurd {found.id} {now.isoformat()}",
            now=now,
        )


async def _ready(number: int, expected: int, stand: str, now: datetime) -> LetterRow:
    """The letter, locked, as the director saw it. Conflict when it is another by now."""
    found = await locked(number)
    require_unsent(found)
    if found.previewed_at is None or found.stand != stand:
        raise Conflict("Bekijk eerst hoe de brief aankomt.")
    readers, _values = await check(content_of(found), now=now)
    if len(readers) != expected:
        raise Conflict(
            wording(
                "Er zijn nu %(n)s ontvangers in plaats van %(verwacht)s. Bekijk de brief opnieuw.",
                n=len(readers),
                verwacht=expected,
            )
        )
    if not readers:
        raise Conflict("Met deze keuze krijgt niemand de brief. Kies anders.")
    return found


async def _send(actor: Actor, found: LetterRow, now: datetime) -> int:
    """From now on it goes, to everybody who belongs to the choice; how many. Inside the act of the caller."""
    readers, _values = await check(content_of(found), now=now)
    if not readers:
        raise Conflict("Met deze keuze krijgt niemand de brief. Kies anders.")
    await BulkMail.update(
        {
            BulkMail.sent_at: now,
            BulkMail.previewed_at: found.previewed_at or now,
            BulkMail.planned_at: None,
            BulkMail.recipients: len(readers),
        }
    ).where(BulkMail.id == found.id)
    await enqueue(WriteLetter(letter=found.id))
    await record(
        actor=actor,
        act="brief versturen",
        object_kind="brief",
        object_id=found.id,
        now=now,
        details={"ontvangers": len(readers), "aan": found.audience, "ronde": found.selection.round},
    )
    return len(readers)


async def write_messages(*, number: int, now: datetime) -> int:
    """Write the message of everybody who has none yet, each with the blanks filled; how many. Begun anew it goes on.

    At the end `recipients` is who really got it: somebody may have left since it was sent.
    """
    found = await letter(number)
    if found.sent_at is None:
        return 0
    readers, values = await check(content_of(found), now=now)
    told = await told_people(number)
    rest = [reader for reader in readers if reader.id not in told]
    for start in range(0, len(rest), AT_A_TIME):
        async with transaction():
            await _write(found, rest[start : start + AT_A_TIME], values, now)
    await BulkMail.update({BulkMail.recipients: len(await told_people(number))}).where(BulkMail.id == number)
    return len(rest)


async def _write(found: LetterRow, readers: Sequence[Reader], values: Mapping[str, str], now: datetime) -> None:
    """Those who read the same words are told at once."""
    alike: dict[tuple[str, str], list[int]] = {}
    for reader in readers:
        filled = {**values, **reader.values()}
        alike.setdefault((fill(found.subject, filled), fill(found.body, filled)), []).append(reader.id)
    for (subject, body), people in alike.items():
        await tell_many(
            person_ids=people,
            kind=found.kind,
            subject=as_written(subject),
            body=as_written(body),
            path=found.path,
            once=once_of(found.id),
            now=now,
        )


async def send_test(*, actor: Actor, number: int, now: datetime) -> None:
    """The letter to its director alone, filled for the first reader, by mail and now."""
    require(actor, Act.DIRECT_ROUND)
    if actor.person_id is None:
        raise NotAllowed("Log eerst in.")
    async with transaction():
        found = await letter(number)
        readers, values = await check(content_of(found), now=now)
        address = await fetch_one_value(str, "SELECT email FROM person WHERE id = $1", actor.person_id)
        if not address:
            raise Conflict("Bij uw account staat geen e-mailadres.")
        filled = {**values, **(readers[0].values() if readers else Reader(0, actor.name, ()).values())}
        details = {
            "naam": actor.name,
            "onderwerp": wording("[Proef] %(onderwerp)s", onderwerp=fill(found.subject, filled)),
            "tekst": fill(found.body, filled),
            "pad": found.path,
        }
        await outbox.put(kind="bericht", address=address, person_id=actor.person_id, details=details, now=now)
        await record(actor=actor, act="proefbrief sturen", object_kind="brief", object_id=number, now=now)


async def keep_deliveries(*, now: datetime) -> int:
    """Keep what became of letters before their messages go; how many letters."""
    numbers = await fetch_values(
        int, "SELECT id FROM bulk_mail WHERE sent_at < $1 AND delivered IS NULL ORDER BY id", now - SETTLED_AFTER
    )
    for number, found in (await deliveries(numbers)).items():
        await execute(
            "UPDATE bulk_mail SET delivered = $2, failed = $3 WHERE id = $1", number, found.delivered, found.failed
        )
    return len(numbers)
