"""Taking a name and an address out of one row: of a text the name is replaced, a file in which they stand is emptied,
as nobody can take a name out of somebody's document for them.
"""

import asyncio
import json
from datetime import datetime
from typing import Final

import msgspec

from innovatie.accounts.queries.places import MarkedTexts, Place, marked_texts, own_spelling
from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain.authority import Actor
from innovatie.domain.names_in_texts import Sought, replaced_at
from innovatie.domain.vocabulary import ChangeKind
from innovatie.infra.database import execute, fetch_one_as, fetch_values
from innovatie.infra.texts_of_people import MarkedColumn, MarkedTable, marked_tables

_WITHDRAWN: Final = "name = '', withdrawn_at = $2, withdrawn_as = 'privacy'"
"""Evidence keeps telling that there was a file, and why there is none."""


async def take_away(*, actor: Actor, place: Place, sought: Sought, instead: str, now: datetime) -> None:
    """Take the name and the address out of one row: out of its texts, or the whole content of a file."""
    table = next(table for table in marked_tables() if table.name == place.table)
    if place.in_file:
        await _empty(table, place.row, actor, now)
        return
    await execute("SET LOCAL innovatie.wissen = 'aan'")  # statements about adoption let themselves be cleaned
    row = await fetch_one_as(MarkedTexts, f"{marked_texts(table)} WHERE t.id = $1 FOR UPDATE", place.row)
    if row is None:
        return  # taken away meanwhile
    mine = own_spelling(sought, own=place.own)
    cleaned = False
    for column in table.columns:
        before = row.texts[column.name]
        after = await asyncio.to_thread(_without, column, before, mine, instead)
        if after != before:
            value, cast = (json.dumps(after, ensure_ascii=False), "::jsonb") if column.is_json else (after, "")
            await execute(f'UPDATE "{table.name}" SET "{column.name}" = $2{cast} WHERE id = $1', place.row, value)
            cleaned = True
    if cleaned:
        await _tell_mirrors(table, place.row)


async def _tell_mirrors(table: MarkedTable, row: int) -> None:
    """Whoever keeps a copy of what everybody may read reads it again: the name goes there too."""
    if table.shown_in is None:
        return
    shown = await fetch_values(
        int, f'SELECT {table.shown_as} FROM "{table.name}" t WHERE t.id = $1 AND ({table.shown_when})', row
    )
    await tell_changes(resource=table.shown_in, kind=ChangeKind.CHANGED, object_ids=shown)


def _without(column: MarkedColumn, value: object, sought: Sought, instead: str) -> object:
    """The column without it; of a text what no longer fits in the column is cut off."""
    for path in column.paths if column.is_json else ((),):
        value, places = replaced_at(
            value, path, name=sought.name, address=sought.address, instead=instead, own=sought.own
        )
        if places and isinstance(value, str):
            value = value[: column.longest]
    return value


async def _empty(table: MarkedTable, number: int, actor: Actor, now: datetime) -> None:
    changes = ["content = ''", "kept_as = ''"]
    changes += ["size = 0"] if "size" in table.columns_known else []
    changes += ["removed_at = coalesce(removed_at, $2)"] if "removed_at" in table.columns_known else []
    changes += [_WITHDRAWN] if "withdrawn_at" in table.columns_known else []
    town = "municipality" if "municipality" in table.columns_known else "NULL::int"
    emptied = await fetch_one_as(
        _Emptied,
        f'UPDATE "{table.name}" SET {", ".join(changes)} WHERE id = $1 AND $2::timestamptz IS NOT NULL'
        f" RETURNING {town} AS town",
        number,
        now,
    )
    if emptied is not None:
        await record(
            actor=actor,
            act="bestand leegmaken",
            object_kind="bestand",
            object_id=f"{table.name} {number}",
            on_behalf_of=emptied.town,
            now=now,
        )


class _Emptied(msgspec.Struct, frozen=True):
    town: int | None
