"""What agreements and partnerships mean for a municipality: who is bound, what ends, who leaves, where they overlap."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from innovatie.agreements.queries.agreements import AGREEMENT, Agreement
from innovatie.domain.agreements import STILL_TOLD, EndStep, end_step
from innovatie.infra.database import fetch_as, fetch_values

AHEAD = timedelta(days=366)
"""Memberships that end within a year are told of."""

_BOUND = """
SELECT x.agreement, x.town FROM agreement_party x
 WHERE x.removed_at IS NULL AND x.town IS NOT NULL AND (x.leaves_on IS NULL OR x.leaves_on >= $1)
UNION
SELECT x.agreement, l.municipality FROM agreement_party x JOIN partnership_member l ON l.partnership = x.partnership
 WHERE x.removed_at IS NULL AND (x.leaves_on IS NULL OR x.leaves_on >= $1)
   AND l.starts <= $1 AND (l.ends IS NULL OR l.ends >= $1)
"""
"""(agreement, municipality) of every party of today, through whatever party."""


class Bound(msgspec.Struct, frozen=True):
    """That an agreement that runs binds a municipality for a solution."""

    agreement: int
    title: str
    town: int
    town_name: str
    solution: int
    solution_title: str


class Membership(msgspec.Struct, frozen=True):
    """A municipality in a partnership on a day."""

    partnership: int
    name: str
    kind: str
    town: int
    code: str
    town_name: str


class Leaving(msgspec.Struct, frozen=True):
    """A municipality that leaves an agreement after `leaves_on`, or has just left."""

    party: int
    agreement: int
    title: str
    town: int
    town_name: str
    leaves_on: date

    @property
    def address(self) -> str:
        """Of the list of what must be arranged."""
        return f"/overeenkomsten/{self.agreement}/partijen/{self.party}/regelen"


class Departure(msgspec.Struct, frozen=True):
    """A membership of a partnership that ends on `ends`, or has just ended."""

    id: int
    partnership: int
    name: str
    town: int
    code: str
    town_name: str
    ends: date


async def towns_of(number: int, *, today: date) -> list[int]:
    """The municipalities that an agreement binds, as they are called in it."""
    sql = f"SELECT DISTINCT town FROM ({_BOUND}) b(agreement, town) WHERE agreement = $2 ORDER BY town"
    return await fetch_values(int, sql, today, number)


async def of_towns(towns: Sequence[int], *, today: date) -> tuple[Agreement, ...]:
    """The agreements that bind one of these municipalities, those that are still being written too."""
    sql = f"""{AGREEMENT} WHERE a.id IN (SELECT agreement FROM ({_BOUND}) b(agreement, town) WHERE town = ANY($2))
              ORDER BY a.ends_on NULLS LAST, a.title, a.id"""
    return tuple(await fetch_as(Agreement, sql, today, list(towns)))


async def of_partnership_and_town(partnership: int, town: int) -> tuple[Agreement, ...]:
    """What a municipality must look at when it leaves a partnership: agreements of both, whatever their state."""
    rows = await fetch_as(
        Agreement,
        f"""{AGREEMENT}
             WHERE EXISTS (SELECT FROM agreement_party x WHERE x.agreement = a.id AND x.removed_at IS NULL
                            AND x.partnership = $1)
                OR (a.partnership = $1 AND EXISTS (SELECT FROM agreement_party x WHERE x.agreement = a.id
                            AND x.removed_at IS NULL AND x.town = $2))
             ORDER BY a.title, a.id""",
        partnership,
        town,
    )
    return tuple(rows)


async def ending(*, today: date) -> tuple[tuple[Agreement, EndStep], ...]:
    """Every agreement whose end must be told of, with how near it is."""
    sql = f"{AGREEMENT} WHERE a.shown_at IS NOT NULL AND a.ends_on >= $1 ORDER BY a.ends_on, a.id"
    rows = await fetch_as(Agreement, sql, today - STILL_TOLD)
    steps = [(row, end_step(row.ends_on, row.notice_months, today)) for row in rows]
    return tuple((row, step) for row, step in steps if step is not None)


async def leaving(*, today: date) -> tuple[Leaving, ...]:
    """Municipalities whose last day in an agreement is still to come, or was less than two months ago."""
    rows = await fetch_as(
        Leaving,
        """
        SELECT x.id AS party, x.agreement, a.title, x.town, m.name AS town_name, x.leaves_on
          FROM agreement_party x JOIN agreement a ON a.id = x.agreement JOIN municipality m ON m.id = x.town
         WHERE x.removed_at IS NULL AND x.leaves_on >= $1 ORDER BY x.leaves_on, x.id
        """,
        today - STILL_TOLD,
    )
    return tuple(rows)


async def bound(*, today: date) -> tuple[Bound, ...]:
    """Whom agreements that run bind for which solution."""
    rows = await fetch_as(
        Bound,
        f"""
        SELECT b.agreement, a.title, b.town, m.name AS town_name, s.id AS solution, s.title AS solution_title
          FROM ({_BOUND}) b(agreement, town) JOIN agreement a ON a.id = b.agreement
          JOIN solution s ON s.id = a.solution JOIN municipality m ON m.id = b.town
         WHERE a.shown_at IS NOT NULL AND a.starts_on <= $1 AND (a.ends_on IS NULL OR a.ends_on >= $1)
         ORDER BY m.sort_name, s.title, a.title, a.id
        """,
        today,
    )
    return tuple(rows)


async def memberships(*, day: date) -> tuple[Membership, ...]:
    """Every membership of every partnership and Kring on `day`."""
    rows = await fetch_as(
        Membership,
        """
        SELECT p.id AS partnership, p.name, p.kind, m.id AS town, m.code, m.name AS town_name
          FROM partnership_member l JOIN partnership p ON p.id = l.partnership AND p.active
          JOIN municipality m ON m.id = l.municipality
         WHERE l.starts <= $1 AND (l.ends IS NULL OR l.ends >= $1) ORDER BY p.name, m.sort_name
        """,
        day,
    )
    return tuple(rows)


async def departures(*, today: date) -> tuple[Departure, ...]:
    """Memberships that end within a year, or ended less than two months ago."""
    rows = await fetch_as(
        Departure,
        """
        SELECT l.id, p.id AS partnership, p.name, m.id AS town, m.code, m.name AS town_name, l.ends
          FROM partnership_member l JOIN partnership p ON p.id = l.partnership AND p.active
          JOIN municipality m ON m.id = l.municipality
         WHERE l.ends BETWEEN $1 AND $2 ORDER BY l.ends, l.id
        """,
        today - STILL_TOLD,
        today + AHEAD,
    )
    return tuple(rows)
