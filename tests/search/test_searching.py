"""The search page, what happens when the second engine is down, and the query taken apart."""

import asyncio
from pathlib import Path

import asyncpg
import httpx
import numpy as np
import pytest
from click.testing import CliRunner

from innovatie.domain.searching import Vocabulary, first_scores, impact, letters, opened, order, read_query
from innovatie.infra import embedding_service, embeddings
from innovatie.infra.database import fetch
from innovatie.search import engine_selection, indexing, statistics
from innovatie.search.answering import ask
from innovatie.search.commands import search
from innovatie.search.language import analyser, word_frequencies
from innovatie.search.meilisearch_engine import MeilisearchEngine
from innovatie.search.postgres import PostgresEngine
from tests.search.conftest import fill
from tests.search.test_contract import PLANS, plan

pytestmark = pytest.mark.anyio

NOBODY_LISTENS = "http://127.0.0.1:9"


async def test_the_site_goes_on_with_postgresql_when_the_other_engine_is_down(db: asyncpg.Connection) -> None:
    await fill(PostgresEngine(), PLANS)
    engine_selection.use(MeilisearchEngine(NOBODY_LISTENS))
    _, answer = await ask("strooien")
    assert (answer.engine, answer.hits[0].object) == ("postgres", 2)
    assert (await engine_selection.standing()).engine == "postgres"


async def test_what_changes_meanwhile_is_remembered_for_its_return(db: asyncpg.Connection) -> None:
    await fill(PostgresEngine(), PLANS)
    engine_selection.use(MeilisearchEngine(NOBODY_LISTENS))
    await indexing.put(["idee-2", "idee-8"], [plan(8, "Nieuw plan")])
    standing = await engine_selection.standing()
    assert (standing.second, standing.missed, standing.documents) == ("meilisearch", 2, 5)

    class Returned(PostgresEngine):
        name = "returned"
        seen: tuple[list[str], list[str]] = ([], [])

        async def put(self, documents: object) -> None:
            self.seen[0].extend(document.key for document in documents)  # type: ignore[attr-defined]

        async def remove(self, keys: object) -> None:
            self.seen[1].extend(keys)  # type: ignore[arg-type]

    engine_selection.use(Returned())
    assert await engine_selection.catch_up() == 2
    assert Returned.seen == (["idee-8"], ["idee-2"])
    assert await fetch("SELECT key FROM search_missed") == []


async def test_a_search_beside_an_embedder_that_hangs_finds_by_words_and_shows_the_page_as_ever(
    client: httpx.AsyncClient, db: asyncpg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(PostgresEngine(), PLANS)
    as_ever = (await client.get("/zoeken?q=strooien")).text
    monkeypatch.setattr(embeddings, "_known", type(embeddings._known)())
    monkeypatch.setattr(embeddings._Service, "path", str(tmp_path / "socket"))
    monkeypatch.setattr(embeddings._Service, "not_before", 0.0)
    monkeypatch.setattr(embeddings._Service, "away", False)
    monkeypatch.setattr(embedding_service, "SECONDS_FIRST", 0.02)
    monkeypatch.setattr(embedding_service, "SECONDS_EACH", 0.0)
    asked: list[asyncio.StreamWriter] = []
    async with await asyncio.start_unix_server(lambda _, writer: asked.append(writer), tmp_path / "socket"):
        assert (await client.get("/zoeken?q=strooien")).text == as_ever
        assert len(asked) == 1
        asked[0].close()


def vocabulary(*words: str) -> Vocabulary:
    return Vocabulary(dict.fromkeys(words, 3), {word: f"{word}en" for word in words}, 100)


def test_an_unknown_word_is_corrected_to_the_nearest_known_one() -> None:
    query = read_query("xstrooiwagx", analyser(), vocabulary("strooiwag"), word_frequencies())
    assert query.corrected == "strooiwagen"
    assert list(query.terms) == ["strooiwag"]


def asked(text: str, *words: str) -> dict[str, float]:
    return read_query(text, analyser(), vocabulary(*words), word_frequencies()).terms


def test_a_word_that_is_said_twice_asks_no_more_than_once() -> None:
    assert asked("huurwoningen van de woningcorporatie", "woning") == asked("woning", "woning")


def test_a_dutch_word_that_nobody_used_yet_is_not_taken_for_a_mistake() -> None:
    known, misspelt = asked("laadpaal", "laadpaalt")["laadpaalt"], asked("laadpael", "laadpaalt")["laadpaalt"]
    assert 0 < known < misspelt / 2


def test_an_article_of_a_law_is_no_art() -> None:
    assert "=museum" in asked("art in the street", "=museum")
    assert "=museum" not in asked("art. 2.4 Jeugdwet", "=museum", "2.4")
    assert asked("art. 2.4 Jeugdwet", "2.4", "artikel") == asked("artikel 2.4 Jeugdwet", "2.4", "artikel")


def test_phrases_and_exclusions_are_taken_out_of_the_words() -> None:
    query = read_query('"groene daken" -sedum water', analyser(), vocabulary("groen", "dak"), word_frequencies())
    assert (query.phrases, query.excluded) == (("groene daken",), ("sedum",))


def test_the_best_words_come_first_and_ties_keep_their_order() -> None:
    query = read_query("water", analyser(), vocabulary("water"), word_frequencies())
    scores = first_scores(np.array([1.0, 1.0, 5.0]), np.zeros(3))
    assert order(query, scores, dict.fromkeys(range(3), *opened([letters("water", 5)]))) == [2, 0, 1]
    assert order(query, first_scores(np.zeros(0), np.zeros(0)), {}) == []


async def test_the_page_marks_words_and_offers_filters(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    await fill(PostgresEngine(), PLANS)
    page = await client.get("/zoeken", params={"q": "vergunning"})
    assert page.status_code == 200
    assert "<mark>Parkeervergunning</mark>" in page.text


async def test_an_empty_result_offers_to_post_the_plan(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    await fill(PostgresEngine(), PLANS)
    page = await client.get("/zoeken", params={"q": '"bestaat echt niet"'})
    assert 'href="/ideeen/nieuw?titel=bestaat+echt+niet"' in page.text
    assert page.text.count('class="card__title"') == 0


async def test_htmx_gets_the_results_only(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    await fill(PostgresEngine(), PLANS)
    part = await client.get("/zoeken", params={"q": "lakken"}, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="resultaten"')


@pytest.mark.parametrize("count", [1, 3])
async def test_the_page_shows_as_many_results_as_there_are(
    db: asyncpg.Connection, client: httpx.AsyncClient, count: int
) -> None:
    await fill(PostgresEngine(), [plan(number, f"Bomen {number}") for number in range(count)])
    statistics.clear()
    page = await client.get("/zoeken", params={"q": "bomen"})
    assert page.text.count('class="card__title"') == count


async def test_strange_parameters_give_a_page(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    await fill(PostgresEngine(), PLANS)
    page = await client.get("/zoeken?q=%00&thema=zomaar&pagina=-5&sorteer=niets&jaar=x")
    assert page.status_code == 200


def test_a_file_that_is_wrong_is_named_with_line_and_reason(tmp_path: Path) -> None:
    file = tmp_path / "d.jsonl"
    file.write_text('{"id": "1", "title": "a", "text": "b"}\nkapot\n', "utf-8")
    answer = CliRunner().invoke(search, ["evaluate", "--documents", str(file), "--queries", str(file)])
    assert answer.exit_code == 2
    assert "d.jsonl, regel 2" in answer.stderr


async def test_words_that_nothing_holds_find_nothing_and_offer_to_post_the_plan(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    await fill(PostgresEngine(), PLANS)
    page = await client.get("/zoeken", params={"q": "zzzqqq xxyyzz"})
    assert "Geen resultaten voor ‘zzzqqq xxyyzz’" in page.text
    assert 'href="/ideeen/nieuw?titel=zzzqqq+xxyyzz"' in page.text


async def test_only_words_to_leave_out_leave_the_rest(db: asyncpg.Connection) -> None:
    await fill(PostgresEngine(), PLANS)
    _, everything = await ask("")
    _, rest = await ask("-strooien")
    assert {hit.object for hit in everything.hits} - {hit.object for hit in rest.hits} == {2}


async def test_the_box_of_the_header_suggests_a_few_finds_with_what_they_are(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    await fill(PostgresEngine(), [plan(number, f"Bomen <b>{number}</b>") for number in range(1, 10)])
    statistics.clear()
    found = (await client.get("/zoeken/suggesties", params={"q": "bomen"})).json()
    assert len(found) == 7
    assert {"titel", "adres", "soort"} == set(found[0])
    assert found[0]["titel"].startswith("Bomen <b>"), "the script writes text, not HTML"
    assert all(one["adres"].startswith("/") for one in found)
    assert (await client.get("/zoeken/suggesties", params={"q": "b"})).json() == []
    assert (await client.get("/zoeken/suggesties?q=%00")).json() == []


def test_what_the_body_says_again_counts_beside_the_title() -> None:
    """A word of the title counts three: with the usual saturation the body would add an eighth at most."""
    in_title, in_body_too, everywhere = (impact(told, 60) for told in (3, 6, 60))
    assert in_body_too > 1.2 * in_title
    assert everywhere < 2 * in_title, "saying it often is not being about it"
