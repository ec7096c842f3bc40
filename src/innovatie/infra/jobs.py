"""Background jobs, kept by pgqueuer in the same PostgreSQL: enqueued in the transaction that causes them.

What a job is told is a frozen Struct that bears the job's name (`<feature>/payloads.py`, so that an action may enqueue
what a later feature does); what is done with it stands in `<feature>/jobs.py`, as a tuple `JOBS` that the worker
collects. A job may run more than once: every function must stand that.
"""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import ClassVar, Protocol, TypeVar

import msgspec
import structlog

from innovatie.infra import tracing
from innovatie.infra.database import transaction


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """What a job is told, kept as JSON. `job`: its name in the queue; `urgent`: somebody waits for it at a screen."""

    job: ClassVar[str]
    urgent: ClassVar[bool] = False


class NotYet(Exception):
    """What a job raises that waits for something outside: it is tried however long that takes, and never held."""


class Nothing(Payload, frozen=True, kw_only=True):
    """The payload of a job that comes back by itself."""


Told = TypeVar("Told", bound=Payload)
Told_contra = TypeVar("Told_contra", bound=Payload, contravariant=True)


class JobFunction(Protocol[Told_contra]):
    def __call__(self, payload: Told_contra, /, *, now: datetime) -> Awaitable[object]: ...


class PeriodicFunction(Protocol):
    def __call__(self, *, now: datetime) -> Awaitable[object]: ...


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A name in the queue with what is done for it.

    `most`: how many run at the same time over all workers (0: as many as the workers take). `following`: when a job
    that comes back by itself is due again, after the moment given; None for a job that is asked for.
    """

    name: str
    run: Callable[[bytes, datetime], Awaitable[object]]
    most: int = 0
    following: Callable[[datetime], datetime] | None = None


def does(payload: type[Told], function: JobFunction[Told], *, most: int = 0) -> Job:
    """A job that is asked for by `enqueue(payload)`."""

    def run(told: bytes, now: datetime) -> Awaitable[object]:
        return function(msgspec.json.decode(told, type=payload), now=now)

    return Job(name=payload.job, run=run, most=most)


def every(pace: timedelta, name: str, function: PeriodicFunction) -> Job:
    """A job that comes back `pace` after its last turn: for what must be put right whatever went wrong before."""
    return _periodic(name, function, lambda now: now + pace)


NIGHT = "nacht: "
"""How the name of each step of the night begins."""


def nightly(name: str, function: PeriodicFunction, *, hour: int = 4) -> Job:
    """One step of the night, at `hour` o'clock UTC: each stands alone, is tried again alone and fails alone."""

    def following(now: datetime) -> datetime:
        due = now.replace(hour=hour, minute=0, second=0, microsecond=0)
        return due if due > now else due + timedelta(days=1)

    return _periodic(NIGHT + name, function, following)


def _periodic(name: str, function: PeriodicFunction, following: Callable[[datetime], datetime]) -> Job:
    return Job(name=name, run=lambda _, now: function(now=now), most=1, following=following)


_WAITS = "SELECT true FROM pgqueuer WHERE entrypoint = $1 AND payload = $2 AND status = 'queued' LIMIT 1"


_SPARED: ContextVar[frozenset[str]] = ContextVar("spared", default=frozenset())


@contextmanager
def spared(names: Collection[str]) -> Iterator[None]:
    """Within this block nobody asks for these jobs: who loads much at once does their work for all of it afterwards."""
    token = _SPARED.set(_SPARED.get() | frozenset(names))
    try:
        yield
    finally:
        _SPARED.reset(token)


async def enqueue(payload: Payload, *, at: datetime | None = None, unless_waiting: bool = False) -> None:
    """Have the job of this payload run after this transaction commits; not before `at` (UTC), if given.

    `unless_waiting`: not when the same job with the same payload waits already. If the transaction is rolled back,
    there is no job.
    """
    await put(payload.job, payload, at=at, unless_waiting=unless_waiting, priority=int(payload.urgent))


async def enqueue_many(payloads: Sequence[Payload]) -> None:
    """As `enqueue` for each of many jobs of one kind, in one statement."""
    if not payloads or payloads[0].job in _SPARED.get():
        return
    from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver  # noqa: PLC0415 -- half a second that readers are spared
    from pgqueuer.queries import Queries  # noqa: PLC0415

    many = len(payloads)
    async with transaction() as connection:
        await Queries(AsyncpgDriver(connection)).enqueue(
            [one.job for one in payloads],
            [msgspec.json.encode(one) for one in payloads],
            [int(one.urgent) for one in payloads],
            headers=[_of_request()] * many,
        )


async def put(
    name: str, payload: Payload, *, at: datetime | None = None, unless_waiting: bool = False, priority: int = 0
) -> None:
    """As `enqueue`, by name: for the worker, which has the names of jobs that come back by themselves."""
    if name in _SPARED.get():
        return
    from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver  # noqa: PLC0415 -- half a second that readers are spared
    from pgqueuer.queries import Queries  # noqa: PLC0415

    told = msgspec.json.encode(payload)
    delay = timedelta(0)
    async with transaction() as connection:
        if at is not None:  # pgqueuer counts from the beginning of the transaction
            delay = max(at - await connection.fetchval("SELECT now()"), delay)
        if unless_waiting:
            await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 4207221004))", name)
            if await connection.fetchval(_WAITS, name, told):
                return
        await Queries(AsyncpgDriver(connection)).enqueue(
            name, told, priority=priority, execute_after=delay, headers=_of_request()
        )


def _of_request() -> dict[str, str] | None:
    """The number of the request that asks for this job goes along with it, and its place in the trace."""
    number, above = structlog.contextvars.get_contextvars().get("request_id"), tracing.traceparent()
    told = ({} if number is None else {"request-id": str(number)}) | ({} if above is None else {"traceparent": above})
    return told or None
