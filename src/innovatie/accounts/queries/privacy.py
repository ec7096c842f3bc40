"""Everything that is kept about a person: found by walking the database's own foreign keys, so nothing is forgotten."""

from collections.abc import Iterable
from typing import Final

import msgspec

from innovatie.infra.database import fetch_as, fetch_one_as

_REFERENCES = """
SELECT c.conrelid::regclass::text AS table_name, a.attname AS column_name
  FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
 WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass ORDER BY 1, 2
"""
_SECRET: Final = frozenset({"bytea", "tsvector", "vector", "halfvec"})
"""Columns of these types are digests, sealed secrets and search vectors: no data that says anything to anybody."""


class _Reference(msgspec.Struct, frozen=True):
    table_name: str
    column_name: str


async def references() -> list[tuple[str, str]]:
    """(table, column) of every foreign key to person."""
    return [(key.table_name, key.column_name) for key in await fetch_as(_Reference, _REFERENCES)]


class _Readable(msgspec.Struct, frozen=True):
    table_name: str
    columns: tuple[str, ...]


_READABLE = """
SELECT a.attrelid::regclass::text AS table_name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
 WHERE a.attrelid = ANY ($1::text[]::regclass[]) AND a.attnum > 0 AND NOT a.attisdropped
   AND t.typname <> ALL ($2::text[]) GROUP BY 1
"""


async def _readable(tables: Iterable[str]) -> dict[str, str]:
    """The columns of each table that say something, as SQL names them."""
    found = await fetch_as(_Readable, _READABLE, sorted(set(tables)), sorted(_SECRET))
    return {one.table_name: ", ".join(f'"{name}"' for name in one.columns) for one in found}


Row = dict[str, object]
"""A row as its owner gets it: column to value."""


class _Packed(msgspec.Struct, frozen=True):
    row: Row


async def _rows(table: str, columns: str, column: str, person_id: int) -> list[Row]:
    found = await fetch_as(
        _Packed,
        f'SELECT row_to_json(t)::text AS row FROM (SELECT {columns} FROM {table} WHERE "{column}" = $1 ORDER BY 1) t',
        person_id,
    )
    return [packed.row for packed in found]


async def everything_about(person_id: int) -> dict[str, list[Row]]:
    """All rows about a person: "table.column" to rows; the person's own row under "person.id"."""
    places = [("person", "id"), *await references(), ("audit_event", "actor")]
    readable = await _readable(table for table, _ in places)
    about: dict[str, list[Row]] = {}
    for table, column in places:
        rows = await _rows(table, readable[table], column, person_id)
        if rows or table == "person":
            about[f"{table}.{column}"] = rows
    return about


class NameAndAddress(msgspec.Struct, frozen=True):
    name: str
    email: str | None


async def name_and_address(person_id: int) -> NameAndAddress | None:
    """Of somebody who has not been erased."""
    return await fetch_one_as(
        NameAndAddress, "SELECT name, email FROM person WHERE id = $1 AND erased_at IS NULL", person_id
    )
