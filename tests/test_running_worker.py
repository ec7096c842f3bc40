"""A worker that runs: it takes what is enqueued, outlives its database, and puts back what it could not finish."""

import asyncio
from datetime import datetime
from urllib.parse import urlsplit

import asyncpg
import pytest

from innovatie import worker
from innovatie.infra.connection_faults import AWAY
from innovatie.infra.database import fetch_values, transaction
from innovatie.infra.jobs import does, enqueue
from innovatie.rounds import queries
from innovatie.rounds.payloads import PhaseLapsed
from innovatie.worker import run_forever
from tests.test_worker import Tell, lapsed_round, waiting
from tests.waiting import PATIENCE, until_async

pytestmark = pytest.mark.anyio


async def test_a_running_worker_takes_what_is_enqueued(committed: str) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(run_forever(committed, stop=stop))
    round_id = await lapsed_round()

    async def told() -> bool:
        return [change.kind for change in await queries.changes(round_id)] == ["lapsed", "open"]

    await until_async(told, of="the worker took the job")
    stop.set()
    await asyncio.wait_for(running, PATIENCE)
    assert await waiting(PhaseLapsed.job) == 0


async def test_a_worker_outlives_a_database_that_drops_every_connection(
    committed: str, server_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    async def tell(payload: Tell, /, *, now: datetime) -> None:
        told.append(payload.word)

    monkeypatch.setattr(worker, "JOBS", {Tell.job: does(Tell, tell)})
    stop = asyncio.Event()
    running = asyncio.create_task(run_forever(committed, stop=stop))

    async def has_told(*words: str) -> bool:
        return told == list(words) and await waiting(Tell.job) == 0

    await enqueue(Tell(word="voor"))
    await until_async(lambda: has_told("voor"), of="the first job is done and out of the queue")
    connection = await asyncpg.connect(server_dsn)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", urlsplit(committed).path[1:]
    )
    await connection.close()

    async def enqueued() -> bool:
        try:
            await enqueue(Tell(word="na"))
        except AWAY:
            return False
        return True

    await until_async(enqueued, of="the database answers again")
    await until_async(lambda: has_told("voor", "na"), of="the worker is back")
    stop.set()
    await asyncio.wait_for(running, PATIENCE)


async def test_a_worker_that_must_stop_puts_back_what_it_could_not_finish(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def forever(payload: Tell, /, *, now: datetime) -> None:
        async with transaction():
            await enqueue(Tell(word="nooit"))
            begun.set()
            await asyncio.Event().wait()

    monkeypatch.setattr(worker, "JOBS", {Tell.job: does(Tell, forever)})
    stop = asyncio.Event()
    await enqueue(Tell(word="een"))
    running = asyncio.create_task(run_forever(committed, stop=stop, grace=0.1))
    await asyncio.wait_for(begun.wait(), PATIENCE)
    stop.set()
    await asyncio.wait_for(running, PATIENCE)
    assert await fetch_values(str, "SELECT status::text || attempts FROM pgqueuer") == ["queued0"]  # no failure
