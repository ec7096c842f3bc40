"""The one way to PostgreSQL: an engine, transactions that nest, and raw reads on whatever connection is current.

`ENGINE` is made without a server; its address is set by `configure` (or DATABASE_URL at import).
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from contextvars import ContextVar
from typing import Any, Final, TypeVar

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy
from piccolo.engine.postgres import PostgresEngine

from innovatie.infra import connection_cache, read_routing
from innovatie.infra.connecting import connect
from innovatie.infra.connection_faults import TROUBLE
from innovatie.infra.rows import decoded, decoded_all
from innovatie.infra.tracing import statements

Row = TypeVar("Row")
Value = TypeVar("Value")

os.environ.setdefault("PICCOLO_CONF", "innovatie.piccolo_conf")


class LateEngine(PostgresEngine):
    """Piccolo's engine, without the connections that its constructor makes: importing must not need a server."""

    async def check_version(self) -> None:
        """Our migrations say which version they need."""

    async def prep_database(self) -> None:
        """Our first migration makes the extensions."""


ENGINE = LateEngine(config={"dsn": os.environ.get("DATABASE_URL", "")}, extensions=())


def configure(dsn: str, *, direct: str = "") -> None:
    """Point the engine at a server; before the pool is started.

    `direct`: the address past a pooler that gives each transaction another connection (PgBouncer), when `dsn` is that
    pooler's. Statements are then not kept prepared on connections, and what needs a connection of its own goes there.
    """
    ENGINE.config = {"dsn": dsn, "statement_cache_size": 0} if direct else {"dsn": dsn}
    _Direct.dsn = direct or dsn


SEARCHING: Final = {"jit": "off", "hnsw.ef_search": "80"}
"""Settings of each connection: compiling a plan costs more than any of ours takes, and 80 candidates keep the recall of
an approximate index. Past a pooler, which would give them to others, they come with the transaction."""


def _is_pooled() -> bool:
    return "statement_cache_size" in ENGINE.config


class _Direct:
    dsn = os.environ.get("DATABASE_URL", "")


async def connect_directly() -> asyncpg.Connection:
    """A connection of its own, past any pooler: for LISTEN, for locks that outlast a transaction, for migrations."""
    return await _connect(_Direct.dsn)


async def open_pool(*, minimum: int = 1, maximum: int = 10) -> None:
    """Start the connection pool (ten times the speed of a connection for each query).

    A connection that comes back is not reset: that is a round trip after each query. Nothing of ours outlives its
    transaction on a connection (no SET without LOCAL, no LISTEN, no lock of a session).
    """
    await ENGINE.start_connection_pool(
        min_size=minimum,
        max_size=maximum,
        command_timeout=60,
        statement_cache_size=ENGINE.config.get("statement_cache_size", 512),
        server_settings={} if _is_pooled() else SEARCHING,
        reset=leave_as_it_is,
        connect=_connect,
    )
    connection_cache.start(ENGINE.pool)


async def _connect(*arguments: object, **named: object) -> asyncpg.Connection:
    """A connection of the pool."""
    connection = await connect(*arguments, **named)
    statements.watch(connection)
    return connection


async def leave_as_it_is(_: asyncpg.Connection) -> None:
    """Instead of asyncpg's reset."""


_HELD: ContextVar[asyncpg.Connection | None] = ContextVar("held", default=None)
"""The connection that `on_one_connection` reads from."""
_ACQUIRE_SECONDS = 5.0
_CLOSE_SECONDS = 5.0


async def close_pool() -> None:
    """Give every connection back; those still busy after some seconds are cut, so that a process can end."""
    pool = ENGINE.pool
    if pool is None:
        return
    try:
        async with asyncio.timeout(_CLOSE_SECONDS):
            await connection_cache.stop()
            await ENGINE.close_connection_pool()
    except (TimeoutError, *TROUBLE):
        pool.terminate()
        ENGINE.pool = None


@asynccontextmanager
async def transaction(*, writes: bool = True) -> AsyncIterator[asyncpg.Connection]:
    """A transaction; inside another one, a savepoint. An exception undoes exactly this block.

    Yields the asyncpg connection, on which Piccolo's queries of this task run too. Never use `gather` inside.
    Always on the primary; `writes`: whether who asked for it must see what comes of it.
    """
    outer = ENGINE.current_transaction.get()
    if outer is None:
        read_routing.on_primary(wrote=writes)
        connection = None
        try:
            async with ENGINE.transaction() as current:
                connection = current.connection
                yield connection
        finally:
            # When the server dies, Piccolo's rollback raises: the dead transaction would stay current in this task and
            # its connection would never come back to the pool. Releasing one that came back already does nothing.
            ENGINE.current_transaction.set(None)
            if ENGINE.pool is not None and isinstance(connection, PoolConnectionProxy):
                with suppress(*TROUBLE):
                    await ENGINE.pool.release(connection, timeout=5)
        return
    savepoint = await outer.savepoint()
    try:
        yield outer.connection
    except BaseException:
        await savepoint.rollback_to()  # type: ignore[no-untyped-call]
        await savepoint.release()  # type: ignore[no-untyped-call]  # or what comes after it would lie inside it
        raise
    await savepoint.release()  # type: ignore[no-untyped-call]


def current_connection() -> asyncpg.Connection | None:
    """The connection of the running transaction of this task, if there is one."""
    running = ENGINE.current_transaction.get()
    return _HELD.get() if running is None else running.connection


async def on_one_connection(work: Callable[[], Awaitable[Value]]) -> Value:
    """What `work` reads, with the settings of `SEARCHING`: on the replica, if this request may read there.

    When the replica fails, all of it is read again from the primary.
    """
    if (replica := _replica()) is not None:
        with suppress(*read_routing.FAILED):
            async with read_routing.from_replica(replica) as copy, copy.transaction():
                return await _with_settings(copy, work)
    if _is_pooled() or current_connection() is not None:
        async with transaction(writes=False) as connection:
            return await _with_settings(connection, work)
    async with _connection() as connection:
        return await _holding(connection, work)


async def _with_settings(connection: asyncpg.Connection, work: Callable[[], Awaitable[Value]]) -> Value:
    await connection.execute("; ".join(f"SET LOCAL {name} = '{value}'" for name, value in SEARCHING.items()))
    return await _holding(connection, work)


async def _holding(connection: asyncpg.Connection, work: Callable[[], Awaitable[Value]]) -> Value:
    token = _HELD.set(connection)
    try:
        return await work()
    finally:
        _HELD.reset(token)


def _connection() -> AbstractAsyncContextManager[asyncpg.Connection]:
    if (running := current_connection()) is not None:
        return nullcontext(running)
    near = connection_cache.of(ENGINE.pool)
    return _single() if near is None else near.lend(timeout_seconds=_ACQUIRE_SECONDS)


@asynccontextmanager
async def _single() -> AsyncIterator[asyncpg.Connection]:
    """One that is made for this question: a command of the shell has no pool."""
    connection = await ENGINE.get_new_connection()
    try:
        yield connection
    finally:
        await connection.close()


def _replica() -> asyncpg.Pool | None:
    """Where this request may read besides the primary; never within a transaction."""
    source = read_routing.current()
    return None if source is None or current_connection() is not None else source.pool


async def fetch(sql: str, *arguments: object) -> list[asyncpg.Record]:
    """All rows of `sql` ($1, $2 ... stand for `arguments`)."""
    if (replica := _replica()) is not None:
        with suppress(*read_routing.FAILED):
            async with read_routing.from_replica(replica) as copy:
                found: list[asyncpg.Record] = await copy.fetch(sql, *arguments)
                return found
    async with _connection() as connection:
        rows: list[asyncpg.Record] = await connection.fetch(sql, *arguments)
        return rows


async def fetch_row(sql: str, *arguments: object) -> asyncpg.Record | None:
    """The first row of `sql`, or None."""
    if (replica := _replica()) is not None:
        with suppress(*read_routing.FAILED):
            async with read_routing.from_replica(replica) as copy:
                return await copy.fetchrow(sql, *arguments)
    async with _connection() as connection:
        return await connection.fetchrow(sql, *arguments)


async def fetch_as(shape: type[Row], sql: str, *arguments: object) -> list[Row]:
    """All rows of `sql`, each as a `shape` whose fields bear the names of its columns, JSON included."""
    return decoded_all(await fetch(sql, *arguments), shape)


async def fetch_one_as(shape: type[Row], sql: str, *arguments: object) -> Row | None:
    """The first row of `sql` as a `shape`, or None."""
    row = await fetch_row(sql, *arguments)
    return None if row is None else decoded(row, shape)


async def fetch_values(type_: type[Value], sql: str, *arguments: object) -> list[Value]:
    """The first column of all rows of `sql`, each a `type_` (int, str, an enum ...)."""
    rows = await fetch(sql, *arguments)
    return msgspec.convert([row[0] for row in rows], list[type_])  # type: ignore[valid-type]


async def fetch_one_value(type_: type[Value], sql: str, *arguments: object) -> Value | None:
    """The first column of the first row of `sql` as a `type_`; None when there is no row or no value."""
    value = await fetch_value(sql, *arguments)
    return None if value is None else msgspec.convert(value, type_)


async def fetch_exactly(type_: type[Value], sql: str, *arguments: object) -> Value:
    """As `fetch_one_value`, of a statement that always gives a value; LookupError when it does not."""
    value = await fetch_one_value(type_, sql, *arguments)
    if value is None:
        raise LookupError(f"no value from: {sql}")
    return value


async def fetch_value(sql: str, *arguments: object) -> Any:
    """The first column of the first row of `sql`, or None."""
    if (replica := _replica()) is not None:
        with suppress(*read_routing.FAILED):
            async with read_routing.from_replica(replica) as copy:
                return await copy.fetchval(sql, *arguments)
    async with _connection() as connection:
        return await connection.fetchval(sql, *arguments)


async def execute(sql: str, *arguments: object, timeout_seconds: float | None = None) -> str:
    """Run `sql`; the command tag, such as 'UPDATE 3'. `timeout_seconds`: for what takes longer than a minute."""
    if current_connection() is None:
        read_routing.on_primary(wrote=True)
    async with _connection() as connection:
        tag: str = await connection.execute(sql, *arguments, timeout=timeout_seconds)
        return tag


async def execute_many(sql: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Run `sql` once for each row of arguments, in one round trip."""
    if current_connection() is None:
        read_routing.on_primary(wrote=True)
    async with _connection() as connection:
        await connection.executemany(sql, rows)
