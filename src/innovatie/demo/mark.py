"""The mark on a database that tells how far the demo is: nothing, being loaded, or complete.

It is the comment on the schema `public`, so that it lives and dies with the data and needs no table. This module
imports little, because every start of the demo looks here first.
"""

from innovatie.infra.connecting import connect
from innovatie.infra.known_migrations import known

BUSY = "innovatie demo: bezig"
DONE = "innovatie demo: compleet"
READ = "SELECT obj_description('public'::regnamespace)"


async def is_unfinished(dsn: str) -> bool:
    """Was an earlier load cut short, by a kill or a failure?"""
    return await _read(dsn) == BUSY


async def is_ready(dsn: str) -> bool:
    """Is the demo complete, and are exactly our migrations done? Then there is nothing to prepare."""
    connection = await connect(dsn)
    try:
        if await connection.fetchval(READ) != DONE:
            return False
        done = {name for (name,) in await connection.fetch("SELECT name FROM migration")}
    finally:
        await connection.close()
    return done == set(known())


async def empty(dsn: str) -> None:
    """Throw away a half loaded demo, tables and all; only ever what carries the mark of one."""
    connection = await connect(dsn)
    try:
        async with connection.transaction():
            if await connection.fetchval(READ) == BUSY:
                await connection.execute("DROP SCHEMA public CASCADE")
                await connection.execute("CREATE SCHEMA public")
    finally:
        await connection.close()


async def _read(dsn: str) -> str | None:
    connection = await connect(dsn)
    try:
        mark: str | None = await connection.fetchval(READ)
        return mark
    finally:
        await connection.close()
