"""A real worker is killed in the middle of delivering; the next one brings the rest, and no event is lost."""

import asyncio
import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from innovatie.changes.actions import tell_changes
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.infra.database import transaction
from tests.serving import SECRET, end, environment
from tests.subscriptions.receiver import receiving
from tests.subscriptions.test_subscriptions import subscribed
from tests.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.slow]  # two real workers, and the wait for the second one's turn

EVENTS = 300


@contextlib.contextmanager
def working(dsn: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    environ = environment(
        DATABASE_URL=dsn, INNOVATIE_SECRET=SECRET, INNOVATIE_DEMO="1", INNOVATIE_RECEIVERS_INSIDE="127.0.0.0/8"
    )
    run = [sys.executable, "-m", "innovatie.cli", "worker"]
    with log.open("wb") as out, subprocess.Popen(run, env=environ, stdout=out, stderr=subprocess.STDOUT) as process:
        try:
            yield process
        finally:
            end(process)


async def test_kill_9_of_the_worker_loses_no_event(committed: str, tmp_path: Path) -> None:
    with receiving() as receiver:
        await subscribed(receiver.address, datetime.now(UTC))
        async with transaction():
            await tell_changes(resource=PublicResource.IDEA, kind=ChangeKind.CHANGED, object_ids=range(1, EVENTS + 1))
        with working(committed, tmp_path / "first") as first:
            await asyncio.to_thread(until, lambda: len(receiver.taken) >= 5, of="the first events arrive")
            first.send_signal(signal.SIGKILL)
            first.wait()
        before = len(set(receiver.ids))
        assert before < EVENTS, "killed in the middle"
        with working(committed, tmp_path / "second"):
            await asyncio.to_thread(
                until, lambda: len(set(receiver.ids)) == EVENTS, of="the rest arrives", patience=300
            )
        assert len(receiver.ids) - EVENTS <= 1  # at most the one that was on its way comes twice, under its own id
