"""Answering from the index: candidates by postings and vectors, then the final order."""

from typing import Any

import numpy as np

from innovatie.domain.searching import Scored, best_places, first_scores, order
from innovatie.infra.database import fetch, transaction
from innovatie.search.engine import Hit, SearchAnswer, SearchRequest
from innovatie.search.postgres.matching import Arguments, Matched, exclusions, filters, matching
from innovatie.search.postgres.preparing import as_vector

CANDIDATES = 200
"""Documents that the final order looks at; further pages follow the words alone."""
READ = 60
"""Of those, the best whose texts are compared with the query letter by letter."""
NEIGHBOURS = 60
_COLUMNS = "id, kind, object, title, body, address, owner, theme, stage, members, winner, at"
NEAR = 0.25
NEAR_THE_BEST = 0.60
"""A document that shares no word is a result only from this cosine on, and from this share of the nearest one's."""


async def answer(request: SearchRequest) -> SearchAnswer:
    """One page of results."""
    async with transaction():
        await fetch("SELECT set_config('jit', 'off', true), set_config('hnsw.ef_search', '100', true)")
        most = max(CANDIDATES, request.offset + request.limit)
        matched = await matching(request, most)
        if request.sort == "relevantie" and not request.query.is_empty:
            ranking = await _ranked(request, matched)
        else:
            ranking = list(matched.scores)
        page = ranking[request.offset : request.offset + request.limit]
        rows = {
            row["id"]: row for row in await fetch(f"SELECT {_COLUMNS} FROM search_document WHERE id = ANY($1)", page)
        }
    hits = tuple(_hit(rows[number], matched.scores.get(number, 0.0)) for number in page if number in rows)
    return SearchAnswer(hits, max(matched.total, len(hits)), matched.facets, "postgres")


async def _ranked(request: SearchRequest, matched: Matched) -> list[int]:
    """Document numbers, best first: the candidates and their neighbours in meaning, then the rest by words."""
    first, rest = list(matched.scores)[:CANDIDATES], list(matched.scores)[CANDIDATES:]
    near = await _near(request, first)
    candidates = [*first, *(number for number in near if number not in matched.scores)]
    base = first_scores(
        [Scored(matched.scores.get(number, 0.0), max(near.get(number, 0.0), 0.0)) for number in candidates]
    )
    top = best_places(base, READ)
    read = await fetch(
        "SELECT id, plain, length(title) AS title FROM search_document WHERE id = ANY($1)",
        [candidates[place] for place in top],
    )
    plain = {row["id"]: (row["plain"][: row["title"]], row["plain"]) for row in read}
    texts = {place: plain[candidates[place]] for place in top if candidates[place] in plain}
    ranking = [candidates[place] for place in order(request.query, base, texts)]
    least = max(NEAR, NEAR_THE_BEST * max(near.values(), default=0.0))
    kept = [number for number in ranking if number in matched.scores or near[number] >= least]
    matched.total += sum(number not in matched.scores for number in kept)
    return [*kept, *rest]


async def _near(request: SearchRequest, documents: list[int]) -> dict[int, float]:
    """Cosine with the query of these documents, and of the nearest others, which may share no word with it."""
    if request.vector is None:
        return {}
    arguments = Arguments()
    vector = f"{arguments.place(as_vector(np.array(request.vector)))}::text::halfvec"
    statement = (
        f"SELECT id, -(vector <#> {vector}) AS near FROM search_document"
        f" WHERE id = ANY({arguments.place(documents)}::int[])"
    )
    if not request.query.phrases:
        where = filters(request, "label", arguments) + exclusions(request, "id", arguments)
        statement += (
            f" UNION (SELECT id, -(vector <#> {vector}) FROM search_document WHERE {where}"
            f" ORDER BY vector <#> {vector} LIMIT {NEIGHBOURS})"
        )
    return {row["id"]: float(row["near"]) for row in await fetch(statement, *arguments.values)}


def _hit(row: Any, score: float) -> Hit:
    return Hit(
        kind=row["kind"],
        object=row["object"],
        title=row["title"],
        body=row["body"],
        address=row["address"],
        owner=row["owner"],
        theme=row["theme"],
        stage=row["stage"],
        members=row["members"],
        winner=row["winner"],
        at=row["at"],
        score=score,
    )
