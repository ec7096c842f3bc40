"""What municipalities said, as events for the domain and as rows for the reader."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

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
from innovatie.infra.database import fetch

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
    label: str
    on: date
    heard: datetime
    source_label: str
    reason: str
    evidence_url: str
    file: int | None
    file_name: str
    withdrawn: Withdrawn | None
    version: str
    variant: str
    cost_euro: int | None
    hours: int | None
    partnership: str | None
    municipality: str
    replaced: bool


def _event(row: Any) -> Event:
    return Event(
        id=row["id"],
        municipality=row["municipality"],
        stage=Stage(row["stage"]),
        on=row["happened_on"],
        heard=row["heard_at"],
        source=Source(row["source"]),
        replaces=row["replaces"],
    )


_EVENT = "id, municipality, stage, happened_on, heard_at, source, replaces"


async def mergers() -> tuple[Merger, ...]:
    """Every merger of municipalities, past and announced, the oldest first."""
    rows = await fetch("SELECT predecessor, successor, takes_effect FROM merger ORDER BY takes_effect, id")
    return tuple(Merger(row["predecessor"], row["successor"], row["takes_effect"]) for row in rows)


async def histories(solution_id: int, *, only: list[int] | None = None) -> dict[int, list[Event]]:
    """All events of a solution by the municipality that they are about; `only` those municipalities."""
    rows = await fetch(
        f"SELECT {_EVENT} FROM adoption_event WHERE solution = $1"
        " AND ($2::int[] IS NULL OR municipality = ANY($2)) ORDER BY id",
        solution_id,
        only,
    )
    found: dict[int, list[Event]] = {}
    for row in rows:
        found.setdefault(row["municipality"], []).append(_event(row))
    return found


async def statuses(
    solution_id: int, *, on: date | None = None, heard_by: datetime | None = None
) -> Mapping[int, Status]:
    """The status of every municipality that exists on `on`, reckoned from the whole history, mergers carried over."""
    return carried_over(await histories(solution_id), await mergers(), on=on, heard_by=heard_by)


async def municipalities_on(day: date) -> dict[int, str]:
    """The code of each municipality that exists on `day`, by its number."""
    rows = await fetch(
        "SELECT id, code FROM municipality WHERE (started IS NULL OR started <= $1) AND (ended IS NULL OR ended > $1)",
        day,
    )
    return {row["id"]: row["code"] for row in rows}


async def statements(solution_id: int, municipality_id: int) -> tuple[Statement, ...]:
    """The whole history of a municipality and its predecessors, the newest first; what was replaced stays in it."""
    rows = await fetch(
        """
        WITH RECURSIVE line(id) AS (
            SELECT $2::int UNION SELECT g.predecessor FROM merger g JOIN line ON g.successor = line.id)
        SELECT e.*, p.name AS partnership_name, m.name AS municipality_name,
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
    return tuple(
        Statement(
            id=row["id"],
            stage=Stage(row["stage"]),
            label=LABELS[Stage(row["stage"])],
            on=row["happened_on"],
            heard=row["heard_at"],
            source_label=SOURCE_LABELS[Source(row["source"])],
            reason=row["reason"],
            evidence_url=row["evidence_url"],
            file=row["file"],
            file_name=row["file_name"],
            withdrawn=_withdrawn(row),
            version=row["version"],
            variant=row["variant"],
            cost_euro=row["cost_euro"],
            hours=row["hours"],
            partnership=row["partnership_name"],
            municipality=row["municipality_name"],
            replaced=row["replaced"],
        )
        for row in rows
    )


def _withdrawn(row: Any) -> Withdrawn | None:
    if row["withdrawn_at"] is None:
        return None
    return Withdrawn(row["withdrawn_at"], WITHDRAWN_AS[row["withdrawn_as"]], row["withdrawn_reason"])
