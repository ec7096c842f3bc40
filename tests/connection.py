"""One connection for all tests that undo what they did: opening one costs more than most of those tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from piccolo.engine.postgres import PostgresTransaction

from innovatie.infra import database
from innovatie.web import i18n


class OneConnection:
    """Lends its connection to one test at a time, inside a transaction; makes a new one when a test broke it."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: asyncpg.Connection | None = None

    @asynccontextmanager
    async def undone(self) -> AsyncIterator[asyncpg.Connection]:
        """The connection, in a transaction that all queries of this task run in, and that is undone afterwards."""
        connection = await self._open()
        database.configure(self._dsn)
        i18n.use(i18n.DEFAULT)  # the tests of a worker share a task, and with it what is chosen for a request
        running = PostgresTransaction(database.ENGINE)
        running.connection = connection
        running.transaction = connection.transaction()
        await running.begin()
        before = database.ENGINE.current_transaction.set(running)
        try:
            yield connection
        finally:
            database.ENGINE.current_transaction.reset(before)
            if not connection.is_closed():
                await running.rollback()
                await connection.reset()

    async def _open(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self._dsn, statement_cache_size=1024)
        return self._connection

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()


@asynccontextmanager
async def undone() -> AsyncIterator[None]:
    """What is done inside is undone at the end, in the transaction of the test.

    The savepoint goes as well: PostgreSQL looks at each row through all savepoints that are there, and after two
    thousand that stayed a question took thirty times as long.
    """
    running = database.ENGINE.current_transaction.get()
    assert running is not None
    savepoint = await running.savepoint()
    try:
        yield
    finally:
        await savepoint.rollback_to()
        await savepoint.release()
