"""An optional model of meaning over HTTP that puts the first page of results in order: off unless the operator sets it.

Any server with the embeddings of the OpenAI interface (`POST .../embeddings`). It is told the question and the texts of
results, which are public; a draft is never sent. Without an answer in time our own order stands.
"""

import asyncio
import ssl
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import Final

import httpx
import msgspec
import numpy as np
import structlog
from numpy.typing import NDArray

from innovatie.domain.json_faults import NOT_JSON
from innovatie.search.engine import Hit, SearchAnswer, SearchRequest, text_to_embed
from innovatie.settings import Settings, current

SHARE: Final = 0.25
"""Weight of likeness in meaning, from 0 for the least to 1 for the most like, against our own order, from 1 to 0. With
our own encoder behind the server .5 cost .037 of nDCG@10 on people's queries, .25 cost .010 (docs/quality.md)."""
TIMEOUT_SECONDS: Final = 1.0
RETRY_SECONDS: Final = 30.0
"""Seconds after a failure in which the server is left alone."""
LONGEST: Final = 1_000
"""Characters of a text that are sent."""
_REMEMBERED: Final = 1_000
_log = structlog.get_logger()


class _Embedding(msgspec.Struct, frozen=True):
    index: int
    embedding: list[float]


class _Answer(msgspec.Struct, frozen=True):
    data: list[_Embedding]


class NoAnswer(Exception):
    """The server cannot be reached, is too slow, or says something else than vectors."""


@dataclass(slots=True)
class Reranker:
    """The server of this process; what it said of texts is remembered by a digest of them."""

    url: str
    model: str
    key: str = ""
    timeout_seconds: float = TIMEOUT_SECONDS
    down_until: float = 0.0
    _known: OrderedDict[bytes, NDArray[np.float32]] = field(default_factory=OrderedDict)

    async def order(self, question: str, texts: Sequence[str]) -> list[int]:
        """Places of the texts, best first. Raises NoAnswer."""
        vectors = await self._vectors([text[:LONGEST] or " " for text in (question, *texts)])
        near = vectors[1:] @ vectors[0]
        width = float(near.max() - near.min())
        meaning = (near - near.min()) / width if width > 0 else np.zeros(len(texts))
        own = 1.0 - np.arange(len(texts)) / len(texts)
        return [int(place) for place in np.argsort(-(own + SHARE * meaning), kind="stable")]

    async def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        keys = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        known = {key: self._known[key] for key in keys if key in self._known}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            known |= zip(new, await self._asked(list(new.values())), strict=True)
        found = [known[key] for key in keys]
        if len({len(vector) for vector in found}) != 1:
            self._known.clear()  # the server may have another model now
            raise NoAnswer("vectors of different lengths")
        for key in keys[1:]:  # what somebody asked is not kept
            self._known[key] = known[key]
            self._known.move_to_end(key)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return np.stack(found)

    async def _asked(self, texts: list[str]) -> list[NDArray[np.float32]]:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        secure = _certificates() if self.url.startswith("https:") else False
        try:
            sent = {"model": self.model, "input": texts, "encoding_format": "float"}
            async with (
                asyncio.timeout(self.timeout_seconds),  # httpx waits that long for each piece of an answer
                httpx.AsyncClient(timeout=self.timeout_seconds, trust_env=False, verify=secure) as client,
            ):
                answer = await client.post(f"{self.url}/embeddings", json=sent, headers=headers)
                answer.raise_for_status()
                said = sorted(msgspec.json.decode(answer.content, type=_Answer).data, key=lambda one: one.index)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, *NOT_JSON) as error:
            raise NoAnswer(type(error).__name__) from error
        if [one.index for one in said] != list(range(len(texts))) or not all(one.embedding for one in said):
            raise NoAnswer("not a vector for each text")
        vectors = [np.array(one.embedding, dtype=np.float32) for one in said]
        return [vector / max(float(np.linalg.norm(vector)), 1e-12) for vector in vectors]


@cache
def _certificates() -> ssl.SSLContext:
    """Twenty milliseconds to read: once."""
    return ssl.create_default_context()


@cache
def reranker() -> Reranker | None:
    """The one of this process, if the operator set it."""
    return made_by(current())


def made_by(settings: Settings) -> Reranker | None:
    """The one of these settings."""
    if not settings.meaning_url:
        return None
    return Reranker(settings.meaning_url, settings.meaning_model, settings.meaning_key)


async def reranked(request: SearchRequest, answer: SearchAnswer, with_: Reranker | None) -> SearchAnswer:
    """The first page by meaning too, when a server is set and answers; other pages, and other orders, as they are."""
    first = request.offset == 0 and request.sort == "relevantie" and len(answer.hits) > 1
    if with_ is None or not first or request.query.phrases or time.monotonic() < with_.down_until:
        return answer
    try:
        places = await with_.order(request.query.text, [_text(hit) for hit in answer.hits])
    except NoAnswer as error:
        with_.down_until = time.monotonic() + RETRY_SECONDS
        _log.warning("no order by meaning", reason=str(error))
        return answer
    return msgspec.structs.replace(answer, hits=tuple(answer.hits[place] for place in places))


def _text(hit: Hit) -> str:
    return text_to_embed(hit.title, hit.body)
