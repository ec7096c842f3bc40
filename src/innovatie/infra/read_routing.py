"""From where a request reads: the primary, or a replica of it until it writes, fails or must see what is newest.

The choice is made once, before the request is handled (`start`), and only ever changes from the replica to the primary.
It holds for the questions of `infra.database`; a transaction that writes, and what Piccolo asks, is the primary's.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

import asyncpg

TIMEOUT_SECONDS = 2.0
"""Seconds to wait for a connection to the replica, before the primary is asked."""
FAILED = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.InvalidAuthorizationSpecificationError,
)
"""What the primary may answer all the same: the replica is away, cancels a question that its replay cannot wait for, is
asked to write, or has not had the newest migration.
"""


class Reading:
    """One request: `pool` is the replica's while it may be read, `wrote` whether the primary was written."""

    __slots__ = ("pool", "wrote")

    def __init__(self, pool: asyncpg.Pool | None) -> None:
        self.pool = pool
        self.wrote = False


_CURRENT: ContextVar[Reading | None] = ContextVar("reading", default=None)


def start(pool: asyncpg.Pool | None) -> None:
    """From here on this request reads from `pool`; None: from the primary."""
    _CURRENT.set(Reading(pool))


def current() -> Reading | None:
    """What was started for this request."""
    return _CURRENT.get()


def at_replica() -> bool:
    """Whether what is read now comes from the replica; what is kept for others to use must not cross over."""
    reading = _CURRENT.get()
    return reading is not None and reading.pool is not None


def on_primary(*, wrote: bool = False) -> None:
    """The rest of this request reads from the primary."""
    reading = _CURRENT.get()
    if reading is not None:
        reading.pool = None
        reading.wrote = reading.wrote or wrote


@asynccontextmanager
async def from_replica(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the replica; when it fails, the primary has the rest of the request and the error goes on."""
    try:
        async with pool.acquire(timeout=TIMEOUT_SECONDS) as connection:
            yield connection
    except FAILED:
        on_primary()
        raise
