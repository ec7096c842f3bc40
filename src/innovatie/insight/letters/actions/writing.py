"""Writing letters to many and changing them: what cannot be filled in or chosen is refused before anything goes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from innovatie.audit.actions import record
from innovatie.domain.authority import Act, Actor, require
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.letters import OF_READER, Goal, Selection, fault_of
from innovatie.infra.database import execute, transaction
from innovatie.infra.rows import as_json
from innovatie.insight.letters.queries import LetterRow, letter
from innovatie.insight.letters.readers import Reader, readers_of, round_of, round_values
from innovatie.insight.tables import BulkMail
from innovatie.notifications.kinds import Kind

LETTER_LIMIT: Final = 10_000


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter says, to whom, and where its button leads."""

    audience: str
    selection: Selection
    kind: Kind
    goal: Goal
    subject: str
    body: str


def content_of(found: LetterRow) -> Content:
    return Content(
        audience=found.audience,
        selection=found.selection,
        kind=found.kind,
        goal=found.goal,
        subject=found.subject,
        body=found.body,
    )


async def check(content: Content, *, now: datetime) -> tuple[tuple[Reader, ...], Mapping[str, str]]:
    """Who reads it now, and what fills the blanks of the round. Invalid for each field that is wrong."""
    errors: dict[str, str] = {}
    round_ = await round_of(content.selection, now=now)
    values = round_values(content.selection, round_)
    for field, text in (("onderwerp", content.subject), ("tekst", content.body)):
        fault = fault_of(text, known={*OF_READER, *values})
        if fault is not None:
            errors[field] = fault
    if len(content.body) > LETTER_LIMIT:
        errors["tekst"] = "Maak de brief korter."
    if content.goal not in (Goal.MY_WORK, Goal.REVIEWS) and round_ is None:
        errors["knop"] = "Kies een ronde, of laat de knop naar ‘Mijn werk’ gaan."
    try:
        readers = await readers_of(content.audience, content.selection, now=now)
    except Invalid as error:
        raise Invalid({**error.errors, **errors}) from None
    if errors:
        raise Invalid(errors)
    return readers, values


async def write_letter(*, actor: Actor, content: Content, now: datetime) -> int:
    """Keep a new letter. Nothing goes yet: it is looked at first."""
    require(actor, Act.DIRECT_ROUND)
    async with transaction():
        await check(content, now=now)
        row = BulkMail(
            author=actor.person_id,
            audience=content.audience,
            selection=as_json(content.selection),
            kind=content.kind.value,
            goal=content.goal.value,
            subject=content.subject,
            body=content.body,
            created_at=now,
        )
        await row.save()
        number = int(row.id)
        await record(actor=actor, act="brief schrijven", object_kind="brief", object_id=number, now=now)
    return number


async def change_letter(*, actor: Actor, number: int, content: Content, stand: str, now: datetime) -> None:
    """Another text or choice. `stand`: of the letter that this director saw; Conflict when it is another by now."""
    require(actor, Act.DIRECT_ROUND)
    async with transaction():
        found = await locked(number)
        require_unsent(found)
        if found.stand != stand:
            raise Conflict(
                "Een collega wijzigde deze brief intussen. Uw tekst staat hier nog. Bekijk de brief eerst opnieuw."
            )
        await check(content, now=now)
        await BulkMail.update(
            {
                BulkMail.audience: content.audience,
                BulkMail.selection: as_json(content.selection),
                BulkMail.kind: content.kind.value,
                BulkMail.goal: content.goal.value,
                BulkMail.subject: content.subject,
                BulkMail.body: content.body,
                BulkMail.changed_at: now,
                BulkMail.previewed_at: None,
                BulkMail.refusal: "",
            }
        ).where(BulkMail.id == number)
        await record(actor=actor, act="brief wijzigen", object_kind="brief", object_id=number, now=now)


async def discard_letter(*, actor: Actor, number: int, now: datetime) -> None:
    """Throw away what was not sent."""
    require(actor, Act.DIRECT_ROUND)
    async with transaction():
        require_unsent(await locked(number))
        await BulkMail.delete().where(BulkMail.id == number)
        await record(actor=actor, act="brief weggooien", object_kind="brief", object_id=number, now=now)


def require_unsent(found: LetterRow) -> None:
    if found.sent_at is not None:
        raise Conflict("Deze brief is al verstuurd.")
    if found.planned_at is not None:
        raise Conflict("Deze brief staat klaar om te gaan. Blaas hem eerst af.")


async def locked(number: int) -> LetterRow:
    await execute("SELECT FROM bulk_mail WHERE id = $1 FOR UPDATE", number)
    return await letter(number)
