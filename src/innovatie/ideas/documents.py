"""What the search index holds of an idea."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import msgspec

from innovatie.domain.excerpts import plain
from innovatie.domain.size_classes import size_class
from innovatie.domain.slugs import numbered
from innovatie.infra.database import fetch_as
from innovatie.search.engine import SearchDocument

_BATCH = 500
_ROWS = """
    SELECT i.id, i.title, i.summary, i.problem, i.approach, i.public_value, i.theme, i.stage, i.submitted_at,
           n.name AS municipality, n.province, coalesce(n.labour_market_region, '') AS region, r.code AS round,
           (SELECT h.number FROM inhabitants h WHERE h.municipality = n.id ORDER BY h.year DESC LIMIT 1) AS inhabitants,
           (SELECT count(*) FROM idea_participant p WHERE p.idea = i.id AND p.left_at IS NULL) AS members
      FROM idea i JOIN municipality n ON n.id = i.municipality LEFT JOIN round r ON r.id = i.round
"""


class _Findable(msgspec.Struct, frozen=True):
    """What the columns of _ROWS say of an idea."""

    id: int
    title: str
    summary: str
    problem: str
    approach: str
    public_value: str
    theme: str
    stage: str
    submitted_at: datetime | None
    municipality: str
    province: str
    region: str
    round: str | None
    inhabitants: int | None
    members: int


async def documents_of(idea_ids: Sequence[int]) -> list[SearchDocument]:
    """Documents of those ideas that everybody may find: drafts have none, withdrawn ideas keep theirs."""
    rows = await fetch_as(_Findable, f"{_ROWS} WHERE i.id = ANY($1) AND i.state <> 'concept'", list(idea_ids))
    return [_document(row) for row in rows]


async def all_documents() -> AsyncIterator[Sequence[SearchDocument]]:
    """Every findable idea, in batches by number."""
    last = 0
    sql = f"{_ROWS} WHERE i.id > $1 AND i.state <> 'concept' ORDER BY i.id LIMIT {_BATCH}"
    while rows := await fetch_as(_Findable, sql, last):
        last = rows[-1].id
        yield [_document(row) for row in rows]


def _document(row: _Findable) -> SearchDocument:
    parts = (row.summary, row.problem, row.approach, row.public_value)
    return SearchDocument(
        kind="idee",
        object=row.id,
        title=row.title,
        body="\n".join(plain(part) for part in parts if part),
        address=f"/ideeen/{numbered(row.id, row.title)}",
        owner=row.municipality,
        theme=row.theme,
        stage=row.stage,
        year=row.submitted_at.year if row.submitted_at else None,
        province=row.province,
        region=row.region,
        size_class=size_class(row.inhabitants),
        round=row.round or "",
        members=row.members,
        at=row.submitted_at,
    )
