"""An embedder that is started by the web process, or by who first needs one, where the settings name none.

Web processes and workers of one user and one installation share it: it listens in a folder that only that user may
read. It ends with the process that started it; the next question of another then starts a new one. So the encoder and
its 120 MB are in one process, and not in each, without anybody having to know of it.
"""

import asyncio
import hashlib
import os
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from innovatie.infra import embedding_service
from innovatie.infra.parent_process import LIFELINE

TIMEOUT_SECONDS: Final = 30.0
"""Seconds within which an embedder that was started must answer."""
AFTER_DEATH: Final = 5.0
"""Seconds that another may still need when ours ended because that one was first, or could not start."""
_LONGEST_ADDRESS: Final = 100
"""Characters of a socket's address, at most; the system allows 107."""


def own_address() -> str:
    """Where processes of this user and installation look for one another's embedder; "" where that cannot be trusted.

    The folder is made here, and must be a real one, ours, and closed to everybody else.
    """
    folder = Path(tempfile.gettempdir()) / f"innovatie-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return ""
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        return ""
    installation = hashlib.sha256(f"{sys.prefix}\0{__file__}".encode()).hexdigest()[:12]
    address = str(folder / f"embedder-{installation}.sock")
    return address if len(address) <= _LONGEST_ADDRESS else ""


class Starter:
    """Starts the embedder of this process at `address`, one at a time."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.process: subprocess.Popen[bytes] | None = None
        self._starting: asyncio.Task[bool] | None = None
        self._write_end: int | None = None

    async def start(self) -> bool:
        """Whether one answers now; it is started when none does. Who asks meanwhile waits for the same one."""
        loop = asyncio.get_running_loop()
        if self._starting is None or self._starting.done() or self._starting.get_loop() is not loop:
            self._starting = loop.create_task(self._start())
        return await asyncio.shield(self._starting)

    async def _start(self) -> bool:
        if await embedding_service.answers(self.address):
            return True
        if self.process is None or self.process.poll() is not None:
            self._spawn()
        if await self._answers_in_time():
            return True
        if self.process is not None:
            self.process.kill()  # it hangs, or somebody removed its socket: the next time another is started
        return False

    async def _answers_in_time(self) -> bool:
        until = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < until:
            if await embedding_service.answers(self.address):
                return True
            if self.process is None or self.process.poll() is not None:
                until = min(until, time.monotonic() + AFTER_DEATH)
                self.process = None
            await asyncio.sleep(0.05)
        return False

    def _spawn(self) -> None:
        self._let_go()
        read_end, self._write_end = os.pipe()  # the other end closes with this process, and the embedder ends
        try:
            with suppress(OSError):
                self.process = subprocess.Popen(
                    [sys.executable, "-m", "innovatie.cli", "embedder"],
                    stdin=subprocess.DEVNULL,
                    env={**os.environ, "INNOVATIE_EMBEDDER": self.address, LIFELINE: str(read_end)},
                    pass_fds=(read_end,),
                    start_new_session=True,  # Ctrl-C reaches us only; it ends when we do
                )
        finally:
            os.close(read_end)

    def _let_go(self) -> None:
        if self._write_end is not None:
            os.close(self._write_end)
            self._write_end = None

    def stop(self) -> None:
        """End the one that this process started, if any."""
        self._let_go()
        if self.process is not None:
            self.process.wait()
            self.process = None
