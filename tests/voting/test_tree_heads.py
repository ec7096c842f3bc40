"""Signed heads of the log go out hourly for as long as a vote is open, whatever became of the head before."""

from datetime import timedelta

import pytest

from innovatie.infra.database import execute, fetch_one_value, fetch_values
from innovatie.voting import actions
from innovatie.voting.payloads import TreeHead
from tests import queue
from tests.voting import scene as scenes
from tests.voting.scene import LATER

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

HOUR = timedelta(hours=1)


async def waiting() -> int:
    return await fetch_one_value(int, "SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", TreeHead.job) or 0


async def test_a_head_is_due_an_hour_after_the_last_one_when_the_log_grew() -> None:
    scene = await scenes.preselection()
    assert await actions.ask_due_heads(now=LATER + 2 * HOUR) == 0  # the opening is signed, and nobody has voted
    await scene.approve(0, 1)
    assert await actions.ask_due_heads(now=LATER - HOUR / 2) == 0
    assert await actions.ask_due_heads(now=LATER + 2 * HOUR) == 1
    assert await actions.ask_due_heads(now=LATER + 2 * HOUR) == 1
    assert await waiting() == 1  # asked twice, it waits once


async def test_a_head_that_failed_is_asked_again_and_signs_what_the_log_is_by_then() -> None:
    scene = await scenes.preselection()
    await scene.approve(0, 1)
    await actions.ask_due_heads(now=LATER + 2 * HOUR)
    await execute("UPDATE pgqueuer SET status = 'failed' WHERE entrypoint = $1", TreeHead.job)
    await scene.approve(1, 2)
    assert await actions.ask_due_heads(now=LATER + 3 * HOUR) == 1
    await queue.run_due()
    sizes = await fetch_values(int, "SELECT size FROM tree_head ORDER BY id")
    assert len(sizes) == 2
    assert sizes[-1] == await fetch_one_value(int, "SELECT log_size FROM round_vote")
    assert await actions.ask_due_heads(now=LATER + 9 * HOUR) == 0


async def test_no_head_is_asked_for_a_vote_that_is_closed() -> None:
    scene = await scenes.preselection()
    await scene.approve(0, 1)
    await scene.close()
    assert await actions.ask_due_heads(now=LATER + 9 * HOUR) == 0
