"""What the queue tells about itself: what goes, what failed for good, when each job that comes back last went well."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from innovatie.infra.database import execute, fetch_as, fetch_exactly, fetch_one_as, transaction
from innovatie.infra.jobs import Payload

KEPT: Final = timedelta(days=30)
"""How long the log of the queue is kept."""


class FailedJob(msgspec.Struct, frozen=True):
    """A job that failed as often as it may, and waits for somebody. `error` is the kind of error, without its text."""

    id: int
    name: str
    asked_at: datetime
    failed_at: datetime
    error: str


class PeriodicState(msgspec.Struct, frozen=True):
    """A job that comes back by itself: when it is due, when it last went well, and whether it is being tried again."""

    name: str
    due_at: datetime | None
    succeeded_at: datetime | None
    attempts: int


class Backlog(msgspec.Struct, frozen=True):
    """`late`: seconds that the job which waits longest is past its moment."""

    waiting: int
    running: int
    failed: int
    late: float


_FAILED = """
SELECT q.id, q.entrypoint AS name, q.created AS asked_at, q.updated AS failed_at,
       coalesce((SELECT l.traceback ->> 'exception_type' FROM pgqueuer_log l WHERE l.job_id = q.id
                    AND l.status = 'failed' ORDER BY l.id DESC LIMIT 1), '') AS error
  FROM pgqueuer q WHERE q.status = 'failed' ORDER BY q.updated DESC LIMIT 200
"""

_PERIODIC = """
SELECT n.name, q.execute_after AS due_at, coalesce(q.attempts, 0) AS attempts,
       (SELECT max(l.created) FROM pgqueuer_log l WHERE l.entrypoint = n.name AND l.status = 'successful')
           AS succeeded_at
  FROM (SELECT entrypoint AS name FROM pgqueuer WHERE starts_with(entrypoint, $1)
        UNION SELECT entrypoint FROM pgqueuer_log WHERE starts_with(entrypoint, $1)) n
  LEFT JOIN LATERAL (SELECT execute_after, attempts FROM pgqueuer
                      WHERE entrypoint = n.name AND status IN ('queued', 'picked') ORDER BY id LIMIT 1) q ON true
 ORDER BY n.name
"""

_BACKLOG = """
SELECT count(*) FILTER (WHERE status = 'queued' AND execute_after <= now()) AS waiting,
       count(*) FILTER (WHERE status = 'picked') AS running, count(*) FILTER (WHERE status = 'failed') AS failed,
       coalesce(extract(epoch FROM now() - min(execute_after) FILTER (WHERE status = 'queued'
           AND execute_after <= now())), 0)::float8 AS late
  FROM pgqueuer
"""


async def failed_jobs() -> list[FailedJob]:
    """Jobs that wait for somebody, the latest first; at most 200."""
    return await fetch_as(FailedJob, _FAILED)


async def periodic_jobs(beginning: str) -> list[PeriodicState]:
    """The jobs of which the name begins so."""
    return await fetch_as(PeriodicState, _PERIODIC, beginning)


async def backlog() -> Backlog:
    """How the queue stands now."""
    found = await fetch_one_as(Backlog, _BACKLOG)
    return found or Backlog(waiting=0, running=0, failed=0, late=0.0)


async def is_going(payload: Payload) -> bool:
    """Whether a job with this payload waits or runs; one that failed for good does not."""
    return await fetch_exactly(
        bool,
        "SELECT EXISTS (SELECT FROM pgqueuer WHERE entrypoint = $1 AND payload = $2 AND status <> 'failed')",
        payload.job,
        msgspec.json.encode(payload),
    )


async def run_again(number: int) -> str | None:
    """Put a failed job back in the queue, as if it had never run; its name, or None when it does not wait any more."""
    from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver  # noqa: PLC0415 -- half a second that readers are spared
    from pgqueuer.queries import Queries  # noqa: PLC0415
    from pgqueuer.types import JobId  # noqa: PLC0415

    async with transaction() as connection:
        name: str | None = await connection.fetchval(
            "SELECT entrypoint FROM pgqueuer WHERE id = $1 AND status = 'failed' FOR UPDATE", number
        )
        if name is not None:
            await Queries(AsyncpgDriver(connection)).requeue_jobs([JobId(number)])
    return name


async def count_no_failure(number: int) -> None:
    """A job goes back into the queue without having failed: the queue counts each time that it does as a try."""
    await execute("UPDATE pgqueuer SET attempts = attempts - 1 WHERE id = $1", number)


async def forget_failures(name: str) -> None:
    """A job that comes back by itself went well: its earlier failures need nobody any more."""
    await execute("DELETE FROM pgqueuer WHERE entrypoint = $1 AND status = 'failed'", name)


async def forget_texts(texts: Sequence[str]) -> None:
    """Jobs that were told exactly one of these (as a whole value) go; from what is kept of errors the text goes."""
    for text in texts:
        await execute(
            "DELETE FROM pgqueuer WHERE status IN ('queued', 'failed')"
            " AND position(lower($1) IN lower(convert_from(payload, 'UTF8'))) > 0",
            json.dumps(text, ensure_ascii=False),
        )
        await execute(
            "UPDATE pgqueuer_log SET traceback = NULL WHERE position(lower($1) IN lower(traceback::text)) > 0", text
        )


async def let_go(*, now: datetime) -> None:
    """Forget what happened to jobs long ago; of each name the last time that it went well stays."""
    await execute(
        "DELETE FROM pgqueuer_log l WHERE created < $1 AND NOT (status = 'successful' AND NOT EXISTS (SELECT 1"
        " FROM pgqueuer_log n WHERE n.entrypoint = l.entrypoint AND n.status = 'successful' AND n.id > l.id))",
        now - KEPT,
    )
    await execute("DELETE FROM pgqueuer_statistics WHERE created < $1", now - KEPT)
