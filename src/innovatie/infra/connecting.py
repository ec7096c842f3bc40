"""A connection to PostgreSQL of its own, where a server that is not there is always a ConnectionError."""

import asyncio
import socket
from typing import Final

import asyncpg

_LOOK_AGAIN: Final = 0.2
"""Seconds."""


async def connect(*arguments: object, **named: object) -> asyncpg.Connection:
    """As `asyncpg.connect`. A socket that is not there, or a name that nobody knows now, is a server away."""
    try:
        return await asyncpg.connect(*arguments, **named)
    except FileNotFoundError as error:
        raise ConnectionRefusedError("wat het adres noemt (een socket, een certificaat) is er niet") from error
    except socket.gaierror as error:
        raise ConnectionRefusedError(f"niemand kent de naam van de server ({error.strerror})") from error
    except OSError as error:
        if isinstance(error, ConnectionError | TimeoutError):
            raise
        raise ConnectionRefusedError(str(error)) from error  # no route to it, or each of its addresses refused


async def lock_out_others(connection: asyncpg.Connection, number: int) -> None:
    """Wait until nobody else has lock `number`; this connection has it from then on.

    It asks again and again: whoever waits inside a statement keeps a snapshot, for which a CREATE INDEX CONCURRENTLY
    of the one that has the lock would wait in turn, without PostgreSQL seeing the circle.
    """
    while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", number):  # noqa: ASYNC110 -- it tells nobody
        await asyncio.sleep(_LOOK_AGAIN)
