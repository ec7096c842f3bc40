"""What a question to the database can raise when that is gone, busy or refuses, and what of that passes by itself."""

import asyncpg

TROUBLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a question can raise when the server is gone, busy or refuses: for places that go on without the answer."""

AWAY = (
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""Of those, what passes by itself: the server restarts, is full or too busy, or two acts stood in each
other's way more often than `retrying` tries. Whoever asked may try again soon. asyncpg calls it an internal error when
something is asked on a connection whose server has just said that it ends."""
