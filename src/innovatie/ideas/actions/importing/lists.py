"""A list of plans that a municipality keeps itself, such as a spreadsheet: brought in, and how it is read is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from innovatie.domain.authority import Actor
from innovatie.domain.idea_import import ImportRow
from innovatie.domain.idea_sources import own_source
from innovatie.ideas.actions.importing import Imported, import_ideas
from innovatie.ideas.actions.importing.targets import Line
from innovatie.ideas.tables import ListColumns
from innovatie.infra.database import transaction
from innovatie.infra.rows import as_json
from innovatie.municipalities.queries import codes_of_line


async def bring_in_list(
    *,
    actor: Actor,
    municipality_id: int,
    name: str,
    rows: Sequence[ImportRow],
    columns: Mapping[str, str],
    dry_run: bool,
    now: datetime,
) -> Imported:
    """Import the `rows` of the list that this municipality calls `name`; with `dry_run` only tell what would happen.

    `columns` (header in the file to column of ours, or '') are kept for next time. Invalid for a name that will not
    do, and for a plan of another municipality.
    """
    codes = await codes_of_line(municipality_id)
    source, line = own_source(codes[0], name), Line.of(codes, name)
    async with transaction():
        done = await import_ideas(actor=actor, source=source, rows=rows, dry_run=dry_run, line=line, now=now)
        if not dry_run:
            kept = ListColumns(municipality=municipality_id, list=name, columns=as_json(dict(columns)), kept_at=now)
            await ListColumns.insert(kept).on_conflict(
                action="DO UPDATE",
                target=(ListColumns.municipality, ListColumns.list),
                values=[ListColumns.columns, ListColumns.kept_at],
            )
    return done
