"""What every test may ask for: a real PostgreSQL, a transaction that is rolled back, and a browserless client.

`db` gives each test the migrated database inside a transaction that is undone afterwards. `client` talks to the
whole application in that same transaction. `committed` gives a database of its own, for tests of real commits,
several connections or a server that dies.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest
from litestar import Litestar

from innovatie import paths
from innovatie.accounts import actions as accounts
from innovatie.accounts import sessions
from innovatie.app import create_app
from innovatie.audit import until_next_act
from innovatie.infra import database
from innovatie.infra.clock import Clock
from innovatie.infra.embedded_postgres import EmbeddedPostgres
from innovatie.infra.migrations import migrate
from innovatie.settings import Settings

SECRET = "a secret for tests only, 32 characters or more"
TEMPLATE = "innovatie_template"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


def with_database(dsn: str, name: str) -> str:
    """The address of another database on the same server."""
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(path=f"/{name}"))


async def _run_sql(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def server_dsn() -> Iterator[str]:
    """A PostgreSQL server of this test run; INNOVATIE_TEST_DATABASE_URL names another one to use instead."""
    given = os.environ.get("INNOVATIE_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="innovatie-test-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)  # started by root, PostgreSQL runs under an account that must get through
        with EmbeddedPostgres(Path(folder) / "data", durable=False) as server:
            yield server.dsn


@pytest.fixture(scope="session")
def template_dsn(server_dsn: str) -> str:
    """A database with today's tables and nothing in them, made by the migrations."""
    dsn = with_database(server_dsn, TEMPLATE)

    async def make() -> None:
        await _run_sql(server_dsn, f"DROP DATABASE IF EXISTS {TEMPLATE}", f"CREATE DATABASE {TEMPLATE}")
        await migrate(dsn, paths.MIGRATIONS)

    database.configure(dsn)
    asyncio.run(make())
    return dsn


@pytest.fixture(scope="session")
def database_dsn(server_dsn: str, template_dsn: str) -> str:
    """The database in which tests run inside transactions that are rolled back."""
    name = "innovatie_test"
    asyncio.run(_run_sql(server_dsn, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}"))
    return with_database(server_dsn, name)


@pytest.fixture
async def db(database_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """The connection of a transaction that is undone after the test; all queries of the code run in it."""
    database.configure(database_dsn)
    async with database.ENGINE.transaction() as running:
        yield running.connection
        await running.rollback()


@pytest.fixture
async def committed(server_dsn: str, template_dsn: str) -> AsyncIterator[str]:
    """The address of a fresh migrated database with the pool open on it; commits are real."""
    name = f"innovatie_committed_{os.getpid()}"
    await _run_sql(
        server_dsn,
        f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
        f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}",
    )
    dsn = with_database(server_dsn, name)
    database.configure(dsn)
    until_next_act.forget()
    await database.open_pool(maximum=20)
    yield dsn
    await database.close_pool()
    await _run_sql(server_dsn, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Demo mode on a private address, with a folder of this test's own."""
    return Settings(demo=True, secret=SECRET, data=tmp_path, host="127.0.0.1", port=8000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def now(clock: Clock) -> datetime:
    return clock.now()


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Litestar:
    return create_app(settings, clock=clock)


@pytest.fixture
async def client(app: Litestar, db: asyncpg.Connection) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor. It does not follow redirects; `sign_in` makes it somebody."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as visitor:
        yield visitor


SignIn = Callable[[httpx.AsyncClient, int], Awaitable[None]]


@pytest.fixture
def sign_in(clock: Clock) -> SignIn:
    """`await sign_in(client, person_id)`: a real session, its cookie, and the token that forms carry."""

    async def enter(client: httpx.AsyncClient, person_id: int) -> None:
        secret = await accounts.start_session(person_id=person_id, device="test", now=clock.now(), means="persona")
        client.cookies.set("innovatie", secret)
        client.headers["X-CSRF-Token"] = sessions.csrf_token(SECRET, sessions.digest(secret))

    return enter
