"""The real web process on a free port, for tests that must talk to it over a socket."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests import forked
from tests.forked import Process
from tests.waiting import PATIENCE, until

SECRET = "for tests only, at least 32 characters"


def free_port() -> int:
    """A port that nobody uses, below those that the kernel gives to outgoing connections: none of those takes it first."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def wait_for(address: str, process: Process, log: Path, *, seconds: float = PATIENCE) -> None:
    """Until `address` answers with any status; AssertionError with its `log` when the process ends or time is up."""

    def answers() -> bool:
        ended = process.poll()
        assert ended is None, f"ended with {ended} before it answered:\n{log.read_text('utf-8', 'replace')[-4000:]}"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    until(answers, of=f"{address} answers; its log is {log}", patience=seconds)


def end(process: Process) -> None:
    """Ask the process to stop; kill it when it does not."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def environment(**more: str) -> dict[str, str]:
    """This environment, with our source on the path."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **more}


@contextlib.contextmanager
def web(dsn: str, log: Path, **settings: str) -> Iterator[str]:
    """`innovatie serve` on the database `dsn`; gives its address."""
    port = free_port()
    environ = environment(
        DATABASE_URL=dsn,
        INNOVATIE_PORT=str(port),
        INNOVATIE_SECRET=SECRET,
        **settings,
    )
    process = forked.start("serve", environment=environ, log=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/livez", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)
