"""Finalists save what they work out, version by version, with files."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority, phases
from innovatie.domain.attached_files import check
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_one_value, transaction
from innovatie.infra.kept_files import kept_of
from innovatie.publication.queries import elaboration, finalist_of
from innovatie.publication.sections import NAMES
from innovatie.publication.tables import Attachment, Elaboration
from innovatie.review.queries import municipalities_of
from innovatie.rounds.actions import during

LONGEST_SECTION = 20_000
MOST_ATTACHMENTS = 10


async def save_elaboration(
    *,
    actor: Actor,
    round_id: int,
    group_id: int,
    content: Mapping[str, str],
    note: str,
    expected_version: int,
    now: datetime,
) -> int:
    """A new version of a finalist's elaboration, by one of the municipalities in the group; its number.

    `expected_version` is what the writer saw: Conflict when somebody saved another one meanwhile.
    """
    errors = {
        name: f"Maak deze tekst korter: hooguit {LONGEST_SECTION} tekens."
        for name in NAMES
        if len(content.get(name, "")) > LONGEST_SECTION
    }
    if errors:
        raise Invalid(errors)
    async with transaction():
        municipality_id, now = await _require_member(actor, round_id, group_id, now)
        await _lock(round_id, group_id)
        present = await elaboration(round_id, group_id)
        if present.version != expected_version:
            raise Conflict(
                wording(
                    "Iemand anders bewaarde intussen versie %(versie)s. Vergelijk die met uw tekst en bewaar opnieuw.",
                    versie=present.version,
                )
            )
        kept = {name: content.get(name, "").strip() for name in NAMES}
        if kept == present.content:
            return present.version
        await Elaboration.insert(
            Elaboration(
                round=round_id,
                group=group_id,
                version=present.version + 1,
                content=msgspec.json.encode(kept).decode(),
                saved_at=now,
                saved_by=actor.person_id,
                municipality=municipality_id,
                note=note.strip()[:200],
            )
        )
        await record(
            actor=actor,
            act=Act.DEVELOP_FINALIST.value,
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
            details={"versie": present.version + 1},
        )
    return present.version + 1


async def add_attachment(
    *, actor: Actor, round_id: int, group_id: int, name: str, content: bytes, now: datetime
) -> int:
    """Attach a file; its number. Invalid when kind, content or size will not do, or there are ten already."""
    file = check(name, content)
    async with transaction():
        municipality_id, now = await _require_member(actor, round_id, group_id, now)
        await _lock(round_id, group_id)
        present = Attachment.count().where(
            Attachment.round == round_id, Attachment.group == group_id, Attachment.removed_at.is_null()
        )
        if await present >= MOST_ATTACHMENTS:
            raise Invalid(
                {"bestand": wording("Er zijn al %(n)s bijlagen. Verwijder er eerst een.", n=MOST_ATTACHMENTS)}
            )
        stored = await kept_of(actor.person_id, file.content, now=now)
        added = await Attachment.insert(
            Attachment(
                round=round_id,
                group=group_id,
                name=file.name,
                kind=file.kind,
                size=file.size,
                digest=file.digest,
                content=stored.content,
                kept_as=stored.kept_as,
                added_at=now,
                added_by=actor.person_id,
            )
        )
        made: int = added[0]["id"]
        await record(
            actor=actor,
            act="bijlage toevoegen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
            details={"bijlage": made, "omvang": file.size},
        )
    return made


async def remove_attachment(*, actor: Actor, round_id: int, group_id: int, attachment_id: int, now: datetime) -> None:
    """Take a file from the page; the row stays for the trail."""
    async with transaction():
        municipality_id, now = await _require_member(actor, round_id, group_id, now)
        removed = await (
            Attachment.update({Attachment.removed_at: now})
            .where(
                Attachment.id == attachment_id,
                Attachment.round == round_id,
                Attachment.group == group_id,
                Attachment.removed_at.is_null(),
            )
            .returning(Attachment.id)
        )
        if not removed:
            raise NotFound("Deze bijlage bestaat niet (meer).")
        await record(
            actor=actor,
            act="bijlage verwijderen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
            details={"bijlage": attachment_id},
        )


async def _lock(round_id: int, group_id: int) -> None:
    """Writers of one finalist come one after the other."""
    sql = 'SELECT 1 FROM finalist WHERE round = $1 AND "group" = $2 FOR UPDATE'
    await fetch_one_value(int, sql, round_id, group_id)


async def _require_member(actor: Actor, round_id: int, group_id: int, now: datetime) -> tuple[int, datetime]:
    """The municipality in the group for which the actor may develop it, while that phase is open; and the moment."""
    round_, now = await during(round_id=round_id, now=now)
    if (await finalist_of(round_id, group_id)).withdrawn_at is not None:
        raise Conflict("Deze finalist doet niet meer mee. Uitwerken kan niet meer.")
    current = round_.current
    phases.require(current.window if current else None, Phase.DEVELOP, now)
    for municipality_id in sorted(await municipalities_of(group_id)):
        if authority.may(
            actor, Act.DEVELOP_FINALIST, Context(municipality_id=municipality_id, open_phase=Phase.DEVELOP)
        ):
            return municipality_id, now
    raise NotAllowed("Dit plan uitwerken mag alleen iemand van een gemeente in deze groep.")
