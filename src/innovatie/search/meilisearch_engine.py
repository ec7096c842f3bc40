"""Search with Meilisearch: our own words and vectors in its index, hybrid search, and a swap when rebuilding.

It is chosen by INNOVATIE_MEILISEARCH_URL. PostgreSQL keeps its own index all the same and takes over when this
server does not answer (`asking.ask`).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

import meilisearch
from meilisearch.errors import MeilisearchError

from innovatie.domain.language import squash
from innovatie.domain.searching import Scored, best_places, first_scores, order
from innovatie.domain.similarity import content_stems
from innovatie.infra.embeddings import DIMENSIONS, embed
from innovatie.search.engine import (
    FACETS,
    EngineDown,
    Hit,
    Progress,
    SearchAnswer,
    SearchDocument,
    SearchRequest,
    Source,
    text_to_embed,
)
from innovatie.search.language import analyser, concepts
from innovatie.search.postgres.asking import READ
from innovatie.search.postgres.preparing import INDEXED

T = TypeVar("T")
_WAIT_MS = 600_000
_TIMEOUT = 3
_SEMANTIC = 0.4
_DEPTH = 120
_SENTENCE = 10
"""Words from which on a query goes to the server as typed: as stems, whole sentences find less."""

SETTINGS: dict[str, Any] = {
    "searchableAttributes": ["title", "words", "owner", "body"],
    "filterableAttributes": [*FACETS, "key"],
    "sortableAttributes": ["at", "members"],
    "rankingRules": ["sort", "words", "typo", "proximity", "attribute", "exactness"],
    "typoTolerance": {"minWordSizeForTypos": {"oneTypo": 4, "twoTypos": 8}},
    "faceting": {"maxValuesPerFacet": 200},
    "pagination": {"maxTotalHits": 20_000},
    "embedders": {"eigen": {"source": "userProvided", "dimensions": DIMENSIONS}},
}


class MeilisearchEngine:
    """See `search.engine.Engine`. Every task is awaited: what `put` returns from can be found."""

    name = "meilisearch"

    def __init__(self, url: str, key: str = "", *, index: str = "innovatie") -> None:
        self._client = meilisearch.Client(url, key or None, timeout=_TIMEOUT)
        self._index = index

    async def put(self, documents: Sequence[SearchDocument]) -> None:
        """Add or replace. Raises EngineDown."""
        if documents:
            await self._add(self._index, await _rows(documents))

    async def _add(self, index: str, rows: list[dict[str, Any]]) -> None:
        await self._task(lambda: self._client.index(index).add_documents(rows, "key"))

    async def remove(self, keys: Sequence[str]) -> None:
        """Forget. Raises EngineDown."""
        if keys:
            wanted = f"key IN [{', '.join(map(_quoted, keys))}]"
            await self._task(lambda: self._client.index(self._index).delete_documents(filter=wanted))

    async def rebuild(self, sources: Sequence[Source], *, progress: Progress) -> int:
        """A new index beside the live one, then a swap. Raises EngineDown."""
        beside = f"{self._index}_nieuw"
        await self._task(lambda: self._client.delete_index(beside), may_fail=True)
        await self._task(lambda: self._client.create_index(beside, {"primaryKey": "key"}))
        await self._task(lambda: self._client.index(beside).update_settings(SETTINGS))
        done = 0
        for source in sources:
            async for documents in source():
                rows = await _rows(list(documents))
                await self._add(beside, rows)
                done += len(rows)
                progress(len(rows))
        await self._task(lambda: self._client.create_index(self._index, {"primaryKey": "key"}), may_fail=True)
        await self._task(lambda: self._client.swap_indexes([{"indexes": [self._index, beside]}]))
        await self._task(lambda: self._client.delete_index(beside))
        return done

    async def count(self) -> int:
        """Number of documents. Raises EngineDown."""
        stats = await self._call(lambda: self._client.index(self._index).get_stats())
        return int(stats.number_of_documents)

    async def search(self, request: SearchRequest) -> SearchAnswer:
        """Raises EngineDown."""
        queries = [self._query(request, request.filters), *self._facet_queries(request)]
        answers = (await self._call(lambda: self._client.multi_search(queries)))["results"]
        main = answers[0]
        rows = [row for row in main["hits"] if _allowed(row, request)]
        if request.sort == "relevantie" and not request.query.is_empty:
            scores = first_scores([Scored(float(row.get("_rankingScore", 0.0)), 0.0) for row in rows])
            texts = {place: _text(rows[place]) for place in best_places(scores, READ)}
            rows = [rows[place] for place in order(request.query, scores, texts)]
        facets = dict(main.get("facetDistribution") or {})
        for answer in answers[1:]:
            facets.update(answer.get("facetDistribution") or {})
        left_out = len(main["hits"]) - len(rows)
        return SearchAnswer(
            tuple(_hit(row) for row in rows[request.offset : request.offset + request.limit]),
            max(int(main.get("estimatedTotalHits", len(rows))) - left_out, len(rows)),
            {name: {value: n for value, n in counts.items() if value} for name, counts in facets.items()},
            self.name,
        )

    def _query(self, request: SearchRequest, filters: Mapping[str, str]) -> dict[str, Any]:
        query: dict[str, Any] = {
            "indexUid": self._index,
            "q": _asked(request),
            "limit": max(_DEPTH, request.offset + request.limit),
            "matchingStrategy": "frequency",
            "showRankingScore": True,
            "filter": [f"{name} = {_quoted(value)}" for name, value in filters.items() if name in FACETS and value],
            "facets": list(FACETS) if request.with_facets else [],
        }
        if request.sort == "nieuwste" or (request.sort == "relevantie" and request.query.is_empty):
            query["sort"] = ["at:desc"]
        elif request.sort == "gemeenten":
            query["sort"] = ["members:desc"]
        elif request.vector is not None:
            query["hybrid"] = {"embedder": "eigen", "semanticRatio": _SEMANTIC}
            query["vector"] = list(request.vector)
        return query

    def _facet_queries(self, request: SearchRequest) -> list[dict[str, Any]]:
        """Counts of a chosen facet are those without its own choice."""
        if not request.with_facets:
            return []
        queries = []
        for name in (name for name, value in request.filters.items() if value and name in FACETS):
            others = {other: value for other, value in request.filters.items() if other != name}
            queries.append({**self._query(request, others), "facets": [name], "limit": 0})
        return queries

    async def _call(self, function: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(function)
        except (MeilisearchError, OSError) as error:
            raise EngineDown(str(error)) from error

    async def _task(self, start: Callable[[], Any], *, may_fail: bool = False) -> None:
        started = await self._call(start)
        task = await self._call(lambda: self._client.wait_for_task(started.task_uid, _WAIT_MS, 50))
        if task.status != "succeeded" and not may_fail:
            raise EngineDown(f"{task.type}: {task.error}")


async def _rows(documents: Sequence[SearchDocument]) -> list[dict[str, Any]]:
    vectors = await embed([text_to_embed(one.title, one.body) for one in documents])
    words = await asyncio.to_thread(lambda: [_words(one) for one in documents])
    return [
        {
            "key": one.key,
            "kind": one.kind,
            "object": one.object,
            "title": one.title,
            "body": one.body[:INDEXED],
            "words": own,
            "address": one.address,
            "owner": one.owner,
            "theme": one.theme,
            "stage": one.stage,
            "year": str(one.year or ""),
            "province": one.province,
            "region": one.region,
            "size_class": one.size_class,
            "round": one.round,
            "winner": "ja" if one.winner else "nee",
            "members": one.members,
            "at": one.at.timestamp() if one.at else 0,
            "_vectors": {"eigen": {"embeddings": [float(value) for value in vector], "regenerate": False}},
        }
        for one, own, vector in zip(documents, words, vectors, strict=True)
    ]


def _words(document: SearchDocument) -> str:
    """Our stems, parts of compounds, and other words for the same things, for an engine that knows no Dutch."""
    analysed = analyser()(f"{document.title}. {document.body[:INDEXED]}")
    known = concepts()
    others = {term for found in analysed.concepts for term in known[found.concept].terms[:8] if "+" not in term}
    return " ".join([*dict.fromkeys(content_stems(analysed)), *sorted(others)])


def _asked(request: SearchRequest) -> str:
    """The query in the words of the field `words`; a sentence, a phrase or an exclusion as it was typed."""
    text = request.query.text
    if request.query.phrases or request.query.excluded or len(text.split()) > _SENTENCE:
        return text
    return " ".join(dict.fromkeys(content_stems(analyser()(text)))) or text


def _allowed(row: Mapping[str, Any], request: SearchRequest) -> bool:
    plain = f" {_plain(str(row['title']), str(row['body']))} "
    wanted = all(f" {phrase} " in plain for phrase in request.query.phrases)
    return wanted and not any(f" {word} " in plain for word in request.query.excluded)


@lru_cache(maxsize=4_096)
def _plain(title: str, body: str) -> str:
    return squash(f"{title} {body}")


def _text(row: Mapping[str, Any]) -> tuple[str, str]:
    title, body = str(row["title"]), str(row["body"])
    return _plain(title, ""), _plain(title, body)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _hit(row: Mapping[str, Any]) -> Hit:
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
        winner=row["winner"] == "ja",
        at=datetime.fromtimestamp(row["at"], UTC) if row["at"] else None,
        score=float(row.get("_rankingScore", 0.0)),
    )
