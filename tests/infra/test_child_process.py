"""Work in a process of its own: its answer, its errors, and its end with ours."""

import asyncio
import os
import signal
import time
from pathlib import Path

import asyncpg
import pytest

from innovatie.infra.child_process import ChildFailed, in_child
from innovatie.infra.singleton import Busy, only_here
from tests.waiting import until_async

pytestmark = pytest.mark.anyio


def add(numbers: list[int]) -> int:
    print("what is printed does not disturb the answer")
    return sum(numbers)


def refuse(word: str) -> None:
    raise LookupError(word)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def note_and_wait(file: str) -> None:
    Path(file).write_text(str(os.getpid()))
    time.sleep(600)


async def test_the_child_answers_and_its_errors_are_ours() -> None:
    assert await in_child(add, list(range(100_000))) == sum(range(100_000))
    with pytest.raises(LookupError, match="zo"):
        await in_child(refuse, "zo")
    with pytest.raises(ChildFailed):
        await in_child(die)


async def test_the_event_loop_goes_on_and_a_cancelled_caller_ends_the_child(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    working = asyncio.create_task(in_child(note_and_wait, str(file)))

    async def written() -> str:
        return file.read_text() if file.exists() else ""

    await until_async(written, of="the child works")
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text()), 0)


async def test_only_one_process_holds_a_lock_and_it_is_free_afterwards(db: asyncpg.Connection) -> None:
    async with only_here("iets"):
        with pytest.raises(Busy):
            async with only_here("iets"):
                raise AssertionError
        async with only_here("iets anders"):
            pass
    async with only_here("iets"):
        pass
