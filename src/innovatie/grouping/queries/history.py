"""What people decided, proposed and said about groups."""

import json
from datetime import datetime
from typing import Any

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.infra.database import fetch, fetch_row


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


class VoiceRow(msgspec.Struct, frozen=True):
    """What one side says of a proposal."""

    side: str
    municipality: str | None
    agrees: bool
    reason: str
    at: datetime


class ProposalRow(msgspec.Struct, frozen=True):
    """A proposal with the titles of its groups and what has been said."""

    id: int
    kind: str
    group: int
    group_title: str
    group_ideas: int
    other_group: int | None
    other_title: str
    other_ideas: int
    ideas: tuple[int, ...]
    link: float | None
    tier: str
    reason: str
    state: str
    made_at: datetime
    by: str | None
    voices: tuple[VoiceRow, ...]


class LinkRow(msgspec.Struct, frozen=True):
    """A typed link, seen from one group: `outward` when it starts there."""

    kind: str
    group: int
    title: str
    outward: bool


class RemarkRow(msgspec.Struct, frozen=True):
    """A contribution to the discussion."""

    text: str
    municipality: str | None
    by: str
    at: datetime


async def decisions_of(group_id: int) -> list[DecisionRow]:
    """All decisions about a group, newest first."""
    rows = await fetch(
        """
        SELECT d.id, d.kind, d."group", d.other_group, d.ideas, d.reason, d.at, coalesce(p.name, 'Innovatie') AS by,
               EXISTS (SELECT FROM group_decision u WHERE u.undoes = d.id) AS undone
          FROM group_decision d LEFT JOIN person p ON p.id = d.by
         WHERE d."group" = $1 OR d.other_group = $1 ORDER BY d.id DESC
        """,
        group_id,
    )
    return [DecisionRow(**{**dict(row), "ideas": tuple(json.loads(row["ideas"]))}) for row in rows]


_PROPOSAL = """
    SELECT p.id, p.kind, p."group", a.title AS group_title, p.other_group, coalesce(b.title, '') AS other_title,
           (SELECT count(*) FROM group_member m WHERE m."group" = p."group") AS group_ideas,
           (SELECT count(*) FROM group_member m WHERE m."group" = p.other_group) AS other_ideas,
           p.ideas, p.link, p.tier, p.reason, p.state, p.made_at, n.name AS by
      FROM group_proposal p JOIN idea_group a ON a.id = p."group" LEFT JOIN idea_group b ON b.id = p.other_group
      LEFT JOIN person n ON n.id = p.by
"""


async def proposals(
    *, state: str = "open", municipality_id: int | None = None, offset: int = 0, limit: int = 20
) -> tuple[list[ProposalRow], int]:
    """Proposals, the surest first, and how many; of one municipality: those about groups in which it takes part."""
    rows = await fetch(
        f"""
        SELECT x.*, count(*) OVER () AS total FROM ({_PROPOSAL}) x
         WHERE x.state = $1 AND ($2::int IS NULL OR EXISTS (
               SELECT FROM group_member m JOIN idea_participant d ON d.idea = m.idea AND d.left_at IS NULL
                WHERE m."group" IN (x."group", x.other_group) AND d.municipality = $2))
         ORDER BY x.link DESC NULLS FIRST, x.id LIMIT $3 OFFSET $4
        """,
        state,
        municipality_id,
        limit,
        offset,
    )
    return [await _proposal(row) for row in rows], int(rows[0]["total"]) if rows else 0


async def proposal(number: int) -> ProposalRow:
    """One proposal. Raises NotFound."""
    row = await fetch_row(f"{_PROPOSAL} WHERE p.id = $1", number)
    if row is None:
        raise NotFound("Dit voorstel bestaat niet.")
    return await _proposal(row)


async def _proposal(row: Any) -> ProposalRow:
    voices = await fetch(
        "SELECT v.side, n.name AS municipality, v.agrees, v.reason, v.at FROM proposal_voice v"
        " LEFT JOIN municipality n ON n.id = v.municipality WHERE v.proposal = $1 ORDER BY v.id",
        row["id"],
    )
    values = {key: value for key, value in dict(row).items() if key != "total"}
    return ProposalRow(
        **{**values, "ideas": tuple(json.loads(row["ideas"])), "voices": tuple(VoiceRow(**dict(v)) for v in voices)}
    )


async def links_of(group_id: int) -> list[LinkRow]:
    """Typed links of a group, both ways."""
    rows = await fetch(
        """
        SELECT l.kind, g.id AS "group", g.title, l."group" = $1 AS outward FROM group_link l
          JOIN idea_group g ON g.id = CASE WHEN l."group" = $1 THEN l.other_group ELSE l."group" END
         WHERE l."group" = $1 OR l.other_group = $1 ORDER BY l.id
        """,
        group_id,
    )
    return [LinkRow(**dict(row)) for row in rows]


async def remarks_of(group_id: int) -> list[RemarkRow]:
    """The discussion of a group, oldest first."""
    rows = await fetch(
        "SELECT r.text, n.name AS municipality, coalesce(p.name, 'Innovatie') AS by, r.at FROM group_remark r"
        ' LEFT JOIN municipality n ON n.id = r.municipality LEFT JOIN person p ON p.id = r.by WHERE r."group" = $1'
        " ORDER BY r.id",
        group_id,
    )
    return [RemarkRow(**dict(row)) for row in rows]
