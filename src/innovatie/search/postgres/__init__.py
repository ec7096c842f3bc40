"""The default engine: postings and vectors in the same PostgreSQL as everything else."""

from collections.abc import Sequence

from innovatie.infra.database import fetch_one_value
from innovatie.search.engine import Progress, SearchAnswer, SearchDocument, SearchRequest, Source
from innovatie.search.postgres.index_writer import keep, remove_documents
from innovatie.search.postgres.rebuilding import rebuild
from innovatie.search.postgres.retrieval import answer


class PostgresEngine:
    """See `search.engine.Engine`. It is down only when the site itself is."""

    name = "postgres"

    async def put(self, documents: Sequence[SearchDocument]) -> None:
        """Add or replace, in one transaction."""
        await keep(documents)

    async def remove(self, keys: Sequence[str]) -> None:
        """Forget documents by key."""
        await remove_documents(keys)

    async def search(self, request: SearchRequest) -> SearchAnswer:
        """Candidates by postings and vectors, ordered by `domain.searching.order`."""
        return await answer(request)

    async def rebuild(self, sources: Sequence[Source], *, progress: Progress) -> int:
        """Make every document anew while searches go on, then drop what is no longer there."""
        return await rebuild(sources, progress=progress)

    async def count(self) -> int:
        """Number of documents in the index."""
        return await fetch_one_value(int, "SELECT count(*) FROM search_document") or 0
