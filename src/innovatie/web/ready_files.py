"""Downloads that are made first and sent afterwards, so that a slow reader holds nothing but a file on the disk.

Making one costs seconds and a connection to the database; sending it costs as long as the reader likes. So the making
is done by a few at a time, once for all who ask the same within a minute, and whoever would wait too long is told when
to come back.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Hashable
from dataclasses import dataclass
from typing import Final

from innovatie.domain.errors import DomainError
from innovatie.domain.wording import wording

AT_ONCE: Final = 2
WAIT_SECONDS: Final = 3.0
FRESH_SECONDS: Final = 60.0
PIECE: Final = 256 * 1024
RETRY_SECONDS: Final = 15
MOST_KEPT: Final = 16
"""Files that lie ready at a time: each holds a place of the process and of the disk, and anybody may think of more."""
_BUSY: Final = wording("Er worden nu andere bestanden gemaakt. Probeer het over een kwart minuut opnieuw.")


class TooBusy(DomainError):
    """Others are having their downloads made; `wait_seconds` tells when to try again."""

    status = 503
    wait_seconds = RETRY_SECONDS


class ReadyFiles:
    """The downloads of one process: made in `folder` (the system's own for temporary files), without a name there."""

    def __init__(self) -> None:
        self._making: dict[Hashable, asyncio.Task[int]] = {}
        self._ready: dict[Hashable, tuple[float, int]] = {}
        self._places = asyncio.Semaphore(AT_ONCE)

    async def open(self, key: Hashable, make: Callable[[], AsyncIterator[bytes]]) -> tuple[int, AsyncIterator[bytes]]:
        """The size in bytes and the pieces of the file of `key`, as `opened`."""
        file = await self.opened(key, make)
        return file.size, file.pieces(0, file.size)

    async def opened(self, key: Hashable, make: Callable[[], AsyncIterator[bytes]]) -> "OpenFile":
        """The file of `key`; made by `make` unless one of this minute is there. The caller reads it or closes it.

        Raises TooBusy after some seconds of waiting for a place.
        """
        self._let_go()
        found = self._ready.get(key)
        if found is None:
            task = self._making.get(key)
            if task is None:
                task = asyncio.create_task(self._make(make))
                self._making[key] = task
                task.add_done_callback(lambda done: self._made(key, done))
            file = await asyncio.shield(task)
        else:
            file = found[1]
        own = os.dup(file)  # ours to close, whoever lets go of the kept one meanwhile
        return OpenFile(own, os.fstat(own).st_size)

    async def _make(self, make: Callable[[], AsyncIterator[bytes]]) -> int:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._places.acquire()
        except TimeoutError:
            raise TooBusy(_BUSY) from None
        try:
            descriptor, path = tempfile.mkstemp(prefix="innovatie-")
            os.unlink(path)  # noqa: PTH108 -- it lives as long as somebody has it open
            try:
                async for piece in make():
                    await asyncio.to_thread(os.write, descriptor, piece)
            except BaseException:
                os.close(descriptor)
                raise
            return descriptor
        finally:
            self._places.release()

    def _made(self, key: Hashable, task: asyncio.Task[int]) -> None:
        self._making.pop(key, None)
        if not task.cancelled() and task.exception() is None:
            self._ready[key] = (time.monotonic(), task.result())
            while len(self._ready) > MOST_KEPT:  # the oldest first; never the one that was made just now
                os.close(self._ready.pop(next(iter(self._ready)))[1])

    def _let_go(self) -> None:
        for key, (made_at, file) in list(self._ready.items()):
            if time.monotonic() - made_at > FRESH_SECONDS:
                del self._ready[key]
                os.close(file)


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An open file of `size` bytes, without a name; closed when its reader has gone."""

    descriptor: int
    size: int

    async def pieces(self, place: int, length: int) -> AsyncIterator[bytes]:
        """`length` bytes from `place` on, read beside the event loop."""
        try:
            end = place + length
            while place < end and (
                piece := await asyncio.to_thread(os.pread, self.descriptor, min(PIECE, end - place), place)
            ):
                yield piece
                place += len(piece)
        finally:
            os.close(self.descriptor)
