"""The real queue in a test: pgqueuer itself takes the jobs, on the test's one connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg
from pgqueuer.core.tm import TaskManager
from pgqueuer.ports.driver import Driver, NotifyCallback

from innovatie import worker
from innovatie.infra.database import ENGINE, current_connection, transaction
from innovatie.infra.jobs import Job
from innovatie.worker import JOBS, Taking

_NOW_IS_PAST = "UPDATE pgqueuer SET execute_after = execute_after - interval '1 second' WHERE execute_after = now()"


class OneConnection(Driver):
    """pgqueuer and the jobs take turns on the connection. Nothing is heard on it: it never commits."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()
        self._shutdown = asyncio.Event()

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        async with self._turn:
            return [dict(row) for row in await self._connection.fetch(query, *args)]

    async def execute(self, query: str, *args: object) -> str:
        async with self._turn:
            return str(await self._connection.execute(query, *args))

    async def notify(self, channel: str, payload: str) -> None:
        """Nobody would hear it before the commit."""

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        """Nothing is heard before the commit."""

    async def remove_listener(self, channel: str, callback: NotifyCallback) -> None:
        """Nothing listens."""

    @property
    def shutdown(self) -> asyncio.Event:
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        return TaskManager()

    async def __aenter__(self) -> "OneConnection":
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    @asynccontextmanager
    async def of_a_job(self) -> AsyncIterator[None]:
        """The connection is this job's; afterwards what it enqueued is due, for in a transaction the time stands still."""
        async with self._turn:
            async with transaction():
                yield
            await self._connection.execute(_NOW_IS_PAST)


async def taking(jobs: list[Job] | None = None) -> Taking:
    """What takes jobs (all that the worker knows) in the test's transaction."""
    connection = current_connection()
    assert connection is not None, "for a test with `db`"
    await connection.execute(_NOW_IS_PAST)
    driver = OneConnection(connection)
    return Taking(driver, jobs=list(JOBS.values()) if jobs is None else jobs, around=driver.of_a_job)


async def run_due(now: datetime | None = None) -> int:
    """Do every job that is due, those that they cause included; how many. Raises the first error of a job.

    The jobs hear that it is `now`, or the moment that it really is: what they do with news of an hour ago needs the former.
    """
    before = worker._clock.shift
    if now is not None:
        worker._clock.shift = now - datetime.now(UTC)
    try:
        return await _run_due()
    finally:
        worker._clock.shift = before


async def _run_due() -> int:
    if current_connection() is None:  # a test whose commits are real
        return await worker.run_due(ENGINE.config["dsn"])
    taken = await taking()
    await taken.run_due()
    if taken.failures:
        raise taken.failures[0]
    return len(taken.done)
