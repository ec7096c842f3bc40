"""Withdrawing an idea, entering a round with it, joining it and stepping out."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, Unfit
from innovatie.domain.idea_states import Part, State
from innovatie.domain.phases import Phase
from innovatie.domain.wording import wording
from innovatie.ideas.actions.admitting import require_not_excluded
from innovatie.ideas.notifications import tell_entered, tell_joined, tell_withdrawn
from innovatie.ideas.payloads import IdeasChanged
from innovatie.ideas.records import locked, require_in_being, require_owner
from innovatie.ideas.tables import Idea, IdeaParticipant
from innovatie.infra.database import fetch_one_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.retrying import retried
from innovatie.municipalities.queries import successor_of
from innovatie.rounds.actions import during


async def withdraw(*, actor: Actor, idea_id: int, reason: str, now: datetime) -> None:
    """Withdraw a submitted idea with a reason that everybody can read. It stays, with its history."""
    if not reason.strip():
        raise Invalid({"reden": "Schrijf waarom u het plan intrekt. Iedereen kan dit lezen."})
    async with transaction():
        idea = await locked(idea_id)
        acting = await require_owner(actor, idea, Act.WITHDRAW_IDEA, now)
        if idea.state != State.SUBMITTED:
            raise Conflict("Alleen een ingediend plan kan worden ingetrokken.")
        await Idea.update(
            {
                Idea.state: State.WITHDRAWN,
                Idea.withdrawn_at: now,
                Idea.withdraw_reason: reason.strip(),
                Idea.updated_at: now,
            }
        ).where(Idea.id == idea_id)
        await enqueue(IdeasChanged(ideas=(idea_id,)))
        await tell_withdrawn(actor=actor, idea=idea, reason=reason.strip(), now=now)
        await record(
            actor=actor, act=Act.WITHDRAW_IDEA, object_kind="idee", object_id=idea_id, on_behalf_of=acting, now=now
        )


@retried
async def enter_round(*, actor: Actor, idea_id: int, round_id: int, now: datetime, proven: bool = False) -> None:
    """Take part in a round with an idea, while its phase for submitting is open. An idea takes part in one round.

    `proven`: the municipality says that the plan has shown what the round asks for. Unfit when it does not.
    """
    async with transaction():
        round_, now = await during(round_id=round_id, now=now)
        idea = await locked(idea_id)
        acting = await successor_of(idea.municipality_id, day=dutch_day(now))
        authority.require(actor, Act.ENTER_ROUND, Context(municipality_id=acting, open_phase=round_.open_phase))
        if idea.state != State.SUBMITTED:
            raise Conflict("Dien het plan eerst in.")
        if idea.round_id == round_id:
            return
        await require_not_excluded(idea_id=idea_id, round_id=round_id)
        if idea.round_id is not None:
            raise Conflict("Dit plan doet al mee aan een ronde.")
        if round_.settings.proven and not proven:
            raise Unfit({"bewezen": wording("Zet een vinkje als dit klopt: %(eis)s", eis=round_.settings.proven)})
        await Idea.update({Idea.round: round_id}).where(Idea.id == idea_id)
        await tell_entered(actor=actor, idea=idea, round_name=round_.name, round_code=round_.code, now=now)
        await record(
            actor=actor,
            act=Act.ENTER_ROUND,
            object_kind="idee",
            object_id=idea_id,
            on_behalf_of=acting,
            now=now,
            details={"ronde": round_.code} | ({"bewezen": "ja"} if round_.settings.proven else {}),
        )


@retried
async def leave_round(*, actor: Actor, idea_id: int, now: datetime) -> None:
    """Take part no more in the round, while its phase for submitting is open: to enter another one, or none."""
    async with transaction():
        seen = await fetch_one_value(int, "SELECT round FROM idea WHERE id = $1", idea_id)
        round_ = None
        if seen is not None:  # the round before the idea, as everybody does who locks both
            round_, now = await during(round_id=seen, now=now)
        idea = await locked(idea_id)
        acting = await successor_of(idea.municipality_id, day=dutch_day(now))
        if idea.round_id != seen:
            raise Conflict("Dit plan wisselde intussen van ronde. Kijk opnieuw.")
        if round_ is None:
            authority.require(actor, Act.ENTER_ROUND, Context(municipality_id=acting, open_phase=Phase.SUBMIT))
            raise Conflict("Dit plan doet niet mee aan een ronde.")
        authority.require(actor, Act.ENTER_ROUND, Context(municipality_id=acting, open_phase=round_.open_phase))
        await Idea.update({Idea.round: None}).where(Idea.id == idea_id)
        await record(
            actor=actor,
            act="niet meer meedoen aan een ronde",
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
        part = IdeaParticipant(
            idea=idea_id,
            municipality=municipality_id,
            role=Part.JOINED,
            joined_at=now,
            joined_by=actor.person_id,
            note=note.strip(),
        )
        await IdeaParticipant.insert(part).on_conflict(
            action="DO UPDATE",
            target=(IdeaParticipant.idea, IdeaParticipant.municipality),
            values=[
                IdeaParticipant.role,
                IdeaParticipant.joined_at,
                IdeaParticipant.joined_by,
                IdeaParticipant.note,
                (IdeaParticipant.left_at, None),
            ],
        )
        await enqueue(IdeasChanged(ideas=(idea_id,)))
        await tell_joined(idea=idea, municipality_id=municipality_id, by=actor.person_id, now=now)
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
        await IdeaParticipant.update({IdeaParticipant.left_at: now}).where(
            IdeaParticipant.idea == idea_id, IdeaParticipant.municipality == municipality_id
        )
        await enqueue(IdeasChanged(ideas=(idea_id,)))
        await record(
            actor=actor, act="uitstappen", object_kind="idee", object_id=idea_id, on_behalf_of=municipality_id, now=now
        )
