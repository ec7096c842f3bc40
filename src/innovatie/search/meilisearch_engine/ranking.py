"""The order of the candidates that the server found: words, meaning and letters, as `domain.searching` adds them."""

from collections.abc import Sequence

import numpy as np

from innovatie.domain.searching import Query, best_places, first_scores, letters, opened, order
from innovatie.search.engine import SearchRequest
from innovatie.search.meilisearch_engine.rows import Row, lexical, meanings
from innovatie.search.postgres.matching import FLOOR
from innovatie.search.postgres.retrieval import NEAR, NEAR_THE_BEST, READ


def allowed(row: Row, query: Query) -> bool:
    """Whether the row holds every phrase and no excluded word."""
    plain = f" {row.plain} "
    wanted = all(f" {phrase} " in plain for phrase in query.phrases)
    return wanted and not any(f" {word} " in plain for word in query.excluded)


def ranked(request: SearchRequest, candidates: Sequence[Row], listed: Sequence[Row]) -> list[tuple[Row, float]]:
    """Rows with their scores by words: the candidates, best first, then what else is `listed`, as it comes.

    A candidate that shares no weighty word, is not near in meaning and is not listed either is left out.
    """
    query = request.query
    rows = list({row.key: row for row in candidates}.values())
    words = np.array([lexical(row, query.terms) for row in rows])
    words[words < FLOOR * words.max(initial=0.0)] = 0.0
    near = np.zeros(len(rows))
    if request.vector is not None and rows:
        near = np.maximum(meanings(rows) @ np.array(request.vector, dtype=np.float32), 0.0)
    base = first_scores(words, near)
    best = best_places(base, READ)
    kept = opened([letters(rows[place].plain, len(rows[place].plain_title)) for place in best])
    texts = dict(zip(best, kept, strict=True))
    least = max(NEAR, NEAR_THE_BEST * float(near.max(initial=0.0)))
    certain = {row.key for row in listed}
    ordered = [
        (rows[place], float(words[place]))
        for place in order(query, base, texts)
        if words[place] > 0 or near[place] >= least or rows[place].key in certain
    ]
    seen = {row.key for row in rows}
    return [*ordered, *((row, 0.0) for row in listed if row.key not in seen)]
