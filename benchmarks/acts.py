"""Acts of other people between the requests that are measured, so that pages kept until somebody acts are made anew."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg

_ACT = (
    "INSERT INTO audit_event (at, act, object_kind, object_id, result, origin, details)"
    " VALUES ($1, 'proef', 'proef', '1', 'gedaan', 'platform', '{}')"
)
"""The trail gets a row and chains it, in every version; nothing else changes, so each request has the same to do."""


@asynccontextmanager
async def acting(dsn: str | None) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """What makes one act, over a connection of its own; without a database nothing happens."""
    if dsn is None:
        yield _nothing
        return
    connection = await asyncpg.connect(dsn)

    async def act() -> None:
        await connection.execute(_ACT, datetime.now(UTC))

    try:
        yield act
    finally:
        await connection.close()


async def _nothing() -> None:
    return
