"""The ideas that may be the same as a text: by its weightiest words and concepts, and by meaning."""

import asyncio
from collections.abc import Sequence

import msgspec
import numpy as np

from innovatie.domain.language import Kind, ngrams_of_each
from innovatie.domain.searching import Vocabulary, concept_term
from innovatie.domain.similarity import Profile, profile, weighed_text
from innovatie.infra.database import execute, fetch_as, transaction
from innovatie.infra.embeddings import embed
from innovatie.search import statistics
from innovatie.search.engine import text_to_embed
from innovatie.search.language import analyser, concepts
from innovatie.search.postgres.labels import Labels, labels_for
from innovatie.search.postgres.postings import Found
from innovatie.search.postgres.postings import find as find_documents
from innovatie.search.postgres.preparing import INDEXED, VECTOR, as_profile, as_vector

BY_WORDS = 45
BY_MEANING = 25
_TERMS = 30
_COMMON = 0.2
"""A stem in a larger share of the documents does not find candidates (it still counts in the score)."""


POSTINGS = 30_000
"""Postings that one search for candidates reads at most: weightier words first."""


class _Indexed(msgspec.Struct, frozen=True):
    """What the index holds of an idea, with the cosine."""

    object: int
    title: str
    body: str
    plain: str
    profile: bytes
    owner: str
    near: float


class Candidate(msgspec.Struct, frozen=True):
    """An idea with its stored profile; `near` is the cosine of the sentence vectors."""

    idea: int
    title: str
    body: str
    profile: Profile
    near: float


async def find(
    title: str, text: str, *, owner: str = "", exclude: Sequence[int] = ()
) -> tuple[Profile, list[Candidate]]:
    """The profile of a text, and its candidates among the submitted ideas (not those of `exclude`).

    `owner` is the name of the municipality that has the text.
    """
    text = text[:INDEXED]
    embedding = asyncio.create_task(embed([text_to_embed(title, text)]))
    made = await asyncio.to_thread(profile, analyser(), title, text, owner)
    terms = _terms(made, await statistics.vocabulary_for(made.stems))
    found = await find_documents(terms)
    by_words = await asyncio.to_thread(_best_ideas, found, await labels_for(found.labels), BY_WORDS + len(exclude))
    vector = as_vector((await embedding)[0].tolist())
    async with transaction():
        await execute("SELECT set_config('jit', 'off', true), set_config('hnsw.ef_search', '60', true)")
        rows = await fetch_as(
            _Indexed,
            f"""
            WITH meaning AS (
                SELECT d.id FROM search_document d WHERE d.kind = 'idee'
                 ORDER BY d.vector <#> {VECTOR} LIMIT {BY_MEANING} + cardinality($3::int[])
            )
            SELECT d.object, d.title, d.body, d.plain, d.profile, d.owner, -(d.vector <#> {VECTOR}) AS near
              FROM search_document d WHERE d.id IN (SELECT unnest($2::int[]) UNION SELECT id FROM meaning)
               AND d.object <> ALL($3) ORDER BY d.object
            """,
            vector,
            by_words,
            list(exclude),
        )
    return made, await asyncio.to_thread(_candidates, rows)


def _best_ideas(found: Found, labels: Labels, most: int) -> list[int]:
    """The documents of ideas with the highest scores."""
    best = found.only(labels.passing(found.labels, {"kind": "idee"})).best(most)
    return [int(number) for number in best.documents]


async def of_ideas(ideas: Sequence[int]) -> list[Candidate]:
    """The stored profiles of these ideas, as far as they are indexed."""
    rows = await fetch_as(
        _Indexed,
        "SELECT object, title, body, plain, profile, owner, 0.0::float8 AS near FROM search_document"
        " WHERE kind = 'idee' AND object = ANY($1) ORDER BY object",
        list(ideas),
    )
    return await asyncio.to_thread(_candidates, rows)


def _candidates(rows: Sequence[_Indexed]) -> list[Candidate]:
    texts = [weighed_text(row.title, row.plain) for row in rows]
    places, buckets, counts = ngrams_of_each(texts)
    bounds = np.searchsorted(places, np.arange(len(rows) + 1))
    return [
        Candidate(
            row.object,
            row.title,
            row.body,
            as_profile(row.profile, buckets[first:last], counts[first:last], row.owner),
            row.near,
        )
        for row, first, last in zip(rows, bounds[:-1], bounds[1:], strict=True)
    ]


def _terms(made: Profile, vocabulary: Vocabulary) -> dict[str, float]:
    """Index terms that search for candidates, with weights; the commonest are left out, the rarest come first."""
    most = max(_COMMON * vocabulary.size, 50)
    weights = {key: vocabulary.weight(key) * min(tf, 4) ** 0.5 for key, tf in made.stems.items()}
    names = concepts()
    for number, tf in made.concepts.items():
        if names[number].kind in (Kind.TASK, Kind.SYSTEM):
            term = concept_term(names[number].name)
            weights[term] = 2.0 * vocabulary.weight(term) * min(tf, 4) ** 0.5
    chosen: dict[str, float] = {}
    read = 0
    for key, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        documents = vocabulary.documents.get(key, 0)
        if 0 < documents <= most and read + documents <= POSTINGS and len(chosen) < _TERMS:
            chosen[key] = weight
            read += documents
    return chosen
