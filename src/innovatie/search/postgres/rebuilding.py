"""The whole index anew while people go on searching, and the care that only the whole collection needs."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import msgspec
import numpy as np

from innovatie.domain.language import BUCKETS, ngrams
from innovatie.domain.searching import letters
from innovatie.infra.database import (
    current_connection,
    execute,
    execute_many,
    fetch_as,
    fetch_one_value,
    fetch_values,
    transaction,
)
from innovatie.search import statistics
from innovatie.search.engine import Progress, SearchDocument, Source
from innovatie.search.marking import places
from innovatie.search.postgres.index_writer import changed, keep, remove_documents
from innovatie.search.postgres.postings import pack

HNSW_FROM = 20_000
"""Documents from which on vectors are searched by an approximate index instead of one by one."""
_RECOUNT = 1.1
"""Growth of the index after which its n-grams are counted again."""
_BATCH = 1_000
_TIMEOUT_SECONDS = 6 * 3600.0
"""Seconds; a million vectors take an hour."""
_TABLES = "search_document, search_posting, search_packed, search_gone, search_term, search_what, search_place"


async def rebuild(sources: Sequence[Source], *, progress: Progress) -> int:
    """Every document anew, a batch at a time; then what is no longer there goes. The number of documents.

    Readers are never held up: each batch replaces its own documents in a transaction of its own. What was withdrawn
    meanwhile goes too, because at the end the sources are asked again.
    """
    done = 0
    async for documents in _all(sources):
        await keep(documents)
        done += len(documents)
        progress(len(documents))
    await _remove_others(sources)
    await changed(1)
    await tend(always=True)
    return done


async def _all(sources: Sequence[Source]) -> AsyncIterator[Sequence[SearchDocument]]:
    for source in sources:
        async for documents in source():
            yield documents


async def _remove_others(sources: Sequence[Source]) -> None:
    began = await fetch_one_value(datetime, "SELECT clock_timestamp()")
    there = {document.key async for documents in _all(sources) for document in documents}
    older = await fetch_values(str, "SELECT kind || '-' || object FROM search_document WHERE indexed_at < $1", began)
    gone = [key for key in older if key not in there]
    for start in range(0, len(gone), _BATCH):
        await remove_documents(gone[start : start + _BATCH])


async def tend(*, always: bool = False) -> None:
    """Care for the index as a whole: count its n-grams when it has grown, pack postings, index vectors, clean up."""
    version = await fetch_one_value(int, "SELECT number FROM search_state WHERE name = 'version'") or 0
    counted = await fetch_one_value(int, "SELECT number FROM search_state WHERE name = 'grams'")
    if always or counted is None or version > counted * _RECOUNT:
        await _count_grams(version)
    await pack()
    await _keep_what_older_ones_lack()
    await _see_to_vectors()
    if current_connection() is None:
        # Reading postings from their index alone needs a clean table.
        await execute(f"VACUUM (ANALYZE) {_TABLES}", timeout_seconds=_TIMEOUT_SECONDS)
    else:
        await execute(f"ANALYZE {_TABLES}")
    statistics.clear()


class _Plain(msgspec.Struct, frozen=True):
    """A document's words."""

    id: int
    plain: str


async def _count_grams(version: int) -> None:
    grams = np.zeros(BUCKETS, dtype=np.int32)
    last = 0
    sql = f"SELECT id, plain FROM search_document WHERE id > $1 ORDER BY id LIMIT {_BATCH}"
    while texts := await fetch_as(_Plain, sql, last):
        last = texts[-1].id
        await asyncio.to_thread(_add, grams, [text.plain for text in texts])
    await execute(
        "INSERT INTO search_state (name, number, value) VALUES ('grams', $1, $2)"
        " ON CONFLICT (name) DO UPDATE SET number = excluded.number, value = excluded.value",
        version,
        grams.tobytes(),
    )


def _add(grams: np.ndarray, texts: Sequence[str]) -> None:
    for text in texts:
        grams[ngrams(text)[0]] += 1


class _Older(msgspec.Struct, frozen=True):
    """A document that was indexed before letters and places were kept."""

    id: int
    title: str
    body: str
    plain: str


async def _keep_what_older_ones_lack() -> None:
    """The letters and places of documents of an older version, which answer more slowly until they have them."""
    sql = f"SELECT id, title, body, plain FROM search_document WHERE letters IS NULL ORDER BY id LIMIT {_BATCH}"
    while older := await fetch_as(_Older, sql):
        made = await asyncio.to_thread(_made, older)
        await execute_many("UPDATE search_document SET letters = $2, places = $3 WHERE id = $1", made)


def _made(older: Sequence[_Older]) -> list[tuple[int, bytes, bytes]]:
    return [(one.id, letters(one.plain, len(one.title)), places(one.title, one.body)) for one in older]


async def _see_to_vectors() -> None:
    """Make the approximate index when the collection has become large; searching goes on meanwhile."""
    if await fetch_one_value(str, "SELECT to_regclass('search_document_near')::text") is not None:
        return
    if (await fetch_one_value(int, "SELECT count(*) FROM search_document") or 0) < HNSW_FROM:
        return
    async with transaction():
        await execute("SET LOCAL maintenance_work_mem = '512MB'")
        await execute(
            "CREATE INDEX search_document_near ON search_document USING hnsw (vector halfvec_ip_ops)",
            timeout_seconds=_TIMEOUT_SECONDS,
        )
