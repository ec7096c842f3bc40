"""Reads across all stages for the deeper pages of Inzicht: trends, wheels, who is missing, what is coming."""

from datetime import date

import msgspec

from innovatie.adoption.queries.solutions import STANDING_WINNER, slug_of
from innovatie.audit.read_cache import cached_until_next_act
from innovatie.domain.diffusion import Period, PeriodLength
from innovatie.infra.database import fetch_as

QUARTERS = 12
_ALIVE = "i.state = 'ingediend'"


class Wheel(msgspec.Struct, frozen=True):
    """A group that many municipalities work on. `solution` is the address of its adoption, if followed."""

    group: int
    title: str
    theme: str
    municipalities: int
    plans: int
    since: int
    solution: str


class Missing(msgspec.Struct, frozen=True):
    """A municipality without any plan, joining or report of adoption."""

    code: str
    name: str
    province: str
    inhabitants: int
    neighbours_in: int


class Expected(msgspec.Struct, frozen=True):
    """A solution with its users, the middle of its newest forecast a year on, and where it is used least."""

    slug: str
    title: str
    is_winner: bool
    in_use: int
    p10: int | None
    p50: int | None
    p90: int | None
    quarter: str
    least_province: str
    least_share: float


class _Town(msgspec.Struct, frozen=True):
    code: str
    n: int


class _Quarter(msgspec.Struct, frozen=True):
    """`q`: the number of the quarter, four times the year and on."""

    theme: str
    q: int
    n: int


class _Wheel(msgspec.Struct, frozen=True):
    id: int
    title: str
    theme: str
    municipalities: int
    plans: int
    since: int
    solution: int | None
    solution_title: str | None


class _Foreseen(msgspec.Struct, frozen=True):
    id: int
    title: str
    is_winner: bool
    in_use: int
    p10: int | None
    p50: int | None
    p90: int | None
    quarter: int | None
    province: str
    part: float


async def plans_per_town() -> dict[str, int]:
    """Plans that each municipality takes part in, by CBS code."""
    return await cached_until_next_act("plans per town", _plans_per_town)


async def _plans_per_town() -> dict[str, int]:
    rows = await fetch_as(
        _Town,
        f"""
        SELECT m.code, count(DISTINCT i.id)::int AS n FROM municipality m
          JOIN idea_participant p ON p.municipality = m.id AND p.left_at IS NULL
          JOIN idea i ON i.id = p.idea WHERE {_ALIVE} GROUP BY m.code
        """,
    )
    return {row.code: row.n for row in rows}


async def trends(today: date) -> tuple[tuple[str, ...], dict[str, tuple[int, ...]]]:
    """The last twelve quarters, and new plans per theme in each of them."""
    return await cached_until_next_act(("trends", today), lambda: _trends(today))


async def _trends(today: date) -> tuple[tuple[str, ...], dict[str, tuple[int, ...]]]:
    last = Period.of(today, PeriodLength.QUARTER)
    quarters = [Period(last.index - QUARTERS + 1 + step, PeriodLength.QUARTER) for step in range(QUARTERS)]
    rows = await fetch_as(
        _Quarter,
        f"""
        SELECT i.theme, (extract(year FROM i.submitted_at) * 4 + extract(quarter FROM i.submitted_at) - 1)::int AS q,
               count(*)::int AS n
          FROM idea i WHERE {_ALIVE} AND i.submitted_at >= $1 GROUP BY 1, 2
        """,
        quarters[0].starts,
    )
    found: dict[str, list[int]] = {}
    for row in rows:
        place = row.q - quarters[0].index
        if 0 <= place < QUARTERS:
            found.setdefault(row.theme, [0] * QUARTERS)[place] = row.n
    ordered = sorted(found.items(), key=lambda item: (-sum(item[1]), item[0]))
    return tuple(quarter.label for quarter in quarters), {theme: tuple(counts) for theme, counts in ordered}


async def wheels(*, most: int = 30) -> tuple[Wheel, ...]:
    """The groups that most municipalities work on."""
    return await cached_until_next_act(("wheels", most), lambda: _wheels(most))


async def _wheels(most: int) -> tuple[Wheel, ...]:
    rows = await fetch_as(
        _Wheel,
        f"""
        SELECT g.id, g.title, g.theme, count(DISTINCT p.municipality)::int AS municipalities,
               count(DISTINCT i.id)::int AS plans,
               min(extract(year FROM coalesce(i.submitted_at, i.created_at)))::int AS since,
               s.id AS solution, s.title AS solution_title
          FROM idea_group g JOIN group_member gm ON gm."group" = g.id JOIN idea i ON i.id = gm.idea AND {_ALIVE}
          JOIN idea_participant p ON p.idea = i.id AND p.left_at IS NULL
          LEFT JOIN solution s ON s.grp = g.id
         WHERE g.merged_into IS NULL GROUP BY g.id, s.id HAVING count(DISTINCT p.municipality) > 1
         ORDER BY municipalities DESC, plans DESC, g.id LIMIT $1
        """,
        most,
    )
    return tuple(
        Wheel(
            group=row.id,
            title=row.title,
            theme=row.theme,
            municipalities=row.municipalities,
            plans=row.plans,
            since=row.since,
            solution=slug_of(row.solution, row.solution_title or "") if row.solution else "",
        )
        for row in rows
    )


async def missing(today: date) -> tuple[Missing, ...]:
    """Municipalities that do not take part in anything yet, those with most active neighbours first."""
    return await cached_until_next_act(("missing", today), lambda: _missing(today))


async def _missing(today: date) -> tuple[Missing, ...]:
    rows = await fetch_as(
        Missing,
        f"""
        WITH active AS (
            SELECT p.municipality FROM idea_participant p JOIN idea i ON i.id = p.idea
             WHERE p.left_at IS NULL AND {_ALIVE}
            UNION SELECT municipality FROM adoption_status)
        SELECT m.code, m.name, m.province,
               coalesce((SELECT n.number FROM inhabitants n WHERE n.municipality = m.id
                          ORDER BY n.year DESC LIMIT 1), 0) AS inhabitants,
               (SELECT count(*) FROM neighbour b JOIN active a ON a.municipality = b.neighbour
                 WHERE b.municipality = m.id)::int AS neighbours_in
          FROM municipality m
         WHERE (m.started IS NULL OR m.started <= $1) AND (m.ended IS NULL OR m.ended > $1)
           AND NOT EXISTS (SELECT FROM active a WHERE a.municipality = m.id)
         ORDER BY neighbours_in DESC, m.sort_name
        """,
        today,
    )
    return tuple(rows)


async def expected(today: date) -> tuple[Expected, ...]:
    """Solutions with what we foresee and where they are used least, the biggest growth first."""
    return await cached_until_next_act(("expected", today), lambda: _expected(today))


async def _expected(today: date) -> tuple[Expected, ...]:
    rows = await fetch_as(
        _Foreseen,
        f"""
        WITH town AS (SELECT id, province FROM municipality
                       WHERE (started IS NULL OR started <= $1) AND (ended IS NULL OR ended > $1)),
             share AS (SELECT s.solution, t.province,
                              count(*) FILTER (WHERE s.stage = 'in_gebruik')::float
                                  / (SELECT count(*) FROM town o WHERE o.province = t.province) AS part
                         FROM adoption_status s JOIN town t ON t.id = s.municipality GROUP BY s.solution, t.province),
             every AS (SELECT s.id AS solution, p.province, coalesce(h.part, 0) AS part
                         FROM solution s CROSS JOIN (SELECT DISTINCT province FROM town) p
                         LEFT JOIN share h ON h.solution = s.id AND h.province = p.province),
             least AS (SELECT DISTINCT ON (solution) solution, province, part FROM every
                        ORDER BY solution, part, province),
             fan AS (SELECT DISTINCT ON (solution) solution, quarter, p10, p50, p90 FROM adoption_forecast
                      ORDER BY solution, made_on DESC, quarter DESC),
             used AS (SELECT solution, count(*)::int AS n FROM adoption_status WHERE stage = 'in_gebruik'
                       GROUP BY solution)
        SELECT s.id, s.title, {STANDING_WINNER} AS is_winner, coalesce(used.n, 0) AS in_use, fan.p10,
               fan.p50, fan.p90, fan.quarter,
               coalesce(least.province, '') AS province, coalesce(least.part, 0) AS part
          FROM solution s LEFT JOIN used ON used.solution = s.id LEFT JOIN fan ON fan.solution = s.id
          LEFT JOIN least ON least.solution = s.id
         WHERE coalesce(used.n, 0) > 0
         ORDER BY coalesce(fan.p50, used.n) - coalesce(used.n, 0) DESC, in_use DESC, s.id LIMIT 60
        """,
        today,
    )
    return tuple(
        Expected(
            slug=slug_of(row.id, row.title),
            title=row.title,
            is_winner=row.is_winner,
            in_use=row.in_use,
            p10=row.p10,
            p50=row.p50,
            p90=row.p90,
            quarter=Period(row.quarter, PeriodLength.QUARTER).in_words if row.quarter is not None else "",
            least_province=row.province,
            least_share=row.part,
        )
        for row in rows
    )
