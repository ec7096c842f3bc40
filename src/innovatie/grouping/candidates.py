"""The ideas that may be the same as a text: by its weightiest words and concepts, and by meaning."""

from collections.abc import Sequence
from typing import Any

import msgspec

from innovatie.domain.language import Kind, ngrams, squash
from innovatie.domain.searching import concept_term
from innovatie.domain.similarity import Profile, profile
from innovatie.infra.database import fetch, transaction
from innovatie.infra.embeddings import embed
from innovatie.search import statistics
from innovatie.search.language import analyser, concepts
from innovatie.search.postgres.keeping import as_profile, as_vector, decode_profile

BY_WORDS = 45
BY_MEANING = 25
_TERMS = 30
_COMMON = 0.2
"""A stem in a larger share of the documents does not find candidates (it still counts in the score)."""


class Candidate(msgspec.Struct, frozen=True):
    """An idea with its stored profile; `near` is the cosine of the sentence vectors."""

    idea: int
    title: str
    body: str
    profile: Profile
    near: float


async def find(title: str, text: str, *, exclude: Sequence[int] = ()) -> tuple[Profile, list[Candidate]]:
    """The profile of a text, and its candidates among the submitted ideas (not those of `exclude`)."""
    made = profile(analyser(), title, text)
    known = await statistics.known()
    vector = as_vector((await embed([f"{title}. {text}"]))[0])
    terms = _terms(made, known)
    async with transaction():
        await fetch("SELECT set_config('jit', 'off', true), set_config('hnsw.ef_search', '60', true)")
        rows = await fetch(
            f"""
            WITH hit AS MATERIALIZED (
                SELECT p.document, sum(p.impact * w.weight) AS score
                  FROM unnest($1::int[], $2::real[]) AS w(term, weight) JOIN search_posting p ON p.term = w.term
                 GROUP BY p.document
            ), words AS (
                SELECT d.id FROM hit h JOIN search_document d ON d.id = h.document
                 WHERE d.kind = 'idee' AND d.object <> ALL($4) ORDER BY h.score DESC, d.id LIMIT {BY_WORDS}
            ), meaning AS (
                SELECT d.id FROM search_document d WHERE d.kind = 'idee' AND d.object <> ALL($4)
                 ORDER BY d.vector <#> $3::text::halfvec LIMIT {BY_MEANING}
            )
            SELECT d.object, d.title, d.body, d.profile, -(d.vector <#> $3::text::halfvec) AS near
              FROM search_document d WHERE d.id IN (SELECT id FROM words UNION SELECT id FROM meaning) ORDER BY d.object
            """,
            list(terms),
            list(terms.values()),
            vector,
            list(exclude),
        )
    return made, [_candidate(row) for row in rows]


async def of_ideas(ideas: Sequence[int]) -> list[Candidate]:
    """The stored profiles of these ideas, as far as they are indexed."""
    rows = await fetch(
        "SELECT object, title, body, profile, 0.0 AS near FROM search_document"
        " WHERE kind = 'idee' AND object = ANY($1) ORDER BY object",
        list(ideas),
    )
    return [_candidate(row) for row in rows]


def _candidate(row: Any) -> Candidate:
    buckets, counts = ngrams(" ".join([squash(row["title"])] * 3 + [squash(row["body"])]))
    bare = Profile({}, {}, {}, buckets, counts)
    return Candidate(
        row["object"], row["title"], row["body"], as_profile(decode_profile(row["profile"]), bare), float(row["near"])
    )


def _terms(made: Profile, known: statistics.Known) -> dict[int, float]:
    """Numbers of the terms that search for candidates, with weights; words that nearly all texts hold are left out."""
    most = max(_COMMON * known.vocabulary.size, 50)
    weights = {key: known.vocabulary.weight(key) * min(tf, 4) ** 0.5 for key, tf in made.stems.items()}
    names = concepts()
    for number, tf in made.concepts.items():
        if names[number].kind in (Kind.TASK, Kind.SYSTEM):
            term = concept_term(names[number].name)
            weights[term] = 2.0 * known.vocabulary.weight(term) * min(tf, 4) ** 0.5
    usable = [
        (key, weight)
        for key, weight in weights.items()
        if key in known.ids and known.vocabulary.documents.get(key, 0) <= most
    ]
    usable.sort(key=lambda item: (-item[1], item[0]))
    return {known.ids[key]: weight for key, weight in usable[:_TERMS]}
