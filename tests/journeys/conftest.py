"""For journeys: a real site on a database of its own, for the real Chromium to walk through."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import live
from tests.databases import copy, drop, own_name
from tests.live import Site


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
