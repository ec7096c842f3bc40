"""Writing the index: documents, their terms and postings, and the statistics of n-grams."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import msgspec
import numpy as np

from innovatie.domain.language import BUCKETS, fold, squash, stem, words
from innovatie.domain.searching import postings
from innovatie.domain.similarity import Profile, profile
from innovatie.infra.database import execute, execute_many, fetch, transaction
from innovatie.infra.embeddings import embed
from innovatie.search import statistics
from innovatie.search.engine import Progress, SearchDocument, Source
from innovatie.search.language import analyser, concepts

INDEXED = 6_000
"""Characters of a text that are indexed and shown; a plan of 100 KB is found by its beginning."""
HNSW_FROM = 20_000
"""Documents above which vectors are searched by an approximate index instead of one by one."""


class StoredProfile(msgspec.Struct, frozen=True, array_like=True):
    """A profile as it is stored, without its n-grams (they are quicker to make again than to read)."""

    title: dict[str, int]
    stems: dict[str, int]
    concepts: dict[str, int]


class Prepared(msgspec.Struct, frozen=True):
    """A document with everything that the index holds of it."""

    document: SearchDocument
    plain: str
    impacts: dict[str, float]
    surfaces: dict[str, str]
    profile: bytes
    buckets: tuple[int, ...]


def prepare(document: SearchDocument) -> Prepared:
    """Pure work for one document: about two milliseconds for a text of a page."""
    body = document.body[:INDEXED]
    analyse = analyser()
    made = profile(analyse, document.title, body)
    names = [concept.name for concept in concepts()]
    surfaces: dict[str, str] = {}
    for word in words(f"{document.title} {body}"):
        surfaces.setdefault(stem(word.text), fold(word.text))
    stored = StoredProfile(made.title, made.stems, {names[n]: tf for n, tf in made.concepts.items()})
    return Prepared(
        document,
        squash(f"{document.title} {body}"),
        postings(made, names),
        surfaces,
        msgspec.msgpack.encode(stored),
        tuple(int(bucket) for bucket in made.buckets),
    )


def _prepare_all(documents: Sequence[SearchDocument]) -> list[Prepared]:
    return [prepare(document) for document in documents]


def decode_profile(raw: bytes) -> StoredProfile:
    """The stored part of a profile."""
    return msgspec.msgpack.decode(raw, type=StoredProfile)


def as_profile(stored: StoredProfile, made: Profile) -> Profile:
    """A whole profile from its stored part and freshly made n-grams."""
    numbers = {concept.name: concept.number for concept in concepts()}
    found = {numbers[name]: tf for name, tf in stored.concepts.items() if name in numbers}
    return Profile(stored.title, stored.stems, found, made.buckets, made.counts)


async def keep(documents: Sequence[SearchDocument]) -> None:
    """Add or replace documents. Terms are locked in alphabetical order, so that two jobs cannot block each other."""
    if not documents:
        return
    prepared = await asyncio.to_thread(_prepare_all, documents)
    vectors = await embed([f"{document.title}. {document.body}" for document in documents])
    async with transaction():
        await _remove([document.key for document in documents])
        await _insert(prepared, vectors)
        await _changed(len(documents))


async def forget_documents(keys: Sequence[str]) -> None:
    """Remove documents with their postings."""
    async with transaction():
        if await _remove(keys):
            await _changed(len(keys))


async def _changed(number: int) -> None:
    await execute("UPDATE search_state SET number = number + $1 WHERE name = 'version'", number)


async def _remove(keys: Sequence[str]) -> int:
    kinds, objects = _apart(keys)
    rows = await fetch(
        "DELETE FROM search_document d USING unnest($1::text[], $2::int[]) AS k(kind, object)"
        " WHERE d.kind = k.kind AND d.object = k.object RETURNING d.id, d.terms",
        kinds,
        objects,
    )
    await execute_many(
        "DELETE FROM search_posting WHERE term = ANY($1) AND document = $2", [(row["terms"], row["id"]) for row in rows]
    )
    counted = Counter(term for row in rows for term in row["terms"])
    if counted:
        await execute_many("UPDATE search_term SET documents = documents - $2 WHERE id = $1", sorted(counted.items()))
    return len(rows)


def _apart(keys: Sequence[str]) -> tuple[list[str], list[int]]:
    pairs = [key.rpartition("-") for key in keys]
    return [kind for kind, _, _ in pairs], [int(number) for _, _, number in pairs]


async def _insert(prepared: Sequence[Prepared], vectors: np.ndarray) -> None:
    if not prepared:
        return
    ids = await _term_ids(prepared)
    rows = [_columns(item, vector, ids) for item, vector in zip(prepared, vectors, strict=True)]
    made = await fetch(_INSERT, *(list(column) for column in zip(*rows, strict=True)))
    numbers = {(row["kind"], row["object"]): row["id"] for row in made}
    terms: list[int] = []
    documents: list[int] = []
    impacts: list[float] = []
    for item in prepared:
        terms += [ids[term] for term in item.impacts]
        documents += [numbers[item.document.kind, item.document.object]] * len(item.impacts)
        impacts += item.impacts.values()
    await execute(
        "INSERT INTO search_posting (term, document, impact)"
        " SELECT * FROM unnest($1::int[], $2::int[], $3::real[]) AS p(term, document, impact) ORDER BY 1, 2",
        terms,
        documents,
        impacts,
    )


_INSERT = """
    INSERT INTO search_document (kind, object, title, body, plain, address, owner, theme, stage, year, province,
        region, size_class, round, winner, members, at, terms, profile, vector)
    SELECT kind, object, title, body, plain, address, owner, theme, stage, year, province, region, size_class, round,
           winner, members, at, terms::int[], profile, vector::halfvec
      FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
           $9::text[], $10::int[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bool[], $16::int[],
           $17::timestamptz[], $18::text[], $19::bytea[], $20::text[])
        AS d(kind, object, title, body, plain, address, owner, theme, stage, year, province, region, size_class,
             round, winner, members, at, terms, profile, vector)
    RETURNING id, kind, object
"""


def _columns(item: Prepared, vector: np.ndarray, ids: dict[str, int]) -> tuple[object, ...]:
    d = item.document
    terms = "{" + ",".join(str(number) for number in sorted(ids[term] for term in item.impacts)) + "}"
    title, body = d.title.replace("\x00", ""), d.body[:INDEXED].replace("\x00", "")
    return (
        d.kind, d.object, title, body, item.plain, d.address, d.owner, d.theme, d.stage, d.year, d.province, d.region,
        d.size_class, d.round, d.winner, d.members, d.at, terms, item.profile, as_vector(vector),
    )  # fmt: skip


async def _term_ids(prepared: Sequence[Prepared]) -> dict[str, int]:
    counted = Counter(term for item in prepared for term in item.impacts)
    surfaces: dict[str, str] = {}
    for item in prepared:
        for term, surface in item.surfaces.items():
            surfaces.setdefault(term, surface)
    names = sorted(counted)
    rows = await fetch(
        """
        INSERT INTO search_term (term, surface, documents)
        SELECT * FROM unnest($1::text[], $2::text[], $3::int[])
        ON CONFLICT (term) DO UPDATE SET documents = search_term.documents + excluded.documents
        RETURNING id, term
        """,
        names,
        [surfaces.get(name, name) for name in names],
        [counted[name] for name in names],
    )
    return {row["term"]: row["id"] for row in rows}


def as_vector(vector: np.ndarray | Sequence[float]) -> str:
    """The text form that PostgreSQL reads as halfvec."""
    return "[" + ",".join(f"{float(value):.5f}" for value in vector) + "]"


async def rebuild(sources: Sequence[Source], *, progress: Progress) -> int:
    """The whole index anew, in one transaction: readers see the old one until it commits."""
    done = 0
    grams = np.zeros(BUCKETS, dtype=np.int32)
    async with transaction():
        await execute("TRUNCATE search_posting, search_term, search_document RESTART IDENTITY")
        await execute("DROP INDEX IF EXISTS search_document_near")
        for source in sources:
            async for documents in source():
                batch = list(documents)
                prepared = await asyncio.to_thread(_prepare_all, batch)
                vectors = await embed([f"{one.title}. {one.body}" for one in batch])
                for item in prepared:
                    grams[list(item.buckets)] += 1
                await _insert(prepared, vectors)
                done += len(batch)
                progress(len(batch))
        await execute(
            "INSERT INTO search_state (name, value) VALUES ('grams', $1)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            grams.tobytes(),
        )
        if done >= HNSW_FROM:
            await execute("CREATE INDEX search_document_near ON search_document USING hnsw (vector halfvec_ip_ops)")
        await _changed(done + 1)
    await execute("ANALYZE search_document, search_posting, search_term")
    statistics.forget()
    return done
