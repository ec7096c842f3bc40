"""Postings: in which documents a term stands, how much it says there, and the label of each. Read, added up, packed.

New postings are rows; the nightly care packs them, one value for each term, from where a question reads thousands
at once. What is added up and counted is done here, in arrays: ten times as fast as over rows in SQL.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, ParamSpec, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from innovatie.infra.database import execute, execute_many, fetch_as, fetch_one_value, fetch_values, transaction

PACK_FROM = 100_000
"""Postings in rows from which on they are packed."""
RECORD = np.dtype([("document", ">i4"), ("impact", ">f4"), ("label", ">i4")])
_PACKED = "int4send(p.document) || float4send(p.impact) || int4send(p.label)"
_DENSE = 8_000_000
"""Span of document numbers up to which sums are kept in one array with a place for each."""
_AT_ONCE = 250_000
"""Postings that are packed in one transaction: new documents wait for it, readers do not."""
_GONE_SHARE = 0.02
"""Share of documents that are gone from which on the packed postings are cleaned of them."""
_TIMEOUT_SECONDS = 3600.0
LONG: Final = 50_000
"""Postings that take some two milliseconds."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """Documents by rising number, each with its score and label."""

    documents: NDArray[np.int32]
    scores: NDArray[np.float64]
    labels: NDArray[np.int32]

    def only(self, chosen: NDArray[np.bool_]) -> "Found":
        """Those at the chosen places."""
        return Found(self.documents[chosen], self.scores[chosen], self.labels[chosen])

    def best(self, most: int) -> "Found":
        """The highest scores, best first; of equal ones the lowest number first."""
        places = np.arange(len(self.documents))
        if 0 < most < len(places):
            least = np.partition(self.scores, -most)[-most]
            places = np.flatnonzero(self.scores >= least)
        order = np.lexsort((self.documents[places], -self.scores[places]))[:most]
        return Found(self.documents[places[order]], self.scores[places[order]], self.labels[places[order]])


async def find(weights: Mapping[str, float], needed: Iterable[str] = ()) -> Found:
    """The documents with any of the terms, and with all that are `needed`; their impacts times the weights added up."""
    read, gone = await _read(weights)
    must = set(needed)
    if not read or not must <= read.keys():
        return Found(np.zeros(0, np.int32), np.zeros(0), np.zeros(0, np.int32))
    return await off_the_loop_if_long(sum(map(len, read.values())), _found, read, gone, weights, must)


async def off_the_loop_if_long(length: int, function: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Work on so many postings or documents: in a thread when they are many, at once when they are few.

    Handing work to a thread and back takes a quarter of a millisecond of processor, more than few of them need.
    """
    return await asyncio.to_thread(function, *args, **named) if length > LONG else function(*args, **named)


def _found(
    read: Mapping[str, NDArray[np.void]], gone: NDArray[np.int32], weights: Mapping[str, float], must: set[str]
) -> Found:
    everything = np.concatenate(list(read.values()))
    documents, labels = everything["document"].astype(np.int32), everything["label"].astype(np.int32)
    sizes = [len(records) for records in read.values()]
    values = everything["impact"] * np.repeat([weights[term] for term in read], sizes)
    counts = np.repeat([term in must for term in read], sizes)
    if len(gone):
        there = ~np.isin(documents, gone)
        documents, labels, values, counts = documents[there], labels[there], values[there], counts[there]
    return _added_up(documents, values, labels, counts, len(must))


def _added_up(
    documents: NDArray[np.int32],
    values: NDArray[np.float64],
    labels: NDArray[np.int32],
    counts: NDArray[np.bool_],
    least: int,
) -> Found:
    if not len(documents):
        return Found(documents, values, labels)
    low = int(documents.min())
    span = int(documents.max()) - low + 1
    if span <= _DENSE:
        places, numbers = (documents - low).astype(np.intp), np.arange(low, low + span, dtype=np.int32)
    else:
        numbers, places = np.unique(documents, return_inverse=True)
    held = np.bincount(places, counts) >= least if least else np.bincount(places) > 0
    sums = np.bincount(places, values).astype(np.float64)
    label = np.zeros(len(numbers), dtype=np.int32)
    label[places] = labels
    return Found(numbers[held], sums[held], label[held])


async def holding(term: str) -> NDArray[np.int32]:
    """The documents with this term, some of which may be gone."""
    read, _ = await _read([term])
    return read[term]["document"].astype(np.int32) if term in read else np.zeros(0, np.int32)


class _Packed(msgspec.Struct, frozen=True):
    """The postings of a term, packed; without a term, the documents that are gone."""

    term: str | None
    postings: bytes


class _OfTerm(msgspec.Struct, frozen=True):
    """The postings of a term by its number, packed."""

    term: int
    postings: bytes


class _Held(msgspec.Struct, frozen=True):
    """How many postings of a term are rows."""

    term: int
    number: int


async def _read(terms: Iterable[str]) -> tuple[dict[str, NDArray[np.void]], NDArray[np.int32]]:
    """The postings of each term that has any, and the documents that are gone but still stand in packed ones."""
    rows = await fetch_as(
        _Packed,
        f"""
        SELECT t.term, coalesce(k.postings, '') || coalesce((SELECT string_agg({_PACKED}, '')
                       FROM search_posting p WHERE p.term = t.id), '') AS postings
          FROM search_term t LEFT JOIN search_packed k ON k.term = t.id WHERE t.term = ANY($1)
         UNION ALL SELECT NULL, coalesce(string_agg(int4send(document), ''), '') FROM search_gone
        """,
        list(terms),
    )
    read = {row.term: np.frombuffer(row.postings, dtype=RECORD) for row in rows if row.term is not None}
    gone = next(np.frombuffer(row.postings, dtype=">i4") for row in rows if row.term is None)
    return {term: records for term, records in sorted(read.items()) if len(records)}, gone.astype(np.int32)


async def pack() -> int:
    """Pack the postings that are rows when there are many, and clean the packed ones when many documents are gone.

    Each step is a transaction, so that questions see every posting once. The number of postings packed.
    """
    rows = await fetch_as(_Held, "SELECT term, count(*) AS number FROM search_posting GROUP BY term ORDER BY term")
    total = sum(row.number for row in rows)
    if total >= PACK_FROM:
        terms: list[int] = []
        read = 0
        for row in rows:
            terms.append(row.term)
            read += row.number
            if read >= _AT_ONCE:
                await _pack(terms)
                terms, read = [], 0
        await _pack(terms)
    documents = await fetch_one_value(int, "SELECT count(*) FROM search_document") or 0
    if (await fetch_one_value(int, "SELECT count(*) FROM search_gone") or 0) > _GONE_SHARE * documents:
        await _clean()
    await execute("DELETE FROM search_packed k WHERE NOT EXISTS (SELECT FROM search_term t WHERE t.id = k.term)")
    return total if total >= PACK_FROM else 0


async def _pack(terms: list[int]) -> None:
    async with transaction():
        await execute("LOCK TABLE search_posting IN SHARE ROW EXCLUSIVE MODE")
        await execute(
            f"""
            WITH p AS (DELETE FROM search_posting WHERE term = ANY($1) RETURNING term, document, impact, label)
            INSERT INTO search_packed AS k (term, postings)
            SELECT p.term, string_agg({_PACKED}, '' ORDER BY p.document) FROM p GROUP BY p.term
            ON CONFLICT (term) DO UPDATE SET postings = k.postings || excluded.postings
            """,
            terms,
            timeout_seconds=_TIMEOUT_SECONDS,
        )


async def _clean() -> None:
    """Take the documents that are gone out of the packed postings."""
    async with transaction():
        await execute("LOCK TABLE search_packed IN SHARE ROW EXCLUSIVE MODE")
        gone = await fetch_values(int, "SELECT document FROM search_gone")
        terms = await fetch_values(int, "SELECT term FROM search_packed ORDER BY term")
        for start in range(0, len(terms), 2_000):
            rows = await fetch_as(
                _OfTerm, "SELECT term, postings FROM search_packed WHERE term = ANY($1)", terms[start:][:2_000]
            )
            changed = []
            for row in rows:
                records = np.frombuffer(row.postings, dtype=RECORD)
                kept = records[~np.isin(records["document"], gone)]
                if len(kept) < len(records):
                    changed.append((row.term, kept.tobytes()))
            await execute_many("UPDATE search_packed SET postings = $2 WHERE term = $1", changed)
        await execute("DELETE FROM search_packed WHERE postings = ''")
        await execute("DELETE FROM search_gone WHERE document = ANY($1)", gone)
