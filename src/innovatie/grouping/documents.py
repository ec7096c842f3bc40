"""What the search index holds of a group: only of groups with two plans or more (one plan is found by itself)."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import msgspec

from innovatie.domain.excerpts import plain
from innovatie.domain.slugs import numbered
from innovatie.infra.database import fetch_as
from innovatie.search.engine import SearchDocument

_BATCH = 200
_ROWS = """
    SELECT g.id, g.title, g.summary, g.theme, l.name AS lead, g.created_at,
           string_agg(i.title || '. ' || i.summary, E'\n' ORDER BY m.id) AS body,
           (SELECT count(DISTINCT p.municipality) FROM group_member x JOIN idea_participant p ON p.idea = x.idea
             WHERE x."group" = g.id AND p.left_at IS NULL) AS members,
           (SELECT r.code FROM round_group y JOIN round r ON r.id = y.round WHERE y."group" = g.id
             ORDER BY r.code DESC LIMIT 1) AS round
      FROM idea_group g JOIN group_member m ON m."group" = g.id JOIN idea i ON i.id = m.idea
      LEFT JOIN municipality l ON l.id = g.lead
     WHERE g.merged_into IS NULL AND i.state <> 'concept'
"""


class _Findable(msgspec.Struct, frozen=True):
    """What the columns of _ROWS say of a group."""

    id: int
    title: str
    summary: str
    theme: str
    lead: str | None
    created_at: datetime
    body: str
    members: int
    round: str | None


async def documents_of(group_ids: Sequence[int]) -> list[SearchDocument]:
    """Documents of those groups that have two plans or more."""
    sql = f"{_ROWS} AND g.id = ANY($1) GROUP BY g.id, l.name HAVING count(*) > 1"
    rows = await fetch_as(_Findable, sql, list(group_ids))
    return [_document(row) for row in rows]


async def all_documents() -> AsyncIterator[Sequence[SearchDocument]]:
    """Every such group, in batches by number."""
    last = 0
    sql = f"{_ROWS} AND g.id > $1 GROUP BY g.id, l.name HAVING count(*) > 1 ORDER BY g.id LIMIT {_BATCH}"
    while rows := await fetch_as(_Findable, sql, last):
        last = rows[-1].id
        yield [_document(row) for row in rows]


def _document(row: _Findable) -> SearchDocument:
    return SearchDocument(
        kind="groep",
        object=row.id,
        title=row.title,
        body=plain(row.body),
        address=f"/groepen/{numbered(row.id, row.title)}",
        owner=row.lead or "",
        theme=row.theme,
        year=row.created_at.year,
        round=row.round or "",
        members=row.members,
        at=row.created_at,
    )
