"""How common each term is, kept in the memory of the process and renewed when the index has changed enough."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import msgspec
import numpy as np

from innovatie.domain.language import BUCKETS
from innovatie.domain.searching import Vocabulary, concept_term
from innovatie.domain.similarity import Statistics
from innovatie.infra.database import fetch_as, fetch_one_value
from innovatie.search import wording
from innovatie.search.language import BACKGROUND_SIZE, concepts, word_frequencies

_SECONDS = 30.0
_GROWTH = 1.02


class _Held(msgspec.Struct, frozen=True):
    term: str
    documents: int


@dataclass
class Known:
    """What the process knows of the index at some version, with the words of some version."""

    version: int
    words: int
    vocabulary: Vocabulary
    statistics: Statistics
    read_at: float = field(default_factory=time.monotonic)


@dataclass
class _Cache:
    known: Known | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@cache
def _cache() -> _Cache:
    return _Cache()


def clear() -> None:
    """Read everything again at the next question (tests and scratch databases)."""
    _cache().known = None


async def known() -> Known:
    """Statistics of the index: at most half a minute old in a small index, and within 2% in a large one. They weigh
    words; whether a word occurs at all is a question for `vocabulary_for`.

    While they are read again, others go on with what is known.
    """
    cache_ = _cache()
    present = cache_.known
    if present is not None and (_is_fresh(present) or (cache_.lock.locked() and present.words == wording.version())):
        return present
    async with cache_.lock:
        present = cache_.known
        if present is not None and _is_fresh(present):
            return present
        await wording.refresh()
        version = await fetch_one_value(int, "SELECT number FROM search_state WHERE name = 'version'") or 0
        same_words = present is not None and present.words == wording.version()
        if present is not None and same_words and present.version <= version < present.version * _GROWTH + 1:
            present.read_at = time.monotonic()
            return present
        cache_.known = await _read(version)
        return cache_.known


async def vocabulary_for(terms: Iterable[str]) -> Vocabulary:
    """The vocabulary, with those of the terms that came into the index since it was read, by any process: asked of the
    index itself, so that a plan is found by its own words from the moment on that it is indexed.
    """
    vocabulary = (await known()).vocabulary
    unknown = [term for term in terms if not vocabulary.documents.get(term)]
    if not unknown:
        return vocabulary
    newer = await fetch_as(
        _Held, "SELECT term, documents FROM search_term WHERE term = ANY($1) AND documents > 0", unknown
    )
    return vocabulary.knowing({one.term: one.documents for one in newer})


def _is_fresh(known: Known) -> bool:
    return known.words == wording.version() and time.monotonic() - known.read_at < _SECONDS


class _Terms(msgspec.Struct, frozen=True):
    """All terms in a text of lines, beside them how they are written and in how many documents they stand."""

    terms: str | None
    surfaces: str | None
    documents: str | None
    size: int
    grams: bytes | None


async def _read(version: int) -> Known:
    """One row, taken apart in a thread: a hundred thousand rows would keep everybody else waiting."""
    (terms,) = await fetch_as(
        _Terms,
        """
        SELECT string_agg(term, E'\\n' ORDER BY id) AS terms, string_agg(surface, E'\\n' ORDER BY id) AS surfaces,
               string_agg(documents::text, ' ' ORDER BY id) AS documents,
               (SELECT count(*) FROM search_document) AS size,
               (SELECT value FROM search_state WHERE name = 'grams') AS grams
          FROM search_term WHERE documents > 0
        """,
    )
    return await asyncio.to_thread(_known, version, terms)


def _known(version: int, row: _Terms) -> Known:
    terms = row.terms.split("\n") if row.terms else []
    numbers = np.fromstring(row.documents or "", dtype=np.int64, sep=" ").tolist() if terms else []
    documents: dict[str, int] = dict(zip(terms, numbers, strict=True))
    surfaces = {
        term: surface for term, surface in zip(terms, (row.surfaces or "").split("\n"), strict=False) if term != surface
    }
    by_name = {concept_term(concept.name): concept.number for concept in concepts()}
    named = {by_name[term]: documents[term] for term in by_name.keys() & documents.keys()}
    grams = np.zeros(BUCKETS, dtype=np.int32) if row.grams is None else np.frombuffer(row.grams, dtype=np.int32)
    statistics = Statistics(row.size, documents, named, grams, word_frequencies(), BACKGROUND_SIZE)
    return Known(version, wording.version(), Vocabulary(documents, surfaces, row.size), statistics)
