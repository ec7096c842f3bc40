"""Which engine answers: Meilisearch when it is set up and up, else PostgreSQL; and what it missed meanwhile."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec

from innovatie.infra.database import execute, fetch_as, fetch_one_value, fetch_values
from innovatie.infra.jobs import enqueue
from innovatie.search.engine import Engine, EngineDown, SearchDocument
from innovatie.search.payloads import CatchUp
from innovatie.search.postgres import PostgresEngine
from innovatie.search.postgres.index_writer import apart
from innovatie.settings import current

RETRY_SECONDS = 20.0
_CATCH_UP = 500


@dataclass
class _Second:
    """The second engine of this process; `down_until` on the monotonic clock."""

    engine: Engine | None
    down_until: float = 0.0


@cache
def _second() -> _Second:
    settings = current()
    if not settings.meilisearch_url:
        return _Second(None)
    from innovatie.search.meilisearch_engine import MeilisearchEngine  # noqa: PLC0415 -- its client costs half a second

    return _Second(MeilisearchEngine(settings.meilisearch_url, settings.meilisearch_key))


def use(engine: Engine | None) -> None:
    """Put another second engine in place (tests, measurements); None: PostgreSQL alone."""
    _second.cache_clear()
    _second().engine = engine


def second() -> Engine | None:
    """The second engine of this process, up or down."""
    return _second().engine


def preferred() -> Engine:
    """The engine to ask now."""
    second = _second()
    if second.engine is not None and time.monotonic() >= second.down_until:
        return second.engine
    return PostgresEngine()


def note_down() -> None:
    """The second engine did not answer: leave it alone for a while."""
    _second().down_until = time.monotonic() + RETRY_SECONDS


async def tell(keys: Sequence[str], documents: Sequence[SearchDocument]) -> None:
    """Tell the second engine what changed; when it is down, remember what it missed."""
    engine = _second().engine
    if engine is None:
        return
    gone = sorted(set(keys) - {document.key for document in documents})
    try:
        await catch_up()
        await engine.put(documents)
        await engine.remove(gone)
    except EngineDown:
        note_down()
        await execute(
            "INSERT INTO search_missed (key) SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING", list(keys)
        )
        await _ask_catch_up()


async def _ask_catch_up() -> None:
    """Have the job run in a moment, unless it waits already."""
    await enqueue(CatchUp(), at=datetime.now(UTC) + timedelta(seconds=RETRY_SECONDS), unless_waiting=True)


async def ask_when_missed() -> None:
    """Have the job run when there is something to make good, whatever became of the jobs that were asked before."""
    if await fetch_one_value(int, "SELECT 1 FROM search_missed LIMIT 1") is not None:
        await _ask_catch_up()


async def make_good() -> int:
    """Give the second engine all that it missed, or try again later; how many keys."""
    done = 0
    try:
        while given := await catch_up():
            done += given
    except EngineDown:
        note_down()
        await _ask_catch_up()
    return done


async def catch_up() -> int:
    """Give the second engine what it missed, from PostgreSQL's own index. Raises EngineDown; how many keys."""
    engine = _second().engine
    if engine is None:
        return 0
    keys = await fetch_values(str, f"SELECT key FROM search_missed ORDER BY since LIMIT {_CATCH_UP}")
    if not keys:
        return 0
    documents = await _kept(keys)
    await engine.put(documents)
    await engine.remove(sorted(set(keys) - {document.key for document in documents}))
    await execute("DELETE FROM search_missed WHERE key = ANY($1)", keys)
    return len(keys)


async def _kept(keys: Sequence[str]) -> list[SearchDocument]:
    return await fetch_as(
        SearchDocument,
        "SELECT kind, object, title, body, address, owner, theme, stage, year, province, region, size_class, round,"
        " winner, members, at FROM search_document"
        " JOIN unnest($1::text[], $2::int[]) AS k(kind, object) USING (kind, object)",
        *apart(keys),
    )


class Standing(msgspec.Struct, frozen=True):
    """How the search stands, for VNG's desk."""

    engine: str
    second: str
    missed: int
    since: datetime | None
    documents: int


class _Missed(msgspec.Struct, frozen=True):
    """How many changes the second engine missed, and since when."""

    number: int
    since: datetime | None


async def standing() -> Standing:
    """Which engine answers now, and what the second one has missed. The second one is asked, not believed."""
    (missed,) = await fetch_as(_Missed, "SELECT count(*) AS number, min(since) AS since FROM search_missed")
    second = _second().engine
    if second is not None:
        try:
            await second.count()
        except EngineDown:
            note_down()
    return Standing(
        preferred().name,
        second.name if second else "",
        missed.number,
        missed.since,
        await PostgresEngine().count(),
    )
