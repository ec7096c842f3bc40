"""The archives of a round that were asked for."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from innovatie.infra.database import fetch_one_as
from innovatie.infra.kept_files import KeptFile, opened

KEPT_FOR: Final = timedelta(days=3)
"""A copy of everything is no second archive beside the register: who needs it saves it."""
ERASURES: Final = ("persoon wissen", "plekken van een gewiste naam beslissen")
"""After these acts of the trail an archive of before holds what should be gone."""

HAS_CONTENT: Final = "(a.content IS NOT NULL OR a.kept_as <> '')"
OVERTAKEN: Final = "EXISTS (SELECT FROM audit_event e WHERE e.act = ANY ($2::text[]) AND e.at >= a.asked_at)"
"""Of an archive `a`, with ERASURES as the second value: somebody was erased since it was asked for."""


class ArchiveRow(msgspec.Struct, frozen=True):
    """An archive. `is_there`: it can be downloaded; `overtaken`: somebody was erased since, so it must be made anew."""

    id: int
    asked_at: datetime
    asked_by: str
    made_at: datetime | None
    size: int
    digest: str
    refusal: str
    is_there: bool
    overtaken: bool

    @property
    def is_being_made(self) -> bool:
        return self.made_at is None and not self.refusal


async def newest(round_id: int) -> ArchiveRow | None:
    """The archive of this round that was asked for last."""
    return await fetch_one_as(
        ArchiveRow,
        f"SELECT a.id, a.asked_at, coalesce(p.name, '') AS asked_by, a.made_at, a.size, a.digest, a.refusal,"
        f" {HAS_CONTENT} AND NOT {OVERTAKEN} AS is_there, {OVERTAKEN} AS overtaken"
        " FROM round_archive a LEFT JOIN person p ON p.id = a.asked_by WHERE a.round = $1 ORDER BY a.id DESC LIMIT 1",
        round_id,
        list(ERASURES),
    )


async def content_of(number: int) -> bytes | None:
    """The zip, None when its days are over or somebody was erased since."""
    found = await fetch_one_as(
        KeptFile,
        "SELECT coalesce(a.content, '') AS content, a.kept_as FROM round_archive a"
        f" WHERE a.id = $1 AND {HAS_CONTENT} AND NOT {OVERTAKEN}",
        number,
        list(ERASURES),
    )
    return (await opened(found)).content if found else None
