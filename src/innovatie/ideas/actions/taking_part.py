"""Withdrawing an idea, entering a round with it, joining it and stepping out."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.idea_states import Part, State
from innovatie.ideas.records import CHANGED_JOB, locked, require_in_being, require_owner
from innovatie.ideas.telling import tell_joined
from innovatie.infra.database import execute, transaction
from innovatie.infra.jobs import enqueue
from innovatie.municipalities.queries import successor_of
from innovatie.rounds.queries import round_by_id


async def withdraw(*, actor: Actor, idea_id: int, reason: str, now: datetime) -> None:
    """Withdraw a submitted idea with a reason that everybody can read. It stays, with its history."""
    if not reason.strip():
        raise Invalid({"reden": "Schrijf waarom u het plan intrekt. Iedereen kan dit lezen."})
    async with transaction():
        idea = await locked(idea_id)
        acting = await require_owner(actor, idea, Act.WITHDRAW_IDEA, now)
        if idea.state != State.SUBMITTED:
            raise Conflict("Alleen een ingediend plan kan worden ingetrokken.")
        await execute(
            "UPDATE idea SET state = $1, withdrawn_at = $2, withdraw_reason = $3, updated_at = $2 WHERE id = $4",
            State.WITHDRAWN.value,
            now,
            reason.strip(),
            idea_id,
        )
        await enqueue(CHANGED_JOB, {"ideas": [idea_id]})
        await record(
            actor=actor, act=Act.WITHDRAW_IDEA, object_kind="idee", object_id=idea_id, on_behalf_of=acting, now=now
        )


async def enter_round(*, actor: Actor, idea_id: int, round_id: int, now: datetime) -> None:
    """Take part in a round with an idea, while its phase for submitting is open. An idea takes part in one round."""
    async with transaction():
        idea = await locked(idea_id)
        round_ = await round_by_id(round_id, now=now)
        acting = await successor_of(idea.municipality_id, day=now.date())
        authority.require(actor, Act.ENTER_ROUND, Context(municipality_id=acting, open_phase=round_.open_phase))
        if idea.state != State.SUBMITTED:
            raise Conflict("Dien het plan eerst in.")
        if idea.round_id == round_id:
            return
        if idea.round_id is not None:
            raise Conflict("Dit plan doet al mee aan een ronde.")
        await execute("UPDATE idea SET round = $1 WHERE id = $2", round_id, idea_id)
        await record(
            actor=actor,
            act=Act.ENTER_ROUND,
            object_kind="idee",
            object_id=idea_id,
            on_behalf_of=acting,
            now=now,
            details={"ronde": round_.code},
        )


async def join(*, actor: Actor, idea_id: int, municipality_id: int, note: str, now: datetime) -> None:
    """A municipality joins an idea of another one (aanhaken). Joining twice is joining once."""
    authority.require(actor, Act.JOIN_IDEA, Context(municipality_id=municipality_id))
    async with transaction():
        await require_in_being(municipality_id, now)
        idea = await locked(idea_id)
        if idea.state != State.SUBMITTED:
            raise Conflict("U kunt alleen aanhaken bij een plan dat is ingediend.")
        present = next((one for one in idea.participants if one.municipality_id == municipality_id), None)
        if present is not None and present.left_at is None:
            return
        await execute(
            """
            INSERT INTO idea_participant (idea, municipality, role, joined_at, joined_by, note)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (idea, municipality) DO UPDATE SET role = excluded.role, joined_at = excluded.joined_at,
                joined_by = excluded.joined_by, note = excluded.note, left_at = NULL
            """,
            idea_id,
            municipality_id,
            Part.JOINED.value,
            now,
            actor.person_id,
            note.strip(),
        )
        await enqueue(CHANGED_JOB, {"ideas": [idea_id]})
        await tell_joined(idea_id=idea_id, municipality_id=municipality_id, now=now)
        await record(
            actor=actor,
            act=Act.JOIN_IDEA,
            object_kind="idee",
            object_id=idea_id,
            on_behalf_of=municipality_id,
            now=now,
        )


async def step_out(*, actor: Actor, idea_id: int, municipality_id: int, now: datetime) -> None:
    """A municipality that had joined steps out again; the submitter withdraws instead."""
    authority.require(actor, Act.JOIN_IDEA, Context(municipality_id=municipality_id))
    async with transaction():
        idea = await locked(idea_id)
        part = next((one for one in idea.active if one.municipality_id == municipality_id), None)
        if part is None:
            raise Conflict("Deze gemeente doet niet mee aan dit plan.")
        if part.role == Part.SUBMITTER:
            raise Conflict("De indiener kan niet uitstappen. Trek het plan in.")
        await execute(
            "UPDATE idea_participant SET left_at = $1 WHERE idea = $2 AND municipality = $3",
            now,
            idea_id,
            municipality_id,
        )
        await enqueue(CHANGED_JOB, {"ideas": [idea_id]})
        await record(
            actor=actor, act="uitstappen", object_kind="idee", object_id=idea_id, on_behalf_of=municipality_id, now=now
        )
