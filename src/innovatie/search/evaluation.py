"""Measure the search against people's judgements, through the very engine and code that the site uses."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

import msgspec

from innovatie.domain.agreement import ndcg, recall, reciprocal_rank
from innovatie.search import statistics
from innovatie.search.answering import ask
from innovatie.search.engine import Engine, SearchDocument
from innovatie.search.texts import Document, JudgedQuery

_BATCH = 128
_DEPTH = 100


class Means(msgspec.Struct, frozen=True):
    """Means over so many queries, each from 0 to 1."""

    queries: int
    ndcg_at_10: float
    recall_at_20: float
    mrr: float


class SearchFigures(Means, frozen=True, kw_only=True, omit_defaults=True):
    """What `innovatie search evaluate` prints, with these keys as JSON."""

    engine: str
    documents: int
    by_kind: dict[str, Means]
    each: tuple[tuple[str, float], ...] = ()
    """Of each query its id and its nDCG@10."""


async def measure(
    documents: Sequence[Document], queries: Sequence[JudgedQuery], engine: Engine, *, also: Engine | None = None
) -> SearchFigures:
    """Index the documents in `engine` (its database is scratch) and ask every query. The fixed keys of the report.

    `also` is indexed too: the statistics that take a query apart come from PostgreSQL's index.
    """

    async def source() -> AsyncIterator[Sequence[SearchDocument]]:
        for start in range(0, len(documents), _BATCH):
            yield [
                SearchDocument("idee", start + place, document.title, document.text, f"/{start + place}")
                for place, document in enumerate(documents[start : start + _BATCH])
            ]

    statistics.clear()
    if also is not None:
        await also.rebuild([source], progress=lambda _: None)
    await engine.rebuild([source], progress=lambda _: None)
    statistics.clear()
    rows: list[tuple[str, float, float, float]] = []
    each: list[tuple[str, float]] = []
    for query in queries:
        _, answer = await ask(query.text, engine=engine, limit=_DEPTH, with_facets=False)
        ranking = [documents[hit.object].id for hit in answer.hits]
        rows.append(
            (
                query.kind,
                ndcg(ranking, query.relevant),
                recall(ranking, query.relevant),
                reciprocal_rank(ranking, query.relevant),
            )
        )
        each.append((query.id, rows[-1][1]))
    return msgspec.structs.replace(_report(rows, documents, engine.name), each=tuple(each))


def _report(
    rows: Sequence[tuple[str, float, float, float]], documents: Sequence[Document], engine: str
) -> SearchFigures:
    kinds: dict[str, list[tuple[str, float, float, float]]] = defaultdict(list)
    for row in rows:
        kinds[row[0]].append(row)
    total = _means(rows)
    return SearchFigures(
        engine=engine,
        documents=len(documents),
        queries=total.queries,
        ndcg_at_10=total.ndcg_at_10,
        recall_at_20=total.recall_at_20,
        mrr=total.mrr,
        by_kind={kind: _means(of) for kind, of in sorted(kinds.items())},
    )


def _means(rows: Sequence[tuple[str, float, float, float]]) -> Means:
    count = max(len(rows), 1)
    return Means(
        queries=len(rows),
        ndcg_at_10=round(sum(row[1] for row in rows) / count, 4),
        recall_at_20=round(sum(row[2] for row in rows) / count, 4),
        mrr=round(sum(row[3] for row in rows) / count, 4),
    )
