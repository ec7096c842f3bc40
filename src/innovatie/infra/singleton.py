"""Work that only one process may do at a time, whatever the queue believes of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from innovatie.infra.database import connect_directly

_TRY = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 4207221008))"


class Busy(Exception):
    """Another process does this now."""


@asynccontextmanager
async def only_here(name: str) -> AsyncIterator[None]:
    """Hold the lock of this name, on a connection of its own that PostgreSQL drops with us. Raises Busy."""
    connection = await connect_directly()
    try:
        async with connection.transaction():
            if not await connection.fetchval(_TRY, name):
                raise Busy(name)
            yield
    finally:
        await connection.close()
