"""A public collection, declared once: what its rows hold, where they come from, how they are ordered and filtered.

The declaration stands with its feature (`public_data.py`). From it come the list and the thing in the API, their
place in the OpenAPI document, the files and the catalogue. `sql` gives one row for each thing, with the columns of
`item`; conditions and orders speak of those columns as `c.<column>`, and of hidden ones that no field shows. `{now}`
in it stands for the moment at which is asked, and `{today}` for the day that it then is in the Netherlands.
"""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

import asyncpg
import msgspec

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.json_faults import NOT_JSON
from innovatie.domain.vocabulary import PublicResource
from innovatie.infra.database import fetch, fetch_exactly
from innovatie.infra.rows import decoded, decoded_all

Item = TypeVar("Item", bound=msgspec.Struct)

BULK = 1_000
"""Rows in one piece of a file: no connection is held between two pieces."""


Meant: TypeAlias = Callable[[str, datetime], Awaitable[str]]
"""What a value of a filter means, such as the code of a municipality. ValueError with a Dutch message for nothing."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter of a list. `sql` is its condition with `{}` for the value, which is cast to `type` by PostgreSQL.

    `words`: each word of the value must hold. `choices`: no other values exist. `otherwise` holds when not asked.
    `meant`: finds what a value means; a filter on what does not exist would answer with nothing, as if there were none.
    """

    sql: str
    description: str
    type: str = "text"
    choices: tuple[str, ...] = ()
    words: bool = False
    otherwise: str = ""
    lowest: int | None = None
    highest: int | None = None
    meant: "Meant | None" = None


@dataclass(frozen=True, slots=True)
class Order:
    """The columns by which a list is ordered, with their PostgreSQL types; the last ones are the key."""

    columns: tuple[tuple[str, str], ...]
    descending: bool = False

    @property
    def sql(self) -> str:
        turn = " DESC" if self.descending else ""
        return ", ".join(f"c.{name}{turn}" for name, _type in self.columns)

    @property
    def marks(self) -> str:
        """The place of a row in this order, as texts."""
        return "ARRAY[" + ", ".join(f"c.{name}::text" for name, _type in self.columns) + "]"

    def beyond(self, places: Sequence[str]) -> str:
        """The condition that a row comes after the one whose values stand at `places`."""
        columns = ", ".join(f"c.{name}" for name, _type in self.columns)
        values = ", ".join(
            f"{place}::text::{type_}" for place, (_name, type_) in zip(places, self.columns, strict=True)
        )
        return f"({columns}) {'<' if self.descending else '>'} ({values})"


@dataclass(frozen=True, slots=True)
class Collection(Generic[Item]):
    """One public collection. `key`: the column that tells its things apart; `orders`: the first one holds by itself."""

    name: str
    title: str
    description: str
    item: type[Item]
    sql: str
    key: str
    key_type: str
    orders: Mapping[str, Order]
    resource: PublicResource | None
    tag: str
    one_title: str
    operation: str = ""
    """How the list is called in the OpenAPI document; the name when empty."""
    keywords: tuple[str, ...] = ()
    filters: Mapping[str, Wanted] = field(default_factory=dict)
    key_in_address: str = "nummer"
    at: str = ""
    """The address of a thing below /api/v1, with {} for its key, where that is not below the list."""
    changed: str = ""
    """How a row is named in the stream of changes: an SQL expression; the key when empty."""
    also: tuple[tuple[PublicResource, str], ...] = ()
    """Other things whose change is one of a row that shows something of them, such as the name of a municipality: the
    condition, with `{}` for a query that gives the names of those that changed.
    """
    turned: str = ""
    """A column with the last day on which a row changed by itself, because that day came; none when empty."""

    @property
    def path(self) -> str:
        return f"/api/v1/{self.name}"

    @property
    def path_of_one(self) -> str:
        """The address of a thing, with its key in braces."""
        return f"/api/v1/{self.at or self.name + '/{}'}".replace("{}", f"{{{self.key}}}")


AnyCollection: TypeAlias = Collection[Any]
"""A collection of whatever things."""


class WrongCursor(ValueError):
    """The value of `na` was not made here, or for another order."""


class _Marks(msgspec.Struct, frozen=True):
    marks: list[str]


@dataclass(frozen=True, slots=True)
class Piece(Generic[Item]):
    """Rows of a collection; `cursor` asks for what follows them, None when nothing does."""

    items: list[Item]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a collection is asked for. `filters`: the name of each with its value."""

    now: datetime
    order: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None


class _Query:
    """Conditions and their arguments, in the order of their places."""

    def __init__(self, collection: AnyCollection, asked: Asked) -> None:
        self.arguments: list[object] = []
        conditions = []
        for name, wanted in collection.filters.items():
            value = asked.filters.get(name)
            if value is None:
                conditions += [wanted.otherwise] if wanted.otherwise else []
                continue
            for part in value.split()[:8] if wanted.words else [value]:
                place = f"{self.place(part)}::text::{wanted.type}"
                conditions.append(wanted.sql.replace("{}", place))
        if asked.since is not None and collection.resource is not None:
            named = collection.changed or f"c.{collection.key}::text"
            conditions.append(self._changed_since(asked.since, collection, (collection.resource, f"{named} IN ({{}})")))
        self.conditions = conditions

        self.now = asked.now

    def _changed_since(self, since: datetime, collection: AnyCollection, own: tuple[PublicResource, str]) -> str:
        moment = self.place(since)
        ways = []
        for resource, condition in (own, *collection.also):
            names = (
                f"SELECT p.object_id::text FROM public_change p WHERE p.resource = {self.place(resource.value)}"
                f" AND p.changed_at >= {moment}"
            )
            ways.append(condition.replace("{}", names))
        if collection.turned:
            ways.append(f"c.{collection.turned} >= ({moment}::timestamptz AT TIME ZONE 'Europe/Amsterdam')::date")
        return " OR ".join(ways)

    def filled(self, sql: str) -> str:
        """The SQL with the moment and the day in it."""
        for name, value, type_ in (("{now}", self.now, "timestamptz"), ("{today}", dutch_day(self.now), "date")):
            sql = sql.replace(name, f"{self.place(value)}::{type_}") if name in sql else sql
        return sql

    def place(self, value: object) -> str:
        self.arguments.append(value)
        return f"${len(self.arguments)}"

    @property
    def where(self) -> str:
        return self.filled(" AND ".join(f"({one})" for one in self.conditions) or "true")


def cursor_of(order: str, marks: Sequence[str]) -> str:
    """An opaque text that says after which row, in which order."""
    return base64.urlsafe_b64encode(msgspec.json.encode([order, *marks])).decode().rstrip("=")


def read_cursor(text: str, collection: AnyCollection, order: str) -> list[str]:
    """The marks of a cursor; WrongCursor when it is none of this collection in this order."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        found = msgspec.json.decode(base64.b64decode(padded, altchars=b"-_", validate=True), type=list[str])
    except NOT_JSON as error:
        raise WrongCursor from error
    if not found or found[0] != order or len(found) != len(collection.orders[order].columns) + 1:
        raise WrongCursor
    if any("\x00" in mark for mark in found):
        raise WrongCursor
    return found[1:]


async def piece(
    collection: Collection[Item], asked: Asked, *, limit: int, after: str | None = None, offset: int = 0
) -> Piece[Item]:
    """At most `limit` rows after the cursor `after` (or after `offset` rows). Raises WrongCursor."""
    name = asked.order or next(iter(collection.orders))
    order = collection.orders[name]
    query = _Query(collection, asked)
    if after is not None:
        marks = read_cursor(after, collection, name)
        query.conditions.append(order.beyond([query.place(mark) for mark in marks]))
    sql = (
        f"SELECT c.*, {order.marks} AS marks FROM ({query.filled(collection.sql)}) c WHERE {query.where}"
        f" ORDER BY {order.sql} LIMIT {int(limit) + 1} OFFSET {int(offset)}"
    )
    try:
        rows = await fetch(sql, *query.arguments)
    except asyncpg.DataError as error:
        if after is None:
            raise
        raise WrongCursor from error
    more = len(rows) > limit
    rows = rows[:limit]
    marks = decoded(rows[-1], _Marks).marks if more else []
    return Piece(decoded_all(rows, collection.item), cursor_of(name, marks) if more else None)


async def count(collection: AnyCollection, asked: Asked) -> int:
    """How many rows there are in all."""
    query = _Query(collection, asked)
    return await fetch_exactly(
        int, f"SELECT count(*) FROM ({query.filled(collection.sql)}) c WHERE {query.where}", *query.arguments
    )


async def one(collection: Collection[Item], key: str, *, now: datetime) -> Item | None:
    """The thing with this key, or None."""
    query = _Query(collection, Asked(now=now))
    query.conditions = [f"c.{collection.key} = {query.place(key)}::text::{collection.key_type}"]
    sql = f"SELECT c.* FROM ({query.filled(collection.sql)}) c WHERE {query.where}"
    rows = await fetch(sql, *query.arguments)
    return decoded(rows[0], collection.item) if rows else None


async def pieces(collection: Collection[Item], *, now: datetime) -> AsyncIterator[list[Item]]:
    """All of a collection, by its key, a thousand rows at a time; withdrawn things too where it has them."""
    order = Order(((collection.key, collection.key_type),))
    last: str | None = None
    while True:
        query = _Query(collection, Asked(now=now))
        query.conditions = [] if last is None else [order.beyond([query.place(last)])]
        rows = await fetch(
            f"SELECT c.*, {order.marks} AS marks FROM ({query.filled(collection.sql)}) c WHERE {query.where}"
            f" ORDER BY {order.sql} LIMIT {BULK}",
            *query.arguments,
        )
        if rows:
            yield decoded_all(rows, collection.item)
        if len(rows) < BULK:
            return
        last = decoded(rows[-1], _Marks).marks[0]
