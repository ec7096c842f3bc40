"""Answering from the index: candidates by postings and vectors, then the final order."""

from functools import lru_cache

import msgspec
import numpy as np

from innovatie.domain.searching import best_places, first_scores, order
from innovatie.infra import database
from innovatie.infra.database import fetch_as
from innovatie.search import statistics
from innovatie.search.engine import Hit, SearchAnswer, SearchRequest
from innovatie.search.postgres.document_cache import cosines, letters_of
from innovatie.search.postgres.labels import PLACES, WHAT, WHERE
from innovatie.search.postgres.matching import Matched, chosen_filters, matching
from innovatie.search.postgres.preparing import VECTOR, as_vector

CANDIDATES = 120
"""Documents that the final order looks at; further pages follow the words alone."""
READ = 60
"""Of those, the best whose texts are compared with the query letter by letter."""
NEIGHBOURS = 60
_HITS = """
    SELECT d.kind, d.object, d.title, d.body, d.address, d.owner, d.theme, d.stage, d.members, d.winner, d.at, p.score,
           coalesce(d.places, '') AS places
      FROM unnest($1::int[], $2::float8[]) WITH ORDINALITY AS p(id, score, place)
      JOIN search_document d ON d.id = p.id ORDER BY p.place
"""
NEAR = 0.25
NEAR_THE_BEST = 0.60
"""A document that shares no word is a result only from this cosine on, and from this share of the nearest one's."""


_written = lru_cache(maxsize=256)(as_vector)
"""People ask for the same."""


class _Near(msgspec.Struct, frozen=True):
    """A document with its cosine."""

    id: int
    near: float


async def answer(request: SearchRequest) -> SearchAnswer:
    """One page of results."""
    ranked = request.sort == "relevantie" and not request.query.is_empty
    known = await statistics.known()

    async def read() -> SearchAnswer:
        near = await _neighbours(request) if ranked else {}
        most = max(CANDIDATES, request.offset + request.limit)
        matched = await matching(request, known.vocabulary.documents, most, list(near))
        ranking = await _ranked(request, matched, near) if ranked else list(matched.scores)
        page = ranking[request.offset : request.offset + request.limit]
        hits = await fetch_as(Hit, _HITS, page, [matched.scores.get(number, 0.0) for number in page])
        return SearchAnswer(tuple(hits), max(matched.total, len(hits)), matched.facets, "postgres")

    return await database.on_one_connection(read)


async def _ranked(request: SearchRequest, matched: Matched, near: dict[int, float]) -> list[int]:
    """Document numbers, best first: the candidates and their neighbours in meaning, then the rest by words."""
    candidates = list(dict.fromkeys([*list(matched.scores)[:CANDIDATES], *near]))
    if request.vector is not None:
        near = {**near, **await cosines(request.vector, [number for number in candidates if number not in near])}
    base = first_scores(
        np.array([matched.scores.get(number, 0.0) for number in candidates], dtype=np.float64),
        np.maximum(np.array([near.get(number, 0.0) for number in candidates], dtype=np.float64), 0.0),
    )
    top = best_places(base, READ)
    read = await letters_of([candidates[place] for place in top])
    texts = {place: read[candidates[place]] for place in top if candidates[place] in read}
    ranking = [candidates[place] for place in order(request.query, base, texts)]
    least = max(NEAR, NEAR_THE_BEST * max(near.values(), default=0.0))
    kept = [number for number in ranking if number in matched.scores or near[number] >= least]
    matched.total += sum(number not in matched.scores for number in kept)
    seen = set(candidates)
    return [*kept, *(number for number in matched.scores if number not in seen)]


async def _neighbours(request: SearchRequest) -> dict[int, float]:
    """The documents nearest in meaning, which may share no word with the query, and their cosines."""
    if request.vector is None or request.query.phrases:
        return {}
    chosen = chosen_filters(request)
    values: list[str] = []
    where = ["true"]
    for table, number, names in (
        ("search_what", f"label >> {PLACES}", WHAT),
        ("search_place", f"label & {(1 << PLACES) - 1}", WHERE),
    ):
        asked = [name for name in names if name in chosen]
        values += [chosen[name] for name in asked]
        first = len(values) - len(asked) + 3
        conditions = [f"{name} = ${first + place}" for place, name in enumerate(asked)]
        if conditions:
            where.append(f"{number} IN (SELECT id FROM {table} WHERE {' AND '.join(conditions)})")
    found = await fetch_as(
        _Near,
        f"SELECT id, near FROM (SELECT id, plain, -(vector <#> {VECTOR}) AS near FROM search_document"
        f" WHERE {' AND '.join(where)} ORDER BY vector <#> {VECTOR} LIMIT {NEIGHBOURS}) d"
        " WHERE cardinality($2::text[]) = 0 OR NOT ' ' || plain || ' ' LIKE ANY ($2)",
        _written(request.vector),
        [f"% {word} %" for word in request.query.excluded],
        *values,
    )
    return {one.id: one.near for one in found}
