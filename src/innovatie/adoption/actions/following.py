"""Which solutions are followed."""

import json
from datetime import datetime
from typing import Any

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Invalid, NotFound
from innovatie.infra.database import execute, fetch_row, fetch_value, transaction


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
        known: int | None = await fetch_value(
            "SELECT id FROM solution WHERE source = $1 AND source_key = $2", source, source_key
        )
        if known is not None:
            return known
        made: int = await fetch_value(
            "INSERT INTO solution (title, summary, theme, maker, is_winner, source, source_key, contact, assumptions,"
            " followed_at) VALUES ($1, $2, $3, $4, false, $5, $6, $7, '{}', $8) RETURNING id",
            title.strip()[:160],
            summary,
            theme,
            maker_id,
            source,
            source_key,
            contact,
            now,
        )
        await record(actor=actor, act="oplossing volgen", object_kind="oplossing", object_id=made, now=now)
    return made


async def follow_group(*, actor: Actor, group_id: int, now: datetime, is_winner: bool = False) -> int:
    """Follow the adoption of a group's solution, from its publication as a winner on or because it is in use.

    A group that is followed already keeps its number; `is_winner` is only ever set, never taken away.
    """
    authority.require(actor, Act.FOLLOW_SOLUTION)
    async with transaction():
        group = await fetch_row(
            "SELECT g.id, g.title, g.summary, g.theme, coalesce(g.lead, i.municipality) AS maker, i.contact"
            " FROM idea_group g JOIN idea i ON i.id = g.founding_idea WHERE g.id = $1 FOR UPDATE OF g",
            group_id,
        )
        if group is None:
            raise NotFound("Deze groep bestaat niet.")
        known = await fetch_row("SELECT id, is_winner FROM solution WHERE grp = $1", group_id)
        if known is not None:
            if is_winner and not known["is_winner"]:
                await execute("UPDATE solution SET is_winner = true WHERE id = $1", known["id"])
            return int(known["id"])
        made: int = await fetch_value(
            "INSERT INTO solution (title, summary, theme, grp, maker, is_winner, source, contact, assumptions,"
            " followed_at) VALUES ($1, $2, $3, $4, $5, $6, '', $7, '{}', $8) RETURNING id",
            group["title"],
            group["summary"],
            group["theme"],
            group_id,
            group["maker"],
            is_winner,
            group["contact"],
            now,
        )
        await record(actor=actor, act="oplossing volgen", object_kind="oplossing", object_id=made, now=now)
    return made


async def set_assumptions(*, actor: Actor, solution_id: int, assumptions: dict[str, Any], now: datetime) -> None:
    """Keep numbers for the savings of this solution that differ from the usual ones."""
    authority.require(actor, Act.FOLLOW_SOLUTION)
    async with transaction():
        done = await execute(
            "UPDATE solution SET assumptions = $2 WHERE id = $1", solution_id, json.dumps(assumptions, sort_keys=True)
        )
        if done != "UPDATE 1":
            raise NotFound("Van deze oplossing volgen we de overname niet.")
        await record(actor=actor, act="uitgangspunten zetten", object_kind="oplossing", object_id=solution_id, now=now)
