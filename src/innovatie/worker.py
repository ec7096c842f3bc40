"""The background worker: each job's name with the function that does it, and the loop that takes them in turn.

A job may run more than once (a crash between its work and its tick): every function here must stand that.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.models import Job
from pgqueuer.queries import Queries

from innovatie.domain.phases import Phase
from innovatie.ideas import actions as ideas
from innovatie.infra.database import ENGINE, transaction
from innovatie.rounds import actions as rounds

_log = structlog.get_logger()

JobFunction = Callable[[dict[str, Any]], Awaitable[None]]


async def _round_lapse(payload: dict[str, Any]) -> None:
    await rounds.note_lapse(round_id=payload["round"], phase=Phase(payload["phase"]), now=datetime.now(UTC))


IDEA_CHANGED: tuple[JobFunction, ...] = ()
"""Who wants to hear that others see an idea differently: the search index, the grouping, followers."""


async def _idea_changed(payload: dict[str, Any]) -> None:
    for function in IDEA_CHANGED:
        await function(payload)


JOBS: dict[str, JobFunction] = {
    ideas.CHANGED_JOB: _idea_changed,
    rounds.LAPSE_JOB: _round_lapse,
}


def _entrypoint(function: JobFunction) -> Callable[[Job], Awaitable[None]]:
    async def run(job: Job) -> None:
        await function(json.loads(job.payload or b"{}"))

    return run


async def run_forever(dsn: str, *, stop: asyncio.Event) -> None:
    """Take jobs until `stop` is set. The pool of the database must be open; this adds one connection to listen on."""
    connection = await asyncpg.connect(dsn)
    try:
        queue = PgQueuer(AsyncpgDriver(connection))
        for name, function in JOBS.items():
            queue.entrypoint(name, concurrency_limit=4)(_entrypoint(function))
        running = asyncio.create_task(queue.run(dequeue_timeout=timedelta(seconds=5)))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        queue.shutdown.set()
        await running
    finally:
        await connection.close()


async def run_pending(*, most: int = 10_000) -> int:
    """Do every job that is due now, one after the other, on the current connection; how many there were.

    For commands and tests that want to be done when they return. A job that fails raises here.
    """
    done = 0
    while done < most:
        async with transaction() as connection:
            row = await connection.fetchrow(
                "DELETE FROM pgqueuer WHERE id = (SELECT id FROM pgqueuer WHERE status = 'queued'"
                " AND execute_after <= now()"
                " ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING entrypoint, payload"
            )
            if row is None:
                return done
            await JOBS[row["entrypoint"]](json.loads(row["payload"] or b"{}"))
        done += 1
    return done


async def queue_length() -> int:
    """How many jobs wait or run."""
    async with ENGINE.pool.acquire() as connection:  # type: ignore[union-attr]
        return sum(entry.count for entry in await Queries(AsyncpgDriver(connection)).queue_size())
