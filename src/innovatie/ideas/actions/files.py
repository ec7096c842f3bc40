"""Files with a plan: a note, a presentation, a table of figures. Added and taken away by who writes the plan."""

from datetime import datetime
from typing import Final

from innovatie.audit.actions import record
from innovatie.domain.attached_files import LARGEST_OF_PLAN, OF_PLAN, check, require_room
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.idea_states import State
from innovatie.domain.wording import wording
from innovatie.ideas.queries import IdeaDetail
from innovatie.ideas.records import locked, require_editor
from innovatie.ideas.tables import IdeaFile
from innovatie.infra.database import transaction
from innovatie.infra.kept_files import kept_of

MOST_FILES: Final = 10
"""Of one plan."""
TITLE_LIMIT: Final = 120


async def add_file(*, actor: Actor, idea_id: int, title: str, name: str, content: bytes, now: datetime) -> int:
    """Add a file to a submitted plan; its number. Invalid on `titel` or `bestand`; TooMany beyond a day's limit."""
    async with transaction():
        idea = await locked(idea_id)
        acting = await require_editor(actor, idea, now)
        _require_submitted(idea)
        errors = dict[str, str]()
        if not title.strip():
            errors["titel"] = wording("Geef het bestand een titel, bijvoorbeeld: Plan van aanpak.")
        elif len(title.strip()) > TITLE_LIMIT:
            errors["titel"] = wording("Gebruik hooguit %(n)s tekens.", n=TITLE_LIMIT)
        try:
            file = check(name, content, kinds=OF_PLAN, largest=LARGEST_OF_PLAN)
            require_room(
                await IdeaFile.count().where(IdeaFile.idea == idea_id, IdeaFile.removed_at.is_null()), MOST_FILES
            )
        except Invalid as wrong:
            raise Invalid({**errors, **wrong.errors}) from None
        if errors:
            raise Invalid(errors)
        stored = await kept_of(actor.person_id, file.content, now=now)
        made = IdeaFile(
            idea=idea_id,
            municipality=acting,
            title=title.strip(),
            name=file.name,
            kind=file.kind,
            size=file.size,
            digest=file.digest,
            content=stored.content,
            kept_as=stored.kept_as,
            added_at=now,
            added_by=actor.person_id,
        )
        await made.save()
        await _note(actor, "bestand toevoegen", idea_id, acting, made.id, now)
    return int(made.id)


async def remove_file(*, actor: Actor, idea_id: int, file_id: int, now: datetime) -> None:
    """Take a file from the page of a plan. The row stays."""
    async with transaction():
        acting = await require_editor(actor, await locked(idea_id), now)
        mine = (IdeaFile.id == file_id) & (IdeaFile.idea == idea_id) & IdeaFile.removed_at.is_null()
        if not await IdeaFile.exists().where(mine):
            raise NotFound("Dit bestand bestaat niet (meer).")
        await IdeaFile.update({IdeaFile.removed_at: now}).where(mine)
        await _note(actor, "bestand verwijderen", idea_id, acting, file_id, now)


def _require_submitted(idea: IdeaDetail) -> None:
    if idea.state == State.DRAFT:
        raise Conflict("Dien het plan eerst in. Daarna kunt u er bestanden bij zetten.")
    if idea.state != State.SUBMITTED:
        raise Conflict("Dit plan is ingetrokken en kan niet meer veranderen.")


async def _note(actor: Actor, act: str, idea_id: int, acting: int, file_id: int, now: datetime) -> None:  # noqa: PLR0917 -- what both acts have at hand
    await record(
        actor=actor,
        act=act,
        object_kind="idee",
        object_id=idea_id,
        on_behalf_of=acting,
        now=now,
        details={"bestand": file_id},
    )
