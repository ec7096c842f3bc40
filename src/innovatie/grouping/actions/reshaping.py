"""Splitting a group and undoing a decision, however long ago."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.grouping import merging
from innovatie.grouping.queries import owners_of, survivor
from innovatie.grouping.records import (
    decided,
    drop_stale_proposals,
    keep_pairs,
    lock_groups,
    members,
    move,
    require_loose,
)
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.database import fetch_one_as, fetch_one_value, transaction


async def split_off(
    *,
    actor: Actor,
    group_id: int,
    idea_ids: Sequence[int],
    reason: str,
    now: datetime,
    municipality_id: int | None = None,
) -> int:
    """Take ideas out of a group into one of their own; the group keeps its number. The number of the new group.

    VNG may, and a municipality for ideas that are all its own.
    """
    if not reason.strip():
        raise Invalid({"reden": "Schrijf waarom deze plannen iets anders zijn."})
    async with transaction():
        await _require_own(actor, idea_ids, municipality_id)
        made = await merging.split(actor, group_id, idea_ids, reason=reason.strip(), now=now)
        await record(
            actor=actor,
            act="groep splitsen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
            details={"nieuw": made, "plannen": sorted(set(idea_ids))},
        )
    return made


async def _require_own(actor: Actor, idea_ids: Sequence[int], municipality_id: int | None) -> None:
    if authority.may(actor, Act.DIRECT_GROUPS):
        return
    authority.require(actor, Act.JUDGE_SIMILARITY, Context(municipality_id=municipality_id))
    if await owners_of(idea_ids) - {municipality_id}:
        authority.require(actor, Act.DIRECT_GROUPS)


class _Decision(msgspec.Struct, frozen=True):
    """A decision about the groups `number` and `other_group`, with the ideas that moved."""

    kind: str
    number: int
    other_group: int | None
    ideas: tuple[int, ...]
    undone: bool


async def undo(*, actor: Actor, decision_id: int, reason: str, now: datetime) -> int:
    """Undo a merge, a split or a move, however long ago and whatever came after; the group the ideas go back to.

    Every idea that moved then and is still where that decision brought it goes back. Groups that were merged since
    stand for the ones that they took in.
    """
    authority.require(actor, Act.DIRECT_GROUPS)
    if not reason.strip():
        raise Invalid({"reden": "Schrijf waarom u dit ongedaan maakt."})
    async with transaction():
        row = await fetch_one_as(
            _Decision,
            'SELECT d.kind, d.other_group, d.ideas, d."group" AS number,'
            " EXISTS (SELECT FROM group_decision u WHERE u.undoes = d.id) AS undone"
            " FROM group_decision d WHERE d.id = $1 FOR UPDATE OF d",
            decision_id,
        )
        if row is None:
            raise NotFound("Dit besluit bestaat niet.")
        if row.undone or row.other_group is None or row.kind == "ongedaan gemaakt":
            raise Conflict("Dit besluit is al ongedaan gemaakt.")
        merged = row.kind == "samengevoegd"
        where = await survivor(row.number if merged else row.other_group)
        revives = merged and await _merged_into(row.other_group) == row.number
        back = row.other_group if revives else await survivor(row.other_group if merged else row.number)
        if where == back:
            raise Conflict("Deze groepen zijn later samengevoegd. Maak eerst dat besluit ongedaan.")
        await lock_groups(where, back)
        await require_loose(where, back)
        moved = set(row.ideas)
        present = await members(where)
        returning = [idea for idea in present if idea in moved]
        staying = [idea for idea in present if idea not in moved]
        if not returning:
            raise Conflict("Deze plannen staan intussen in een andere groep. Maak eerst het latere besluit ongedaan.")
        others = staying if merged else await members(back)
        if revives:
            await IdeaGroup.update({IdeaGroup.merged_into: None}).where(IdeaGroup.id == back)
        await move(returning, back, how="moved", actor=actor, now=now)
        if not staying:
            await IdeaGroup.update({IdeaGroup.merged_into: back}).where(IdeaGroup.id == where)
        await keep_pairs(others, returning, together=not merged, reason=reason, actor=actor, now=now)
        await decided(
            "ongedaan gemaakt", where, back, returning, reason=reason, actor=actor, now=now, undoes=decision_id
        )
        await drop_stale_proposals(where, back, now=now)
        await record(
            actor=actor,
            act="groepsbesluit ongedaan maken",
            object_kind="groep",
            object_id=back,
            now=now,
            details={"besluit": decision_id},
        )
    return back


async def _merged_into(group_id: int) -> int | None:
    return await fetch_one_value(int, "SELECT merged_into FROM idea_group WHERE id = $1", group_id)
