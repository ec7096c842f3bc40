"""The figures and the news of the front page."""

from datetime import date, datetime

import msgspec

from innovatie.audit.read_cache import cached_until_next_act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.slugs import numbered
from innovatie.ideas.queries import count_own_changes
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_values


class Figures(msgspec.Struct, frozen=True):
    """Counts of this moment. `shared_wheels`: groups that hold ideas of two municipalities or more."""

    ideas: int
    municipalities: int
    all_municipalities: int
    groups: int
    shared_wheels: int
    joined: int


class Town(msgspec.Struct, frozen=True):
    """A municipality as the hexagon on a card."""

    code: str
    name: str
    province: str


class SharedWheel(msgspec.Struct, frozen=True):
    """A group that many municipalities asked for; `since` is the year of its first idea.

    `towns` are a few of them, those of the oldest plans first.
    """

    id: int
    address: str
    title: str
    summary: str
    theme: str
    municipalities: int
    ideas: int
    since: int
    towns: tuple[Town, ...]


class NewIdea(msgspec.Struct, frozen=True):
    """A plan that was submitted lately."""

    id: int
    title: str
    municipality: str
    theme: str
    submitted_at: datetime

    @property
    def address(self) -> str:
        return f"/ideeen/{numbered(self.id, self.title)}"


async def new_ideas(limit: int) -> tuple[NewIdea, ...]:
    """The plans that were submitted last, the newest first."""
    return tuple(
        await fetch_as(
            NewIdea,
            """
            SELECT i.id, i.title, m.name AS municipality, i.theme, i.submitted_at
              FROM idea i JOIN municipality m ON m.id = i.municipality
             WHERE i.state = 'ingediend' ORDER BY i.submitted_at DESC, i.id DESC LIMIT $1
            """,
            limit,
        )
    )


async def figures(*, now: datetime, newest: int | None = None) -> Figures:
    """The figures of the front page; withdrawn ideas do not count, a municipality that merged is not in the whole.

    `newest` as for `cached_until_next_act`.
    """
    return await cached_until_next_act(("figures", dutch_day(now)), lambda: _figures(dutch_day(now)), newest)


async def _figures(today: date) -> Figures:
    await count_own_changes()
    found = await fetch_one_as(
        Figures,
        """
        WITH towns AS (SELECT sum(plans) AS plans, sum(joined) AS joined, count(*) FILTER (WHERE plans > 0) AS number
                         FROM municipality_plans),
             grouped AS (
                SELECT count(*) FILTER (WHERE c.plans > 0) AS groups, count(*) FILTER (WHERE c.submitters > 1) AS shared
                  FROM group_plans c JOIN idea_group g ON g.id = c."group" AND g.merged_into IS NULL
             )
        SELECT coalesce(towns.plans, 0) AS ideas, towns.number AS municipalities,
               (SELECT count(*) FROM municipality
                 WHERE (started IS NULL OR started <= $1) AND (ended IS NULL OR ended > $1)) AS all_municipalities,
               grouped.groups, grouped.shared AS shared_wheels,
               coalesce(towns.joined, 0)
               - (SELECT count(*) FROM idea i JOIN idea_participant p ON p.idea = i.id AND p.left_at IS NULL
                   WHERE i.state IN ('concept', 'ingetrokken') AND p.role = 'aangehaakt') AS joined
          FROM towns, grouped
        """,
        today,
    )
    return found or Figures(ideas=0, municipalities=0, all_municipalities=0, groups=0, shared_wheels=0, joined=0)


class _Shared(msgspec.Struct, frozen=True):
    id: int
    title: str
    summary: str
    theme: str
    municipalities: int
    ideas: int
    since: int


class _TownOf(msgspec.Struct, frozen=True):
    grp: int
    code: str
    name: str
    province: str


async def shared_wheels(limit: int, *, theme: str = "") -> tuple[SharedWheel, ...]:
    """The groups in which most municipalities take part, by a plan of their own or by joining one; largest first."""
    await count_own_changes()
    rows = await fetch_as(
        _Shared,
        """
        SELECT g.id, g.title, g.summary, g.theme, c.municipalities, c.plans AS ideas,
               extract(year FROM c.since)::int AS since
          FROM group_plans c JOIN idea_group g ON g.id = c."group"
         WHERE c.submitters > 1 AND g.merged_into IS NULL AND ($2 = '' OR g.theme = $2)
         ORDER BY c.municipalities DESC, c.plans DESC, g.id LIMIT $1
        """,
        limit,
        theme,
    )
    towns = await _towns_of([row.id for row in rows])
    return tuple(
        SharedWheel(
            id=row.id,
            address=f"/groepen/{numbered(row.id, row.title)}",
            title=row.title,
            summary=row.summary,
            theme=row.theme,
            municipalities=row.municipalities,
            ideas=row.ideas,
            since=row.since,
            towns=towns.get(row.id, ()),
        )
        for row in rows
    )


async def _towns_of(groups: list[int], most: int = 5) -> dict[int, tuple[Town, ...]]:
    """At most `most` municipalities with a plan of their own in each of these groups, the oldest plan first."""
    rows = await fetch_as(
        _TownOf,
        """
        SELECT grp, n.code, n.name, n.province FROM (
            SELECT m."group" AS grp, i.municipality,
                   row_number() OVER (PARTITION BY m."group" ORDER BY min(i.submitted_at), i.municipality) AS place
              FROM group_member m JOIN idea i ON i.id = m.idea AND i.state = 'ingediend'
             WHERE m."group" = ANY($1) GROUP BY m."group", i.municipality) first
          JOIN municipality n ON n.id = first.municipality
         WHERE place <= $2 ORDER BY grp, place
        """,
        groups,
        most,
    )
    found: dict[int, tuple[Town, ...]] = {}
    for row in rows:
        found[row.grp] = (*found.get(row.grp, ()), Town(row.code, row.name, row.province))
    return found


class _ThemeCount(msgspec.Struct, frozen=True):
    theme: str
    n: int


_PLANNING = """
    SELECT m.code FROM municipality m CROSS JOIN LATERAL (
        SELECT 1 FROM idea_participant p JOIN idea i ON i.id = p.idea AND i.state = 'ingediend'
         WHERE p.municipality = m.id AND p.left_at IS NULL LIMIT 1) one
"""
"""Nearly every municipality takes part in something: one plan of each is enough to know. Under a theme few do."""
_PLANNING_OF_THEME = """
    SELECT DISTINCT m.code FROM idea i JOIN idea_participant p ON p.idea = i.id AND p.left_at IS NULL
      JOIN municipality m ON m.id = p.municipality
     WHERE i.state = 'ingediend' AND i.theme = $1
"""


async def planning_towns(theme: str = "") -> frozenset[str]:
    """The CBS codes of the municipalities that take part in a plan (of `theme`)."""
    if theme:
        return frozenset(await fetch_values(str, _PLANNING_OF_THEME, theme))
    return frozenset(await fetch_values(str, _PLANNING))


async def plans_by_theme() -> dict[str, int]:
    """How many plans there are under each theme, the most first; themes without a plan are left out."""
    rows = await fetch_as(
        _ThemeCount,
        "SELECT theme, count(*) AS n FROM idea WHERE state = 'ingediend' GROUP BY theme ORDER BY n DESC, theme",
    )
    return {row.theme: row.n for row in rows}
