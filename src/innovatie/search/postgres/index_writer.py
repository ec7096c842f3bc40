"""Writing the index: documents with their terms, postings and labels. (Packed postings: see `postings`.)"""

import asyncio
from collections import Counter
from collections.abc import Sequence

import msgspec
import numpy as np

from innovatie.infra.database import execute, execute_many, fetch_as, fetch_values, transaction
from innovatie.infra.embeddings import embed
from innovatie.search.engine import SearchDocument, text_to_embed
from innovatie.search.postgres.labels import PLACES, WHAT, WHERE, Numbered, facet
from innovatie.search.postgres.preparing import INDEXED, Prepared, as_vector, prepare, storable


class _Gone(msgspec.Struct, frozen=True):
    """A document that was removed, with the numbers of its terms."""

    id: int
    terms: list[int]


class _Made(msgspec.Struct, frozen=True):
    """A document that was written, with its number and label."""

    id: int
    kind: str
    object: int
    label: int


class _Term(msgspec.Struct, frozen=True):
    """A term and its number."""

    id: int
    term: str


async def keep(documents: Sequence[SearchDocument]) -> list[Prepared]:
    """Add or replace documents; what was made of them."""
    if not documents:
        return []
    prepared = await asyncio.to_thread(lambda: [prepare(document) for document in documents])
    vectors = await embed([text_to_embed(document.title, document.body) for document in documents])
    async with transaction():
        await _take_turn()
        await _remove([document.key for document in documents])
        await _insert(prepared, vectors)
        await changed(len(documents))
    return prepared


async def remove_documents(keys: Sequence[str]) -> None:
    """Remove documents with their postings."""
    async with transaction():
        await _take_turn()
        if await _remove(keys):
            await changed(len(keys))


async def _take_turn() -> None:
    """Writers of the index go one after another: two with the same group would both insert it, or wait in a ring.

    They hardly lose by it, for they would wait for each other's words and for the version anyway.
    """
    await execute("SELECT pg_advisory_xact_lock(4207221015)")


async def remove_unused_terms() -> int:
    """Remove the words that stand in no document any more, such as the name of somebody who was erased; how many."""
    return len(await fetch_values(int, "DELETE FROM search_term WHERE documents <= 0 RETURNING id"))


async def changed(number: int) -> None:
    """Move the version of the index on, by the number of documents that changed."""
    await execute("UPDATE search_state SET number = number + $1 WHERE name = 'version'", number)


def apart(keys: Sequence[str]) -> tuple[list[str], list[int]]:
    """Kinds and numbers of keys such as "idee-12"."""
    pairs = [key.rpartition("-") for key in keys]
    return [kind for kind, _, _ in pairs], [int(number) for _, _, number in pairs]


async def _remove(keys: Sequence[str]) -> int:
    gone = await fetch_as(
        _Gone,
        "DELETE FROM search_document d USING unnest($1::text[], $2::int[]) AS k(kind, object)"
        " WHERE d.kind = k.kind AND d.object = k.object RETURNING d.id, d.terms",
        *apart(keys),
    )
    await execute_many(
        "DELETE FROM search_posting WHERE term = ANY($1) AND document = $2", [(one.terms, one.id) for one in gone]
    )
    await execute("INSERT INTO search_gone SELECT * FROM unnest($1::int[])", [one.id for one in gone])
    counted = Counter(term for one in gone for term in one.terms)
    if counted:
        await execute(
            "UPDATE search_term t SET documents = t.documents - c.number"
            " FROM (SELECT * FROM unnest($1::int[], $2::int[]) AS c(id, number) ORDER BY id) c WHERE t.id = c.id",
            sorted(counted),
            [counted[term] for term in sorted(counted)],
        )
    return len(gone)


async def _insert(prepared: Sequence[Prepared], vectors: np.ndarray) -> None:
    ids = await _term_ids(prepared)
    labels = await _labels([item.document for item in prepared])
    rows = [_columns(item, vector, ids, labels) for item, vector in zip(prepared, vectors, strict=True)]
    made = await fetch_as(_Made, _INSERT, *(list(column) for column in zip(*rows, strict=True)))
    numbers = {(one.kind, one.object): (one.id, one.label) for one in made}
    terms: list[int] = []
    documents: list[int] = []
    impacts: list[float] = []
    labelled: list[int] = []
    for item in prepared:
        number, label = numbers[item.document.kind, item.document.object]
        terms += [ids[term] for term in item.impacts]
        documents += [number] * len(item.impacts)
        impacts += item.impacts.values()
        labelled += [label] * len(item.impacts)
    await execute(
        "INSERT INTO search_posting (term, document, impact, label)"
        " SELECT * FROM unnest($1::int[], $2::int[], $3::real[], $4::int[]) AS p(term, document, impact, label)"
        " ORDER BY 1, 2",
        terms,
        documents,
        impacts,
        labelled,
    )


_INSERT = """
    INSERT INTO search_document (kind, object, title, body, plain, address, owner, theme, stage, year, province,
        region, size_class, round, winner, members, at, terms, profile, vector, label, letters, places)
    SELECT kind, object, title, body, plain, address, owner, theme, stage, year, province, region, size_class, round,
           winner, members, at, terms::int[], profile, vector::halfvec, label, letters, places
      FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
           $9::text[], $10::int[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bool[], $16::int[],
           $17::timestamptz[], $18::text[], $19::bytea[], $20::text[], $21::int[], $22::bytea[],
           $23::bytea[])
        AS d(kind, object, title, body, plain, address, owner, theme, stage, year, province, region, size_class,
             round, winner, members, at, terms, profile, vector, label, letters, places)
    RETURNING id, kind, object, label
"""


def _columns(item: Prepared, vector: np.ndarray, ids: dict[str, int], labels: dict[str, int]) -> tuple[object, ...]:
    d = item.document
    terms = "{" + ",".join(str(number) for number in sorted(ids[term] for term in item.impacts)) + "}"
    title, body = storable(d.title), storable(d.body[:INDEXED])
    return (
        d.kind, d.object, title, body, item.plain, d.address, d.owner, d.theme, d.stage, d.year, d.province, d.region,
        d.size_class, d.round, d.winner, d.members, d.at, terms, item.profile, as_vector(vector.tolist()),
        labels[d.key], item.letters, item.places,
    )  # fmt: skip


async def _term_ids(prepared: Sequence[Prepared]) -> dict[str, int]:
    """Numbers of all terms, which are locked in alphabetical order, so that two jobs cannot block each other."""
    counted = Counter(term for item in prepared for term in item.impacts)
    surfaces: dict[str, str] = {}
    for item in prepared:
        for term, surface in item.surfaces.items():
            surfaces.setdefault(term, surface)
    names = sorted(counted)
    known = await fetch_as(
        _Term,
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
    return {one.term: one.id for one in known}


async def _labels(documents: Sequence[SearchDocument]) -> dict[str, int]:
    """Per key the label: which what (kind, theme, ...) and which place, in one number."""
    whats = {document.key: tuple(facet(document, name) for name in WHAT) for document in documents}
    places = {document.key: tuple(facet(document, name) for name in WHERE) for document in documents}
    what_ids = await _numbers("search_what", WHAT, sorted(set(whats.values())))
    place_ids = await _numbers("search_place", WHERE, sorted(set(places.values())))
    return {key: what_ids[what] << PLACES | place_ids[places[key]] for key, what in whats.items()}


async def _numbers(table: str, names: Sequence[str], values: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    columns, joined = ", ".join(names), " AND ".join(f"t.{name} = v.{name}" for name in names)
    places = ", ".join(f"${place}::text[]" for place in range(1, len(names) + 1))
    given = f"unnest({places}) AS v({columns})"
    listed = [list(column) for column in zip(*values, strict=True)]
    facets = ", ".join(f"t.{name}" for name in names)
    wanted = f"SELECT t.id, ARRAY[{facets}] AS facets FROM {table} t JOIN {given} ON {joined}"
    found = await fetch_as(Numbered, wanted, *listed)
    if len(found) < len(values):
        await execute(f"INSERT INTO {table} ({columns}) SELECT * FROM {given} ON CONFLICT DO NOTHING", *listed)
        found = await fetch_as(Numbered, wanted, *listed)
    return {one.facets: one.id for one in found}
