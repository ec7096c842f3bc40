"""What an import compares with, and the conflicts that it left."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from innovatie.domain.idea_states import State
from innovatie.ideas.queries.detail import CONTENT_COLUMNS, ContentRow
from innovatie.infra.database import fetch_as, fetch_one_value
from innovatie.municipalities.queries import with_predecessors


class ImportTarget(ContentRow, frozen=True):
    """A plan that a row of a file is about, as it stands.

    `digests` are of what its source said last. Without them (an export, or an import of before they were kept),
    `version_then` is the content of that version.
    """

    id: int
    version: int
    source: str | None
    source_number: str | None
    state: State
    round_id: int | None
    municipality: str
    municipality_id: int
    submitted_at: datetime | None
    co_submitters: tuple[str, ...]
    digests: dict[str, str] | None
    version_then: dict[str, object] | None

    @property
    def fields(self) -> dict[str, object]:
        """Everything that a source can say, as JSON knows it."""
        values: dict[str, object] = self.content.as_json()
        del values["partnership_id"]
        return values | {
            "municipality": self.municipality,
            "co_submitters": list(self.co_submitters),
            "submitted": self.submitted_at.astimezone(UTC).date().isoformat() if self.submitted_at else None,
        }


class OpenConflict(msgspec.Struct, frozen=True):
    """A field of a plan of which the source says something else than people here: `said` holds that as `waarde`."""

    id: int
    source: str
    field: str
    said: dict[str, object]
    found_at: datetime

    @property
    def theirs(self) -> object:
        """What the source says, as JSON knows it."""
        return self.said["waarde"]


_TARGET = f"""
    SELECT i.id, i.version, i.source, i.source_number, i.state, i.round AS round_id, m.code AS municipality,
           m.id AS municipality_id, i.submitted_at, {CONTENT_COLUMNS},
           ARRAY(SELECT n.code FROM idea_participant d JOIN municipality n ON n.id = d.municipality
                  WHERE d.idea = i.id AND d.left_at IS NULL AND d.role = 'mede-indiener' ORDER BY n.code
           ) AS co_submitters
"""


async def targets_of_source(sources: Sequence[str], numbers: Sequence[str]) -> Sequence[ImportTarget]:
    """The plans that these sources know by these numbers."""
    return await fetch_as(
        ImportTarget,
        f"""
        {_TARGET}, r.digests,
               (SELECT v.content FROM idea_version v
                 WHERE v.idea = i.id AND r.id IS NULL
                   AND (v.note LIKE 'Ingevoerd uit %' OR v.note = 'Opnieuw ingevoerd uit de bron')
                 ORDER BY v.version DESC LIMIT 1) AS version_then
          FROM idea i JOIN municipality m ON m.id = i.municipality
          LEFT JOIN imported_row r ON r.source = i.source AND r.source_number = i.source_number
         WHERE i.source = ANY($1) AND i.source_number = ANY($2)
        """,
        list(sources),
        list(numbers),
    )


async def targets_of_export(versions: Mapping[int, int | None]) -> dict[int, ImportTarget]:
    """Plans by their number here, compared with the version that an export had. Drafts are none."""
    rows = await fetch_as(
        ImportTarget,
        f"""
        {_TARGET}, NULL::jsonb AS digests, v.content AS version_then
          FROM unnest($1::int[], $2::int[]) AS asked(id, version)
          JOIN idea i ON i.id = asked.id AND i.state <> 'concept'
          JOIN municipality m ON m.id = i.municipality
          LEFT JOIN idea_version v ON v.idea = i.id AND v.version = asked.version
        """,
        list(versions),
        list(versions.values()),
    )
    return {row.id: row for row in rows}


async def idea_of_source(sources: Sequence[str], number: str) -> int | None:
    """The plan that one of these sources knows as `number`; drafts have none."""
    return await fetch_one_value(
        int,
        "SELECT id FROM idea WHERE source = ANY($1) AND source_number = $2 AND state <> 'concept' ORDER BY id LIMIT 1",
        list(sources),
        number,
    )


async def open_conflicts(idea_id: int) -> Sequence[OpenConflict]:
    """What is still to be chosen, the oldest first."""
    return await fetch_as(
        OpenConflict,
        "SELECT id, source, field, theirs AS said, found_at FROM import_conflict WHERE idea = $1 AND settled_at IS NULL"
        " ORDER BY id",
        idea_id,
    )


class KnownList(msgspec.Struct, frozen=True):
    """A list that a municipality has brought in before; `columns`: header in its file to column of ours, or ''."""

    list: str
    columns: dict[str, str]
    kept_at: datetime


async def lists_of(municipality_id: int) -> Sequence[KnownList]:
    """The lists of a municipality and of what went up in it, the latest first."""
    return await fetch_as(
        KnownList,
        "SELECT list, columns, kept_at FROM list_columns WHERE municipality = ANY($1)"
        " ORDER BY kept_at DESC, municipality = $2 DESC, list",
        await with_predecessors(municipality_id),
        municipality_id,
    )
