"""Ideas as CSV that Dutch Excel opens as it should: a byte order mark, semicolons, and no formulas."""

import asyncio
from collections.abc import AsyncIterator

from innovatie.domain.tables import MARK, csv_lines
from innovatie.ideas.queries import ExportRow, Filter, export_rows

HEADER = (
    "nummer",
    "titel",
    "samenvatting",
    "probleem",
    "aanpak",
    "publieke waarde",
    "stadium",
    "thema",
    "geplande start",
    "kosten in euro",
    "uren",
    "contact",
    "links",
    "staat",
    "ingediend op",
    "versie",
    "gemeentecode",
    "gemeente",
    "provincie",
    "ronde",
    "bron",
    "bronnummer",
    "doen mee (codes)",
)


async def csv_pieces(wanted: Filter) -> AsyncIterator[bytes]:
    """The header, and then the lines of a thousand ideas at a time, as UTF-8."""
    yield (MARK + csv_lines([HEADER])).encode()
    async for page in export_rows(wanted):
        yield (await asyncio.to_thread(csv_lines, map(_cells, page))).encode()


def _cells(row: ExportRow) -> tuple[object, ...]:
    return (
        row.id,
        row.title,
        row.summary,
        row.problem,
        row.approach,
        row.public_value,
        row.stage,
        row.theme,
        row.planned_start,
        row.cost_euro,
        row.effort_hours,
        row.contact,
        " ".join(row.links),
        row.state,
        row.submitted_at.strftime("%Y-%m-%dT%H:%M:%SZ") if row.submitted_at else "",
        row.version,
        row.municipality_code,
        row.municipality,
        row.province,
        row.round,
        row.source,
        row.source_number,
        row.others,
    )
