"""Keeping the index in step with the tables: one document after a change, or everything anew."""

from collections.abc import Sequence

from innovatie.search.engine import Engine, Progress, SearchDocument, Source
from innovatie.search.postgres import PostgresEngine


def engines() -> list[Engine]:
    """Every engine that is kept up to date; PostgreSQL always, so that the site never stands without search."""
    return [PostgresEngine()]


async def put(keys: Sequence[str], documents: Sequence[SearchDocument]) -> None:
    """The documents behind `keys` as they are now; a key without one can no longer be found."""
    gone = sorted(set(keys) - {document.key for document in documents})
    for engine in engines():
        await engine.put(documents)
        if gone:
            await engine.remove(gone)


async def reindex(sources: Sequence[Source], *, progress: Progress) -> int:
    """Make every index anew; the number of documents."""
    number = 0
    for engine in engines():
        number = await engine.rebuild(sources, progress=progress)
    return number
