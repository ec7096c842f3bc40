"""Counts over all submitted ideas: by theme, stage, year and province. Withdrawn ideas and drafts do not count."""

from datetime import date

import msgspec

from innovatie.audit.read_cache import cached_until_next_act
from innovatie.infra.database import fetch_as


class ThemeRow(msgspec.Struct, frozen=True):
    """One theme: how many ideas, of how many municipalities, and how many still plan or try it."""

    theme: str
    ideas: int
    municipalities: int
    in_use: int


class ProvinceRow(msgspec.Struct, frozen=True):
    """One province: municipalities in all, and those that placed an idea or joined one."""

    province: str
    municipalities: int
    taking_part: int
    ideas: int


class _Stage(msgspec.Struct, frozen=True):
    stage: str
    n: int


class _Year(msgspec.Struct, frozen=True):
    year: int
    n: int


async def by_theme() -> tuple[ThemeRow, ...]:
    """Themes with ideas, the most popular first."""
    return await cached_until_next_act("themes", _by_theme)


async def _by_theme() -> tuple[ThemeRow, ...]:
    rows = await fetch_as(
        ThemeRow,
        """
        SELECT theme, count(*) AS ideas, count(DISTINCT municipality) AS municipalities,
               count(*) FILTER (WHERE stage = 'in_gebruik') AS in_use
          FROM idea WHERE state = 'ingediend' GROUP BY theme ORDER BY ideas DESC, theme
        """,
    )
    return tuple(rows)


async def by_stage() -> dict[str, int]:
    """Ideas by stage."""
    return await cached_until_next_act("stages", _by_stage)


async def _by_stage() -> dict[str, int]:
    rows = await fetch_as(_Stage, "SELECT stage, count(*) AS n FROM idea WHERE state = 'ingediend' GROUP BY stage")
    return {row.stage: row.n for row in rows}


async def by_year() -> tuple[tuple[int, int], ...]:
    """Ideas by the year in which they were submitted (Dutch time), without gaps, the oldest first."""
    return await cached_until_next_act("years", _by_year)


async def _by_year() -> tuple[tuple[int, int], ...]:
    rows = await fetch_as(
        _Year,
        """
        SELECT extract(year FROM submitted_at AT TIME ZONE 'Europe/Amsterdam')::int AS year, count(*) AS n
          FROM idea WHERE state = 'ingediend' AND submitted_at IS NOT NULL GROUP BY 1 ORDER BY 1
        """,
    )
    counts = {row.year: row.n for row in rows}
    return tuple((year, counts.get(year, 0)) for year in range(min(counts), max(counts) + 1)) if counts else ()


async def by_province(day: date) -> tuple[ProvinceRow, ...]:
    """Provinces by name, counting the municipalities of `day`; ideas of merged ones count for their successor."""
    return await cached_until_next_act(("provinces", day), lambda: _by_province(day))


async def _by_province(day: date) -> tuple[ProvinceRow, ...]:
    rows = await fetch_as(
        ProvinceRow,
        """
        WITH RECURSIVE line(origin, id) AS (
            SELECT id, id FROM municipality
            UNION SELECT line.origin, g.successor FROM line JOIN merger g ON g.predecessor = line.id
             WHERE g.takes_effect <= $1
        ), today AS (
            SELECT line.origin, m.id, m.province FROM line JOIN municipality m ON m.id = line.id
             WHERE (m.started IS NULL OR m.started <= $1) AND (m.ended IS NULL OR m.ended > $1)
        ), active AS (
            SELECT DISTINCT t.id FROM idea_participant p JOIN idea i ON i.id = p.idea AND i.state = 'ingediend'
              JOIN today t ON t.origin = p.municipality WHERE p.left_at IS NULL
        ), placed AS (
            SELECT t.province, count(*) AS n FROM idea i JOIN today t ON t.origin = i.municipality
             WHERE i.state = 'ingediend' GROUP BY t.province
        )
        SELECT m.province, count(*) AS municipalities, count(a.id) AS taking_part, coalesce(max(p.n), 0) AS ideas
          FROM municipality m LEFT JOIN active a ON a.id = m.id LEFT JOIN placed p ON p.province = m.province
         WHERE (m.started IS NULL OR m.started <= $1) AND (m.ended IS NULL OR m.ended > $1)
         GROUP BY m.province ORDER BY m.province
        """,
        day,
    )
    return tuple(rows)
