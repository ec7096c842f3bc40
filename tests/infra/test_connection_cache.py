"""A connection stays at hand for who asks next; whatever happens on it, the pool has it back and nobody waits for it."""

import asyncio
from collections.abc import Callable

import asyncpg
import pytest

from innovatie.infra import connection_cache, database
from tests.waiting import until_async

pytestmark = pytest.mark.anyio
_WHO = "SELECT pg_backend_pid()"


@pytest.fixture
def pool(committed: str) -> asyncpg.Pool:
    assert database.ENGINE.pool is not None
    return database.ENGINE.pool


@pytest.fixture(autouse=True)
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, nothing goes back while a test looks."""
    monkeypatch.setattr(connection_cache, "SECONDS", 600.0)


async def eventually(is_so: Callable[[], bool]) -> None:
    async def look() -> bool:
        return is_so()

    await until_async(look, of="what the pool should come to")


def near(pool: asyncpg.Pool) -> int:
    found = connection_cache.of(pool)
    assert found is not None
    return len(found)


async def test_the_next_question_is_asked_on_the_same_connection_without_the_pool(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await database.fetch_value(_WHO)
    assert (near(pool), connection_cache.in_use(pool)) == (1, 0)
    monkeypatch.setattr(asyncpg.pool.Pool, "acquire", None)
    assert await database.fetch_value(_WHO) == first
    assert (near(pool), connection_cache.in_use(pool)) == (1, 0)


async def test_questions_at_once_have_a_connection_each(pool: asyncpg.Pool) -> None:
    asked = [database.fetch_value("SELECT pg_backend_pid() FROM pg_sleep(0.02)") for _ in range(15)]
    assert len(set(await asyncio.gather(*asked))) == 15
    assert (near(pool), connection_cache.in_use(pool)) == (10, 0), "half of the pool of twenty"


async def test_the_pool_has_all_of_them_back_soon_and_before_it_closes(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_cache, "SECONDS", 0.01)
    await database.fetch_value(_WHO)
    await eventually(lambda: near(pool) == 0 and pool.get_idle_size() == pool.get_size())
    await database.fetch_value(_WHO)
    await database.close_pool()
    assert (near(pool), pool.get_size()) == (0, 0)
    await database.open_pool(maximum=20)


async def test_a_question_that_fails_or_is_cut_off_gives_its_connection_to_the_pool(pool: asyncpg.Pool) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await database.fetch_value("SELECT 1 / 0")
    assert (near(pool), connection_cache.in_use(pool)) == (0, 0)
    slow = asyncio.create_task(database.fetch_value("SELECT pg_sleep(60)"))
    await eventually(lambda: connection_cache.in_use(pool) == 1)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    await eventually(lambda: connection_cache.in_use(pool) == 0)
    assert near(pool) == 0
    assert await database.fetch_value("SELECT 7") == 7


async def test_one_that_the_server_closed_is_not_lent(pool: asyncpg.Pool) -> None:
    gone = await database.fetch_value(_WHO)
    other = await asyncpg.connect(database.ENGINE.config["dsn"])
    await other.execute("SELECT pg_terminate_backend($1, 5000)", gone)
    await other.close()
    await eventually(lambda: near(pool) == 0)
    assert connection_cache.in_use(pool) == 0, "the pool has forgotten it, and it is not subtracted from the others"
    assert await database.fetch_value(_WHO) != gone


async def acquired(pool: asyncpg.Pool) -> asyncpg.pool.PoolConnectionProxy:
    return await pool.acquire(timeout=30)


async def test_while_all_are_lent_nothing_stays_at_hand_from_who_waits(pool: asyncpg.Pool) -> None:
    held = [await pool.acquire() for _ in range(19)]
    try:
        asking = asyncio.create_task(database.fetch_value("SELECT 1 FROM pg_sleep(0.05)"))
        await eventually(lambda: pool.get_idle_size() == 0 and pool.get_size() == 20)
        waiting = asyncio.create_task(acquired(pool))
        assert await asking == 1
        assert near(pool) == 0
        held.append(await waiting)
    finally:
        for one in held:
            await pool.release(one)
