"""Indicators with their promise, what was measured of them, and who still has to measure."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.indicators import BETTER_LABELS, SIDE_LABELS, Better, Side, Spread, Strip, spread, strip
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value


class Indicator(msgspec.Struct, frozen=True):
    """`promised` is for one municipality in one year, in `unit`. `measured`: how many values there are."""

    id: int
    title: str
    unit: str
    side: Side
    better: Better
    promised: float
    how: str
    chosen_at: datetime
    measured: int

    @property
    def side_label(self) -> str:
        return SIDE_LABELS[self.side]

    @property
    def better_label(self) -> str:
        return BETTER_LABELS[self.better]


class Value(msgspec.Struct, frozen=True):
    """What a municipality measured."""

    indicator: int
    town: int
    code: str
    name: str
    year: int
    value: float


class Waiting(msgspec.Struct, frozen=True):
    """A municipality that uses a solution and measured nothing of it in the year asked for."""

    solution: int
    title: str
    town: int
    town_name: str


class Year(msgspec.Struct, frozen=True):
    """What was measured in a year: `spread` and `strip` are None below the least number of municipalities."""

    year: int
    n: int
    spread: Spread | None
    strip: Strip | None


_INDICATOR = """
SELECT i.id, i.title, i.unit, i.side, i.better, i.promised, i.how, i.chosen_at,
       (SELECT count(*) FROM indicator_value v WHERE v.indicator = i.id) AS measured
  FROM indicator i
"""
_OF_SOLUTION = """
(i.solution = $1 OR i.grp = (SELECT s.grp FROM solution s WHERE s.id = $1)) AND i.removed_at IS NULL
"""


async def of_group(group_id: int) -> tuple[Indicator, ...]:
    """Those of a plan, costs first."""
    sql = f"{_INDICATOR} WHERE i.grp = $1 AND i.removed_at IS NULL ORDER BY i.side DESC, i.id"
    return tuple(await fetch_as(Indicator, sql, group_id))


async def of_solution(solution_id: int) -> tuple[Indicator, ...]:
    """Those of a solution: of the plan that it grew out of, and its own."""
    sql = f"{_INDICATOR} WHERE {_OF_SOLUTION} ORDER BY i.side DESC, i.id"
    return tuple(await fetch_as(Indicator, sql, solution_id))


async def indicator(number: int) -> Indicator:
    """One of them. Raises NotFound."""
    found = await fetch_one_as(Indicator, f"{_INDICATOR} WHERE i.id = $1 AND i.removed_at IS NULL", number)
    if found is None:
        raise NotFound("Deze indicator bestaat niet (meer).")
    return found


async def values(solution_id: int) -> tuple[Value, ...]:
    """Everything that was measured of a solution, the latest year first, by municipality."""
    rows = await fetch_as(
        Value,
        f"""
        SELECT v.indicator, v.municipality AS town, m.code, m.name, v.year, v.value
          FROM indicator_value v JOIN indicator i ON i.id = v.indicator JOIN municipality m ON m.id = v.municipality
         WHERE {_OF_SOLUTION} ORDER BY v.year DESC, m.sort_name, i.side DESC, i.id
        """,
        solution_id,
    )
    return tuple(rows)


async def uses(solution_id: int, municipality_id: int) -> int | None:
    """The year in which a municipality first used a solution; None when it never did."""
    return await fetch_one_value(
        int,
        "SELECT extract(year FROM first_used)::int FROM adoption_status"
        " WHERE solution = $1 AND municipality = $2 AND first_used IS NOT NULL",
        solution_id,
        municipality_id,
    )


async def waiting(*, year: int, towns: Sequence[int] | None = None) -> tuple[Waiting, ...]:
    """Who used a solution with indicators before `year` ended, uses it still, and measured nothing of that year.

    `towns`: only these; None for all.
    """
    rows = await fetch_as(
        Waiting,
        """
        SELECT s.id AS solution, s.title, m.id AS town, m.name AS town_name
          FROM adoption_status t JOIN solution s ON s.id = t.solution JOIN municipality m ON m.id = t.municipality
         WHERE t.stage = 'in_gebruik' AND extract(year FROM t.first_used) <= $1
           AND ($2::int[] IS NULL OR t.municipality = ANY($2))
           AND EXISTS (SELECT FROM indicator i WHERE (i.solution = s.id OR i.grp = s.grp) AND i.removed_at IS NULL)
           AND NOT EXISTS (SELECT FROM indicator i JOIN indicator_value v ON v.indicator = i.id
                WHERE (i.solution = s.id OR i.grp = s.grp) AND v.municipality = m.id AND v.year = $1)
         ORDER BY s.id, m.id
        """,
        year,
        None if towns is None else list(towns),
    )
    return tuple(rows)


def years(of: Indicator, found: Sequence[Value]) -> tuple[Year, ...]:
    """What was measured of one indicator by year, the latest first."""
    by_year: dict[int, list[float]] = {}
    for one in found:
        if one.indicator == of.id:
            by_year.setdefault(one.year, []).append(one.value)
    told = []
    for year in sorted(by_year, reverse=True):
        middle = spread(by_year[year], of.promised, of.better)
        line = None if middle is None else strip(middle, of.promised)
        told.append(Year(year, len(by_year[year]), middle, line))
    return tuple(told)
