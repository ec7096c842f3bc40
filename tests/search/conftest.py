"""Both engines, each with an index of its own; Meilisearch only when a real server is given."""

import os
from collections.abc import AsyncIterator, Sequence

import asyncpg
import pytest

from innovatie.search import engine_selection, statistics
from innovatie.search.engine import Engine, SearchDocument, Source
from innovatie.search.meilisearch_engine import MeilisearchEngine
from innovatie.search.postgres import PostgresEngine, postings

MEILISEARCH = os.environ.get("INNOVATIE_TEST_MEILISEARCH_URL", "")
KEY = os.environ.get("INNOVATIE_TEST_MEILISEARCH_KEY", "")


@pytest.fixture(autouse=True)
def fresh() -> None:
    statistics.clear()
    engine_selection.use(None)


@pytest.fixture(
    params=[
        "postgres",
        "postgres with packed postings",
        pytest.param(
            "meilisearch",
            marks=pytest.mark.skipif(not MEILISEARCH, reason="INNOVATIE_TEST_MEILISEARCH_URL is not set"),
        ),
    ]
)
def engine(request: pytest.FixtureRequest, db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch) -> Engine:
    if request.param == "postgres with packed postings":
        monkeypatch.setattr(postings, "PACK_FROM", 1)
    if request.param.startswith("postgres"):
        return PostgresEngine()
    return MeilisearchEngine(MEILISEARCH, KEY, index="innovatie_test")


def source(documents: Sequence[SearchDocument]) -> Source:
    async def batches() -> AsyncIterator[Sequence[SearchDocument]]:
        if documents:
            yield documents

    return batches


async def fill(engine: Engine, documents: Sequence[SearchDocument]) -> None:
    """The whole index; PostgreSQL's too, whose statistics take queries apart."""
    await PostgresEngine().rebuild([source(documents)], progress=lambda _: None)
    if engine.name != "postgres":
        await engine.rebuild([source(documents)], progress=lambda _: None)
    statistics.clear()
