"""Connections of a pool that stay at hand between questions: lending one from the pool costs more than most questions.

The pool gives out and takes back over a task and a timer of their own each time, 90 microseconds of processor for a
question of 60. So what comes back is kept for whoever asks next, for a tenth of a second at most; then the pool has
all of them again, to renew or close as it always does. While everything of the pool is lent, nothing stays at hand.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import Final

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from innovatie.infra.connection_faults import TROUBLE

SECONDS: Final = 0.1


class ConnectionCache:
    """Of `pool` at most half; the rest is for transactions, which come from the pool itself."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self._most = pool.get_max_size() // 2
        self._free: list[PoolConnectionProxy] = []
        self._timer: asyncio.TimerHandle | None = None
        self._returning: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """How many are at hand: lent by the pool, and used by nobody."""
        return sum(map(_is_open, self._free))

    def lend(self, *, timeout_seconds: float) -> "Lent":
        """`async with` this: a connection for one question or a few; it must not be used afterwards.

        TimeoutError when there is none for so many seconds.
        """
        return Lent(self, timeout_seconds)

    async def take(self, timeout_seconds: float) -> PoolConnectionProxy:
        """One that is at hand, else one of the pool."""
        while self._free:
            connection = self._free.pop()
            if _is_open(connection):
                return connection
            await self._return([connection])
        return await self.pool.acquire(timeout=timeout_seconds)

    async def put(self, connection: PoolConnectionProxy, *, sound: bool) -> None:
        """It is used no more. `sound`: its last question was answered; if not, the pool looks what is to be done."""
        if not sound or len(self._free) >= self._most or self.pool.is_closing() or self._all_lent():
            await self.pool.release(connection)
            return
        self._free.append(connection)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SECONDS, self._time_is_up)

    async def clear(self) -> None:
        """Give all of them back to the pool, before it closes."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        await self._return(self._taken())

    def _all_lent(self) -> bool:
        idle: int = self.pool.get_idle_size()
        return idle == 0 and self.pool.get_size() == self.pool.get_max_size()

    def _taken(self) -> list[PoolConnectionProxy]:
        taken, self._free = self._free, []
        return taken

    def _time_is_up(self) -> None:
        self._timer = None
        self._returning = asyncio.get_running_loop().create_task(self._return(self._taken()))

    async def _return(self, connections: Iterable[PoolConnectionProxy]) -> None:
        for connection in connections:
            with suppress(*TROUBLE):
                await self.pool.release(connection)


def _is_open(connection: PoolConnectionProxy) -> bool:
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:  # the server closed it, and the pool has forgotten it
        return False


class _Process:
    cache: ConnectionCache | None = None


def start(pool: asyncpg.Pool) -> None:
    """From now on connections of this pool stay at hand."""
    _Process.cache = ConnectionCache(pool)


async def stop() -> None:
    """Its pool is about to close."""
    if _Process.cache is not None:
        await _Process.cache.clear()


def of(pool: asyncpg.Pool | None) -> ConnectionCache | None:
    """What is at hand of this pool; None without a pool."""
    return _Process.cache if _Process.cache is not None and _Process.cache.pool is pool else None


def in_use(pool: asyncpg.Pool) -> int:
    """How many of its connections somebody asks something on now."""
    lent: int = pool.get_size() - pool.get_idle_size()
    near = of(pool)
    return lent if near is None else lent - len(near)


class Lent:
    """One connection for as long as its block lasts."""

    __slots__ = ("_cache", "_connection", "_timeout_seconds")

    def __init__(self, cache: ConnectionCache, timeout_seconds: float) -> None:
        self._cache = cache
        self._timeout_seconds = timeout_seconds
        self._connection: PoolConnectionProxy | None = None

    async def __aenter__(self) -> PoolConnectionProxy:
        self._connection = await self._cache.take(self._timeout_seconds)
        return self._connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            await self._cache.put(self._connection, sound=kind is None)
