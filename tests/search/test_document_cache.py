"""What is remembered of documents between questions: the same answer as PostgreSQL's, and nothing of what changed."""

from typing import Any

import numpy as np
import pytest

from innovatie.infra import database
from innovatie.infra.database import execute, fetch_as, fetch_values
from innovatie.infra.embeddings import embed
from innovatie.search import statistics
from innovatie.search.answering import ask
from innovatie.search.engine import SearchDocument
from innovatie.search.postgres import PostgresEngine, document_cache, postings
from innovatie.search.postgres.document_cache import cosines, letters_of
from innovatie.search.postgres.preparing import as_vector
from innovatie.search.postgres.retrieval import _Near

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


def document(number: int, title: str, body: str) -> SearchDocument:
    return SearchDocument(kind="idee", object=number, title=title, body=body, address=f"/ideeen/{number}")


@pytest.fixture
async def indexed() -> PostgresEngine:
    engine = PostgresEngine()
    statistics.clear()
    await engine.put([
        document(1, "Parkeren met kentekens", "Sensoren tellen auto's in de straat."),
        document(2, "Bomen tegen hitte", "Schaduw in de wijk door bomen en gras."),
        document(3, "Parkeervakken delen", "Bewoners delen een vak met bezoekers."),
    ])  # fmt: skip
    statistics.clear()
    return engine


async def numbers() -> list[int]:
    return await fetch_values(int, "SELECT id FROM search_document ORDER BY object")


async def test_a_cosine_is_the_one_that_postgresql_reckons_asked_or_remembered(indexed: PostgresEngine) -> None:
    vector = tuple((await embed(["auto's parkeren"]))[0].tolist())
    theirs = await fetch_as(
        _Near, "SELECT id, -(vector <#> $1::text::halfvec) AS near FROM search_document", as_vector(vector)
    )
    first, again = await cosines(vector, await numbers()), await cosines(vector, await numbers())
    assert first == again
    assert {one.id: pytest.approx(one.near, abs=1e-6) for one in theirs} == first


async def test_what_is_remembered_needs_no_question_and_what_is_gone_is_left_out(
    indexed: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = await numbers()
    vector = tuple(np.ones(512).tolist())
    told, letters = await cosines(vector, known), await letters_of(known)
    assert list(letters) == list(told) == known
    assert await cosines(vector, [*known, 10**6]) == told
    assert await letters_of([10**6]) == {}

    async def asked(*_: object) -> None:
        raise AssertionError("the database was asked again")

    monkeypatch.setattr(document_cache, "fetch_as", asked)
    assert (await cosines(vector, known), await letters_of(known)) == (told, letters)


async def test_no_more_is_remembered_than_fits(indexed: PostgresEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_cache._letters, "_most", 2)
    known = await numbers()
    assert len(await letters_of(known)) == 3
    assert list(document_cache._letters._known) == known[1:]


async def test_what_another_question_pushes_out_or_forgets_meanwhile_is_still_answered(
    indexed: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = await numbers()
    vector = tuple(np.ones(512).tolist())
    told, letters = await cosines(vector, known), await letters_of(known)
    ask_database = document_cache.fetch_as

    async def meanwhile(*given: Any) -> Any:
        document_cache._vectors._known.clear()
        document_cache._letters._known.clear()
        return await ask_database(*given)

    monkeypatch.setattr(document_cache, "fetch_as", meanwhile)
    assert await cosines(vector, [*known, 10**6]) == told
    again = await letters_of([*known, 10**6])
    assert {n: one.buckets.tolist() for n, one in again.items()} == {
        n: one.buckets.tolist() for n, one in letters.items()
    }


async def test_a_plan_that_changed_is_found_by_what_it_says_now(indexed: PostgresEngine) -> None:
    before = await ask("schaduw door bomen")
    assert before[1].hits[0].object == 2
    await indexed.put([document(2, "Laadpalen langs de weg", "Stroom voor elektrische auto's.")])
    statistics.clear()
    assert 2 not in [hit.object for hit in (await ask("schaduw gras bomen"))[1].hits]
    assert (await ask("laadpalen stroom"))[1].hits[0].object == 2


async def test_everything_is_forgotten_when_the_statistics_are_read_anew(indexed: PostgresEngine) -> None:
    first, second = (await numbers())[:2]
    before = await letters_of([first, second])
    await execute("UPDATE search_document SET letters = (SELECT letters FROM search_document WHERE id = $1)", second)
    statistics.clear()
    now = await letters_of([first])
    assert now[first].buckets.tolist() == before[second].buckets.tolist() != before[first].buckets.tolist()


async def test_a_search_is_one_reading_on_one_connection_with_its_settings(indexed: PostgresEngine) -> None:
    async def settings() -> list[str]:
        return await fetch_values(
            str,
            "SELECT current_setting(name) FROM unnest($1::text[]) AS name ORDER BY name DESC",
            list(database.SEARCHING),
        )

    assert await database.on_one_connection(settings) == ["off", "80"]


async def test_long_lists_of_postings_are_added_up_in_a_thread_with_the_same_result(
    indexed: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = await ask("schaduw door bomen")
    monkeypatch.setattr(postings, "LONG", -1)
    assert few[1].hits and await ask("schaduw door bomen") == few
