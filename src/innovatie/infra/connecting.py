"""A connection to PostgreSQL of its own, where a server that is not there is always a ConnectionError."""

import socket

import asyncpg


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
