"""What the actions of ideas share: locking, who may change what, and writing the rows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, NotAllowed, NotFound
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.idea_states import Part, State
from innovatie.domain.wording import wording
from innovatie.ideas.queries import IdeaDetail, idea_by_id, idea_of_token
from innovatie.ideas.tables import Idea, IdeaParticipant, IdeaVersion
from innovatie.infra.database import execute, fetch_values
from innovatie.municipalities.queries import names, successor_of


class Stale(Conflict):
    """Somebody else saved a newer version meanwhile; `current` is that version."""

    def __init__(self, current: IdeaDetail) -> None:
        super().__init__("Iemand anders heeft dit plan intussen gewijzigd. Vergelijk beide teksten en bewaar opnieuw.")
        self.current = current


async def known_draft(idea_id: int | None, form_token: str | None) -> int | None:
    """The idea that this form is about: the one it names, or the one that it made when it was sent before.

    Forms with the same token wait here for one another until the transaction ends.
    """
    if form_token is not None:
        await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", form_token)
    if idea_id is not None:
        return idea_id
    return await idea_of_token(form_token) if form_token else None


async def locked(idea_id: int) -> IdeaDetail:
    """The idea, which no other transaction can change until this one ends."""
    await Idea.select(Idea.id).where(Idea.id == idea_id).lock_rows()
    return await idea_by_id(idea_id)


async def require_in_being(municipality_id: int, now: datetime) -> None:
    """A municipality that has gone up in another one starts nothing new; its successor does."""
    heir = await successor_of(municipality_id, day=dutch_day(now))
    if heir != municipality_id:
        name = (await names((heir,)))[heir]
        raise Conflict(wording("Deze gemeente is opgegaan in %(naam)s. Doe dit namens %(naam)s.", naam=name))


async def require_owner(actor: Actor, idea: IdeaDetail, act: Act, now: datetime) -> int:
    """For the submitting municipality (or its successor) only; that municipality."""
    if actor.is_system:
        return idea.municipality_id
    acting = await successor_of(idea.municipality_id, day=dutch_day(now))
    authority.require(actor, act, Context(municipality_id=acting))
    return acting


async def require_editor(actor: Actor, idea: IdeaDetail, now: datetime) -> int:
    """For the submitter and the co-submitters; the municipality acted for. A draft of others does not exist."""
    if actor.is_system:
        return idea.municipality_id
    for part in idea.active:
        if part.role in (Part.SUBMITTER, Part.CO_SUBMITTER):
            acting = await successor_of(part.municipality_id, day=dutch_day(now))
            if authority.may(actor, Act.EDIT_IDEA, Context(municipality_id=acting)):
                return acting
    if idea.state == State.DRAFT:
        raise NotFound("Dit plan bestaat niet.")
    raise NotAllowed("Alleen de gemeenten die dit plan indienden, kunnen het wijzigen.")


async def insert(
    actor: Actor, municipality_id: int, content: IdeaContent, form_token: str | None, now: datetime
) -> int:
    idea = Idea(
        {
            **columns_of(content),
            Idea.municipality: municipality_id,
            Idea.state: State.DRAFT,
            Idea.created_by: actor.person_id,
            Idea.created_at: now,
            Idea.updated_at: now,
            Idea.form_token: form_token,
        }
    )
    await idea.save()
    part = IdeaParticipant(
        idea=idea.id, municipality=municipality_id, role=Part.SUBMITTER, joined_at=now, joined_by=actor.person_id
    )
    await part.save()
    return idea.id


async def write(idea_id: int, content: IdeaContent, now: datetime) -> None:
    await Idea.update({**columns_of(content), Idea.updated_at: now}).where(Idea.id == idea_id)


def columns_of(content: IdeaContent) -> dict[Any, object]:
    """The columns of the table idea that people write, with what they say.

    Piccolo wants keys that are Column in an insert and Column or str in an update: these are Column.
    """
    return {
        Idea.title: content.title.strip(),
        Idea.summary: content.summary,
        Idea.problem: content.problem,
        Idea.approach: content.approach,
        Idea.public_value: content.public_value,
        Idea.stage: content.stage,
        Idea.theme: content.theme,
        Idea.planned_start: content.planned_start,
        Idea.cost_euro: content.cost_euro,
        Idea.effort_hours: content.effort_hours,
        Idea.contact: content.contact,
        Idea.links: list(content.links),
        Idea.partnership: content.partnership_id,
    }


async def keep_version(
    idea_id: int, version: int, content: IdeaContent, actor: Actor, now: datetime, *, note: str
) -> None:
    kept = IdeaVersion(
        idea=idea_id,
        version=version,
        content=content.as_json(),
        saved_by=actor.person_id,
        saved_at=now,
        note=note.strip()[:200],
    )
    await kept.save()


async def set_co_submitters(
    idea_id: int, submitter: int, wanted: Iterable[int], actor: Actor, now: datetime
) -> tuple[int, ...]:
    """Make `wanted` the co-submitters; those no longer named step out, a municipality that had joined is promoted.

    Gives those that were no co-submitter before.
    """
    chosen = sorted(set(wanted) - {submitter})
    theirs = (
        (IdeaParticipant.idea == idea_id)
        & (IdeaParticipant.role == Part.CO_SUBMITTER)
        & IdeaParticipant.left_at.is_null()
    )
    before = await fetch_values(
        int,
        "SELECT municipality FROM idea_participant WHERE idea = $1 AND role = $2 AND left_at IS NULL",
        idea_id,
        Part.CO_SUBMITTER.value,
    )
    gone = set(before) - set(chosen)
    if gone:
        await IdeaParticipant.update({IdeaParticipant.left_at: now}).where(
            theirs, IdeaParticipant.municipality.is_in(sorted(gone))
        )
    if chosen:
        await IdeaParticipant.insert(
            *(
                IdeaParticipant(
                    idea=idea_id, municipality=one, role=Part.CO_SUBMITTER, joined_at=now, joined_by=actor.person_id
                )
                for one in chosen
            )
        ).on_conflict(
            action="DO UPDATE",
            target=(IdeaParticipant.idea, IdeaParticipant.municipality),
            values=[IdeaParticipant.role, (IdeaParticipant.left_at, None)],
        )
    return tuple(set(chosen) - set(before))
