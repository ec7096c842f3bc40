"""Experiences, the reuse kit, milestones and the forecasts that were kept."""

from datetime import date, datetime

import msgspec

from innovatie.adoption.queries.solutions import slug_of
from innovatie.domain.diffusion import Band, Period, PeriodLength
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as

MILESTONE_LABELS = {
    "eerste": wording("De eerste gemeente"),
    "tien": wording("Tien gemeenten"),
    "vijftig": wording("Vijftig gemeenten"),
    "helft": wording("De helft van alle gemeenten"),
}


class Experience(msgspec.Struct, frozen=True):
    """What a municipality learned, with whom to call."""

    municipality: str
    code: str
    went_well: str
    otherwise: str
    hours: int | None
    cost_euro: int | None
    contact: str
    written: datetime


class KitItem(msgspec.Struct, frozen=True):
    """A piece of the reuse kit."""

    id: int
    kind: str
    title: str
    text: str
    url: str
    planned_on: date | None
    done_on: date | None


class Milestone(msgspec.Struct, frozen=True):
    """A milestone that was reached."""

    kind: str
    on: date
    municipality: str | None

    @property
    def label(self) -> str:
        return MILESTONE_LABELS[self.kind]


class _Kept(msgspec.Struct, frozen=True):
    """What was foreseen on a day for a quarter; `number` is the index of its Period."""

    made_on: date
    number: int
    p10: int
    p50: int
    p90: int


class Foreseen(_Kept, frozen=True):
    """One past forecast of a quarter that is over: `actual` is what became of it."""

    solution: int
    title: str
    actual: int

    @property
    def slug(self) -> str:
        return slug_of(self.solution, self.title)

    @property
    def quarter(self) -> str:
        """As readers write it."""
        return Period(self.number, PeriodLength.QUARTER).in_words

    @property
    def inside(self) -> bool:
        return self.p10 <= self.actual <= self.p90


async def experiences(solution_id: int) -> tuple[Experience, ...]:
    """The newest experience of each municipality, the newest first."""
    found = await fetch_as(
        Experience,
        """
        SELECT * FROM (
            SELECT DISTINCT ON (e.municipality) e.id, m.name AS municipality, m.code, e.went_well, e.otherwise,
                   e.hours, e.cost_euro, e.contact, e.written_at AS written
              FROM adoption_experience e JOIN municipality m ON m.id = e.municipality WHERE e.solution = $1
             ORDER BY e.municipality, e.written_at DESC, e.id DESC) newest
        ORDER BY written DESC, id DESC
        """,
        solution_id,
    )
    return tuple(found)


async def kit(solution_id: int) -> tuple[KitItem, ...]:
    """The reuse kit in its order."""
    found = await fetch_as(
        KitItem,
        "SELECT id, kind, title, text, url, planned_on, done_on FROM kit_item WHERE solution = $1"
        " ORDER BY kind, planned_on NULLS LAST, position, id",
        solution_id,
    )
    return tuple(found)


async def milestones(solution_id: int | None = None) -> tuple[Milestone, ...]:
    """The milestones that a solution reached, the oldest first."""
    found = await fetch_as(
        Milestone,
        'SELECT k.kind, k.reached_on AS "on", m.name AS municipality FROM adoption_milestone k'
        " LEFT JOIN municipality m ON m.id = k.municipality WHERE k.solution = $1 ORDER BY k.reached_on, k.id",
        solution_id,
    )
    return tuple(found)


async def latest_fan(solution_id: int) -> tuple[date | None, tuple[Band, ...]]:
    """The newest forecast that was kept, and the day it was made."""
    rows = await fetch_as(
        _Kept,
        "SELECT made_on, quarter AS number, p10, p50, p90 FROM adoption_forecast WHERE solution = $1 AND made_on ="
        " (SELECT max(made_on) FROM adoption_forecast WHERE solution = $1) ORDER BY quarter",
        solution_id,
    )
    bands = tuple(Band(Period(row.number, PeriodLength.QUARTER), row.p10, row.p50, row.p90) for row in rows)
    return (rows[0].made_on if rows else None), bands


async def scoreboard(solution_id: int | None, *, today: date) -> tuple[Foreseen, ...]:
    """Kept forecasts of quarters that are over, against what became of them; of one solution or (None) of all."""
    current = Period.of(today, PeriodLength.QUARTER).index
    found = await fetch_as(
        Foreseen,
        """
        SELECT o.id AS solution, o.title, f.made_on, f.quarter AS number, f.p10, f.p50, f.p90,
               (SELECT count(*) FROM adoption_status s WHERE s.solution = f.solution
                   AND s.first_used < make_date((f.quarter + 1) / 4, (f.quarter + 1) % 4 * 3 + 1, 1))::int AS actual
          FROM adoption_forecast f JOIN solution o ON o.id = f.solution
         WHERE ($1::int IS NULL OR f.solution = $1) AND f.quarter < $2
         ORDER BY f.made_on DESC, f.quarter DESC, f.id
        """,
        solution_id,
        current,
    )
    return tuple(found)
