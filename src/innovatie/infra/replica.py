"""A streaming replica that serves reading: how far it has come, whether it may be asked, and what it must have seen.

Positions are bytes in the primary's log of changes (its LSN as a number).
"""

import asyncio
import time
from collections import deque
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

from innovatie.infra import database
from innovatie.infra.connection_faults import TROUBLE
from innovatie.infra.tracing import statements

MOST_BEHIND = 5.0
"""Seconds that a replica may be behind before the primary is asked instead."""
_PACE = 1.0
_WRITTEN = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"
_REPLAYED = "SELECT (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint"
_log = structlog.get_logger()


class Replica:
    """One address of one replica (or several, of which the first that answers is taken)."""

    def __init__(self, dsn: str, *, size: int, pooled: bool = False) -> None:
        self._dsn = dsn
        self._options: dict[str, Any] = {"min_size": 0, "max_size": size, "command_timeout": 20}
        self._options["init"] = statements.watched
        self._options["statement_cache_size"] = 0 if pooled else 512
        self._written: deque[tuple[float, int]] = deque(maxlen=120)
        self._watching: asyncio.Task[None] | None = None
        self._replayed = -1
        self._pool: asyncpg.Pool | None = None
        self.fresh = False

    async def open(self) -> None:
        """Begin to watch; a replica that is away now is used as soon as it is there."""
        self._watching = asyncio.create_task(self._watch())

    async def close(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
        if self._pool is not None:
            with suppress(TimeoutError, *TROUBLE):
                await asyncio.wait_for(self._pool.close(), 2)
            self._pool.terminate()

    async def readable(self, seen: int) -> asyncpg.Pool | None:
        """Its pool, when it is not late and has replayed the position `seen`; else None."""
        if not self.fresh or self._pool is None:
            return None
        if seen > self._replayed:
            with suppress(*TROUBLE):
                await self._ask_replayed()
        return self._pool if seen <= self._replayed else None

    async def look(self) -> None:
        """Compare it with the primary once."""
        with suppress(*TROUBLE):  # without a primary, what we know of the replica stays true
            self._written.append((time.monotonic(), await written()))
        try:
            await self._ask_replayed()
            self._judge(self._in_time())
        except TROUBLE as error:
            self._judge(False, type(error).__name__)

    def _in_time(self) -> bool:
        """Whether it has replayed everything that is older than `MOST_BEHIND`, counted from the newest known."""
        if not self._written:
            return False
        newest = self._written[-1][0]
        return all(position <= self._replayed for at, position in self._written if at <= newest - MOST_BEHIND)

    def _judge(self, fresh: bool, error: str = "late") -> None:
        if fresh != self.fresh:
            _log.warning("replica", read=fresh, why="" if fresh else error)
        self.fresh = fresh

    async def _ask_replayed(self) -> None:
        if self._pool is None:
            self._pool = await asyncpg.create_pool(self._dsn, reset=database.leave_as_it_is, **self._options)
        async with self._pool.acquire(timeout=2) as connection:
            found = await connection.fetchval(_REPLAYED, timeout=2)
        self._replayed = 2**62 if found is None else int(found)  # None: it is a primary itself, and has seen everything

    async def _watch(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(_PACE)


async def written() -> int:
    """Up to where the primary has written: whoever acted before now is served by a replica that came this far."""
    return await database.fetch_exactly(int, _WRITTEN)
