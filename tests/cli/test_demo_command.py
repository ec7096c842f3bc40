"""`innovatie demo` as a user runs it: it starts, survives the kill of any part, loses nothing and leaves nothing."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from innovatie.demo import mark
from innovatie.infra.embedded_postgres import EmbeddedPostgres, running_dsn
from tests import forked
from tests.databases import copy, drop, own_name
from tests.infra.postgres import alive, ask
from tests.serving import environment, free_port
from tests.waiting import PATIENCE, until

FIRST_START = 900.0  # seconds; a busy machine loads the demo slowly
STARTED = re.compile(r"Innovatie draait op (http://127\.0\.0\.1:\d+) \(gestart in ")


class Demo:
    """One run of `innovatie demo`."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.output = data.parent / f"output-{time.monotonic_ns()}"
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "innovatie.cli", "demo", "--port", str(port), "--data", str(data)],
                env=environment(DATABASE_URL=""),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def text(self) -> str:
        return self.output.read_text("utf-8")

    def wait(self, patience: float = PATIENCE) -> None:
        """Until it says that it runs."""
        found = until(self._started, of="the demo says that it runs", patience=patience)
        assert found[1] == f"http://127.0.0.1:{self.port}"

    def _started(self) -> re.Match[str] | None:
        found = STARTED.search(self.text())
        assert found or self.process.poll() is None, self.text()
        return found

    def children(self) -> dict[str, int]:
        """Process numbers of web, worker and postgres."""
        listed = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
        found = {}
        for line in listed.splitlines():
            pid, parent, command = line.split(None, 2)
            if int(parent) == self.process.pid:
                found.update({name: int(pid) for name in ("serve", "worker", "postgres") if name in command})
        return found

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


def page(port: int, path: str = "/") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        text: str = answer.read().decode()
        return text


def answers(port: int) -> bool:
    try:
        return "<h1" in page(port, "/ideeen")
    except OSError:
        return False


def wait_until_gone(pids: Iterable[int]) -> None:
    until(lambda: not any(alive(pid) for pid in pids), of="every process of the demo is gone")


def content(data: Path) -> list[int]:
    dsn = running_dsn(data)
    assert dsn is not None
    return [int(ask(dsn, f"SELECT count(*) FROM {table}")) for table in ("idea", "person", "round", "audit_event")]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="innovatie-test-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.slow  # loads the whole demo and kills each part of it in turn
def test_the_whole_life_of_a_demo(home: Path) -> None:
    """One long test, because the first start loads the demo and each step needs the one before."""
    port, data = free_port(), home / "data"
    demo = Demo(data, port)
    try:
        demo.wait(FIRST_START)
        assert f"http://127.0.0.1:{port} is al open en zegt wat er nog geladen wordt.\n" in demo.text()
        assert "Sanne de Wit" in demo.text()
        assert "Demo." in page(port)
        secret = (data / "secret").read_text()
        before = content(data)
        assert before[0] >= 120

        # kill -9 of each part: it comes back, and the site answers
        for part in ("serve", "worker", "postgres"):
            first = demo.children()[part]
            os.kill(first, signal.SIGKILL)
            until(lambda part=part, first=first: demo.children().get(part, first) != first, of=f"another {part}")
            until(lambda: answers(port), of="the site answers again")
        assert content(data) == before

        # kill -9 of the whole: the children notice, the next start recovers and has it all
        ask(str(running_dsn(data)), "INSERT INTO round (code, name, description, settings, created_at)"
            " VALUES ('2099-9', 'Blijft', '', '{}', now())")  # fmt: skip
        left = demo.children()
        demo.process.kill()
        demo.process.wait()
        wait_until_gone([left["serve"], left["worker"]])
        assert alive(left["postgres"])
        demo = Demo(data, port)
        demo.wait()
        assert not alive(left["postgres"])
        before[2] += 1
        assert content(data) == before
        assert (data / "secret").read_text() == secret

        # Ctrl-C stops everything, and it starts again (`make benchmark ARGS=start` tells how quickly)
        left = demo.children()
        assert set(left) == {"serve", "worker", "postgres"}
        assert demo.stop() == 0
        assert demo.text().rstrip().endswith("Innovatie is gestopt.")
        wait_until_gone(left.values())
        demo = Demo(data, port)
        demo.wait()
        assert content(data) == before
    finally:
        demo.process.kill()
        demo.process.wait()
        with EmbeddedPostgres(data):  # takes over the server that the killed demo left, and stops it
            pass


def fails(data: Path, port: int, **settings: str) -> str:
    """What a demo that cannot start says; it must end with code 2 and one sentence."""
    environ = environment(**{"DATABASE_URL": "", **settings})
    done = forked.run("demo", "--port", str(port), "--data", str(data), environment=environ)
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    return done.stderr


def test_a_taken_port_is_one_sentence(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert fails(home / "other", port) == (
            f"Poort {port} op 127.0.0.1 is bezet: er draait al een programma op. Kies een andere met --port.\n"
        )
    assert not (home / "other").exists()


def test_a_data_folder_that_is_a_file_is_one_sentence(home: Path) -> None:
    (home / "file").write_text("geen map")
    assert re.fullmatch(
        r".*/file is geen map; kies een andere map voor de gegevens\.\n", fails(home / "file", free_port())
    )


def test_a_server_that_does_not_answer_is_one_sentence(home: Path) -> None:
    dsn = "postgresql://innovatie:x@127.0.0.1:1/innovatie"
    said = fails(home / "third", free_port(), DATABASE_URL=dsn)
    assert re.fullmatch(r"De database van DATABASE_URL is niet te bereiken: .*\n", said)
    assert "Traceback" not in said


def test_a_public_address_is_refused(home: Path) -> None:
    said = fails(home / "fourth", free_port(), INNOVATIE_HOST="0.0.0.0")
    assert said.startswith("De demo laat iedereen zonder wachtwoord binnen en start daarom niet op een openbaar adres")


@pytest.fixture
def migrated(server_dsn: str) -> Iterator[str]:
    name = own_name("demo")
    yield asyncio.run(copy(server_dsn, name))
    asyncio.run(drop(server_dsn, name))


def test_a_database_of_a_newer_version_is_one_sentence(home: Path, migrated: str) -> None:
    ask(
        migrated,
        "INSERT INTO migration (name, app_name, ran_on) VALUES ('2099-01-01T00:00:00:000000', 'innovatie', now())",
    )
    said = fails(home / "fifth", free_port(), DATABASE_URL=migrated)
    assert said == (
        "Deze database is van een nieuwere versie van Innovatie (migratie 2099-01-01T00:00:00:000000). "
        "Werk Innovatie bij of gebruik een andere database.\n"
    )


def test_a_database_of_before_the_first_version_is_one_sentence_that_says_what_to_do(home: Path, migrated: str) -> None:
    ask(migrated, "UPDATE migration SET name = '2026-11-21T22:00:00:000000'")
    said = fails(home / "old", free_port(), DATABASE_URL=migrated)
    assert said == (
        "Deze database is van een proefversie van Innovatie en kan niet worden bijgewerkt. Draait u de demo? "
        "Verwijder dan de map met gegevens (.innovatie) of kies een andere map met --data, en start opnieuw: "
        "de voorbeelden komen vanzelf terug. Gebruik anders een lege database.\n"
    )


def test_somebody_elses_data_are_never_touched(home: Path, migrated: str) -> None:
    ask(
        migrated,
        "INSERT INTO person (name, email, description, active, created_at) VALUES ('Echt', 'e@x.nl', '', true, now())",
    )
    said = fails(home / "sixth", free_port(), DATABASE_URL=migrated)
    assert said == "Deze database bevat al gegevens die niet van de demo zijn; gebruik voor de demo een lege.\n"
    assert ask(migrated, "SELECT count(*) FROM person") == 1


def test_a_demo_that_was_cut_short_while_loading_starts_afresh(migrated: str) -> None:
    ask(
        migrated,
        "INSERT INTO person (name, email, description, active, created_at) VALUES ('Half', 'h@x.nl', '', true, now())",
    )
    assert asyncio.run(mark.is_unfinished(migrated)) is False
    asyncio.run(mark.empty(migrated))
    assert ask(migrated, "SELECT count(*) FROM person") == 1
    ask(migrated, "COMMENT ON SCHEMA public IS 'innovatie demo: bezig'")
    assert asyncio.run(mark.is_unfinished(migrated)) is True
    asyncio.run(mark.empty(migrated))
    assert ask(migrated, "SELECT to_regclass('person')") is None
