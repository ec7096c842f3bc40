"""Writing what a source changed in a plan, and keeping what both it and people changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import cast

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.idea_content import IdeaContent, content_with, submission_errors
from innovatie.domain.idea_states import Part, State
from innovatie.domain.three_way import ThreeWay
from innovatie.ideas.notifications import tell_conflict
from innovatie.ideas.payloads import IdeasChanged
from innovatie.ideas.queries import ImportTarget, OpenConflict, idea_by_id, open_conflicts
from innovatie.ideas.records import columns_of, keep_version, locked, require_editor, set_co_submitters
from innovatie.ideas.tables import Idea, IdeaParticipant, ImportConflict
from innovatie.infra.database import fetch_values, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.rows import as_json
from innovatie.municipalities.queries import ids_by_code


async def change_plan(  # noqa: PLR0917 -- one step of import_ideas, with what that knows
    actor: Actor, source: str, target: ImportTarget, found: ThreeWay, towns: Mapping[str, int], now: datetime
) -> None:
    """Write the fields that only the source changed; keep the conflicts and tell who may choose."""
    content = content_with(target.content, found.taken)
    if content != target.content:
        version = target.version + 1
        written = {**columns_of(content), Idea.version: version, Idea.updated_at: now}
        await Idea.update(written).where(Idea.id == target.id)
        await keep_version(target.id, version, content, actor, now, note="Opnieuw ingevoerd uit de bron")
    municipality = target.municipality_id
    if "municipality" in found.taken:
        municipality = towns[str(found.taken["municipality"])]
        await _move(actor, target.id, municipality, now)
    if "co_submitters" in found.taken:
        codes = cast(Sequence[str], found.taken["co_submitters"])
        await set_co_submitters(target.id, municipality, [towns[code] for code in codes], actor, now)
    if "submitted" in found.taken:
        day = date.fromisoformat(str(found.taken["submitted"]))
        moment = min(now, datetime.combine(day, time(12), tzinfo=UTC))
        await Idea.update({Idea.submitted_at: moment}).where(Idea.id == target.id)
    if found.conflicts:
        await _keep_conflicts(source, target, found, now)


async def lock_plans(numbers: Sequence[int]) -> None:
    """No other transaction changes these plans until this one ends; one after the other, so that two imports wait."""
    await fetch_values(int, "SELECT id FROM idea WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE", list(numbers))


async def _move(actor: Actor, idea_id: int, municipality: int, now: datetime) -> None:
    """Another municipality is the submitter; the former one steps out."""
    part = IdeaParticipant
    await part.update({part.left_at: now}).where(
        part.idea == idea_id, part.role == Part.SUBMITTER, part.left_at.is_null()
    )
    new = part(idea=idea_id, municipality=municipality, role=Part.SUBMITTER, joined_at=now, joined_by=actor.person_id)
    await part.insert(new).on_conflict(
        action="DO UPDATE", target=(part.idea, part.municipality), values=[part.role, (part.left_at, None)]
    )
    await Idea.update({Idea.municipality: municipality, Idea.updated_at: now}).where(Idea.id == idea_id)


async def _keep_conflicts(source: str, target: ImportTarget, found: ThreeWay, now: datetime) -> None:
    """One open conflict a field, with what the source said last."""
    known = {one.field: one for one in await open_conflicts(target.id)}
    fresh = [one for one in found.conflicts if one.field not in known or known[one.field].theirs != one.theirs]
    if not fresh:
        return
    gone = [known[one.field].id for one in fresh if one.field in known]
    if gone:
        await ImportConflict.delete().where(ImportConflict.id.is_in(gone))
    await ImportConflict.insert(
        *(
            ImportConflict(
                idea=target.id, source=source, field=one.field, theirs=as_json({"waarde": one.theirs}), found_at=now
            )
            for one in fresh
        )
    )
    await tell_conflict(idea=await idea_by_id(target.id), source=source, now=now)


async def settle_conflict(*, actor: Actor, idea_id: int, conflict_id: int, take: bool, now: datetime) -> None:
    """Choose between what stands here and what the source says; `take` takes the source's.

    For who may edit the plan. NotFound when it was settled before; Conflict when the source's municipality would have
    to be taken, which a file or VNG does; Invalid when the plan would not be whole with the source's value.
    """
    async with transaction():
        idea = await locked(idea_id)
        acting = await require_editor(actor, idea, now)
        if idea.state == State.WITHDRAWN:
            raise Conflict("Dit plan is ingetrokken en kan niet meer veranderen.")
        conflict = next((one for one in await open_conflicts(idea_id) if one.id == conflict_id), None)
        if conflict is None:
            raise NotFound("Hierover is al gekozen.")
        if take:
            await _take(actor, idea_id, idea.content, conflict, now)
        await ImportConflict.update({ImportConflict.settled_at: now, ImportConflict.settled_by: actor.person_id}).where(
            ImportConflict.id == conflict_id
        )
        await record(
            actor=actor,
            act="kiezen tussen plan en bron",
            object_kind="idee",
            object_id=idea_id,
            on_behalf_of=acting,
            now=now,
            details={"veld": conflict.field, "bron": conflict.source, "overgenomen": take},
        )


async def _take(actor: Actor, idea_id: int, content: IdeaContent, conflict: OpenConflict, now: datetime) -> None:
    idea = await idea_by_id(idea_id)
    if conflict.field in ("municipality", "submitted"):
        raise Conflict("Vraag VNG om dit over te nemen: een gemeente verandert dit niet zelf.")
    if conflict.field == "co_submitters":
        towns = await ids_by_code()
        wanted = [towns[code] for code in cast(Sequence[str], conflict.theirs) if code in towns]
        await set_co_submitters(idea_id, idea.municipality_id, wanted, actor, now)
        return
    taken = content_with(content, {conflict.field: conflict.theirs})
    errors = {name: why for name, why in submission_errors(taken).items() if name == conflict.field}
    if errors:
        raise Invalid(errors)
    version = idea.version + 1
    await Idea.update({**columns_of(taken), Idea.version: version, Idea.updated_at: now}).where(Idea.id == idea_id)
    await keep_version(idea_id, version, taken, actor, now, note=f"Overgenomen uit {conflict.source}")
    await enqueue(IdeasChanged(ideas=(idea_id,)))
