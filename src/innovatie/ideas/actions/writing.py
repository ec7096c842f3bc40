"""Drafting, submitting and editing an idea."""

from collections.abc import Iterable
from datetime import datetime

from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.idea_content import IdeaContent, changed_fields, draft_errors, submission_errors
from innovatie.domain.idea_states import State
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.ideas.notifications import tell_changed, tell_named, tell_posted
from innovatie.ideas.payloads import IdeasChanged
from innovatie.ideas.queries import idea_by_id
from innovatie.ideas.records import (
    Stale,
    insert,
    keep_version,
    known_draft,
    locked,
    require_editor,
    require_in_being,
    require_owner,
    set_co_submitters,
    write,
)
from innovatie.ideas.tables import Idea, IdeaParticipant
from innovatie.infra.database import transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.retrying import retried


@retried
async def save_draft(
    *,
    actor: Actor,
    municipality_id: int,
    content: IdeaContent,
    co_submitters: Iterable[int],
    form_token: str | None,
    now: datetime,
    idea_id: int | None = None,
    base_version: int | None = None,
) -> tuple[int, int]:
    """Keep a draft, seen by its municipality only; its number and the version it has now.

    `form_token` is drawn for each form that is shown. A form that is sent again saves the same draft again, even when
    the answer to the first time got lost; a form opened before another window saved the draft is Stale. Only its
    beginning stands in the trail: the form saves itself every few seconds (ADR 0024).
    """
    async with transaction():
        known, version, is_new = await _keep_draft(
            actor, municipality_id, content, co_submitters, form_token, now, idea_id, base_version
        )
        if is_new:
            await record(
                actor=actor,
                act="concept beginnen",
                object_kind="idee",
                object_id=known,
                on_behalf_of=municipality_id,
                now=now,
            )
    return known, version


async def _keep_draft(  # noqa: PLR0917 -- what save_draft was given
    actor: Actor,
    municipality_id: int,
    content: IdeaContent,
    co_submitters: Iterable[int],
    form_token: str | None,
    now: datetime,
    idea_id: int | None,
    base_version: int | None,
) -> tuple[int, int, bool]:
    """The draft's number and version, and whether it is new; without a trace."""
    authority.require(actor, Act.POST_IDEA, Context(municipality_id=municipality_id))
    errors = draft_errors(content)
    if errors:
        raise Invalid(errors)
    async with transaction():
        known = await known_draft(idea_id, form_token)
        is_new = known is None
        if known is None:
            await require_in_being(municipality_id, now)
            known, version = await insert(actor, municipality_id, content, form_token, now), 1
        else:
            draft = await locked(known)
            await require_editor(actor, draft, now)
            if draft.state != State.DRAFT:
                raise Conflict("Dit plan is al ingediend.")
            own = form_token is not None and draft.form_token == form_token
            if base_version is not None and base_version != draft.version and not own:
                raise Stale(draft)
            version = draft.version
            if changed_fields(draft.content, content) or draft.form_token != form_token:
                version += 1
                await write(known, content, now)
                await Idea.update({Idea.version: version, Idea.form_token: form_token}).where(Idea.id == known)
        await set_co_submitters(known, municipality_id, co_submitters, actor, now)
    return known, version, is_new


@retried
async def post(
    *,
    actor: Actor,
    municipality_id: int,
    content: IdeaContent,
    co_submitters: Iterable[int],
    form_token: str | None,
    now: datetime,
    idea_id: int | None = None,
    base_version: int | None = None,
) -> int:
    """Submit an idea: from now on everybody sees it; its number. Sending the same form twice submits it once."""
    errors = submission_errors(content)
    if errors:
        raise Invalid(errors)
    async with transaction():
        known = await known_draft(idea_id, form_token)
        if known is not None:
            sent = await idea_by_id(known)
            if sent.state == State.SUBMITTED and form_token is not None and sent.form_token == form_token:
                authority.require(actor, Act.POST_IDEA, Context(municipality_id=sent.municipality_id))
                return known
        number, _, _ = await _keep_draft(
            actor, municipality_id, content, co_submitters, form_token, now, idea_id, base_version
        )
        await Idea.update(
            {Idea.state: State.SUBMITTED, Idea.submitted_at: now, Idea.updated_at: now, Idea.version: 1}
        ).where(Idea.id == number)
        await keep_version(number, 1, content, actor, now, note="")
        await enqueue(IdeasChanged(ideas=(number,)))
        idea = await idea_by_id(number)
        named = [one.municipality_id for one in idea.co_submitters]
        await tell_named(actor=actor, idea=idea, municipalities=named, now=now)
        await tell_posted(actor=actor, idea=idea, now=now)
        await record(
            actor=actor, act=Act.POST_IDEA, object_kind="idee", object_id=number, on_behalf_of=municipality_id, now=now
        )
    return number


@retried
async def post_draft(*, actor: Actor, idea_id: int, base_version: int | None, now: datetime) -> int:
    """Submit a draft as it stands, after its writer looked at it once more; its number.

    Stale when somebody saved it since `base_version`. A second press submits it once.
    """
    async with transaction():
        draft = await locked(idea_id)
        if draft.state == State.DRAFT and base_version != draft.version:
            raise Stale(draft)
        return await post(
            actor=actor,
            municipality_id=draft.municipality_id,
            content=draft.content,
            co_submitters=[one.municipality_id for one in draft.co_submitters],
            form_token=draft.form_token,
            now=now,
            idea_id=idea_id,
        )


@retried
async def edit(
    *,
    actor: Actor,
    idea_id: int,
    content: IdeaContent,
    co_submitters: Iterable[int],
    base_version: int,
    note: str,
    now: datetime,
) -> int:
    """A new version of a submitted idea, made from `base_version`; the number of the version.

    Stale when somebody saved another version since. Saving without a change makes no version.
    """
    errors = submission_errors(content)
    if errors:
        raise Invalid(errors)
    async with transaction():
        idea = await locked(idea_id)
        acting = await require_editor(actor, idea, now)
        if idea.state == State.WITHDRAWN:
            raise Conflict("Dit plan is ingetrokken en kan niet meer veranderen.")
        changed = changed_fields(idea.content, content)
        if idea.version != base_version and changed:
            raise Stale(idea)
        wanted = set(co_submitters) - {idea.municipality_id}
        others_take_part = wanted != {one.municipality_id for one in idea.co_submitters}
        named = await set_co_submitters(idea_id, idea.municipality_id, wanted, actor, now)
        if idea.state == State.SUBMITTED:
            await tell_named(actor=actor, idea=idea, municipalities=named, now=now)
            if others_take_part and not changed:
                await tell_changes(resource=PublicResource.IDEA, kind=ChangeKind.CHANGED, object_ids=(idea_id,))
                await enqueue(IdeasChanged(ideas=(idea_id,)))
        if not changed:
            return idea.version
        version = idea.version + 1
        await write(idea_id, content, now)
        await Idea.update({Idea.version: version}).where(Idea.id == idea_id)
        await keep_version(idea_id, version, content, actor, now, note=note)
        await enqueue(IdeasChanged(ideas=(idea_id,)))
        if idea.state == State.SUBMITTED:
            await tell_changed(actor=actor, idea=idea, version=version, note=note, now=now)
        await record(
            actor=actor,
            act=Act.EDIT_IDEA,
            object_kind="idee",
            object_id=idea_id,
            on_behalf_of=acting,
            now=now,
            details={"versie": version, "velden": list(changed)},
        )
    return version


@retried
async def discard_draft(*, actor: Actor, idea_id: int, now: datetime) -> None:
    """Throw a draft away. What others can refer to is never deleted: a submitted idea is withdrawn instead."""
    async with transaction():
        idea = await locked(idea_id)
        acting = await require_owner(actor, idea, Act.WITHDRAW_IDEA, now)
        if idea.state != State.DRAFT:
            raise Conflict("Alleen een concept kan weg. Trek een ingediend plan in.")
        await IdeaParticipant.delete().where(IdeaParticipant.idea == idea_id)
        await Idea.delete().where(Idea.id == idea_id)
        await record(
            actor=actor, act="concept weggooien", object_kind="idee", object_id=idea_id, on_behalf_of=acting, now=now
        )


async def discard_written(*, actor: Actor, form_token: str, idea_id: int | None, now: datetime) -> bool:
    """Throw away the draft that this form made, for who joined another plan instead; whether there was one.

    Only a draft that the same person began: what colleagues wrote stays theirs.
    """
    known = await known_draft(idea_id, form_token or None)
    if known is None:
        return False
    draft = await idea_by_id(known)
    if draft.state != State.DRAFT or draft.created_by is None or draft.created_by != actor.person_id:
        return False
    await discard_draft(actor=actor, idea_id=known, now=now)
    return True
