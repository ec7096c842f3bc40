"""The figures and the news of the front page."""

from datetime import date, datetime

import msgspec

from innovatie.audit.read_cache import until_next_act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.slugs import numbered
from innovatie.infra.database import fetch_as, fetch_one_as


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


async def figures(*, now: datetime) -> Figures:
    """The figures of the front page; withdrawn ideas do not count, a municipality that merged is not in the whole."""
    return await until_next_act(("figures", dutch_day(now)), lambda: _figures(dutch_day(now)))


async def _figures(today: date) -> Figures:
    found = await fetch_one_as(
        Figures,
        """
        WITH live AS (SELECT id, municipality FROM idea WHERE state = 'ingediend'),
             grouped AS (
                SELECT m."group", count(DISTINCT l.municipality) AS municipalities
                  FROM group_member m JOIN live l ON l.id = m.idea
                  JOIN idea_group g ON g.id = m."group" AND g.merged_into IS NULL
                 GROUP BY m."group"
             )
        SELECT (SELECT count(*) FROM live) AS ideas,
               (SELECT count(DISTINCT municipality) FROM live) AS municipalities,
               (SELECT count(*) FROM municipality
                 WHERE (started IS NULL OR started <= $1) AND (ended IS NULL OR ended > $1)) AS all_municipalities,
               (SELECT count(*) FROM grouped) AS groups,
               (SELECT count(*) FROM grouped WHERE municipalities > 1) AS shared_wheels,
               (SELECT count(*) FROM idea_participant p JOIN live l ON l.id = p.idea
                 WHERE p.role = 'aangehaakt' AND p.left_at IS NULL) AS joined
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
    rows = await fetch_as(
        _Shared,
        """
        SELECT g.id, g.title, g.summary, g.theme,
               count(DISTINCT p.municipality) AS municipalities,
               count(DISTINCT i.id) AS ideas, min(extract(year FROM i.submitted_at))::int AS since
          FROM idea_group g JOIN group_member m ON m."group" = g.id
          JOIN idea i ON i.id = m.idea AND i.state = 'ingediend'
          JOIN idea_participant p ON p.idea = i.id AND p.left_at IS NULL
         WHERE g.merged_into IS NULL AND ($2 = '' OR g.theme = $2)
         GROUP BY g.id HAVING count(DISTINCT i.municipality) > 1
         ORDER BY municipalities DESC, ideas DESC, g.id LIMIT $1
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
        SELECT m."group" AS grp, n.code, n.name, n.province
          FROM group_member m JOIN idea i ON i.id = m.idea AND i.state = 'ingediend'
          JOIN municipality n ON n.id = i.municipality
         WHERE m."group" = ANY($1)
         GROUP BY m."group", n.id ORDER BY m."group", min(i.submitted_at), n.id
        """,
        groups,
    )
    found: dict[int, tuple[Town, ...]] = {}
    for row in rows:
        already = found.get(row.grp, ())
        if len(already) < most:
            found[row.grp] = (*already, Town(row.code, row.name, row.province))
    return found


class _Planning(msgspec.Struct, frozen=True):
    code: str


class _ThemeCount(msgspec.Struct, frozen=True):
    theme: str
    n: int


async def planning_towns(theme: str = "") -> frozenset[str]:
    """The CBS codes of the municipalities that take part in a plan (of `theme`)."""
    rows = await fetch_as(
        _Planning,
        """
        SELECT DISTINCT m.code FROM idea i JOIN idea_participant p ON p.idea = i.id AND p.left_at IS NULL
          JOIN municipality m ON m.id = p.municipality
         WHERE i.state = 'ingediend' AND ($1 = '' OR i.theme = $1)
        """,
        theme,
    )
    return frozenset(row.code for row in rows)


async def plans_by_theme() -> dict[str, int]:
    """How many plans there are under each theme, the most first; themes without a plan are left out."""
    rows = await fetch_as(
        _ThemeCount,
        "SELECT theme, count(*) AS n FROM idea WHERE state = 'ingediend' GROUP BY theme ORDER BY n DESC, theme",
    )
    return {row.theme: row.n for row in rows}
