"""Reading the trail: the chain itself, to verify it, and the rows about a municipality or a person."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import msgspec

from innovatie.audit.names import APPLICATIONS, MUNICIPALITIES, PEOPLE, addresses_of, names_of
from innovatie.domain.audit_chain import Link
from innovatie.domain.authority import Act
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value

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


class _Sealed(msgspec.Struct, frozen=True):
    """A link of the chain with the row it seals; `gone` when there is no such row any more."""

    number: int
    gone: bool
    position: int
    previous: bytes
    digest: bytes
    fields: list[str | None]


class _Head(msgspec.Struct, frozen=True):
    rows: int
    head: bytes | None


async def links() -> AsyncIterator[Link]:
    """The whole chain in order; rows that were never sealed come last."""
    after: int | None = None
    while True:
        rows = await fetch_as(_Sealed, _LINKS, after, _AT_ONCE)
        for row in rows:
            fields = None if row.gone else row.fields
            yield Link(number=row.number, fields=fields, previous=row.previous, digest=row.digest)
        if len(rows) < _AT_ONCE:
            break
        after = rows[-1].position
    loose = await fetch_one_value(int, _UNSEALED)
    if loose is not None:
        yield Link(number=loose, fields=None, previous=None, digest=None)


async def head() -> tuple[int, bytes | None]:
    """How many rows are sealed, and the digest of the last: to be kept elsewhere."""
    found = await fetch_one_as(
        _Head,
        "SELECT count(*) AS rows, (SELECT digest FROM audit_seal ORDER BY id DESC LIMIT 1) AS head FROM audit_seal",
    )
    return (found.rows, found.head) if found else (0, None)


async def digest_at(rows: int) -> str | None:
    """What the head was when so many rows were sealed (hexadecimal); None when there are fewer."""
    return await fetch_one_value(
        str, "SELECT encode(digest, 'hex') FROM audit_seal ORDER BY id OFFSET greatest($1 - 1, 0) LIMIT 1", rows
    )


async def trail_of_municipality(municipality_id: int, *, offset: int, limit: int) -> TrailPage:
    """What was done on behalf of a municipality, newest first."""
    return await _page("e.on_behalf_of = $1", municipality_id, offset=offset, limit=limit)


UNTIL_THE_CLOSE = (
    Act.CAST_PRESELECTION,
    Act.CAST_BALLOT,
    Act.CAST_PRESELECTION_AS_KRING,
    Act.CAST_BALLOT_AS_KRING,
    "stem intrekken",
    "stem van Kring intrekken",
)
"""Acts by which one could see who voted: while that vote runs, only the municipality itself sees them."""
CLOSED = "stemming sluiten en tellen"
_SEALED_APART = f"""
NOT (e.object_kind = 'stemming' AND e.act IN ({", ".join(f"'{act}'" for act in UNTIL_THE_CLOSE)})
     AND e.object_id NOT IN (SELECT c.object_id FROM audit_event c WHERE c.object_kind = 'stemming'
                                AND c.act = '{CLOSED}'))
"""
_SEEN_BY_ALL = f"{_SEALED_APART} AND $1::int IS NULL"
_ABOUT = f"{_SEALED_APART} AND e.object_kind || ' ' || e.object_id = ANY ($1::text[])"


async def whole_trail(*, offset: int, limit: int) -> TrailPage:
    """Everything, newest first; who voted in a vote only once it was closed."""
    return await _page(_SEEN_BY_ALL, None, offset=offset, limit=limit)


async def trail_about(things: Sequence[tuple[str, str]], *, limit: int) -> TrailPage:
    """What was done with these things (kind and number), newest first; who voted in a vote only once it was closed."""
    return await _page(_ABOUT, [f"{kind} {number}" for kind, number in things], offset=0, limit=limit)


class _Event(msgspec.Struct, frozen=True):
    id: int
    at: datetime
    actor: int | None
    on_behalf_of: int | None
    act: str
    object_kind: str
    object_id: str
    result: str
    origin: str
    application: int | None


async def _page(condition: str, value: int | list[str] | None, *, offset: int, limit: int) -> TrailPage:
    rows = await fetch_as(
        _Event,
        "SELECT e.id, e.at, e.actor, e.on_behalf_of, e.act, e.object_kind, e.object_id, e.result, e.origin,"
        " (e.details->>'koppeling')::int AS application"
        f" FROM audit_event e WHERE {condition} ORDER BY e.id DESC OFFSET $2 LIMIT $3",
        value,
        offset,
        limit,
    )
    total = await fetch_one_value(int, f"SELECT count(*) FROM audit_event e WHERE {condition}", value) or 0
    people = await names_of(PEOPLE, {row.actor for row in rows if row.actor is not None})
    systems = await names_of(APPLICATIONS, {row.application for row in rows if row.application is not None})
    towns = await names_of(MUNICIPALITIES, {row.on_behalf_of for row in rows if row.on_behalf_of is not None})
    addresses = await addresses_of({(row.object_kind, row.object_id) for row in rows})
    return TrailPage(
        rows=tuple(
            TrailRow(
                number=row.id,
                at=row.at,
                who=people.get(row.actor or 0, "") or systems.get(row.application or 0, ""),
                act=row.act,
                object_kind=row.object_kind,
                object_id=row.object_id,
                result=row.result,
                origin=row.origin,
                municipality=towns.get(row.on_behalf_of, "") if row.on_behalf_of is not None else "",
                address=addresses.get((row.object_kind, row.object_id), ""),
            )
            for row in rows
        ),
        total=total,
    )
