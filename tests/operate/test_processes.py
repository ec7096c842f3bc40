"""The real web process and worker, on a server of their own: they outlive it, and end when they are told to."""

import contextlib
import os
import signal
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from innovatie.infra.embedded_postgres import EmbeddedPostgres
from tests import forked
from tests.infra.postgres import ask
from tests.serving import SECRET, end, environment, free_port
from tests.waiting import PATIENCE, until

TOLD = """
import asyncio, sys, time
from innovatie import worker
from innovatie.cli import processes
from innovatie.infra import jobs
from innovatie.infra.database import execute

class Note(jobs.Payload, frozen=True, kw_only=True):
    job = "test.note"
    word: str

class Forever(jobs.Payload, frozen=True, kw_only=True):
    job = "test.forever"

async def note(payload, *, now):
    await execute("INSERT INTO noted VALUES ($1)", payload.word)

async def forever(payload, *, now):
    await execute("INSERT INTO noted VALUES ('forever')")
    while True:
        pass

worker.JOBS = {"test.note": jobs.does(Note, note), "test.forever": jobs.does(Forever, forever)}
processes.worker.main([], standalone_mode=False)
"""
"""The worker as it is, with two jobs of this test: one that notes a word, one that never lets go of the event loop."""
ENQUEUE = (
    "INSERT INTO pgqueuer (priority, entrypoint, payload, status) VALUES (0, $1, $2::bytea, 'queued') RETURNING 'ok'"
)


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with tempfile.TemporaryDirectory(prefix="innovatie-test-", dir="/tmp") as made:
        folder = Path(made)
        folder.chmod(0o711)
        with EmbeddedPostgres(folder / "data", durable=False) as postgres:
            done = forked.run("migrate", environment=environment(DATABASE_URL=postgres.dsn))
            assert done.returncode == 0, done.stderr
            ask(postgres.dsn, "CREATE TABLE noted (word text)")
            yield postgres


@contextlib.contextmanager
def process(dsn: str, log: Path, *arguments: str, program: str = "", **settings: str) -> Iterator[forked.Forked]:
    environ = environment(DATABASE_URL=dsn, INNOVATIE_SECRET=SECRET, **settings)
    running = forked.start(*arguments, environment=environ, log=log, program=program)
    try:
        yield running
    finally:
        end(running)


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def enqueue(dsn: str, name: str, payload: str) -> None:
    sql = ENQUEUE.replace("$1", f"'{name}'").replace("$2", f"'{payload}'")
    assert ask(dsn, sql) == "ok"


def noted(dsn: str, word: str) -> bool:
    return bool(ask(dsn, f"SELECT count(*) FROM noted WHERE word = '{word}'"))


def ended(running: forked.Forked) -> int | None:
    code = running.poll()
    return None if code is None else code + 1000


def test_web_and_worker_wait_for_the_database_outlive_its_restarts_and_end_in_order_while_it_is_away(
    server: EmbeddedPostgres, tmp_path: Path
) -> None:
    port, dsn = free_port(), server.dsn
    address = f"http://127.0.0.1:{port}"
    server.stop()
    with (
        process(dsn, tmp_path / "web", "serve", INNOVATIE_PORT=str(port)) as web,
        process(dsn, tmp_path / "worker", program=TOLD) as worker,
    ):
        for part in ("web", "worker"):
            until(lambda part=part: "database is away" in (tmp_path / part).read_text("utf-8"), of=f"{part} waits")
        server.start()
        until(lambda: status(f"{address}/readyz") == 200, of="the web process is ready")
        for turn in ("in order", "by a kill", "for good"):
            enqueue(dsn, "test.note", f'{{"word": "before {turn}"}}')
            until(lambda turn=turn: noted(dsn, f"before {turn}"), of="the worker works")
            if turn == "in order":
                server.stop()
            else:
                os.kill(server.pid or 0, signal.SIGKILL)
            until(lambda: status(f"{address}/readyz") == 503, of="the web process says that it is not ready")
            assert status(f"{address}/livez") == 200
            assert status(f"{address}/ideeen/999") == 503
            if turn != "for good":
                server.start()
                until(lambda: status(f"{address}/ideeen/999") == 404, of="the pages are back")
                assert status(f"{address}/readyz") == 200
        assert (web.poll(), worker.poll()) == (None, None)
        for each in (web, worker):
            each.terminate()
        assert until(lambda: ended(worker), of="the worker ended") == 1000
        assert until(lambda: ended(web), of="the web process ended") == 1000 - signal.SIGTERM
    server.start()
    for part in ("web", "worker"):
        assert "ended by force" not in (tmp_path / part).read_text("utf-8")


def test_a_worker_whose_job_never_lets_go_ends_when_it_is_told_to(server: EmbeddedPostgres, tmp_path: Path) -> None:
    with process(server.dsn, tmp_path / "worker", program=TOLD) as worker:
        enqueue(server.dsn, "test.forever", "{}")
        until(lambda: noted(server.dsn, "forever"), of="the job holds the event loop")
        worker.terminate()
        assert until(lambda: ended(worker), of="the worker ended", patience=PATIENCE) == 1001
    assert '"event": "ended by force"' in (tmp_path / "worker").read_text("utf-8")
    assert ask(server.dsn, "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'test.forever'") == 1, "not lost"
    ask(server.dsn, "DELETE FROM pgqueuer")
