"""For journeys: a real site on a database of its own, and a real Chromium to walk through it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests import live
from tests.databases import copy, drop, own_name
from tests.live import CHROMIUM, CHROMIUM_ARGUMENTS, Site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def site(server_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site on an empty migrated database; the journey fills it."""
    name = own_name("journey")
    with live.running(asyncio.run(copy(server_dsn, name)), tmp_path_factory.mktemp("site")) as running:
        yield running
    asyncio.run(drop(server_dsn, name))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium; `make test` has installed one or said how."""
    assert CHROMIUM is not None, "Installeer Chromium of Chrome, of wijs er een aan met INNOVATIE_TEST_BROWSER."
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        await chromium.close()
