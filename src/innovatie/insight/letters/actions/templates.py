"""Letters to begin from: VNG's own, and shipped ones that it changed."""

from datetime import datetime

from piccolo.columns import Column
from piccolo.columns.combination import Where

from innovatie.audit.actions import record
from innovatie.domain.authority import Act, Actor, require
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.letters import BLANKS, fault_of
from innovatie.domain.standard_letters import STANDARD
from innovatie.domain.whole_numbers import whole
from innovatie.infra.database import execute, transaction
from innovatie.infra.rows import as_json
from innovatie.insight.letters.actions.writing import Content
from innovatie.insight.letters.queries import template
from innovatie.insight.tables import LetterTemplate


async def keep_template(*, actor: Actor, key: str | None, name: str, content: Content, now: datetime) -> str:
    """Keep a letter to begin from, under the address of one that exists or (None) as a new one; its address.

    A round and a phase are of the moment: they are not kept.
    """
    require(actor, Act.DIRECT_ROUND)
    errors = {}
    for field, text in (("onderwerp", content.subject), ("tekst", content.body)):
        fault = fault_of(text, known=BLANKS)
        if fault is not None:
            errors[field] = fault
    if errors:
        raise Invalid(errors)
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock(hashtextextended('letter_template', 0))")
        found = await template(key) if key is not None else None
        columns: dict[Column | str, object] = {
            LetterTemplate.name: name,
            LetterTemplate.audience: content.audience,
            LetterTemplate.selection: as_json(content.selection),
            LetterTemplate.kind: content.kind.value,
            LetterTemplate.goal: content.goal.value,
            LetterTemplate.subject: content.subject,
            LetterTemplate.body: content.body,
            LetterTemplate.changed_at: now,
            LetterTemplate.changed_by: actor.person_id,
        }
        if key is not None and found is not None and (found.is_changed or not found.is_shipped):
            await LetterTemplate.update(columns).where(_of(key), LetterTemplate.removed_at.is_null())
            made = key
        else:
            row = LetterTemplate(
                standard=key,
                name=name,
                audience=content.audience,
                selection=as_json(content.selection),
                kind=content.kind.value,
                goal=content.goal.value,
                subject=content.subject,
                body=content.body,
                changed_at=now,
                changed_by=actor.person_id,
            )
            await row.save()
            made = key or str(row.id)
        await record(actor=actor, act="sjabloon bewaren", object_kind="sjabloon", object_id=made, now=now)
    return made


async def remove_template(*, actor: Actor, key: str, now: datetime) -> None:
    """Take away one of VNG's own; of a shipped one only the changes, so that it is as it was shipped."""
    require(actor, Act.DIRECT_ROUND)
    async with transaction():
        found = await template(key)
        if found.is_shipped and not found.is_changed:
            raise Conflict("Dit sjabloon hoort bij het platform en kan niet weg. U kunt het wel wijzigen.")
        await LetterTemplate.update({LetterTemplate.removed_at: now}).where(
            _of(key), LetterTemplate.removed_at.is_null()
        )
        await record(actor=actor, act="sjabloon weghalen", object_kind="sjabloon", object_id=key, now=now)


def _of(key: str) -> Where:
    """The row of a template: of a shipped one by its word, of VNG's own by its number."""
    return LetterTemplate.standard == key if key in STANDARD else LetterTemplate.id == whole(key)
