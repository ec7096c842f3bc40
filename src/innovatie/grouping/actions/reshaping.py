"""Splitting a group and undoing a decision, however long ago."""

import json
from collections.abc import Sequence
from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.grouping.records import (
    decided,
    drop_stale_proposals,
    keep_pairs,
    lock_groups,
    members,
    move,
    require_loose,
)
from innovatie.infra.database import execute, fetch, fetch_row, fetch_value, transaction


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
        await lock_groups(group_id)
        await require_loose(group_id)
        present = await members(group_id)
        leaving = [idea for idea in present if idea in set(idea_ids)]
        staying = [idea for idea in present if idea not in set(idea_ids)]
        if len(leaving) != len(set(idea_ids)) or not leaving:
            raise Conflict("Niet al deze plannen zitten nog in de groep. Bekijk de groep opnieuw.")
        if not staying:
            raise Conflict("Er moet ten minste één plan in de groep blijven.")
        made: int = await fetch_value(
            "INSERT INTO idea_group (title, summary, theme, founding_idea, created_at)"
            " SELECT title, left(summary, 400), theme, id, $2 FROM idea WHERE id = $1 RETURNING id",
            leaving[0],
            now,
        )
        await move(leaving, made, how="moved", actor=actor, now=now)
        await keep_pairs(leaving, staying, together=False, reason=reason, actor=actor, now=now)
        await decided("gesplitst", group_id, made, leaving, reason=reason, actor=actor, now=now)
        await drop_stale_proposals(group_id, now=now)
        await record(
            actor=actor,
            act="groep splitsen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
            details={"nieuw": made, "plannen": leaving},
        )
    return made


async def _require_own(actor: Actor, idea_ids: Sequence[int], municipality_id: int | None) -> None:
    if authority.may(actor, Act.DIRECT_GROUPS):
        return
    authority.require(actor, Act.JUDGE_SIMILARITY, Context(municipality_id=municipality_id))
    rows = await fetch("SELECT municipality FROM idea WHERE id = ANY($1)", list(idea_ids))
    if any(row["municipality"] != municipality_id for row in rows):
        authority.require(actor, Act.DIRECT_GROUPS)


async def undo(*, actor: Actor, decision_id: int, reason: str, now: datetime) -> int:
    """Undo a merge or a split: every idea that moved then and is still there moves back. The restored group."""
    authority.require(actor, Act.DIRECT_GROUPS)
    if not reason.strip():
        raise Invalid({"reden": "Schrijf waarom u dit ongedaan maakt."})
    async with transaction():
        row = await fetch_row(
            'SELECT d.*, d."group" AS number, EXISTS (SELECT FROM group_decision u WHERE u.undoes = d.id) AS undone'
            " FROM group_decision d WHERE d.id = $1 FOR UPDATE OF d",
            decision_id,
        )
        if row is None:
            raise NotFound("Dit besluit bestaat niet.")
        if row["undone"] or row["other_group"] is None or row["kind"] == "ongedaan gemaakt":
            raise Conflict("Dit besluit is al ongedaan gemaakt.")
        merged = row["kind"] == "samengevoegd"
        where, back = (row["number"], row["other_group"]) if merged else (row["other_group"], row["number"])
        await lock_groups(where, back)
        await require_loose(where, back)
        moved = set(json.loads(row["ideas"]))
        present = await members(where)
        returning = [idea for idea in present if idea in moved]
        staying = [idea for idea in present if idea not in moved]
        await move(returning, back, how="moved", actor=actor, now=now)
        await execute("UPDATE idea_group SET merged_into = NULL WHERE id = $1", back)
        if not staying:
            await execute("UPDATE idea_group SET merged_into = $1 WHERE id = $2", back, where)
        others = staying if merged else [idea for idea in await members(back) if idea not in moved]
        await keep_pairs(returning, others, together=not merged, reason=reason, actor=actor, now=now)
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
    return int(back)
