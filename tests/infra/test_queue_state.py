"""What the queue says of a job that goes back (another process does it, and it has not failed), and jobs nobody asks for."""

from datetime import datetime
from typing import ClassVar

import asyncpg
import pytest

from innovatie.infra import queue_state
from innovatie.infra.database import fetch_values
from innovatie.infra.jobs import Payload, does, enqueue, spared
from innovatie.infra.singleton import Busy
from tests import queue

pytestmark = pytest.mark.anyio


class Alone(Payload, frozen=True, kw_only=True):
    job: ClassVar[str] = "test.alone"


async def test_a_job_that_must_wait_is_not_held_when_the_database_is_away_just_then(
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(_: Alone, /, *, now: datetime) -> None:
        raise Busy("test")

    async def away(_: int) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(queue_state, "count_no_failure", away)
    await enqueue(Alone())
    await (await queue.taking([does(Alone, busy)])).run_due()
    assert await fetch_values(str, "SELECT status::text FROM pgqueuer") == ["queued"]


class Beside(Payload, frozen=True, kw_only=True):
    job: ClassVar[str] = "test.beside"


async def test_who_does_the_work_of_a_job_for_everything_at_once_leaves_none_of_that_name(
    db: asyncpg.Connection,
) -> None:
    names = "SELECT entrypoint FROM pgqueuer WHERE starts_with(entrypoint, 'test.') ORDER BY id"
    with spared([Alone.job]):
        await enqueue(Alone())
        await enqueue(Beside())
    assert await fetch_values(str, names) == [Beside.job]
    await enqueue(Alone())
    assert await fetch_values(str, names) == [Beside.job, Alone.job]
