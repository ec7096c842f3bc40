"""Everything that is kept about a person: found by walking the database's own foreign keys, so nothing is forgotten."""

import json
from typing import Any, Final

from innovatie.infra.database import fetch, fetch_row

_REFERENCES = """
SELECT c.conrelid::regclass::text AS table_name, a.attname AS column_name
  FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
 WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass ORDER BY 1, 2
"""
_SECRET: Final = frozenset({"bytea", "tsvector", "vector", "halfvec"})
"""Columns of these types are digests, sealed secrets and search vectors: no data that says anything to anybody."""


async def references() -> list[tuple[str, str]]:
    """(table, column) of every foreign key to person."""
    return [(row["table_name"], row["column_name"]) for row in await fetch(_REFERENCES)]


async def _readable(table: str) -> list[str]:
    rows = await fetch(
        "SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        table,
    )
    return [row["attname"] for row in rows if row["typname"] not in _SECRET]


async def _rows(table: str, column: str, person_id: int) -> list[dict[str, Any]]:
    columns = ", ".join(f'"{name}"' for name in await _readable(table))
    found = await fetch(
        f'SELECT row_to_json(t)::text AS row FROM (SELECT {columns} FROM {table} WHERE "{column}" = $1 ORDER BY 1) t',
        person_id,
    )
    return [json.loads(row["row"]) for row in found]


async def everything_about(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """All rows about a person: "table.column" to rows; the person's own row under "person.id"."""
    about = {"person.id": await _rows("person", "id", person_id)}
    for table, column in await references():
        rows = await _rows(table, column, person_id)
        if rows:
            about[f"{table}.{column}"] = rows
    acts = await _rows("audit_event", "actor", person_id)
    if acts:
        about["audit_event.actor"] = acts
    return about


async def name_and_address(person_id: int) -> tuple[str, str | None] | None:
    row = await fetch_row("SELECT name, email FROM person WHERE id = $1 AND erased_at IS NULL", person_id)
    return None if row is None else (row["name"], row["email"])
