"""What people decided about groups."""

from datetime import datetime

import msgspec

from innovatie.infra.database import fetch_as


class DecisionRow(msgspec.Struct, frozen=True):
    """A decision; `undone` when a later one undid it."""

    id: int
    kind: str
    group: int
    other_group: int | None
    ideas: tuple[int, ...]
    reason: str
    at: datetime
    by: str
    undone: bool


class LinkRow(msgspec.Struct, frozen=True):
    """A typed link, seen from one group: `outward` when it starts there."""

    kind: str
    group: int
    title: str
    outward: bool


async def decisions_of(group_id: int) -> list[DecisionRow]:
    """All decisions about a group, newest first."""
    return await fetch_as(
        DecisionRow,
        """
        SELECT d.id, d.kind, d."group", d.other_group, d.ideas, d.reason, d.at, coalesce(p.name, 'Innovatie') AS by,
               EXISTS (SELECT FROM group_decision u WHERE u.undoes = d.id) AS undone
          FROM group_decision d LEFT JOIN person p ON p.id = d.by
         WHERE d."group" = $1 OR d.other_group = $1 ORDER BY d.id DESC
        """,
        group_id,
    )


async def links_of(group_id: int) -> list[LinkRow]:
    """Typed links of a group, both ways."""
    return await fetch_as(
        LinkRow,
        """
        SELECT l.kind, g.id AS "group", g.title, l."group" = $1 AS outward FROM group_link l
          JOIN idea_group g ON g.id = CASE WHEN l."group" = $1 THEN l.other_group ELSE l."group" END
         WHERE l."group" = $1 OR l.other_group = $1 ORDER BY l.id
        """,
        group_id,
    )
