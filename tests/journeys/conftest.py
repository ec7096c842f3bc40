"""For journeys: a real site on a database of its own, and a real Chromium to walk through it."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from playwright.async_api import Browser, async_playwright

from tests import live
from tests.conftest import TEMPLATE, with_database
from tests.live import CHROMIUM, CHROMIUM_ARGUMENTS, Site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


async def _fresh(server_dsn: str, name: str, *, keep: bool) -> None:
    connection = await asyncpg.connect(server_dsn)
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        if keep:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def site(server_dsn: str, template_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site on an empty migrated database; the journey fills it."""
    name = f"innovatie_journey_{os.getpid()}"
    asyncio.run(_fresh(server_dsn, name, keep=True))
    with live.running(with_database(server_dsn, name), tmp_path_factory.mktemp("site")) as running:
        yield running
    asyncio.run(_fresh(server_dsn, name, keep=False))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium; `make test` has installed one or said how."""
    assert CHROMIUM is not None, "Installeer Chromium of Chrome, of wijs er een aan met INNOVATIE_TEST_BROWSER."
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        await chromium.close()
