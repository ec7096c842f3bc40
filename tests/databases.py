"""The databases of a test run: one PostgreSQL server for all its workers, a template on it, copies of the template.

The first worker that needs the server starts it, and stops it when nobody uses it any more; locks on files in the
folder of the run order this, so that a worker which dies never leaves the others waiting.
"""

import asyncio
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from innovatie import paths
from innovatie.infra import database
from innovatie.infra.embedded_postgres import EmbeddedPostgres
from innovatie.infra.migrations import migrate

TEMPLATE = "innovatie_template"


def with_database(dsn: str, name: str) -> str:
    """The address of another database on the same server."""
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(path=f"/{name}"))


def own_name(name: str) -> str:
    """`name` of a database or role as this worker calls it: no two workers or runs share one."""
    return f"innovatie_{name}_{os.getpid()}"


async def run_sql(dsn: str, *statements: str) -> None:
    """Each of `statements` on a connection of its own, outside any transaction."""
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def copy(server_dsn: str, name: str, *, of: str = TEMPLATE) -> str:
    """A new database `name` that equals the template; its address."""
    await drop(server_dsn, name)
    await run_sql(server_dsn, f"CREATE DATABASE {name} TEMPLATE {of}")
    return with_database(server_dsn, name)


async def drop(server_dsn: str, name: str) -> None:
    """Remove a database, whoever is still connected to it."""
    await run_sql(server_dsn, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def shared_server(run: Path) -> Iterator[str]:
    """The address of the server that all workers of the run in folder `run` share, with the template on it."""
    address = run / "address"
    with (run / "server.lock").open("w") as door, (run / "users.lock").open("w") as users:
        fcntl.flock(door, fcntl.LOCK_EX)
        server = None if address.exists() else _start()
        if server is not None:
            address.write_text(server.dsn, encoding="utf-8")
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        try:
            yield address.read_text(encoding="utf-8")
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            if server is not None:
                fcntl.flock(door, fcntl.LOCK_EX)  # nobody new comes in,
                fcntl.flock(users, fcntl.LOCK_EX)  # and everybody has left
                address.unlink()
                server.close()


class _Server:
    """A PostgreSQL server with the template, in a folder of its own."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="innovatie-test-", dir="/tmp")
        Path(self._folder.name).chmod(0o711)  # started by root, PostgreSQL runs under an account that must get through
        self._postgres = EmbeddedPostgres(Path(self._folder.name) / "data", durable=False)
        self.dsn = self._postgres.start()

    def close(self) -> None:
        self._postgres.stop()
        self._folder.cleanup()


class _Given:
    """The server that INNOVATIE_TEST_DATABASE_URL names; it stays as it was."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn

    def close(self) -> None:
        asyncio.run(drop(self.dsn, TEMPLATE))


def _start() -> _Server | _Given:
    given = os.environ.get("INNOVATIE_TEST_DATABASE_URL")
    server = _Given(given) if given else _Server()
    try:
        asyncio.run(_make_template(server.dsn))
    except BaseException:
        server.close()
        raise
    return server


async def _make_template(server_dsn: str) -> None:
    """A database with today's tables and nothing in them, made by the migrations."""
    await drop(server_dsn, TEMPLATE)
    await run_sql(server_dsn, f"CREATE DATABASE {TEMPLATE}")
    dsn = with_database(server_dsn, TEMPLATE)
    database.configure(dsn)
    await migrate(dsn, paths.MIGRATIONS)
