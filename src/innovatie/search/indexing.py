"""Keeping the index in step with the tables: one document after a change, or everything anew."""

from collections.abc import Sequence

from innovatie.search.engine import Engine, Progress, SearchDocument, Source
from innovatie.search.postgres import PostgresEngine


def engines() -> list[Engine]:
    """Every engine that is kept up to date; PostgreSQL always, so that the site never stands without search."""
    return [PostgresEngine()]


async def put(key: str, documents: Sequence[SearchDocument]) -> None:
    """The document behind `key` as it is now; none means that it can no longer be found."""
    for engine in engines():
        if documents:
            await engine.put(documents)
        else:
            await engine.remove([key])


async def reindex(sources: Sequence[Source], *, progress: Progress) -> int:
    """Make every index anew; the number of documents."""
    number = 0
    for engine in engines():
        number = await engine.rebuild(sources, progress=progress)
    return number
