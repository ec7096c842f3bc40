"""What finalists worked out: versions and attachments, readable for everybody."""

from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.infra.kept_files import KeptFile, opened
from innovatie.voting.queries import FinalistRow, finalists


class ElaborationRow(msgspec.Struct, frozen=True):
    """One version; `content` holds the sections by name. Version 0: nothing has been saved yet."""

    version: int
    content: dict[str, str]
    saved_at: datetime | None
    municipality: str
    note: str


class VersionRow(msgspec.Struct, frozen=True):
    version: int
    saved_at: datetime
    municipality: str
    note: str


class AttachmentRow(msgspec.Struct, frozen=True):
    id: int
    name: str
    kind: str
    size: int
    added_at: datetime


class AttachmentFile(KeptFile, frozen=True):
    name: str
    kind: str


async def finalist_of(round_id: int, group_id: int) -> FinalistRow:
    """The finalist; NotFound when this group did not reach the final."""
    found = next((row for row in await finalists(round_id) if row.group_id == group_id), None)
    if found is None:
        raise NotFound("Deze groep is geen finalist van deze ronde.")
    return found


_VERSION = """
SELECT e.version, e.content, e.saved_at, coalesce(m.name, '') AS municipality, e.note
  FROM elaboration e LEFT JOIN municipality m ON m.id = e.municipality WHERE e.round = $1 AND e."group" = $2
"""


async def elaboration(round_id: int, group_id: int, version: int | None = None) -> ElaborationRow:
    """The latest version, or the asked one; NotFound when there is no such version."""
    if version is None:
        sql = f"{_VERSION} ORDER BY e.version DESC LIMIT 1"
        return await fetch_one_as(ElaborationRow, sql, round_id, group_id) or ElaborationRow(0, {}, None, "", "")
    row = await fetch_one_as(ElaborationRow, f"{_VERSION} AND e.version = $3", round_id, group_id, version)
    if row is None:
        raise NotFound("Deze versie bestaat niet.")
    return row


async def versions(round_id: int, group_id: int) -> tuple[VersionRow, ...]:
    """All versions, the newest first."""
    return tuple(await fetch_as(VersionRow, f"{_VERSION} ORDER BY e.version DESC", round_id, group_id))


async def attachments(round_id: int, group_id: int) -> tuple[AttachmentRow, ...]:
    rows = await fetch_as(
        AttachmentRow,
        'SELECT id, name, kind, size, added_at FROM attachment WHERE round = $1 AND "group" = $2 AND removed_at IS NULL'
        " ORDER BY name, id",
        round_id,
        group_id,
    )
    return tuple(rows)


async def attachment(number: int) -> AttachmentFile:
    file = await fetch_one_as(
        AttachmentFile,
        "SELECT name, kind, coalesce(content, '') AS content, kept_as"
        " FROM attachment WHERE id = $1 AND removed_at IS NULL",
        number,
    )
    if file is None:
        raise NotFound("Deze bijlage bestaat niet (meer).")
    return await opened(file)
