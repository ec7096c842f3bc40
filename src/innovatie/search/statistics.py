"""How common each term is, kept in the memory of the process and renewed when the index has changed enough."""

import asyncio
import time
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.language import BUCKETS
from innovatie.domain.searching import Vocabulary, concept_term
from innovatie.domain.similarity import Statistics
from innovatie.infra.database import fetch, fetch_row, fetch_value
from innovatie.search import wording
from innovatie.search.language import BACKGROUND_SIZE, concepts, word_frequencies

_SECONDS = 30.0
_GROWTH = 1.02


@dataclass
class Known:
    """What the process knows of the index at some version, with the words of some version; `ids`: term to number."""

    version: int
    words: int
    vocabulary: Vocabulary
    ids: dict[str, int]
    statistics: Statistics
    read_at: float = field(default_factory=time.monotonic)


@dataclass
class _Cache:
    known: Known | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@cache
def _cache() -> _Cache:
    return _Cache()


def forget() -> None:
    """Read everything again at the next question (tests and scratch databases)."""
    _cache().known = None


async def known() -> Known:
    """Statistics of the index: at most half a minute old in a small index, and within 2% in a large one."""
    cache_ = _cache()
    present = cache_.known
    if present is not None and _is_fresh(present):
        return present
    async with cache_.lock:
        present = cache_.known
        if present is not None and _is_fresh(present):
            return present
        await wording.refresh()
        version = int(await fetch_value("SELECT number FROM search_state WHERE name = 'version'") or 0)
        same_words = present is not None and present.words == wording.version()
        if present is not None and same_words and present.version <= version < present.version * _GROWTH + 1:
            present.read_at = time.monotonic()
            return present
        cache_.known = await _read(version)
        return cache_.known


def _is_fresh(known: Known) -> bool:
    return known.words == wording.version() and time.monotonic() - known.read_at < _SECONDS


async def _read(version: int) -> Known:
    rows = await fetch("SELECT id, term, surface, documents FROM search_term WHERE documents > 0")
    size = int(await fetch_value("SELECT count(*) FROM search_document") or 0)
    documents = {row["term"]: row["documents"] for row in rows}
    by_name = {concept_term(concept.name): concept.number for concept in concepts()}
    statistics = Statistics(
        size,
        {term: number for term, number in documents.items() if not term.startswith("=")},
        {by_name[term]: number for term, number in documents.items() if term in by_name},
        await _gram_counts(),
        word_frequencies(),
        BACKGROUND_SIZE,
    )
    vocabulary = Vocabulary(documents, {row["term"]: row["surface"] for row in rows}, size)
    return Known(version, wording.version(), vocabulary, {row["term"]: row["id"] for row in rows}, statistics)


async def _gram_counts() -> NDArray[np.int32]:
    """Document counts of n-grams, as last stored by a rebuild."""
    row = await fetch_row("SELECT value FROM search_state WHERE name = 'grams'")
    if row is None or row["value"] is None:
        return np.zeros(BUCKETS, dtype=np.int32)
    return np.frombuffer(row["value"], dtype=np.int32)
