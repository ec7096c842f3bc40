"""What every test may ask for: a real PostgreSQL, a transaction that is rolled back, and a browserless client.

`db` gives each test the migrated database inside a transaction that is undone afterwards. `client` talks to the
whole application in that same transaction. `committed` gives a database that nobody else uses, for tests of real
commits, several connections or a server that dies.

The application is built once for each worker, the connection opened once. What is imported here is imported by the
tests of the domain too, so a fixture imports what it needs itself.
"""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.forgetting import forget
from tests.order import (  # noqa: F401 -- hooks that pytest looks for here
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_report_header,
)

# Before numpy is imported: its threads of one worker would wait, at full speed, for the cores of the other workers.
for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

# What is made while tests are collected stays until the end. Looking through it for cycles takes a fifth of that time.
gc.disable()

if TYPE_CHECKING:
    from datetime import datetime

    import asyncpg
    import httpx
    from litestar import Litestar
    from playwright.async_api import Browser

    from innovatie.infra.clock import Clock
    from innovatie.settings import Settings
    from tests.application import Applications
    from tests.committed import Committed
    from tests.connection import OneConnection

SignIn = Callable[["httpx.AsyncClient", int], Awaitable[None]]

# How many examples Hypothesis draws where a test does not say it. All examples are new at each run, so that few in each
# of many runs find what there is to find; `make proofs` draws the most at once.
for profile, examples in (("dev", 12), ("ci", 12), ("proofs", 400), ("mutants", 25)):
    hypothesis_settings.register_profile(
        profile, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
hypothesis_settings.load_profile("dev")

SECRET = "a secret for tests only, 32 characters or more"


def pytest_collection_finish() -> None:
    gc.freeze()  # and is never looked through again
    gc.set_threshold(20_000, 20, 20)  # of 700, as it comes, a twentieth of the processor goes to looking
    gc.enable()


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop that the server runs on; it costs the tests a fifth less than the one of Python itself."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(autouse=True)
def told() -> Iterator[None]:
    """Tests say which moment it is. One about the database's clock takes `clock.tell_time_everywhere(False)`."""
    from innovatie.infra import clock

    clock.tell_time_everywhere(True)
    yield
    clock.tell_time_everywhere(True)


@pytest.fixture(scope="session")
def server_dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of this test run; INNOVATIE_TEST_DATABASE_URL names another one to use instead."""
    from tests.databases import shared_server

    own = tmp_path_factory.getbasetemp()
    with shared_server(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def database_dsn(server_dsn: str) -> str:
    """The database in which tests run inside transactions that are rolled back."""
    from tests.databases import copy, own_name

    return asyncio.run(copy(server_dsn, own_name("test")))


@pytest.fixture(scope="session")
async def one_connection(database_dsn: str) -> AsyncIterator[OneConnection]:
    """The connection that all tests with `db` use, one after another."""
    from tests.connection import OneConnection

    one = OneConnection(database_dsn)
    yield one
    await one.close()


@pytest.fixture
async def db(one_connection: OneConnection) -> AsyncIterator[asyncpg.Connection]:
    """The connection of a transaction that is undone after the test; all queries of the code run in it."""
    from tests.factories import counted_anew

    forget()
    with counted_anew():
        async with one_connection.undone() as connection:
            yield connection


@pytest.fixture(scope="session")
async def committed_database(server_dsn: str) -> AsyncIterator[Committed]:
    """The database of this worker in which commits are real: it is emptied after each test."""
    from tests.committed import Committed
    from tests.databases import own_name

    database = Committed(server_dsn, own_name("committed"))
    yield database
    await database.drop()


@pytest.fixture
async def committed(committed_database: Committed) -> AsyncIterator[str]:
    """The address of a migrated database with nothing in it and the pool open on it; commits are real."""
    from innovatie.infra import database
    from tests.factories import counted_anew

    forget()
    with counted_anew():
        async with committed_database.lent() as dsn:
            database.configure(dsn)
            await database.open_pool(maximum=20)
            yield dsn
            await database.close_pool()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A real Chromium, started once for each worker; `make test` has installed one or said how."""
    from playwright.async_api import async_playwright

    from tests.live import CHROMIUM, CHROMIUM_ARGUMENTS

    assert CHROMIUM is not None, "Installeer Chromium of Chrome, of wijs er een aan met INNOVATIE_TEST_BROWSER."
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield started
        await started.close()


@pytest.fixture
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """Chromium without a window: what a test opens in it, with its cookies and what it kept, goes when the test ends."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Demo mode on a private address, with a folder of this test's own."""
    from tests.application import settings_in

    return settings_in(tmp_path)


@pytest.fixture(scope="session")
def one_clock() -> Clock:
    """The clock by which the application of this worker lives."""
    from innovatie.infra.clock import Clock

    return Clock()


@pytest.fixture
def clock(one_clock: Clock) -> Iterator[Clock]:
    """A clock that a test may move: it is set right again afterwards."""
    from datetime import timedelta

    one_clock.shift = timedelta(0)
    yield one_clock
    one_clock.shift = timedelta(0)


@pytest.fixture
def then(clock: Clock) -> None:
    """The application lives at the moment of the factories, for tests whose pages depend on how long ago that is."""
    from tests.factories import NOW

    clock.shift = NOW - clock.now()


@pytest.fixture
def now(clock: Clock) -> datetime:
    return clock.now()


@pytest.fixture(scope="session")
def applications(one_clock: Clock, tmp_path_factory: pytest.TempPathFactory) -> Applications:
    from tests.application import Applications

    return Applications(tmp_path_factory.mktemp("application"), one_clock)


@pytest.fixture
def app(applications: Applications, settings: Settings, clock: Clock) -> Iterator[Litestar]:
    """The whole application with the settings of this test. One that needs others asks `applications` for it."""
    with applications.started(settings) as application:
        yield application


@pytest.fixture
async def client(app: Litestar, db: asyncpg.Connection) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor. It does not follow redirects; `sign_in` makes it somebody."""
    import httpx

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as visitor:
        yield visitor


@pytest.fixture
def sign_in(clock: Clock) -> SignIn:
    """`await sign_in(client, person_id)`: a real session, its cookie, and the token that forms carry."""
    from innovatie.accounts import actions as accounts
    from innovatie.accounts import sessions

    async def enter(client: httpx.AsyncClient, person_id: int) -> None:
        secret = await accounts.start_session(person_id=person_id, device="test", now=clock.now(), means="persona")
        client.cookies.set("innovatie", secret)
        client.headers["X-CSRF-Token"] = sessions.csrf_token(SECRET, sessions.digest(secret))

    return enter
