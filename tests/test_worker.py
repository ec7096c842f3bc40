"""Jobs: enqueued with the change that causes them, done once by a worker that listens."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from innovatie import worker
from innovatie.domain.phases import Phase
from innovatie.infra.database import fetch_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.rounds import actions, queries
from innovatie.rounds.actions import LAPSE_JOB
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def _lapsed_round() -> int:
    director = await factories.vng()
    round_id = await factories.round_in(None)
    long_ago = NOW - timedelta(days=30)
    await actions.open_next_phase(
        actor=director, round_id=round_id, deadline=long_ago + timedelta(days=1), now=long_ago
    )
    return round_id


async def test_a_job_of_a_change_that_is_undone_does_not_exist(db: asyncpg.Connection) -> None:
    before = await fetch_value("SELECT count(*) FROM pgqueuer")
    with pytest.raises(RuntimeError):
        async with transaction():
            await enqueue(LAPSE_JOB, {"round": 1, "phase": Phase.SUBMIT.value})
            raise RuntimeError
    assert await fetch_value("SELECT count(*) FROM pgqueuer") == before


async def test_pending_jobs_are_done_once(db: asyncpg.Connection) -> None:
    round_id = await _lapsed_round()
    assert await worker.run_pending() == 2  # the news that the phase is open, and that it lapsed
    assert await worker.run_pending() == 0
    assert [change.kind for change in await queries.changes(round_id)] == ["lapsed", "open"]


async def test_a_running_worker_takes_what_is_enqueued(committed: str) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run_forever(committed, stop=stop))
    round_id = await _lapsed_round()
    for _ in range(100):
        if [change.kind for change in await queries.changes(round_id)] == ["lapsed", "open"]:
            break
        await asyncio.sleep(0.1)
    stop.set()
    await asyncio.wait_for(running, 20)
    assert [change.kind for change in await queries.changes(round_id)] == ["lapsed", "open"]
    assert await fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", LAPSE_JOB) == 0
