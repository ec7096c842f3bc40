"""Reading the trail: the chain itself, to verify it, and the rows about a municipality or a person."""

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec

from innovatie.domain.audit_chain import Link
from innovatie.infra.database import fetch, fetch_row, fetch_value

_LINKS = """
SELECT coalesce(e.id, s.event) AS number, e.id IS NULL AS gone, s.id AS position, s.previous, s.digest,
       ARRAY[e.id::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.actor::text,
             e.on_behalf_of::text, e.act, e.object_kind, e.object_id, e.result, e.origin, e.details::text] AS fields
  FROM audit_seal s FULL JOIN audit_event e ON e.id = s.event
 WHERE ($1::bigint IS NULL OR s.id > $1) AND s.id IS NOT NULL
 ORDER BY s.id LIMIT $2
"""
_UNSEALED = (
    "SELECT id FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.event = e.id)"
    " ORDER BY id LIMIT 1"
)
_AT_ONCE = 5_000
_ADDRESS = """
CASE WHEN e.object_kind = 'idee' AND EXISTS (SELECT 1 FROM idea i WHERE i.id::text = e.object_id)
     THEN '/ideeen/' || e.object_id
     WHEN e.object_kind = 'groep' THEN '/groepen/' || e.object_id
     WHEN e.object_kind = 'oplossing' THEN '/overname/' || e.object_id
     WHEN e.object_kind = 'ronde' AND e.object_id LIKE '%-%' THEN '/rondes/' || e.object_id ELSE '' END
"""


class TrailRow(msgspec.Struct, frozen=True):
    """A row of the trail as people read it. `who` is empty for the platform itself; `address` where it can be seen."""

    number: int
    at: datetime
    who: str
    act: str
    object_kind: str
    object_id: str
    result: str
    origin: str
    municipality: str
    address: str


class TrailPage(msgspec.Struct, frozen=True):
    rows: tuple[TrailRow, ...]
    total: int


async def links() -> AsyncIterator[Link]:
    """The whole chain in order; rows that were never sealed come last."""
    after: int | None = None
    while True:
        rows = await fetch(_LINKS, after, _AT_ONCE)
        for row in rows:
            fields = None if row["gone"] else row["fields"]
            yield Link(number=row["number"], fields=fields, previous=row["previous"], digest=row["digest"])
        if len(rows) < _AT_ONCE:
            break
        after = rows[-1]["position"]
    loose = await fetch_value(_UNSEALED)
    if loose is not None:
        yield Link(number=loose, fields=None, previous=None, digest=None)


async def head() -> tuple[int, bytes | None]:
    """How many rows are sealed, and the digest of the last: to be kept elsewhere."""
    row = await fetch_row(
        "SELECT count(*) AS rows, (SELECT digest FROM audit_seal ORDER BY id DESC LIMIT 1) AS head FROM audit_seal"
    )
    assert row is not None
    return row["rows"], row["head"]


async def trail_of_municipality(municipality_id: int, *, offset: int, limit: int) -> TrailPage:
    """What was done on behalf of a municipality, newest first."""
    return await _page("e.on_behalf_of = $1", municipality_id, offset=offset, limit=limit)


async def whole_trail(*, offset: int, limit: int) -> TrailPage:
    """Everything, newest first."""
    return await _page("$1::int IS NULL", None, offset=offset, limit=limit)


async def _page(condition: str, value: int | None, *, offset: int, limit: int) -> TrailPage:
    rows = await fetch(
        f"""
        SELECT e.id, e.at, coalesce(p.name, '') AS who, e.act, e.object_kind, e.object_id, e.result, e.origin,
               coalesce(m.name, '') AS municipality, {_ADDRESS} AS address
          FROM audit_event e LEFT JOIN person p ON p.id = e.actor LEFT JOIN municipality m ON m.id = e.on_behalf_of
         WHERE {condition} ORDER BY e.id DESC OFFSET $2 LIMIT $3
        """,
        value,
        offset,
        limit,
    )
    total: int = await fetch_value(f"SELECT count(*) FROM audit_event e WHERE {condition}", value)
    return TrailPage(
        rows=tuple(
            TrailRow(
                number=row["id"],
                at=row["at"],
                who=row["who"],
                act=row["act"],
                object_kind=row["object_kind"],
                object_id=row["object_id"],
                result=row["result"],
                origin=row["origin"],
                municipality=row["municipality"],
                address=row["address"],
            )
            for row in rows
        ),
        total=total,
    )
