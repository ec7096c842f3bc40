"""The web process and the worker as children of one program, with PostgreSQL beside them when it is embedded.

A child that dies is started again, and so is the database; one that keeps dying ends the whole, with its last words.
Children notice the death of this process through a pipe, so that not even kill -9 leaves them behind.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from innovatie.infra.embedded_postgres import EmbeddedPostgres
from innovatie.infra.parent_process import LIFELINE
from innovatie.settings import Settings, SettingsError

TIMEOUT_SECONDS = 15.0  # seconds that a child gets to stop
DEATHS = 5  # so many deaths of one child
WITHIN = 60.0  # in so many seconds end the program


@dataclass
class Child:
    """A process that is kept alive."""

    name: str
    arguments: list[str]
    log: Path
    keep: tuple[int, ...]
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=deque)

    def start(self, environ: dict[str, str], *more: str, keep: tuple[int, ...] = ()) -> None:
        """Start the process; `more` arguments and file descriptors to `keep` are for this time only."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 -- our own program
                [sys.executable, "-m", "innovatie.cli", *self.arguments, *more],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environ,
                pass_fds=(*self.keep, *keep),
                start_new_session=True,  # Ctrl-C reaches the supervisor only, which stops things in order
            )

    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def dies_too_often(self, now: float) -> bool:
        self.deaths.append(now)
        while now - self.deaths[0] > WITHIN:
            self.deaths.popleft()
        return len(self.deaths) >= DEATHS

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "zonder bericht"


class Supervisor:
    """Starts web and worker, keeps them and the database alive until `stop` is asked, then stops all in order.

    `listener` is the socket that the web process serves; it stays open here, so a restart refuses nobody.
    """

    def __init__(self, settings: Settings, listener: socket.socket, postgres: EmbeddedPostgres | None) -> None:
        logs = settings.data / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        for name in ("web.log", "worker.log"):
            (logs / name).touch()  # better refused now than when a child starts
        self._postgres = postgres
        self._stopping = self._again = False
        self._listener = listener
        read_end, self._write_end = os.pipe()
        self._read_end = read_end
        self._go = -1
        fd = listener.fileno()
        self._environ = {**os.environ, **settings.environment(), LIFELINE: str(read_end)}
        self.web = Child("web", ["serve", "--fd", str(fd)], logs / "web.log", (fd, read_end))
        self.worker = Child("worker", ["worker"], logs / "worker.log", (read_end,))
        # From here on and not from `run`: a file that is saved during the first load must not end the demo.
        signal.signal(signal.SIGUSR1, self._on_again)

    def prepare_web(self) -> None:
        """Start the web process, which loads itself while the database starts, and then waits for `open_web`."""
        waiting, self._go = os.pipe()
        self.web.start(self._environ, "--wait", str(waiting), keep=(waiting,))
        os.close(waiting)

    def open_web(self, database_url: str) -> None:
        """Let the web process serve on this database."""
        self._environ["DATABASE_URL"] = database_url
        os.write(self._go, database_url.encode())
        os.close(self._go)
        self._go = -1

    def start_worker(self) -> None:
        """Start the worker; `run` keeps both."""
        self.worker.start(self._environ)

    def run(self, say: Callable[[str], None]) -> None:
        """Keep everything alive until SIGINT or SIGTERM. Raises SettingsError when a child keeps dying."""
        before = {sign: signal.signal(sign, self._on_signal) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            while not self._stopping:
                self._look_after(say)
                time.sleep(0.25)
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def stop(self) -> None:
        """Stop the children in order; safe to call twice."""
        self.web.stop()
        self.worker.stop()
        self._listener.close()
        for end in (self._read_end, self._write_end, self._go):
            if end >= 0:
                os.close(end)
        self._read_end = self._write_end = self._go = -1

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _on_again(self, number: int, frame: FrameType | None) -> None:
        """Who develops has changed the code: `make dev` asks for new children."""
        self._again = True

    def _look_after(self, say: Callable[[str], None]) -> None:
        if self._postgres is not None and self._postgres.pid is None:
            say("PostgreSQL is gestopt en wordt opnieuw gestart; er gaat niets verloren.")
            self._postgres.start()
        if self._again:
            self._again = False
            for child in (self.web, self.worker):
                child.stop()
                child.start(self._environ)
        for child in (self.web, self.worker):
            if not child.died():
                continue
            if child.dies_too_often(time.monotonic()):
                raise SettingsError(f"Het proces {child.name} stopt steeds: {child.last_words()} (zie {child.log}).")
            say(f"Het proces {child.name} is gestopt en wordt opnieuw gestart.")
            child.start(self._environ)
