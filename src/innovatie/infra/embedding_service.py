"""The encoder of sentences in one process for all others of a machine, behind a socket in the file system.

The encoder takes 120 MB, so that a machine with four web processes and two workers need not hold it six times. A
question is a number of four bytes and so many bytes of msgpack, a list of texts; the answer is the same with the
vectors as float32. One question for each connection. Whoever cannot reach the socket encodes by themselves.
"""

import asyncio
import contextlib
import fcntl
import os
import stat
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import structlog
from numpy.typing import NDArray

from innovatie.domain.file_reasons import why_not
from innovatie.domain.json_faults import NOT_JSON
from innovatie.infra import embeddings
from innovatie.settings import SettingsError

TIMEOUT_SECONDS: Final = 60.0
"""Seconds that a question may take at most; thousands of texts are asked in parts."""
SECONDS_FIRST: Final = 2.0
SECONDS_EACH: Final = 0.5
"""Seconds that an answer may take, and what each of its texts adds: on a quiet machine a text
takes ten milliseconds, so what takes longer than this hangs."""
PAUSE_SECONDS: Final = 60.0
"""Seconds in which a process leaves one alone that did not answer in time or could not be started."""
MOST_BYTES: Final = 64_000_000
AT_ONCE: Final = 16
"""Texts that are encoded in one go, so that a question of a reader waits for no more than these of a job."""
AWAY: Final = (OSError, EOFError, TimeoutError)
"""What asking raises without an answer."""
_BYTES_EACH: Final = 4
_SIZE: Final = struct.Struct(">I")
_log = structlog.get_logger()


async def ask(path: str, texts: list[str]) -> NDArray[np.float32]:
    """The vectors of the texts from the service at `path`; raises one of `AWAY` without an answer."""
    async with asyncio.timeout(min(TIMEOUT_SECONDS, SECONDS_FIRST + SECONDS_EACH * len(texts))):
        reader, writer = await asyncio.open_unix_connection(path)
        try:
            asked = msgspec.msgpack.encode(texts)
            writer.write(_SIZE.pack(len(asked)) + asked)
            (length,) = _SIZE.unpack(await reader.readexactly(_SIZE.size))
            if length != len(texts) * embeddings.DIMENSIONS * _BYTES_EACH:  # before any of it takes memory
                raise EOFError("an answer of another size")
            answered = await reader.readexactly(length)
        finally:
            writer.close()
    vectors = np.frombuffer(answered, dtype="<f4")
    if not np.isfinite(vectors).all():
        raise EOFError("an answer that holds no vectors")
    return vectors.reshape(len(texts), embeddings.DIMENSIONS)


async def serve(path: Path, stop: asyncio.Event, listening: asyncio.Event | None = None) -> None:
    """Answer at `path` until `stop`; from `listening` on. SettingsError when something else is or answers there."""
    taken = SettingsError(f"Op {path} antwoordt al een ander proces.")
    if _is_taken(path) and await answers(str(path)):
        raise taken
    with _only_one(path, taken):
        await embeddings.embed_here([""])  # what is slow the first time, is done before the first question
        _remove(path)
        before = os.umask(0o117)  # of our own user and its group, and nobody else
        try:
            server = await asyncio.start_unix_server(_answer, path)
        except OSError as error:
            raise _unfit(path, error) from error
        finally:
            os.umask(before)
        _log.info("embedder", at=str(path))
        if listening is not None:
            listening.set()
        try:
            await stop.wait()
        finally:
            server.close()
            _remove(path)


@contextlib.contextmanager
def _only_one(path: Path, taken: SettingsError) -> Iterator[None]:
    """Of two that start at once the second is refused, also before the first one listens."""
    try:
        lock = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unfit(path, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise taken from None
    try:
        yield
    finally:
        os.close(lock)


def _unfit(path: Path, error: OSError) -> SettingsError:
    return SettingsError(f"Op {path} kan niet geluisterd worden: {why_not(error)}.")


def _is_taken(path: Path) -> bool:
    """Whether there is a socket, perhaps left by a process before us. SettingsError when it is something else."""
    if not path.exists():
        return False
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise SettingsError(f"{path} is geen socket; kies een andere plek (INNOVATIE_EMBEDDER).")
    return True


async def answers(path: str) -> bool:
    """Whether somebody listens at `path`."""
    try:
        _reader, writer = await asyncio.open_unix_connection(path)
    except OSError:
        return False
    writer.close()
    return True


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            if not (size := await reader.read(_SIZE.size)):
                return  # somebody looked whether we listen
            (length,) = _SIZE.unpack(size + await reader.readexactly(_SIZE.size - len(size)))
            if length > MOST_BYTES:
                return
            texts = msgspec.msgpack.decode(await reader.readexactly(length), type=list[str])
            parts = [texts[place : place + AT_ONCE] for place in range(0, len(texts), AT_ONCE)]
            vectors = [(await embeddings.embed_here(part)).astype("<f4").tobytes() for part in parts]
            answered = b"".join(vectors)
            writer.write(_SIZE.pack(len(answered)) + answered)
            await writer.drain()
    except (OSError, EOFError, TimeoutError, *NOT_JSON) as error:
        _log.warning("embedder could not answer", error=type(error).__name__)
    finally:
        writer.close()
