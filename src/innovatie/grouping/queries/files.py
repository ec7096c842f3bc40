"""Files with a group."""

from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.infra.kept_files import KeptFile, opened


class FileRow(msgspec.Struct, frozen=True):
    """A file in the list; `size` in bytes."""

    id: int
    name: str
    kind: str
    size: int
    municipality_id: int | None
    municipality: str | None
    added_at: datetime


class FileContent(KeptFile, frozen=True):
    """A file to download."""

    name: str
    kind: str


async def files_of(group_id: int) -> list[FileRow]:
    """The files of a group, by name."""
    return await fetch_as(
        FileRow,
        "SELECT f.id, f.name, f.kind, f.size, f.municipality AS municipality_id, n.name AS municipality, f.added_at"
        " FROM group_file f LEFT JOIN municipality n ON n.id = f.municipality"
        ' WHERE f."group" = $1 AND f.removed_at IS NULL ORDER BY lower(f.name), f.id',
        group_id,
    )


async def file_content(number: int) -> FileContent:
    """A file that has not been taken away. Raises NotFound."""
    found = await fetch_one_as(
        FileContent,
        "SELECT name, kind, coalesce(content, '') AS content, kept_as"
        " FROM group_file WHERE id = $1 AND removed_at IS NULL",
        number,
    )
    if found is None:
        raise NotFound("Dit bestand bestaat niet (meer).")
    return await opened(found)
