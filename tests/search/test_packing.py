"""Packed postings say the same as rows do, whatever was changed since they were packed."""

import asyncpg
import pytest

from innovatie.infra.database import execute, fetch_value
from innovatie.search import statistics
from innovatie.search.answering import ask, understand
from innovatie.search.engine import SearchAnswer, SearchRequest
from innovatie.search.marking import shown
from innovatie.search.postgres import PostgresEngine, matching, postings, rebuilding
from tests.search.conftest import fill
from tests.search.test_contract import PLANS, plan

pytestmark = pytest.mark.anyio

QUESTIONS = (
    "plannen",
    "vergunning",
    "documenten lakken",
    '"documenten lakken"',
    "route -busjes",
    "",
    "-busjes",
    "gemeente",
)


async def answers() -> list[tuple[list[str], int, dict[str, dict[str, int]]]]:
    """Keys, totals and facets of every question in every order, with and without a filter."""
    statistics.clear()
    found: list[SearchAnswer] = []
    for question in QUESTIONS:
        for sort in ("relevantie", "nieuwste", "gemeenten"):
            for filters in ({}, {"province": "Utrecht"}, {"stage": "plan", "province": "Zeeland"}, {"theme": "niets"}):
                _, answer = await ask(question, engine=PostgresEngine(), sort=sort, filters=filters)
                found.append(answer)
    return [([hit.key for hit in one.hits], one.total, dict(one.facets)) for one in found]


def loose(found: list[tuple[list[str], int, dict[str, dict[str, int]]]]) -> list[object]:
    """Without the order: documents with other numbers may change places when they score the same."""
    return [(sorted(keys), total, facets) for keys, total, facets in found]


async def rows() -> int:
    number: int = await fetch_value("SELECT count(*) FROM search_posting")
    return number


async def test_the_same_answers_before_and_after_packing(
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(PostgresEngine(), PLANS)
    before = await answers()
    assert any(total for _, total, _ in before)
    assert any(facets.get("province") for _, _, facets in before)
    assert await rows() > 0
    monkeypatch.setattr(postings, "PACK_FROM", 1)
    assert await postings.pack() > 0
    assert await rows() == 0
    assert await answers() == before


async def test_a_few_postings_stay_rows(db: asyncpg.Connection) -> None:
    await fill(PostgresEngine(), PLANS)
    assert await postings.pack() == 0
    assert await fetch_value("SELECT count(*) FROM search_packed") == 0


async def test_changes_after_packing_count_once(db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = [
        *PLANS[:2],
        plan(3, "Terrasvergunning online", members=4, province="Drenthe"),
        PLANS[4],
        plan(9, "Busjes"),
    ]
    await fill(PostgresEngine(), changed)
    plain = await answers()
    monkeypatch.setattr(postings, "PACK_FROM", 1)
    await fill(PostgresEngine(), PLANS)
    await PostgresEngine().put([changed[2], changed[4]])
    await PostgresEngine().remove([PLANS[3].key])
    assert await rows() > 0
    assert await fetch_value("SELECT count(*) FROM search_gone") >= 2
    assert loose(await answers()) == loose(plain)
    await postings.pack()
    assert await rows() == 0
    assert loose(await answers()) == loose(plain)


async def test_what_is_gone_is_cleaned_out_of_the_packed_postings(
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "PACK_FROM", 1)
    await fill(PostgresEngine(), PLANS)
    number = await fetch_value("SELECT id FROM search_document WHERE object = 2")
    await PostgresEngine().remove([PLANS[1].key])
    await rebuilding.tend()
    held = await fetch_value("SELECT bool_or(position(int4send($1) IN postings) % 12 = 1) FROM search_packed", number)
    assert (held, await fetch_value("SELECT count(*) FROM search_gone")) == (False, 0)
    await execute("DELETE FROM search_term WHERE documents <= 0")
    await rebuilding.tend()
    orphans = "SELECT count(*) FROM search_packed k WHERE NOT EXISTS (SELECT FROM search_term t WHERE t.id = k.term)"
    assert await fetch_value(orphans) == 0


async def test_a_long_question_leaves_out_the_commonest_words_of_a_large_collection(
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [plan(number, f"Plan nummer{number}", "zonnepanelen") for number in range(1, 30)]
    await fill(PostgresEngine(), [*documents, plan(30, "Zonnepanelen op de sporthal")])
    monkeypatch.setattr(matching, "FLOOR", 0.0)
    request = SearchRequest(await understand("sporthal zonnepanelen"))
    documents_with = (await statistics.known()).vocabulary.documents
    assert (await matching.matching(request, documents_with, 5)).total == 30
    monkeypatch.setattr(matching, "POSTINGS", 10)
    assert (await matching.matching(request, documents_with, 5)).total == 1


async def test_document_numbers_far_apart_are_added_up_all_the_same(
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(PostgresEngine(), PLANS)
    before = await answers()
    monkeypatch.setattr(postings, "_DENSE", 0)
    assert await answers() == before


async def test_a_document_of_an_older_version_answers_the_same_and_gets_its_letters_at_night(
    db: asyncpg.Connection,
) -> None:
    await fill(PostgresEngine(), PLANS)
    before = await answers()
    _, kept = await ask("vergunning", engine=PostgresEngine())
    assert kept.hits
    await execute("UPDATE search_document SET letters = NULL, places = NULL")
    assert await answers() == before
    _, older = await ask("vergunning", engine=PostgresEngine())
    terms = list((await understand("vergunning")).terms)
    assert [shown(hit, terms, 80) for hit in older.hits] == [shown(hit, terms, 80) for hit in kept.hits]
    assert all(hit.places == b"" for hit in older.hits)
    await rebuilding.tend()
    assert await fetch_value("SELECT count(*) FROM search_document WHERE letters IS NULL OR places IS NULL") == 0
    _, again = await ask("vergunning", engine=PostgresEngine())
    assert again == kept
