"""Which solutions are followed."""

from datetime import datetime

import msgspec

from innovatie.adoption.assumptions import KeptAssumptions
from innovatie.adoption.tables import Solution
from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.infra.database import fetch_one_as, fetch_one_value, transaction


async def follow(
    *,
    actor: Actor,
    title: str,
    summary: str,
    theme: str,
    now: datetime,
    maker_id: int | None = None,
    contact: str = "",
    source: str = "",
    source_key: str | None = None,
) -> int:
    """Follow a solution that did not grow out of a group here, such as one from a register; its number.

    With a `source_key` that is known already, that solution's number.
    """
    authority.require(actor, Act.FOLLOW_SOLUTION)
    if not title.strip():
        raise Invalid({"titel": "Geef de oplossing een naam."})
    async with transaction():
        known = await fetch_one_value(
            int, "SELECT id FROM solution WHERE source = $1 AND source_key = $2", source, source_key
        )
        if known is not None:
            return known
        made = Solution(
            title=title.strip()[:160],
            summary=summary,
            theme=theme,
            maker=maker_id,
            source=source,
            source_key=source_key,
            contact=contact,
            followed_at=now,
        )
        await made.save()
        await record(actor=actor, act="oplossing volgen", object_kind="oplossing", object_id=made.id, now=now)
    return made.id


class _Group(msgspec.Struct, frozen=True):
    """What a solution takes over of the group that it grew out of."""

    title: str
    summary: str
    theme: str
    maker: int
    contact: str


class _Followed(msgspec.Struct, frozen=True):
    """A solution that is followed already."""

    id: int
    is_winner: bool


async def follow_group(*, actor: Actor, group_id: int, now: datetime, is_winner: bool = False) -> int:
    """Follow the adoption of a group's solution, from its publication as a winner on or because it is in use.

    A group that is followed already keeps its number; `is_winner` is only ever set, never taken away.
    """
    authority.require(actor, Act.FOLLOW_SOLUTION)
    async with transaction():
        group = await fetch_one_as(
            _Group,
            "SELECT g.title, g.summary, g.theme, coalesce(g.lead, i.municipality) AS maker, i.contact"
            " FROM idea_group g JOIN idea i ON i.id = g.founding_idea WHERE g.id = $1 FOR UPDATE OF g",
            group_id,
        )
        if group is None:
            raise NotFound("Deze groep bestaat niet.")
        known = await fetch_one_as(_Followed, "SELECT id, is_winner FROM solution WHERE grp = $1", group_id)
        if known is not None:
            if is_winner and not known.is_winner:
                await Solution.update({Solution.is_winner: True}).where(Solution.id == known.id)
                await tell_changes(resource=PublicResource.ADOPTION, kind=ChangeKind.CHANGED, object_ids=(known.id,))
            return known.id
        made = Solution(
            title=group.title,
            summary=group.summary,
            theme=group.theme,
            grp=group_id,
            maker=group.maker,
            is_winner=is_winner,
            contact=group.contact,
            followed_at=now,
        )
        await made.save()
        await record(actor=actor, act="oplossing volgen", object_kind="oplossing", object_id=made.id, now=now)
    return made.id


async def set_assumptions(*, actor: Actor, solution_id: int, assumptions: KeptAssumptions, now: datetime) -> None:
    """Keep numbers for the savings of this solution that differ from the usual ones."""
    authority.require(actor, Act.FOLLOW_SOLUTION)
    async with transaction():
        if not await Solution.exists().where(Solution.id == solution_id):
            raise NotFound("Van deze oplossing volgen we de overname niet.")
        kept = msgspec.to_builtins(assumptions)
        await Solution.update({Solution.assumptions: kept}).where(Solution.id == solution_id)
        await record(actor=actor, act="uitgangspunten zetten", object_kind="oplossing", object_id=solution_id, now=now)
