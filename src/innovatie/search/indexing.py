"""Keeping the index in step with the tables: one document after a change, or everything anew."""

from collections.abc import Sequence

from innovatie.infra.database import execute
from innovatie.search import engine_selection, wording
from innovatie.search.engine import Progress, SearchDocument, Source
from innovatie.search.postgres import PostgresEngine, rebuilding


async def put(keys: Sequence[str], documents: Sequence[SearchDocument]) -> None:
    """The documents behind `keys` as they are now; a key without one can no longer be found."""
    gone = sorted(set(keys) - {document.key for document in documents})
    await wording.refresh()
    own = PostgresEngine()
    await own.put(documents)
    if gone:
        await own.remove(gone)
    await engine_selection.tell(keys, documents)


async def tend() -> None:
    """Every night: what only the whole index can tell."""
    await rebuilding.tend()


async def reindex(sources: Sequence[Source], *, progress: Progress) -> int:
    """Make every index anew; the number of documents. Raises EngineDown when the second one does not answer.

    PostgreSQL's is made all the same, and answers until the second one has been made anew.
    """
    await wording.refresh()
    number = await PostgresEngine().rebuild(sources, progress=progress)
    second = engine_selection.second()
    if second is not None:
        await second.rebuild(sources, progress=lambda _: None)
        await execute("DELETE FROM search_missed")
    return number
