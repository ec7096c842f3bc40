"""Groups with their members and municipalities."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.slugs import numbered
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value, fetch_values

RUNNING = ("beoordelen", "voorselectie", "uitwerken", "stemmen", "uitslag")
"""Phases in which the groups of a round are frozen."""


class GroupCard(msgspec.Struct, frozen=True):
    """A group in a list; `municipalities` counts each once, `in_use` those whose plan is in use."""

    id: int
    title: str
    summary: str
    theme: str
    lead: str | None
    ideas: int
    municipalities: int
    in_use: int
    since: datetime

    @property
    def address(self) -> str:
        """The path of its page."""
        return f"/groepen/{numbered(self.id, self.title)}"


class _Counted(GroupCard, frozen=True):
    """A group on a page of a list; `total` counts the whole list."""

    total: int


class _Whole(GroupCard, frozen=True):
    """A group with what its card does not show."""

    lead_id: int | None
    founding_idea: int
    merged_into: int | None
    created_at: datetime


class GroupMemberRow(msgspec.Struct, frozen=True):
    """An idea in a group."""

    id: int
    title: str
    summary: str
    problem: str
    approach: str
    stage: str
    state: str
    municipality: str
    municipality_code: str
    cost_euro: int | None
    effort_hours: int | None
    submitted_at: datetime | None
    how: str
    round_code: str | None

    @property
    def address(self) -> str:
        """The path of its page."""
        return f"/ideeen/{numbered(self.id, self.title)}"


class GroupMunicipality(msgspec.Struct, frozen=True):
    """A municipality in a group, by its own plan or by joining one; `stage` is the furthest of its own plans."""

    id: int
    code: str
    name: str
    province: str
    latitude: float
    longitude: float
    joined_at: datetime
    stage: str | None


class GroupDetail(msgspec.Struct, frozen=True):
    """A group with its members, oldest first."""

    card: GroupCard
    lead_id: int | None
    founding_idea: int
    merged_into: int | None
    created_at: datetime
    members: tuple[GroupMemberRow, ...]
    municipalities: tuple[GroupMunicipality, ...]
    rounds: tuple[str, ...]
    frozen: bool


_CARD = """
    SELECT g.id, g.title, g.summary, g.theme, l.name AS lead, g.created_at AS since,
           (SELECT count(*) FROM group_member m WHERE m."group" = g.id) AS ideas,
           (SELECT count(DISTINCT p.municipality) FROM group_member m JOIN idea i ON i.id = m.idea
              JOIN idea_participant p ON p.idea = i.id AND p.left_at IS NULL
             WHERE m."group" = g.id AND i.state = 'ingediend') AS municipalities,
           (SELECT count(DISTINCT p.municipality) FROM group_member m JOIN idea i ON i.id = m.idea
              JOIN idea_participant p ON p.idea = i.id AND p.left_at IS NULL
             WHERE m."group" = g.id AND i.state = 'ingediend' AND i.stage = 'in_gebruik') AS in_use
      FROM idea_group g LEFT JOIN municipality l ON l.id = g.lead
"""


async def groups(
    *, theme: str = "", together_only: bool = True, offset: int = 0, limit: int = 20
) -> tuple[list[GroupCard], int]:
    """Groups, largest first, and how many there are; `together_only` leaves out plans that stand alone."""
    size = 2 if together_only else 1
    cards = await fetch_as(
        _Counted,
        f"""
        WITH big AS (
            SELECT m."group" AS id, count(*) AS n FROM group_member m GROUP BY m."group" HAVING count(*) >= $1
        ), chosen AS (
            SELECT b.id, b.n, count(*) OVER () AS total FROM big b JOIN idea_group g ON g.id = b.id
             WHERE g.merged_into IS NULL AND ($2 = '' OR g.theme = $2)
             ORDER BY b.n DESC, b.id LIMIT $3 OFFSET $4
        )
        SELECT c.total, card.* FROM chosen c JOIN LATERAL ({_CARD} WHERE g.id = c.id) card ON true
         ORDER BY c.n DESC, c.id
        """,
        size,
        theme,
        limit,
        offset,
    )
    return list(cards), cards[0].total if cards else 0


async def group(number: int, *, offset: int = 0, limit: int | None = None) -> GroupDetail:
    """One group; for a merged one `merged_into` names the group that stands in its place. Raises NotFound.

    `offset` and `limit` choose which members; the figures on the card count all of them.
    """
    found = await fetch_one_as(
        _Whole,
        "SELECT card.*, f.lead AS lead_id, f.founding_idea, f.merged_into, f.created_at"
        f" FROM ({_CARD} WHERE g.id = $1) card JOIN idea_group f ON f.id = card.id",
        number,
    )
    if found is None:
        raise NotFound("Deze groep bestaat niet.")
    members = await fetch_as(
        GroupMemberRow,
        """
        SELECT i.id, i.title, i.summary, i.problem, i.approach, i.stage, i.state, n.name AS municipality,
               n.code AS municipality_code, i.cost_euro, i.effort_hours, i.submitted_at, m.how, r.code AS round_code
          FROM group_member m JOIN idea i ON i.id = m.idea JOIN municipality n ON n.id = i.municipality
          LEFT JOIN round r ON r.id = i.round
         WHERE m."group" = $1 AND i.state <> 'concept' ORDER BY i.submitted_at NULLS LAST, i.id
         OFFSET $2 LIMIT $3
        """,
        number,
        offset,
        limit,
    )
    rounds = await fetch_values(
        str,
        'SELECT r.code FROM round_group x JOIN round r ON r.id = x.round WHERE x."group" = $1 ORDER BY r.code',
        number,
    )
    return GroupDetail(
        card=found,
        lead_id=found.lead_id,
        founding_idea=found.founding_idea,
        merged_into=found.merged_into,
        created_at=found.created_at,
        members=tuple(members),
        municipalities=tuple(await municipalities_of(number)),
        rounds=tuple(rounds),
        frozen=await is_frozen(number),
    )


async def survivor(number: int) -> int:
    """The group that stands in the place of this one today; itself when it was not merged. Raises NotFound."""
    found = await fetch_one_value(
        int,
        "WITH RECURSIVE chain AS (SELECT id, merged_into FROM idea_group WHERE id = $1"
        " UNION SELECT g.id, g.merged_into FROM idea_group g JOIN chain c ON g.id = c.merged_into)"
        " SELECT id FROM chain WHERE merged_into IS NULL",
        number,
    )
    if found is None:
        raise NotFound("Deze groep bestaat niet.")
    return found


async def standing(number: int) -> GroupCard:
    """The card of the group that stands in the place of this one today. Raises NotFound."""
    (card,) = await fetch_as(GroupCard, f"{_CARD} WHERE g.id = $1", await survivor(number))
    return card


async def owners_of(idea_ids: Sequence[int]) -> set[int]:
    """The municipalities that posted these ideas."""
    return set(await fetch_values(int, "SELECT DISTINCT municipality FROM idea WHERE id = ANY($1)", list(idea_ids)))


async def municipalities_of(group_id: int) -> list[GroupMunicipality]:
    """Every municipality that takes part in an idea of the group, once, by the date it came."""
    return await fetch_as(
        GroupMunicipality,
        """
        SELECT n.id, n.code, n.name, n.province, n.latitude, n.longitude, min(p.joined_at) AS joined_at,
               (array_agg(i.stage ORDER BY array_position(ARRAY['in_gebruik','pilot','plan','idee'], i.stage::text))
                 FILTER (WHERE i.municipality = n.id))[1] AS stage
          FROM group_member m JOIN idea i ON i.id = m.idea JOIN idea_participant p ON p.idea = i.id
          JOIN municipality n ON n.id = p.municipality
         WHERE m."group" = $1 AND p.left_at IS NULL AND i.state = 'ingediend'
         GROUP BY n.id ORDER BY joined_at, n.sort_name
        """,
        group_id,
    )


async def groups_in_round(round_id: int) -> list[GroupCard]:
    """The groups that take part in a round, by number."""
    sql = f'{_CARD} JOIN round_group x ON x."group" = g.id WHERE x.round = $1 ORDER BY g.id'
    return await fetch_as(GroupCard, sql, round_id)


async def groups_of_ideas_in(round_id: int) -> list[GroupCard]:
    """The groups of the ideas that were submitted for a round, whether or not they have been settled; by number."""
    return await fetch_as(
        GroupCard,
        f"""{_CARD} WHERE g.id IN (SELECT m."group" FROM group_member m JOIN idea i ON i.id = m.idea
                                   WHERE i.round = $1 AND i.state = 'ingediend') ORDER BY g.id""",
        round_id,
    )


async def ungrouped_ideas_in(round_id: int) -> int:
    """How many ideas submitted for a round stand in no group."""
    found = await fetch_one_value(
        int,
        "SELECT count(*) FROM idea i WHERE i.round = $1 AND i.state = 'ingediend'"
        " AND NOT EXISTS (SELECT FROM group_member m WHERE m.idea = i.id)",
        round_id,
    )
    return found or 0


async def group_number_of_idea(idea_id: int) -> int | None:
    """The group in which an idea is."""
    return await fetch_one_value(int, 'SELECT "group" FROM group_member WHERE idea = $1', idea_id)


async def is_frozen(group_id: int) -> bool:
    """Whether the group takes part in a round that runs: then it does not change."""
    return (
        await fetch_one_value(
            bool,
            'SELECT EXISTS (SELECT FROM round_group x JOIN round r ON r.id = x.round WHERE x."group" = $1'
            " AND x.frozen_at IS NOT NULL AND r.phase = ANY($2::text[]))",
            group_id,
            list(RUNNING),
        )
        is True
    )
