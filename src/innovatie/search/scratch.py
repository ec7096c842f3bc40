"""A scratch database for measurements: on the server of DATABASE_URL, else on an embedded one that lives as long."""

import asyncio
import os
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from innovatie import paths
from innovatie.infra import database
from innovatie.infra.connecting import connect
from innovatie.infra.embedded_postgres import EmbeddedPostgres
from innovatie.infra.migrations import migrate


@asynccontextmanager
async def scratch_database(dsn: str | None = None) -> AsyncIterator[str]:
    """A migrated, empty database of its own, with the pool open on it; it is gone afterwards.

    `dsn` names the server (default: DATABASE_URL); a server that refuses to make databases is left alone.
    """
    server = dsn or os.environ.get("DATABASE_URL")
    if server:
        try:
            async with _scratch_on(server) as made:
                yield made
                return
        except (asyncpg.InsufficientPrivilegeError, OSError):
            pass
    with tempfile.TemporaryDirectory(prefix="innovatie-scratch-") as folder:
        postgres = EmbeddedPostgres(Path(folder) / "data", durable=False)
        await asyncio.to_thread(postgres.__enter__)
        try:
            async with _scratch_on(postgres.dsn) as made:
                yield made
        finally:
            await asyncio.to_thread(postgres.__exit__, None, None, None)


@asynccontextmanager
async def _scratch_on(server: str) -> AsyncIterator[str]:
    name = f"innovatie_scratch_{secrets.token_hex(6)}"
    before = database.ENGINE.config
    await _run(server, f"CREATE DATABASE {name}")
    made = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    try:
        database.configure(made)
        await migrate(made, paths.MIGRATIONS)
        await database.open_pool(maximum=4)
        try:
            yield made
        finally:
            await database.close_pool()
    finally:
        database.ENGINE.config = before
        await _run(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def _run(dsn: str, statement: str) -> None:
    connection = await connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
