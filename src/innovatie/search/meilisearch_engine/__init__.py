"""Search with Meilisearch: it finds candidates by our own words and vectors; the order is the one of PostgreSQL.

It is chosen by INNOVATIE_MEILISEARCH_URL. PostgreSQL keeps its own index all the same and takes over when this
server does not answer (`answering.ask`).
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

import meilisearch
import msgspec
from meilisearch.errors import MeilisearchError
from meilisearch.models.task import TaskInfo

from innovatie.search.engine import EngineDown, Progress, SearchAnswer, SearchDocument, SearchRequest, Source
from innovatie.search.meilisearch_engine.questions import as_typed, is_ranked, questions, quoted
from innovatie.search.meilisearch_engine.ranking import allowed, ranked
from innovatie.search.meilisearch_engine.rows import SETTINGS, Row, hit, rows
from innovatie.search.postgres.retrieval import CANDIDATES

__all__ = ["SETTINGS", "MeilisearchEngine"]

T = TypeVar("T")
_WAIT_MS = 600_000
_TIMEOUT = 3


class MeilisearchEngine:
    """See `search.engine.Engine`. Every task is awaited: what `put` returns from can be found."""

    name = "meilisearch"

    def __init__(self, url: str, key: str = "", *, index: str = "innovatie") -> None:
        self._client = meilisearch.Client(url, key or None, timeout=_TIMEOUT)
        self._index = index

    async def put(self, documents: Sequence[SearchDocument]) -> None:
        """Add or replace. Raises EngineDown."""
        if documents:
            await self._add(self._index, await rows(documents))

    async def _add(self, index: str, made: list[dict[str, object]]) -> None:
        await self._task(lambda: self._client.index(index).add_documents(made, "key"))

    async def remove(self, keys: Sequence[str]) -> None:
        """Forget. Raises EngineDown."""
        if keys:
            wanted = f"key IN [{', '.join(map(quoted, keys))}]"
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
                made = await rows(list(documents))
                await self._add(beside, made)
                done += len(made)
                progress(len(made))
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
        asked = questions(self._index, request)
        answers = (await self._call(lambda: self._client.multi_search(asked)))["results"]
        chosen = len(asked) - sum(question["limit"] == 0 for question in asked)
        main = answers[0]
        read = [msgspec.convert(answer["hits"], list[Row]) for answer in answers[:chosen]]
        facets = dict(main.get("facetDistribution") or {})
        for answer in answers[chosen:]:
            facets.update(answer.get("facetDistribution") or {})
        listed = [row for row in read[0] if allowed(row, request.query)]
        left_out = len(read[0]) - len(listed)
        found = [(row, 0.0) for row in listed]
        if is_ranked(request):
            candidates = [row for rows_ in read[1:] for row in rows_ if allowed(row, request.query)]
            if as_typed(request.query):
                candidates += listed[:CANDIDATES]
            found = await asyncio.to_thread(ranked, request, candidates, listed)
        page = found[request.offset : request.offset + request.limit]
        return SearchAnswer(
            tuple(hit(row, score) for row, score in page),
            max(int(main.get("estimatedTotalHits", len(listed))) - left_out, len(found)),
            {name: {value: n for value, n in counts.items() if value} for name, counts in facets.items()},
            self.name,
        )

    async def _call(self, function: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(function)
        except (MeilisearchError, OSError) as error:
            raise EngineDown(str(error)) from error

    async def _task(self, start: Callable[[], TaskInfo], *, may_fail: bool = False) -> None:
        started = await self._call(start)
        task = await self._call(lambda: self._client.wait_for_task(started.task_uid, _WAIT_MS, 50))
        if task.status != "succeeded" and not may_fail:
            raise EngineDown(f"{task.type}: {task.error}")
