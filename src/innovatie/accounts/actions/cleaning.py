"""Taking a name and an address out of all that the database holds: texts, waiting jobs and uploaded files.

The address goes everywhere; the name unless somebody else bears the same. Of a text the name is replaced; a file in
which one of them stands is emptied, as nobody can take a name out of somebody's document for them.
"""

import asyncio
import json
from collections import defaultdict
from datetime import datetime
from typing import Final

import msgspec

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.words_in_files import holds
from innovatie.infra import queue_state
from innovatie.infra.database import execute, fetch_as, fetch_one_value, fetch_values
from innovatie.infra.database_roles import APPEND_ONLY, READ_ONLY

_INDEXED: Final = frozenset({"idea", "idea_group"})
"""Tables of things that stand in the search index."""
_GAP: Final = r"(?:\\n|[\s_.+-])+"
"""Between the words of a name: blanks, line ends (in JSON too), and what stands there in the name of a file."""

_TEXTS = """
SELECT c.relname AS table_name, a.attname AS column_name, t.typname AS type_name
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
   AND t.typname IN ('text', 'varchar', 'jsonb', 'json') AND c.relname <> ALL ($1::text[]) ORDER BY 1, 2
"""


_FILES = """
SELECT c.relname AS table_name, array_agg(a.attname::text) AS columns
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
 GROUP BY 1 HAVING array_agg(a.attname::text) @> '{name,kind,content}'
    AND bool_or(a.attname = 'content' AND a.atttypid = 'bytea'::regtype) ORDER BY 1
"""
"""Tables of uploaded files: they have a name, a kind and a content of bytes."""
_WITHDRAWN: Final = "name = '', withdrawn_at = $2, withdrawn_as = 'privacy'"
"""Evidence keeps telling that there was a file, and why there is none."""


async def _wanted(name: str, address: str | None) -> tuple[str | None, str | None]:
    """The name when nobody else bears it, and the address."""
    shared = await fetch_one_value(bool, "SELECT true FROM person WHERE lower(name) = lower($1) LIMIT 1", name)
    return (None if shared else name), address


class _Column(msgspec.Struct, frozen=True):
    """A column of text; `type_name` is text, varchar, json or jsonb."""

    table_name: str
    column_name: str
    type_name: str


class _FileTable(msgspec.Struct, frozen=True):
    table_name: str
    columns: tuple[str, ...]


async def clean_texts(*, name: str, address: str | None, instead: str) -> defaultdict[str, list[int]]:
    """Take the address, and the name when nobody else bears it, out of every text in the database.

    Gives the rows of ideas and groups that changed: their documents in the search index must follow.
    """
    changed: defaultdict[str, list[int]] = defaultdict(list)
    own_name, address = await _wanted(name, address)
    wanted = [(text, by) for text, by in ((address, ""), (own_name, instead)) if text]
    await execute("SET LOCAL innovatie.wissen = 'aan'")  # statements about adoption let themselves be cleaned
    columns = await fetch_as(_Column, _TEXTS, [*APPEND_ONLY, *READ_ONLY, "pgqueuer_log"])
    for column in columns:
        for text, by in wanted:
            as_json = column.type_name.startswith("json")
            sought = json.dumps(text, ensure_ascii=False)[1:-1] if as_json else text
            place, cast = f'"{column.column_name}"', f"::{column.type_name}" if as_json else ""
            rows = await fetch_values(
                int,
                f"UPDATE \"{column.table_name}\" SET {place} = regexp_replace({place}::text, $1, $2, 'gi'){cast}"
                f" WHERE {place}::text ~* $1 RETURNING {'id' if column.table_name in _INDEXED else '0'} AS id",
                _as_pattern(sought),
                by.replace("\\", "\\\\"),
            )
            changed[column.table_name] += [number for number in rows if number]
    for text, _by in wanted:
        await queue_state.forget_text(_as_pattern(text))
    return changed


async def empty_files(*, actor: Actor, name: str, address: str | None, now: datetime) -> int:
    """Empty every uploaded file in which the address, or the name when nobody else bears it, stands; how many.

    The row stays. Each is an act of its own in the trail, for the municipality of the file where it has one.
    """
    wanted = [text for text in await _wanted(name, address) if text]
    emptied = 0
    for table in await fetch_as(_FileTable, _FILES):
        files, columns = table.table_name, set(table.columns)
        full = await fetch_values(int, f'SELECT id FROM "{files}" WHERE octet_length(content) > 0 ORDER BY id')
        for number in full:
            content = await fetch_one_value(bytes, f'SELECT content FROM "{files}" WHERE id = $1', number) or b""
            found = await asyncio.to_thread(holds, content, wanted)
            if found:
                await _empty(files, columns, number, actor, now)
                emptied += 1
    return emptied


async def _empty(files: str, columns: set[str], number: int, actor: Actor, now: datetime) -> None:
    changes = ["content = ''"]
    changes += ["size = 0"] if "size" in columns else []
    changes += ["removed_at = coalesce(removed_at, $2)"] if "removed_at" in columns else []
    changes += [_WITHDRAWN] if "withdrawn_at" in columns else []
    town = "municipality" if "municipality" in columns else "NULL"
    of_town = await fetch_one_value(
        int,
        f'UPDATE "{files}" SET {", ".join(changes)} WHERE id = $1 AND $2::timestamptz IS NOT NULL RETURNING {town}',
        number,
        now,
    )
    await record(
        actor=actor,
        act="bestand leegmaken",
        object_kind="bestand",
        object_id=f"{files} {number}",
        on_behalf_of=of_town,
        now=now,
    )


def _as_pattern(text: str) -> str:
    """The text itself as a regular expression of PostgreSQL, its words apart by whatever stands between words."""
    return _GAP.join("".join(sign if sign.isalnum() else "\\" + sign for sign in word) for word in text.split())
