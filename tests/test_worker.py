"""Jobs: enqueued with the change that causes them, done at least once, tried again, held when that does not help."""

from datetime import datetime, timedelta
from typing import ClassVar

import asyncpg
import pytest

from innovatie import worker
from innovatie.domain.phases import Phase
from innovatie.infra import queue_state
from innovatie.infra.database import execute, fetch_one_value, fetch_values, transaction
from innovatie.infra.jobs import NIGHT, Job, Payload, does, enqueue, nightly
from innovatie.infra.singleton import Busy
from innovatie.rounds import actions, queries
from innovatie.rounds.payloads import PhaseLapsed
from innovatie.worker import TRIES, wait_after
from tests import factories, queue
from tests.factories import NOW

pytestmark = pytest.mark.anyio


class Tell(Payload, frozen=True, kw_only=True):
    job: ClassVar[str] = "test.tell"
    word: str


async def lapsed_round() -> int:
    director = await factories.vng()
    round_id = await factories.round_in(None)
    long_ago = NOW - timedelta(days=30)
    await execute("UPDATE round SET created_at = $1", long_ago)
    await actions.open_next_phase(
        actor=director, round_id=round_id, deadline=long_ago + timedelta(days=1), now=long_ago
    )
    return round_id


async def waiting(name: str) -> int:
    return await fetch_one_value(int, "SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", name) or 0


async def test_a_job_of_a_change_that_is_undone_does_not_exist(db: asyncpg.Connection) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await enqueue(PhaseLapsed(round=1, phase=Phase.SUBMIT))
            raise RuntimeError
    assert await waiting(PhaseLapsed.job) == 0


async def test_jobs_that_are_due_are_done_once_and_later_ones_wait(db: asyncpg.Connection) -> None:
    round_id = await lapsed_round()
    await enqueue(PhaseLapsed(round=round_id, phase=Phase.SUBMIT), at=NOW + timedelta(days=36500))
    assert await queue.run_due() == 2  # the news that the phase is open, and that it lapsed
    assert await queue.run_due() == 0
    assert [change.kind for change in await queries.changes(round_id)] == ["lapsed", "open"]
    assert await waiting(PhaseLapsed.job) == 1


async def test_a_job_for_later_waits_until_that_very_moment(db: asyncpg.Connection) -> None:
    at = NOW + timedelta(days=36500)
    await enqueue(Tell(word="straks"), at=at)
    assert await fetch_values(datetime, "SELECT execute_after FROM pgqueuer") == [at]


async def test_the_same_job_waits_only_once_when_that_is_asked(db: asyncpg.Connection) -> None:
    for word in ("een", "een", "twee"):
        await enqueue(Tell(word=word), unless_waiting=True)
    await enqueue(Tell(word="een"))
    assert await waiting(Tell.job) == 3


async def test_a_job_that_somebody_waits_for_goes_first(db: asyncpg.Connection) -> None:
    told: list[str] = []

    class Urgent(Payload, frozen=True, kw_only=True):
        job: ClassVar[str] = "test.urgent"
        urgent: ClassVar[bool] = True

    async def tell(payload: Tell, /, *, now: datetime) -> None:
        told.append(payload.word)

    async def hurry(_: Urgent, /, *, now: datetime) -> None:
        told.append("nu")

    await enqueue(Tell(word="straks"))
    await enqueue(Urgent())
    await (await queue.taking([does(Tell, tell), does(Urgent, hurry)])).run_due()
    assert told == ["nu", "straks"]


async def test_a_job_that_fails_is_tried_again_later_each_time_then_held_and_can_be_run_again(
    db: asyncpg.Connection,
) -> None:
    busy = broken = True
    told: list[str] = []

    async def tell(payload: Tell, /, *, now: datetime) -> None:
        if busy:
            raise Busy("test")
        if broken:
            raise LookupError(payload.word)
        told.append(payload.word)

    async def turn() -> None:
        await execute("UPDATE pgqueuer SET execute_after = now() WHERE status = 'queued'")
        await (await queue.taking([does(Tell, tell)])).run_due()

    await enqueue(Tell(word="geheim"))
    await turn()
    busy = False  # that another process did it was no failure
    for attempt in range(1, TRIES):
        await turn()
        row = await db.fetchrow("SELECT status::text, attempts, execute_after - now() AS wait FROM pgqueuer")
        assert (row["status"], row["attempts"], row["wait"]) == ("queued", attempt, wait_after(attempt - 1))
    assert await queue_state.failed_jobs() == []
    await turn()
    (held,) = await queue_state.failed_jobs()
    assert (held.name, held.error) == (Tell.job, "LookupError")
    assert (await queue_state.backlog()).failed == 1
    await turn()
    assert told == []  # it waits for somebody

    broken = False
    assert await queue_state.run_again(held.id) == Tell.job
    assert await queue_state.run_again(held.id) is None
    await turn()
    assert (told, await queue_state.failed_jobs(), await waiting(Tell.job)) == (["geheim"], [], 0)


def test_waits_grow_to_an_hour() -> None:
    assert [wait_after(n).total_seconds() for n in (0, 1, 2, 5, 6, 20, 999)] == [10, 30, 90, 2430, 3600, 3600, 3600]


async def test_a_job_whose_payload_cannot_be_read_is_held_at_once(db: asyncpg.Connection) -> None:
    async def tell(payload: Tell, /, *, now: datetime) -> None:
        raise AssertionError

    await enqueue(Tell(word="een"))
    await execute("UPDATE pgqueuer SET payload = '{}'")
    await (await queue.taking([does(Tell, tell)])).run_due()
    assert [job.error for job in await queue_state.failed_jobs()] == ["ValidationError"]


async def test_a_step_of_the_night_that_fails_stops_no_other_and_each_tells_when_it_last_went_well(
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    broken = True

    async def breaks(*, now: datetime) -> None:
        if broken:
            raise LookupError
        done.append("breekt")

    async def works(*, now: datetime) -> None:
        done.append("werkt")

    jobs = {job.name: job for job in (nightly("breekt", breaks), nightly("werkt", works, hour=5))}
    monkeypatch.setattr(worker, "JOBS", jobs)

    async def night() -> None:
        await worker.ask_periodic()
        await worker.ask_periodic()  # every worker asks, every minute
        assert [await waiting(name) for name in jobs] == [1, 1]
        await execute("UPDATE pgqueuer SET execute_after = now(), attempts = $1 WHERE status = 'queued'", TRIES - 1)
        await (await queue.taking(list(jobs.values()))).run_due()

    await night()
    assert done == ["werkt"]
    broke, worked = await queue_state.periodic_jobs(NIGHT)
    assert (broke.name, broke.succeeded_at) == ("nacht: breekt", None)
    assert (worked.name, worked.succeeded_at is not None) == ("nacht: werkt", True)
    assert [job.name for job in await queue_state.failed_jobs()] == ["nacht: breekt"]

    broken = False
    await execute("DELETE FROM pgqueuer WHERE entrypoint = 'nacht: werkt'")
    await worker.ask_periodic()  # the failure of last night keeps no following night from coming
    await execute("UPDATE pgqueuer SET execute_after = now() WHERE entrypoint = 'nacht: breekt'")
    await (await queue.taking(list(jobs.values()))).run_due()
    assert done == ["werkt", "breekt"]
    assert await queue_state.failed_jobs() == []  # it went well: the earlier failure needs nobody any more


def test_a_step_of_the_night_is_due_at_its_hour() -> None:
    step = nightly("iets", _nothing, hour=4).following
    assert step is not None
    assert step(NOW.replace(hour=3, minute=59)) == NOW.replace(hour=4, minute=0, second=0, microsecond=0)
    assert step(NOW.replace(hour=4, minute=0, second=0, microsecond=0)).day == (NOW + timedelta(days=1)).day


async def _nothing(*, now: datetime) -> None:
    pass


async def test_the_log_of_the_queue_is_kept_for_a_month_but_for_the_last_time_that_each_job_went_well(
    db: asyncpg.Connection,
) -> None:
    for days, status in ((50, "successful"), (40, "successful"), (40, "failed"), (10, "queued")):
        await execute(
            "INSERT INTO pgqueuer_log (created, job_id, status, priority, entrypoint)"
            " VALUES ($1, 1, $2::text::pgqueuer_status, 0, 'iets')",
            NOW - timedelta(days=days),
            status,
        )
    await queue_state.let_go(now=NOW)
    kept = await fetch_values(int, "SELECT ($1::date - created::date) FROM pgqueuer_log ORDER BY 1", NOW.date())
    assert kept == [10, 40]


def test_each_job_has_one_name_and_the_worker_knows_them_all() -> None:
    assert len({job.name for job in worker.JOBS.values()}) == len(worker.JOBS)
    known = {payload.job for payload in _payloads(Payload) if hasattr(payload, "job")}
    assert {name for name in known if not name.startswith("test.")} <= set(worker.JOBS)


def _payloads(kind: type[Payload]) -> list[type[Payload]]:
    return [found for sub in kind.__subclasses__() for found in (sub, *_payloads(sub))]


def test_no_step_of_the_night_is_asked_for_by_hand() -> None:
    assert all(isinstance(job, Job) and job.most == 1 for job in worker.JOBS.values() if job.following is not None)
