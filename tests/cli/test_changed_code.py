"""`make dev` asks the demo by a signal for new processes: these read the module and the template that were changed."""

import os
import signal
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from innovatie.cli import listening
from innovatie.cli.supervisor import Supervisor
from innovatie.settings import Settings
from tests.serving import free_port
from tests.waiting import until

SITE = """
import os, pathlib, signal, sys
from innovatie import rule
here = pathlib.Path(__file__).parent
draft = here / f"{sys.argv[1]}.draft"
draft.write_text(f"{os.getpid()} {rule.SAYS} {(here / 'page.html').read_text()}")
draft.rename(here / f"{sys.argv[1]}.told")
signal.pause()
"""
"""In place of web and worker: tells what it read when it started. The real ones take seconds and a database."""


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    package = tmp_path / "innovatie" / "cli"
    package.mkdir(parents=True)
    for name, text in (("../__init__.py", ""), ("__init__.py", ""), ("__main__.py", SITE)):
        (package / name).write_text(text, encoding="utf-8")
    write(package, "old")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    before = signal.getsignal(signal.SIGUSR1)
    yield package
    signal.signal(signal.SIGUSR1, before)


def write(package: Path, word: str) -> None:
    """The module and the template, as who develops saves them."""
    (package.parent / "rule.py").write_text(f"SAYS = {word!r}\n", encoding="utf-8")
    (package / "page.html").write_text(word, encoding="utf-8")


def told(package: Path, name: str) -> list[str]:
    file = package / f"{name}.told"
    return file.read_text("utf-8").split() if file.exists() else []


def has_read(package: Path, name: str, word: str) -> bool:
    return told(package, name)[1:] == [word, word]


@pytest.mark.parametrize("early", [True, False], ids=["saved while the demo loads", "saved while it runs"])
def test_what_is_saved_is_read_by_new_processes(code: Path, tmp_path: Path, *, early: bool) -> None:
    settings = Settings().with_changes(data=tmp_path / "data", secret="s" * 40)
    supervisor = Supervisor(settings, listening.listen("127.0.0.1", free_port()), None)

    def develop() -> None:
        """In a thread, as `run` has the first one until it is told to stop."""
        try:
            until(lambda: told(code, "worker"), of="the worker started")
            if not early:
                write(code, "changed")
                os.kill(os.getpid(), signal.SIGUSR1)
            for name in ("serve", "worker"):
                until(partial(has_read, code, name, "changed"), of=f"{name} read it anew")
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    developer = threading.Thread(target=develop)
    try:
        supervisor.prepare_web()
        until(lambda: told(code, "serve"), of="the web process started")
        first = told(code, "serve")
        assert first[1:] == ["old", "old"]
        if early:
            write(code, "changed")
            os.kill(os.getpid(), signal.SIGUSR1)
        supervisor.open_web("")
        supervisor.start_worker()
        developer.start()
        supervisor.run(pytest.fail)
        assert told(code, "serve")[1:] == told(code, "worker")[1:] == ["changed", "changed"]
        assert told(code, "serve")[0] != first[0]
    finally:
        supervisor.stop()
        developer.join()
