"""Our commands as processes of their own, forked from one that has imported everything.

Importing the platform takes two and a half seconds of processor. The first command that a worker starts makes one
process that imports it; each command is then a copy of that process, with its own environment, folder and log. Tests
of the starting itself (tests/operate, tests/cli) start Python anew.
"""

import atexit
import contextlib
import gc
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, Protocol

from tests.waiting import PATIENCE, until


class Process(Protocol):
    """What tests ask of a process, forked or started anew."""

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class Forked:
    """`innovatie` with these arguments, running; used as one uses `subprocess.Popen`."""

    def __init__(self, origin: "_Origin", pid: int) -> None:
        self._origin, self.pid = origin, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code (negative: the signal that ended it), or None while it runs."""
        if self.returncode is None:
            self.returncode = self._origin.ask({"status": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code; `subprocess.TimeoutExpired` after `timeout` seconds."""
        patience = PATIENCE if timeout is None else timeout
        try:
            until(lambda: self.poll() is not None, of=f"process {self.pid} ends", patience=patience)
        except AssertionError as late:
            raise subprocess.TimeoutExpired("innovatie", patience) from late
        assert self.returncode is not None
        return self.returncode

    def _send(self, sign: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, sign)

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)


def start(
    *arguments: str, environment: Mapping[str, str], log: Path, errors: Path | None = None, program: str = ""
) -> Forked:
    """Start `innovatie ARGUMENTS`, or the lines of `program` in its place.

    What it prints goes to the end of `log`, its errors too or to a file of their own.
    """
    origin = _origin()
    for file in (log, errors or log):
        file.touch()
    asked = {
        "arguments": arguments,
        "program": program,
        "environment": dict(environment),
        "folder": str(Path.cwd()),
        "log": str(log),
        "errors": str(errors or log),
    }
    pid = origin.ask(asked)
    assert pid is not None
    return Forked(origin, pid)


def run(
    *arguments: str, environment: Mapping[str, str], timeout: float = PATIENCE, program: str = ""
) -> subprocess.CompletedProcess[str]:
    """`innovatie ARGUMENTS` from beginning to end, or the lines of `program`, with what it printed."""
    with tempfile.TemporaryDirectory() as name:
        printed, errors = Path(name) / "out", Path(name) / "err"
        process = start(*arguments, environment=environment, log=printed, errors=errors, program=program)
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        return subprocess.CompletedProcess(
            ["innovatie", *arguments], code, printed.read_text("utf-8"), errors.read_text("utf-8")
        )


class _Origin:
    """The process that imported everything; it answers one question at a time."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        atexit.register(self.close)

    def ask(self, question: object) -> int | None:
        """Its answer: the number of the process it started, or the exit code of one."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with self._turn:
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            self._process.stdin.flush()
            answer: int | None = json.loads(self._process.stdout.readline())
            return answer

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._process.communicate()


@cache
def _origin() -> _Origin:
    return _Origin()


def _answer_questions() -> None:
    """Fork for each command that is asked for, until nobody asks any more; what still runs then is killed."""
    import innovatie.app
    import innovatie.cli.web_server
    import innovatie.worker  # noqa: F401
    from innovatie.infra import embeddings
    from innovatie.search import language

    embeddings._encoded(["x"])  # what each site and worker reads before its first search or plan
    language.analyser()
    gc.collect()
    gc.freeze()  # the copies leave these pages alone
    running: set[int] = set()
    while line := sys.stdin.buffer.readline():
        question = json.loads(line)
        answer: int | None
        if "status" in question:
            ended, status = os.waitpid(question["status"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if ended else None
            running.discard(ended)
        else:
            answer = os.fork()
            if answer == 0:
                _become(question)
            running.add(answer)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for left in running:
        os.kill(left, signal.SIGKILL)


def _become(question: Any) -> NoReturn:
    """Be the command that was asked for, as if Python had started with it."""
    from innovatie.cli import main

    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, name in ((1, question["log"]), (2, question["errors"])):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    os.chdir(question["folder"])
    os.environ.clear()
    os.environ.update(question["environment"])
    random.seed()  # or all copies would draw alike
    gc.unfreeze()
    sys.argv = ["innovatie", *question["arguments"]]
    if question["program"]:
        exec(compile(question["program"], "<program>", "exec"), {"__name__": "__main__"})
        sys.exit(0)
    main()
    raise AssertionError("a command ends its process")


if __name__ == "__main__":
    _answer_questions()
