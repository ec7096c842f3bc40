"""Making groups: one for each new idea, one from several by VNG, and those of a round."""

from collections.abc import Sequence
from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotFound
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
from innovatie.infra.database import execute, fetch, fetch_row, fetch_value, transaction
from innovatie.rounds.queries import round_by_id


async def found_group(*, actor: Actor, idea_id: int, now: datetime) -> int:
    """The group of an idea; a submitted idea without one gets a group of its own. Its number."""
    async with transaction():
        await execute("SELECT 1 FROM idea WHERE id = $1 FOR UPDATE", idea_id)
        present = await group_number_of_idea(idea_id)
        if present is not None:
            return present
        idea = await fetch_row("SELECT title, summary, theme, state, submitted_at FROM idea WHERE id = $1", idea_id)
        if idea is None:
            raise NotFound("Dit plan bestaat niet.")
        if idea["state"] == "concept":
            raise Conflict("Een concept hoort nog niet bij een groep.")
        made: int = await fetch_value(
            "INSERT INTO idea_group (title, summary, theme, lead, founding_idea, created_at)"
            " VALUES ($1, $2, $3, NULL, $4, $5) RETURNING id",
            idea["title"],
            idea["summary"][:400],
            idea["theme"],
            idea_id,
            idea["submitted_at"] or now,
        )
        await move([idea_id], made, how="founder", actor=actor, now=now)
        await record(actor=actor, act="groep maken", object_kind="groep", object_id=made, now=now)
    return made


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
                await execute("UPDATE idea_group SET merged_into = $1 WHERE id = $2", target, source)
            await decided("samengevoegd", target, source, leaving, reason=reason, actor=actor, now=now)
        together = list(numbers)
        await keep_pairs(together, together, together=True, reason=reason, actor=actor, now=now)
        await execute(
            "UPDATE idea_group SET title = $1, lead = coalesce($2, lead) WHERE id = $3",
            title.strip()[:160],
            lead_id,
            target,
        )
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
        await execute("UPDATE idea_group SET lead = $1 WHERE id = $2", municipality_id, group_id)
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
    if (await round_by_id(round_id, now=now)).phase not in (Phase.GROUP, Phase.REVIEW):
        raise Conflict("Groepen vaststellen kan in de fase groeperen of beoordelen.")
    async with transaction():
        ideas = await fetch("SELECT id FROM idea WHERE round = $1 AND state = 'ingediend' ORDER BY id", round_id)
        numbers = sorted({await found_group(actor=actor, idea_id=row["id"], now=now) for row in ideas})
        for number in numbers:
            await execute(
                'INSERT INTO round_group (round, "group", entered_at, frozen_at) VALUES ($1, $2, $3, $3)'
                ' ON CONFLICT (round, "group") DO NOTHING',
                round_id,
                number,
                now,
            )
        await record(
            actor=actor,
            act="groepen van de ronde vaststellen",
            object_kind="ronde",
            object_id=round_id,
            now=now,
            details={"groepen": len(numbers)},
        )
    return numbers
