"""Carrying out what was decided: merging, splitting and moving. Called inside the transaction of an action.

Each writes a decision that can be undone for ever, and remembers which plans people keep together or apart. The older
number survives; the younger redirects.
"""

from collections.abc import Sequence
from datetime import datetime

from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict
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
from innovatie.infra.database import fetch_exactly


async def merge(actor: Actor, group_id: int, other_id: int, *, reason: str, now: datetime) -> int:
    """Two groups become one; the number that survives. The ideas keep everything they had."""
    older, younger = min(group_id, other_id), max(group_id, other_id)
    await lock_groups(older, younger)
    await require_loose(older, younger)
    stay, come = await members(older), await members(younger)
    await move(come, older, how="confirmed", actor=actor, now=now)
    await IdeaGroup.update({IdeaGroup.merged_into: older}).where(IdeaGroup.id == younger)
    await keep_pairs(stay, come, together=True, reason=reason, actor=actor, now=now)
    await decided("samengevoegd", older, younger, come, reason=reason, actor=actor, now=now)
    await drop_stale_proposals(older, younger, now=now)
    return older


async def split(actor: Actor, group_id: int, idea_ids: Sequence[int], *, reason: str, now: datetime) -> int:
    """Ideas leave a group for one of their own, which keeps its number; the number of the new group."""
    await lock_groups(group_id)
    await require_loose(group_id)
    leaving, staying = await _apart(group_id, idea_ids)
    made = await fetch_exactly(
        int,
        "INSERT INTO idea_group (title, summary, theme, founding_idea, created_at)"
        " SELECT title, left(summary, 400), theme, id, $2 FROM idea WHERE id = $1 RETURNING id",
        leaving[0],
        now,
    )
    await move(leaving, made, how="moved", actor=actor, now=now)
    await keep_pairs(leaving, staying, together=False, reason=reason, actor=actor, now=now)
    await decided("gesplitst", group_id, made, leaving, reason=reason, actor=actor, now=now)
    await drop_stale_proposals(group_id, now=now)
    return made


async def move_over(
    actor: Actor, group_id: int, target_id: int, idea_ids: Sequence[int], *, reason: str, now: datetime
) -> int:
    """Ideas go from one group to another; the number of the group they come to."""
    await lock_groups(group_id, target_id)
    await require_loose(group_id, target_id)
    leaving, staying = await _apart(group_id, idea_ids)
    there = await members(target_id)
    await move(leaving, target_id, how="moved", actor=actor, now=now)
    await keep_pairs(leaving, staying, together=False, reason=reason, actor=actor, now=now)
    await keep_pairs(there, leaving, together=True, reason=reason, actor=actor, now=now)
    await decided("verplaatst", group_id, target_id, leaving, reason=reason, actor=actor, now=now)
    await drop_stale_proposals(group_id, target_id, now=now)
    return target_id


async def _apart(group_id: int, idea_ids: Sequence[int]) -> tuple[list[int], list[int]]:
    """Who leaves and who stays. Raises Conflict when the group is not what the proposer saw."""
    wanted = set(idea_ids)
    present = await members(group_id)
    leaving = [idea for idea in present if idea in wanted]
    staying = [idea for idea in present if idea not in wanted]
    if len(leaving) != len(wanted) or not leaving:
        raise Conflict("Niet al deze plannen zitten nog in de groep. Bekijk de groep opnieuw.")
    if not staying:
        raise Conflict("Er moet ten minste één plan in de groep blijven.")
    return leaving, staying
