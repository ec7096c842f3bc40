"""What the actions of ideas share: locking, who may change what, and writing the rows."""

import json
from collections.abc import Iterable
from datetime import datetime

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, NotAllowed, NotFound
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.idea_states import Part, State
from innovatie.domain.wording import wording
from innovatie.ideas.queries import IdeaDetail, idea_by_id, idea_of_token
from innovatie.infra.database import execute, execute_many, fetch, fetch_value
from innovatie.municipalities.queries import names, successor_of

CHANGED_JOB = "ideas.changed"
"""Enqueued when what others see of ideas has changed: `{"ideas": [numbers]}`. The worker knows who wants to hear."""


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
    await execute("SELECT 1 FROM idea WHERE id = $1 FOR UPDATE", idea_id)
    return await idea_by_id(idea_id)


async def require_in_being(municipality_id: int, now: datetime) -> None:
    """A municipality that has gone up in another one starts nothing new; its successor does."""
    heir = await successor_of(municipality_id, day=now.date())
    if heir != municipality_id:
        name = (await names((heir,)))[heir]
        raise Conflict(wording("Deze gemeente is opgegaan in %(naam)s. Doe dit namens %(naam)s.", naam=name))


async def require_owner(actor: Actor, idea: IdeaDetail, act: Act, now: datetime) -> int:
    """For the submitting municipality (or its successor) only; that municipality."""
    if actor.is_system:
        return idea.municipality_id
    acting = await successor_of(idea.municipality_id, day=now.date())
    authority.require(actor, act, Context(municipality_id=acting))
    return acting


async def require_editor(actor: Actor, idea: IdeaDetail, now: datetime) -> int:
    """For the submitter and the co-submitters; the municipality acted for. A draft of others does not exist."""
    if actor.is_system:
        return idea.municipality_id
    for part in idea.active:
        if part.role in (Part.SUBMITTER, Part.CO_SUBMITTER):
            acting = await successor_of(part.municipality_id, day=now.date())
            if authority.may(actor, Act.EDIT_IDEA, Context(municipality_id=acting)):
                return acting
    if idea.state == State.DRAFT:
        raise NotFound("Dit plan bestaat niet.")
    raise NotAllowed("Alleen de gemeenten die dit plan indienden, kunnen het wijzigen.")


async def insert(
    actor: Actor, municipality_id: int, content: IdeaContent, form_token: str | None, now: datetime
) -> int:
    number: int = await fetch_value(
        """
        INSERT INTO idea (title, summary, problem, approach, public_value, stage, theme, planned_start, cost_euro,
                          effort_hours, contact, links, partnership, municipality, state, version, created_by,
                          created_at, updated_at, withdraw_reason, form_token, source)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16, $17, $17, '', $18, '')
        RETURNING id
        """,
        *_columns(content),
        municipality_id,
        State.DRAFT.value,
        actor.person_id,
        now,
        form_token,
    )
    await execute(
        "INSERT INTO idea_participant (idea, municipality, role, joined_at, joined_by, note)"
        " VALUES ($1, $2, $3, $4, $5, '')",
        number,
        municipality_id,
        Part.SUBMITTER.value,
        now,
        actor.person_id,
    )
    return number


async def write(idea_id: int, content: IdeaContent, now: datetime) -> None:
    await execute(
        """
        UPDATE idea SET title = $1, summary = $2, problem = $3, approach = $4, public_value = $5, stage = $6,
               theme = $7, planned_start = $8, cost_euro = $9, effort_hours = $10, contact = $11, links = $12,
               partnership = $13, updated_at = $14
         WHERE id = $15
        """,
        *_columns(content),
        now,
        idea_id,
    )


def _columns(content: IdeaContent) -> tuple[object, ...]:
    return (
        content.title.strip(),
        content.summary,
        content.problem,
        content.approach,
        content.public_value,
        content.stage,
        content.theme,
        content.planned_start,
        content.cost_euro,
        content.effort_hours,
        content.contact,
        json.dumps(list(content.links)),
        content.partnership_id,
    )


async def keep_version(
    idea_id: int, version: int, content: IdeaContent, actor: Actor, now: datetime, *, note: str
) -> None:
    await execute(
        "INSERT INTO idea_version (idea, version, content, saved_by, saved_at, note) VALUES ($1, $2, $3, $4, $5, $6)",
        idea_id,
        version,
        json.dumps(content.as_json()),
        actor.person_id,
        now,
        note.strip()[:200],
    )


async def set_co_submitters(
    idea_id: int, submitter: int, wanted: Iterable[int], actor: Actor, now: datetime
) -> tuple[int, ...]:
    """Make `wanted` the co-submitters; those no longer named step out, a municipality that had joined is promoted.

    Gives those that were no co-submitter before.
    """
    chosen = sorted(set(wanted) - {submitter})
    before = await fetch(
        "SELECT municipality FROM idea_participant WHERE idea = $1 AND role = $2 AND left_at IS NULL",
        idea_id,
        Part.CO_SUBMITTER.value,
    )
    await execute(
        "UPDATE idea_participant SET left_at = $1 WHERE idea = $2 AND role = $3 AND left_at IS NULL"
        " AND NOT (municipality = ANY($4))",
        now,
        idea_id,
        Part.CO_SUBMITTER.value,
        chosen,
    )
    if chosen:
        await execute_many(
            """
            INSERT INTO idea_participant (idea, municipality, role, joined_at, joined_by, note)
            VALUES ($1, $2, $3, $4, $5, '')
            ON CONFLICT (idea, municipality) DO UPDATE SET role = excluded.role, left_at = NULL
            """,
            [(idea_id, one, Part.CO_SUBMITTER.value, now, actor.person_id) for one in chosen],
        )
    return tuple(set(chosen) - {row["municipality"] for row in before})
