"""The background worker: the jobs that the features list, and the loop in which pgqueuer takes them.

Each job runs at least once. One that fails is tried again, later each time; after `TRIES` it is held as failed for
VNG's administrator to look at (`/beheer/taken`), unless it waits for something outside (`NotYet`). Jobs that come
back by themselves are put into the queue by whichever worker misses them there, so none hangs on its last run. The
loop outlives a database that restarts, and ends soon after it is told to: what was not done by then goes back into
the queue.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from datetime import timedelta
from itertools import chain
from typing import Final

import asyncpg
import msgspec
import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job as Queued
from pgqueuer.ports.driver import Driver
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries

from innovatie.accounts import jobs as accounts
from innovatie.adoption import jobs as adoption
from innovatie.agreements import jobs as agreements
from innovatie.applications import jobs as applications
from innovatie.audit import jobs as audit
from innovatie.contact import jobs as contact
from innovatie.grouping import jobs as grouping
from innovatie.ideas import jobs as ideas
from innovatie.indicators import jobs as indicators
from innovatie.infra import metrics, queue_state, schema_version, tracing
from innovatie.infra.clock import Clock
from innovatie.infra.connecting import connect
from innovatie.infra.connection_faults import AWAY, TROUBLE
from innovatie.infra.database import fetch_values, transaction
from innovatie.infra.jobs import Job, Nothing, NotYet, put
from innovatie.infra.singleton import Busy
from innovatie.infra.tracing import Kind, Span
from innovatie.insight.archive import jobs as archive
from innovatie.insight.directing import jobs as directing
from innovatie.insight.letters import jobs as letters
from innovatie.municipalities import jobs as municipalities
from innovatie.notifications import jobs as notifications
from innovatie.operations import jobs as operations
from innovatie.publication import jobs as publication
from innovatie.realisation import jobs as realisation
from innovatie.rounds import jobs as rounds
from innovatie.saved_searches import jobs as saved_searches
from innovatie.search import jobs as search
from innovatie.subscriptions import jobs as subscriptions
from innovatie.voting import jobs as voting

_FEATURES = (
    audit,
    accounts,
    applications,
    search,
    municipalities,
    notifications,
    saved_searches,
    subscriptions,
    rounds,
    ideas,
    grouping,
    voting,
    publication,
    realisation,
    adoption,
    agreements,
    indicators,
    contact,
    directing,
    archive,
    letters,
    operations,
)
JOBS: Final[dict[str, Job]] = {job.name: job for job in chain.from_iterable(feature.JOBS for feature in _FEATURES)}
"""Name in the queue -> what is done for it."""

TRIES: Final = 8
"""Times that a job may fail before it is held."""
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(hours=1)
BUSY_WAIT: Final = timedelta(minutes=1)
GRACE: Final = 3.0
"""Seconds that running jobs get to finish after a stop."""
AT_ONCE: Final = 8
"""Jobs that one worker runs at the same time."""
_TICK: Final = 60.0
"""Seconds between looks at which jobs that come back by themselves are missing from the queue."""
_LAST_WORDS: Final = 1.0
"""Seconds that a job gets to undo its transaction when it is cut short."""

Around = Callable[[], AbstractAsyncContextManager[object]]

_clock = Clock()
_log = structlog.get_logger()


def wait_after(attempts: int) -> timedelta:
    """How long a job waits that failed after `attempts` earlier failures: 10 seconds, 30, 90 ... to an hour."""
    return min(FIRST_WAIT * 3.0 ** min(attempts, TRIES), LONGEST_WAIT)


class Taking:
    """One pgqueuer over a connection: takes the jobs of `jobs`, and knows which it did and which failed."""

    def __init__(self, driver: Driver, *, jobs: Sequence[Job], around: Around = nullcontext) -> None:
        self.manager = QueueManager(Queries(driver))
        self.halt = asyncio.Event()
        self.done: list[str] = []
        self.failures: list[BaseException] = []
        self._around = around
        for job in jobs:
            self.manager.entrypoint(job.name, concurrency_limit=job.most, on_failure="hold")(self._entrypoint(job))

    def _entrypoint(self, job: Job) -> Callable[[Queued], Awaitable[None]]:
        async def run(queued: Queued) -> None:
            headers = queued.headers or {}
            number, above = headers.get("request-id"), headers.get("traceparent")
            about = {"job": job.name} if number is None else {"job": job.name, "request_id": str(number)}
            with (
                structlog.contextvars.bound_contextvars(**about),
                tracing.span(
                    f"job {job.name}", Kind.CONSUMER, parent=None if above is None else str(above),
                    attributes={"innovatie.job": job.name, "innovatie.attempt": queued.attempts + 1},
                ) as span,
            ):  # fmt: skip
                await one(queued, span)

        async def one(queued: Queued, span: Span) -> None:
            began, outcome = time.perf_counter(), "failed"
            try:
                await self._unless_halted(self._once(job, queued))
                outcome = "done"
            except (Busy, RetryRequested) as later:
                outcome = "busy" if isinstance(later, Busy) else "stopped"
                with suppress(*TROUBLE):  # else it would be held because the database is away just now
                    async with self._around():
                        await queue_state.count_no_failure(queued.id)
                if isinstance(later, Busy):
                    raise RetryRequested(BUSY_WAIT, "another process does this now") from later
                raise
            except Exception as error:
                self.failures.append(error)
                often = queued.attempts + 1 >= TRIES and not isinstance(error, NotYet)
                last = often or isinstance(error, msgspec.DecodeError)
                _log.exception("job failed", job=job.name, number=queued.id, attempt=queued.attempts + 1, held=last)
                if last:
                    raise
                raise RetryRequested(wait_after(queued.attempts), type(error).__name__) from error
            finally:
                seconds = time.perf_counter() - began
                metrics.JOBS.observe(seconds, job.name, outcome)
                span.note(innovatie__outcome=outcome)
                tracing.measured("innovatie.job.duration", seconds, innovatie__job=job.name, innovatie__outcome=outcome)
            self.done.append(job.name)

        return run

    async def _once(self, job: Job, queued: Queued) -> None:
        async with self._around():
            await job.run(queued.payload or b"{}", _clock.now())
            if job.following is not None:
                await queue_state.forget_failures(job.name)

    async def _unless_halted(self, work: Awaitable[None]) -> None:
        """Do the work, unless it must be cut short: then it goes back into the queue."""
        running = asyncio.ensure_future(work)
        halted = asyncio.ensure_future(self.halt.wait())
        try:
            await asyncio.wait({running, halted}, return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                running.cancel()
                await asyncio.wait({running}, timeout=_LAST_WORDS)
                raise RetryRequested(timedelta(0), "the worker stops")
            await running
        finally:
            running.cancel()
            halted.cancel()

    async def run(self, *, at_once: int = AT_ONCE, pace: timedelta = timedelta(seconds=5)) -> None:
        """Take jobs until the manager is shut down and what runs has ended; at least every `pace` it looks."""
        await self.manager.run(dequeue_timeout=pace, batch_size=at_once // 2, max_concurrent_tasks=at_once)

    async def run_due(self) -> None:
        """Take jobs until none is due and none runs."""
        running = asyncio.create_task(self.run(pace=timedelta(milliseconds=20)))
        names = list(self.manager.entrypoint_registry)
        try:
            while not running.done():
                due = await self.manager.queries.eligible_queued_work(names)
                if not due and not self.manager.job_context:
                    break
                await asyncio.sleep(0.005)
        finally:
            self.manager.shutdown.set()
            await running


async def ask_periodic() -> None:
    """Put each job that comes back by itself into the queue, unless it waits or runs already."""
    periodic = [job for job in JOBS.values() if job.following is not None]
    now = _clock.now()
    async with transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(4207221005)")
        present = await fetch_values(
            str,
            "SELECT entrypoint FROM pgqueuer WHERE entrypoint = ANY($1) AND status IN ('queued', 'picked')",
            [job.name for job in periodic],
        )
        for job in periodic:
            if job.following is not None and job.name not in present:
                await put(job.name, Nothing(), at=job.following(now))


async def run_forever(dsn: str, *, stop: asyncio.Event, grace: float = GRACE) -> None:
    """Take jobs until `stop` is set. The pool of the database must be open; this adds one connection to listen on.

    When the database goes away, it comes back as soon as the database does. While its tables are not those of this
    code it waits: for `innovatie migrate`, or for its own end.
    """
    wait = 1.0
    while not stop.is_set():
        try:
            async with _listening(dsn) as connection:
                standing = await schema_version.standing()
                _log.info("schema", fits=standing.fits, last=standing.last, told=standing.sentence)
                if standing.fits:
                    await ask_periodic()
                    wait = 1.0
                    await _take(connection, stop, grace)
                    continue
        except AWAY as error:
            _log.warning("the database is away", error=type(error).__name__, again_in=wait)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait)
        wait = min(wait * 2, 30.0)


@asynccontextmanager
async def _listening(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(dsn, command_timeout=30)
    try:
        yield connection
    finally:
        with suppress(*AWAY):
            await connection.close(timeout=2)


async def _take(connection: asyncpg.Connection, stop: asyncio.Event, grace: float) -> None:
    """Take jobs until `stop` or until the connection fails; then whatever runs gets `grace` seconds."""
    taking = Taking(AsyncpgDriver(connection), jobs=list(JOBS.values()))
    running = asyncio.create_task(taking.run())
    asking = asyncio.create_task(_ask_again_and_again())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        taking.manager.shutdown.set()
        await asyncio.wait({running}, timeout=grace)
        taking.halt.set()
        await asyncio.wait({running}, timeout=2 * _LAST_WORDS)
        if not running.done():
            # What still runs stays in the queue as ours, and is taken by another worker when our heartbeat is old:
            # without a connection pgqueuer cannot strike it off as cancelled.
            connection.terminate()
            running.cancel()
            await asyncio.wait({running}, timeout=_LAST_WORDS)
            return
        await running
        if asking.done():
            await asking
    finally:
        taking.halt.set()
        asking.cancel()
        stopping.cancel()


async def _ask_again_and_again() -> None:
    while True:
        await asyncio.sleep(_TICK)
        await ask_periodic()


async def run_due(dsn: str) -> int:
    """Do every job that is due, and those that they cause; how many. Raises the first error. The pool must be open."""
    async with _listening(dsn) as connection:
        taking = Taking(AsyncpgDriver(connection), jobs=list(JOBS.values()))
        await taking.run_due()
    if taking.failures:
        raise taking.failures[0]
    return len(taking.done)
