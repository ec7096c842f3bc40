"""A transaction inside another: what fails in it is undone alone, and nothing of it stays behind."""

from contextlib import suppress

import asyncpg
import pytest

from innovatie.infra import database
from tests import factories

pytestmark = pytest.mark.anyio


async def test_what_failed_inside_is_undone_alone_and_leaves_no_savepoint(db: asyncpg.Connection) -> None:
    """PostgreSQL looks at each row through all savepoints that are there: a loop that meets refusals would get slower."""
    kept = await factories.municipality()
    asked: list[str] = []
    with db.query_logger(lambda query: asked.append(query.query)), suppress(KeyError):
        async with database.transaction():
            await factories.municipality()
            raise KeyError
    assert await database.fetch_value("SELECT array_agg(id) FROM municipality") == [kept]
    made, *_, undone, gone = asked
    name = made.removeprefix("SAVEPOINT ")
    assert (undone, gone) == (f"ROLLBACK TO SAVEPOINT {name}", f"RELEASE SAVEPOINT {name}")
