"""Files with a plan."""

from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.infra.kept_files import KeptFile, opened


class PlanFile(msgspec.Struct, frozen=True):
    """A file in the list; `size` in bytes."""

    id: int
    title: str
    name: str
    kind: str
    size: int
    municipality: str
    added_at: datetime


class PlanFileContent(KeptFile, frozen=True):
    """A file to download."""

    name: str
    kind: str


async def files_of(idea_id: int) -> list[PlanFile]:
    """The files of a plan, in the order in which they came."""
    return await fetch_as(
        PlanFile,
        "SELECT f.id, f.title, f.name, f.kind, f.size, m.name AS municipality, f.added_at FROM idea_file f"
        " JOIN municipality m ON m.id = f.municipality WHERE f.idea = $1 AND f.removed_at IS NULL ORDER BY f.id",
        idea_id,
    )


async def plan_file(idea_id: int, number: int) -> PlanFileContent:
    """A file of this plan that has not been taken away. Raises NotFound."""
    found = await fetch_one_as(
        PlanFileContent,
        "SELECT name, kind, coalesce(content, '') AS content, kept_as"
        " FROM idea_file WHERE id = $1 AND idea = $2 AND removed_at IS NULL",
        number,
        idea_id,
    )
    if found is None:
        raise NotFound("Dit bestand bestaat niet (meer).")
    return await opened(found)
