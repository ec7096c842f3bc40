"""Jobs that put the same documents in at the same time."""

import asyncio

import pytest

from innovatie.infra.database import fetch_values
from innovatie.search.engine import SearchDocument
from innovatie.search.postgres.index_writer import keep, remove_documents

pytestmark = pytest.mark.anyio


def plan(number: int) -> SearchDocument:
    return SearchDocument("groep", number, f"Plan {number}", "Samen aan de slag.", f"/groepen/{number}")


@pytest.mark.usefixtures("committed")
async def test_writers_of_the_same_documents_take_turns_and_each_is_kept_once() -> None:
    """Without turns two of them insert the same document, or wait for each other in a ring."""
    upwards, downwards = [plan(1), plan(2), plan(3)], [plan(3), plan(2), plan(1)]
    await keep(upwards)
    await asyncio.gather(
        *(keep(upwards if turn % 2 else downwards) for turn in range(6)), remove_documents(["groep-3"])
    )
    await keep([plan(3)])
    assert await fetch_values(int, "SELECT object FROM search_document ORDER BY object") == [1, 2, 3]
    spread = "SELECT DISTINCT documents FROM search_term WHERE term = 'slag'"
    assert await fetch_values(int, spread) == [3]
