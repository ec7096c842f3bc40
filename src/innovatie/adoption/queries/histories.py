"""What municipalities said, as events for the domain and as rows for the reader."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from innovatie.domain.adoption_states import (
    LABELS,
    SOURCE_LABELS,
    Event,
    Merger,
    Source,
    Stage,
    Status,
    carried_over,
)
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as

WITHDRAWN_AS = {
    "gemeente": wording("de gemeente"),
    "platform": wording("de beheerder van het platform"),
    "privacy": wording("het platform, na het wissen van een persoon"),
}


class Withdrawn(msgspec.Struct, frozen=True):
    """A file that was taken back: `by` says in which capacity, never which person."""

    at: datetime
    by: str
    reason: str


class Statement(msgspec.Struct, frozen=True):
    """One line of the history of a municipality and a solution, as readers see it."""

    id: int
    stage: Stage
    on: date
    heard: datetime
    source: Source
    reason: str
    evidence_url: str
    file: int | None
    file_name: str
    withdrawn_at: datetime | None
    withdrawn_as: str | None
    withdrawn_reason: str | None
    version: str
    variant: str
    cost_euro: int | None
    hours: int | None
    partnership: str | None
    municipality: str
    replaced: bool

    @property
    def label(self) -> str:
        return LABELS[self.stage]

    @property
    def source_label(self) -> str:
        return SOURCE_LABELS[self.source]

    @property
    def withdrawn(self) -> Withdrawn | None:
        """When, as what and why the file was taken back, if it was."""
        if self.withdrawn_at is None:
            return None
        return Withdrawn(self.withdrawn_at, WITHDRAWN_AS[self.withdrawn_as or ""], self.withdrawn_reason or "")


_EVENT = 'id, municipality, stage, happened_on AS "on", heard_at AS heard, source, replaces'


async def mergers() -> tuple[Merger, ...]:
    """Every merger of municipalities, past and announced, the oldest first."""
    found = await fetch_as(
        Merger,
        'SELECT predecessor AS old, successor AS new, takes_effect AS "on" FROM merger ORDER BY takes_effect, id',
    )
    return tuple(found)


async def histories(solution_id: int, *, only: list[int] | None = None) -> dict[int, list[Event]]:
    """All events of a solution by the municipality that they are about; `only` those municipalities."""
    events = await fetch_as(
        Event,
        f"SELECT {_EVENT} FROM adoption_event WHERE solution = $1"
        " AND ($2::int[] IS NULL OR municipality = ANY($2)) ORDER BY id",
        solution_id,
        only,
    )
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(event.municipality, []).append(event)
    return found


async def statuses(
    solution_id: int, *, on: date | None = None, heard_by: datetime | None = None
) -> Mapping[int, Status]:
    """The status of every municipality that exists on `on`, reckoned from the whole history, mergers carried over."""
    return carried_over(await histories(solution_id), await mergers(), on=on, heard_by=heard_by)


class _Coded(msgspec.Struct, frozen=True):
    """A municipality by its number and its code."""

    id: int
    code: str


async def municipalities_on(day: date) -> dict[int, str]:
    """The code of each municipality that exists on `day`, by its number."""
    rows = await fetch_as(
        _Coded,
        "SELECT id, code FROM municipality WHERE (started IS NULL OR started <= $1) AND (ended IS NULL OR ended > $1)",
        day,
    )
    return {row.id: row.code for row in rows}


async def statements(solution_id: int, municipality_id: int) -> tuple[Statement, ...]:
    """The whole history of a municipality and its predecessors, the newest first; what was replaced stays in it."""
    found = await fetch_as(
        Statement,
        """
        WITH RECURSIVE line(id) AS (
            SELECT $2::int UNION SELECT g.predecessor FROM merger g JOIN line ON g.successor = line.id)
        SELECT e.id, e.stage, e.happened_on AS "on", e.heard_at AS heard, e.source, e.reason, e.evidence_url,
               e.version, e.variant, e.cost_euro, e.hours, p.name AS partnership, m.name AS municipality,
               CASE WHEN f.withdrawn_at IS NULL THEN f.id END AS file, coalesce(f.name, '') AS file_name,
               f.withdrawn_at, f.withdrawn_as, f.withdrawn_reason,
               EXISTS (SELECT FROM adoption_event r WHERE r.replaces = e.id) AS replaced
          FROM adoption_event e JOIN municipality m ON m.id = e.municipality
          LEFT JOIN partnership p ON p.id = e.partnership
          LEFT JOIN adoption_evidence f ON f.event = e.id
         WHERE e.solution = $1 AND e.municipality IN (SELECT id FROM line)
         ORDER BY e.happened_on DESC, e.heard_at DESC, e.id DESC
        """,
        solution_id,
        municipality_id,
    )
    return tuple(found)
