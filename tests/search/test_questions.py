"""What people search for is counted only when the operator chose so, and never with who asked."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.infra.database import fetch, fetch_value
from innovatie.search import questions
from innovatie.search.postgres import PostgresEngine
from innovatie.settings import Settings
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.search.conftest import fill
from tests.search.test_contract import PLANS

pytestmark = pytest.mark.anyio

COUNTS = "SELECT words, asked, found_nothing, clicked FROM search_question ORDER BY words"
HOW_MANY = "SELECT count(*) FROM search_question"


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    def choose(on: bool) -> None:
        monkeypatch.setattr(questions, "current", lambda: Settings(count_questions=on))

    choose(True)
    return choose


async def test_nothing_is_counted_unless_it_is_chosen(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    await fill(PostgresEngine(), PLANS)
    page = (await client.get("/zoeken?q=strooien")).text
    assert "/zoeken/naar" not in page
    await client.get("/zoeken/naar?q=strooien&adres=/ideeen/2")
    assert await fetch_value(HOW_MANY) == 0


@pytest.mark.usefixtures("counting")
async def test_questions_and_what_is_opened_are_counted_as_one_whatever_their_writing(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    await fill(PostgresEngine(), PLANS)
    page = (await client.get("/zoeken?q=Strooien")).text
    assert 'href="/zoeken/naar?q=Strooien&amp;adres=%2F' in page
    assert "nooit wie ze stelt" in page
    await client.get("/zoeken?q=strooien%20")
    await client.get("/zoeken?q=xqzwv")
    for what in ("&pagina=2", "&thema=wonen"):  # reading on is no new question
        await client.get(f"/zoeken?q=strooien{what}")
    await client.get("/zoeken?q=stroo", headers={"HX-Request": "true"})  # nor is half a word
    opened = await client.get("/zoeken/naar?q=strooien&adres=/ideeen/2")
    assert (opened.status_code, opened.headers["location"]) == (303, "/ideeen/2")
    assert [tuple(row) for row in await fetch(COUNTS)] == [("strooien", 2, 0, 1), ("xqzwv", 1, 1, 0)]


@pytest.mark.usefixtures("counting")
@pytest.mark.parametrize(
    "question", ["jan@example.nl", "BSN 123456782", "06-12 34 56 78", "x", '"', "a" * 40 + "999999"]
)
async def test_what_may_be_of_a_person_is_not_kept(db: asyncpg.Connection, question: str) -> None:
    await questions.note_asked(question, found=0, now=NOW)
    assert await fetch_value(HOW_MANY) == 0


@pytest.mark.usefixtures("counting")
async def test_opening_counts_no_question_that_nobody_asked_and_leads_nowhere_else(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    for outside in ("https://kwaad.example", "//kwaad.example", ""):
        answer = await client.get("/zoeken/naar", params={"q": "verzonnen", "adres": outside})
        assert answer.headers["location"] == "/zoeken"
    assert await fetch_value(HOW_MANY) == 0


async def test_vng_sees_what_was_asked_often_and_takes_it_off_the_list(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn, counting: Callable[[bool], None]
) -> None:
    for words, asked, found in (("mobilhome", 3, 0), ("camper", 4, 7), ("eens", 2, 0), ("gevonden", 3, 5)):
        for _ in range(asked):
            await questions.note_asked(words, found=found, now=NOW)
    for _ in range(2):
        await questions.note_opened("gevonden", now=NOW)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    page = (await client.get("/zoeken/vragen")).text
    nothing, unopened = page.split("Wel gevonden, niets geopend")
    assert ("mobilhome" in nothing, "eens" in page, "camper" in unopened, "gevonden</a>" in page) == (
        True,
        False,
        True,
        False,
    )
    assert "/zoeken/woordenlijst/nieuw?begrip=mobilhome" in nothing
    assert 'value="mobilhome"' in (await client.get("/zoeken/woordenlijst/nieuw?begrip=mobilhome")).text
    number = await fetch_value("SELECT id FROM search_question WHERE words = 'mobilhome'")
    assert (await client.post(f"/zoeken/vragen/{number}/klaar")).status_code == 303
    assert "mobilhome" not in (await client.get("/zoeken/vragen")).text
    counting(False)
    assert "INNOVATIE_COUNT_QUESTIONS" in (await client.get("/zoeken/vragen")).text


async def test_what_nobody_asks_any_more_goes_and_everything_when_counting_stops(
    db: asyncpg.Connection, counting: Callable[[bool], None]
) -> None:
    await questions.note_asked("nieuw", found=1, now=NOW)
    await questions.note_asked("oud", found=1, now=NOW - timedelta(days=92))
    await questions.let_go_of_questions(now=NOW)
    assert [row["words"] for row in await fetch(COUNTS)] == ["nieuw"]
    counting(False)
    await questions.let_go_of_questions(now=NOW)
    assert await fetch_value(HOW_MANY) == 0


@pytest.mark.usefixtures("counting")
async def test_a_count_that_fails_is_no_fault_of_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> Awaitable[str]:
        raise asyncpg.PostgresError("weg")

    monkeypatch.setattr(questions, "execute", broken)
    await questions.note_asked("strooien", found=1, now=NOW)
