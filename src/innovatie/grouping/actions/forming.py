"""Making groups: one for each new idea, one from several by VNG, and those of a round."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.idea_states import State
from innovatie.domain.phases import Phase
from innovatie.grouping.queries import group_number_of_idea
from innovatie.grouping.records import (
    decided,
    drop_stale_proposals,
    keep_pairs,
    lock_groups,
    members,
    move,
    require_loose,
    take_part,
)
from innovatie.grouping.tables import IdeaGroup, RoundGroup
from innovatie.ideas.tables import Idea
from innovatie.infra.database import fetch_one_as, fetch_values, transaction
from innovatie.rounds.actions import during


class _Founder(msgspec.Struct, frozen=True):
    """What a group takes over of the idea that it begins with."""

    title: str
    summary: str
    theme: str
    state: State
    submitted_at: datetime | None


async def found_group(*, actor: Actor, idea_id: int, now: datetime) -> int:
    """The group of an idea; a submitted idea without one gets a group of its own. Its number."""
    async with transaction():
        await Idea.select(Idea.id).where(Idea.id == idea_id).lock_rows()
        present = await group_number_of_idea(idea_id)
        if present is not None:
            return present
        idea = await fetch_one_as(
            _Founder, "SELECT title, summary, theme, state, submitted_at FROM idea WHERE id = $1", idea_id
        )
        if idea is None:
            raise NotFound("Dit plan bestaat niet.")
        if idea.state is State.DRAFT:
            raise Conflict("Een concept hoort nog niet bij een groep.")
        made = IdeaGroup(
            title=idea.title,
            summary=idea.summary[:400],
            theme=idea.theme,
            founding_idea=idea_id,
            created_at=idea.submitted_at or now,
        )
        await made.save()
        await move([idea_id], made.id, how="founder", actor=actor, now=now)
        await record(actor=actor, act="groep maken", object_kind="groep", object_id=made.id, now=now)
    return made.id


async def form_group(
    *, actor: Actor, idea_ids: Sequence[int], title: str, reason: str, now: datetime, lead_id: int | None = None
) -> int:
    """VNG puts ideas together in the oldest of their groups and names it; the other groups redirect to it."""
    authority.require(actor, Act.DIRECT_GROUPS)
    if len(set(idea_ids)) < 1 or not title.strip():
        raise Invalid({"titel": "Geef de groep een titel en kies ten minste één plan."})
    async with transaction():
        numbers = {idea: await found_group(actor=actor, idea_id=idea, now=now) for idea in sorted(set(idea_ids))}
        target = min(numbers.values())
        sources = sorted(set(numbers.values()) - {target})
        await lock_groups(target, *sources)
        await require_loose(target, *sources)
        for source in sources:
            leaving = [idea for idea in await members(source) if idea in numbers]
            await move(leaving, target, how="confirmed", actor=actor, now=now)
            if not await members(source):
                await IdeaGroup.update({IdeaGroup.merged_into: target}).where(IdeaGroup.id == source)
            await decided("samengevoegd", target, source, leaving, reason=reason, actor=actor, now=now)
        together = list(numbers)
        await keep_pairs(together, together, together=True, reason=reason, actor=actor, now=now)
        await IdeaGroup.update({IdeaGroup.title: title.strip()[:160]}).where(IdeaGroup.id == target)
        if lead_id is not None:
            await IdeaGroup.update({IdeaGroup.lead: lead_id}).where(IdeaGroup.id == target)
        await drop_stale_proposals(target, *sources, now=now)
        await record(
            actor=actor,
            act="groep vormen",
            object_kind="groep",
            object_id=target,
            now=now,
            details={"plannen": sorted(numbers)},
        )
    return target


async def name_lead(*, actor: Actor, group_id: int, municipality_id: int, now: datetime) -> None:
    """A municipality of the group takes the lead (trekker): it says so itself, or VNG does."""
    if not authority.may(actor, Act.DIRECT_GROUPS):
        authority.require(actor, Act.DISCUSS_GROUP, Context(municipality_id=municipality_id))
    async with transaction():
        await lock_groups(group_id)
        if municipality_id not in await take_part(group_id):
            raise Conflict("Alleen een gemeente die meedoet kan trekker zijn.")
        await IdeaGroup.update({IdeaGroup.lead: municipality_id}).where(IdeaGroup.id == group_id)
        await record(
            actor=actor,
            act="trekker aanwijzen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
        )


async def enter_round(*, actor: Actor, round_id: int, now: datetime) -> list[int]:
    """Fix the groups that take part in a round: those of its submitted ideas. From now on they are frozen.

    Run again it adds what is missing and changes nothing else. The numbers of all groups of the round.
    """
    authority.require(actor, Act.DIRECT_GROUPS)
    async with transaction():
        round_, now = await during(round_id=round_id, now=now)
        if round_.phase not in (Phase.GROUP, Phase.REVIEW):
            raise Conflict("Groepen vaststellen kan in de fase groeperen of beoordelen.")
        ideas = await fetch_values(
            int, "SELECT id FROM idea WHERE round = $1 AND state = 'ingediend' ORDER BY id", round_id
        )
        numbers = sorted({await found_group(actor=actor, idea_id=idea, now=now) for idea in ideas})
        if numbers:
            await RoundGroup.insert(
                *(RoundGroup(round=round_id, group=number, entered_at=now, frozen_at=now) for number in numbers)
            ).on_conflict(target=(RoundGroup.round, RoundGroup.group), action="DO NOTHING")
        await record(
            actor=actor,
            act="groepen van de ronde vaststellen",
            object_kind="ronde",
            object_id=round_id,
            now=now,
            details={"groepen": len(numbers)},
        )
    return numbers
