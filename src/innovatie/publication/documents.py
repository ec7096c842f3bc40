"""What the search index holds of a winner: what VNG published of it, and what the group worked out."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import msgspec

from innovatie.domain.excerpts import plain
from innovatie.domain.slugs import numbered
from innovatie.infra.database import fetch_as, fetch_values
from innovatie.publication.queries.withdrawals import WITHDRAWAL_STANDS
from innovatie.search import indexing
from innovatie.search.engine import SearchDocument

_ROWS = f"""
    SELECT w."group" AS number, w.title, w.reasons, w.next_step, w.published_at, g.summary, g.theme,
           r.code AS round, r.name AS round_name,
           EXISTS (SELECT FROM winner_withdrawal x WHERE x.winner = w.id AND {WITHDRAWAL_STANDS}) AS withdrawn,
           coalesce(n.name, '') AS lead, coalesce(n.province, '') AS province,
           (SELECT string_agg(part.value, E'\n') FROM elaboration e, jsonb_each_text(e.content) part
             WHERE e.round = w.round AND e."group" = w."group" AND e.version = (SELECT max(x.version)
              FROM elaboration x WHERE x.round = w.round AND x."group" = w."group")) AS worked_out,
           (SELECT count(DISTINCT p.municipality) FROM group_member m JOIN idea_participant p ON p.idea = m.idea
             WHERE m."group" = w."group" AND p.left_at IS NULL) AS members
      FROM winner w JOIN idea_group g ON g.id = w."group" JOIN round r ON r.id = w.round
      LEFT JOIN municipality n ON n.id = g.lead
"""


class _Winner(msgspec.Struct, frozen=True):
    number: int
    title: str
    reasons: str
    next_step: str
    published_at: datetime
    summary: str
    theme: str
    round: str
    round_name: str
    lead: str
    province: str
    worked_out: str | None
    withdrawn: bool
    members: int


async def all_documents() -> AsyncIterator[Sequence[SearchDocument]]:
    """Every winner, in one batch: there are at most a few a year."""
    rows = await fetch_as(_Winner, f"{_ROWS} ORDER BY w.id")
    if rows:
        yield [_document(row) for row in rows]


async def index_winners(group_ids: Sequence[int]) -> None:
    """The documents of these winners as they are now."""
    rows = await fetch_as(_Winner, f'{_ROWS} WHERE w."group" = ANY($1) ORDER BY w.id', list(group_ids))
    await indexing.put([f"winnaar-{number}" for number in group_ids], [_document(row) for row in rows])


async def index_winners_of(elaboration_ids: Sequence[int]) -> None:
    """The documents of the winners that these versions of an elaboration are about."""
    groups = await fetch_values(
        int,
        'SELECT DISTINCT w."group" FROM elaboration e JOIN winner w ON w."group" = e."group" WHERE e.id = ANY($1)',
        list(elaboration_ids),
    )
    await index_winners(groups)


def _document(row: _Winner) -> SearchDocument:
    honour = f"{'Ingetrokken winnaar' if row.withdrawn else 'Winnaar'} van {row.round_name}."
    parts = (row.summary, honour, row.reasons, row.next_step, row.worked_out)
    return SearchDocument(
        kind="winnaar",
        object=row.number,
        title=row.title,
        body="\n".join(plain(part) for part in parts if part),
        address=f"/winnaars/{numbered(row.number, row.title)}",
        owner=row.lead,
        theme=row.theme,
        year=row.published_at.year,
        province=row.province,
        round=row.round,
        winner=not row.withdrawn,
        members=row.members,
        at=row.published_at,
    )
