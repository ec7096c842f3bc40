"""A page that all readers see alike but for what is their own: nobody gets anything of another, and nothing is old."""

import re
from contextlib import AbstractAsyncContextManager

import asyncpg
import httpx
import pytest
from litestar import Litestar

from innovatie.domain.authority import Actor, Grant, Role
from innovatie.domain.phases import Phase
from innovatie.infra import database
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_values
from innovatie.notifications.kinds import Kind
from innovatie.web import page_cache, personal
from innovatie.web.page_cache import FOR_VISITORS
from innovatie.web.personal import FOR_READERS
from tests import factories
from tests.conftest import SignIn
from tests.web.test_page_cache import FIRST, LATER, act, unseen_change

pytestmark = pytest.mark.anyio

ADDRESSES = (
    "/",
    "/ideeen",
    "/ideeen?thema=mobiliteit&weergave=lijst",
    "/gemeenten",
    "/rondes",
    "/groepen",
    "/winnaars",
)


@pytest.fixture
async def delft(committed: str) -> int:
    number = await factories.municipality("Delft")
    await factories.idea(number, title=FIRST)
    return number


@pytest.fixture
def browser_of(app: Litestar, sign_in: SignIn) -> "Browsers":
    return Browsers(app, sign_in)


class Browsers:
    """A browser of its own for each person."""

    def __init__(self, app: Litestar, sign_in: SignIn) -> None:
        self.app, self.sign_in = app, sign_in

    async def __call__(self, name: str, role: Role | None = None, town: int | None = None) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        browser = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
        person = await factories.person(role, name=name, municipality_id=town)
        await self.sign_in(browser, person)
        return browser


def token_in(page: str) -> set[str]:
    return set(re.findall(r'name="csrf_token" value="([^"]*)"', page))


async def made_anew(browser: httpx.AsyncClient, address: str) -> str:
    page_cache.clear()
    return (await browser.get(address)).text


async def test_each_page_kept_is_to_the_letter_the_page_made_for_its_reader(
    delft: int, browser_of: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For readers with other roles, municipalities and names: the first fills the cache, all others read from it."""
    (idea,) = await fetch_values(int, "SELECT id FROM idea")
    for phase in (None, Phase.SUBMIT):
        await factories.round_in(phase)
    rounds = [f"/rondes/{code}" for code in await fetch_values(str, "SELECT code FROM round")]
    people = [
        await browser_of("Anna <b>& Zoon", Role.CIVIL_SERVANT, delft),
        await browser_of("Bram", Role.CIVIL_SERVANT, delft),
        await browser_of("Cato", Role.CIVIL_SERVANT, await factories.municipality("Gouda")),
        await browser_of("Dirk", Role.VNG_DIRECTOR),
        await browser_of("Els", Role.REVIEWER),
        await browser_of("Fatima", Role.VOTER, delft),
    ]
    redirect = await people[0].get(f"/ideeen/{idea}")
    for address in (*ADDRESSES, *rounds, redirect.headers["location"]):
        with monkeypatch.context() as without:
            without.setattr(page_cache, "_made_for", lambda _request: None)
            alone = [(await one.get(address)).text for one in people]
        kept = [(await one.get(address)).text for one in people]
        again = [(await one.get(address)).text for one in people]
        assert kept == alone
        assert again == alone
        assert len(set(alone)) == len(people), "what is one's own shows"
    page_cache.clear()


async def test_nobody_gets_the_name_number_token_bell_or_work_of_another(delft: int, browser_of: Browsers) -> None:
    anna = await browser_of("Anna Eerst", Role.CIVIL_SERVANT, delft)
    bram = await browser_of("Bram Daarna", Role.CIVIL_SERVANT, delft)
    await execute(
        "INSERT INTO notice (person, kind, subject, body, path, created_at, once_key)"
        " SELECT id, $1, 'Nieuw', '', '/', now(), 'een' FROM person WHERE name = 'Anna Eerst'",
        next(iter(Kind)).value,
    )
    await execute(
        "UPDATE idea SET state = 'concept', submitted_at = NULL, created_by = p.id FROM person p"
        " WHERE p.name = 'Anna Eerst'"
    )
    for address in ("/", "/ideeen"):
        hers, his = (await anna.get(address)).text, (await bram.get(address)).text
        assert "Anna Eerst" in hers and "Bram Daarna" in his and "Anna" not in his
        assert len(token_in(hers)) == len(token_in(his)) == 1
        assert token_in(hers) != token_in(his)
        assert "bell__count" in hers and "bell__count" not in his
        assert (FIRST in hers, FIRST in his) == (address == "/", False), "her draft is her work, on the front page"
        assert personal._SECRET not in hers + his


async def test_a_page_of_readers_is_made_again_when_somebody_acts(
    delft: int, browser_of: Browsers, clock: Clock
) -> None:
    anna = await browser_of("Anna", Role.CIVIL_SERVANT, delft)
    bram = await browser_of("Bram", Role.CIVIL_SERVANT, delft)
    await anna.get("/ideeen")
    await unseen_change()
    assert FIRST in (await bram.get("/ideeen")).text, "made for Anna"
    await act(clock)
    assert LATER in (await bram.get("/ideeen")).text


async def test_a_page_of_readers_that_is_kept_asks_the_database_one_question(
    delft: int, browser_of: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose session it is, what is new at the bell and which act is the newest are that one."""
    anna = await browser_of("Anna", Role.CIVIL_SERVANT, delft)
    await execute(
        "INSERT INTO notice (person, kind, subject, body, path, created_at, once_key)"
        " SELECT id, $1, 'Nieuw', '', '/', now(), 'een' FROM person WHERE name = 'Anna'",
        next(iter(Kind)).value,
    )
    await anna.get("/ideeen")
    lent: list[object] = []
    lend = database._connection

    def counted() -> AbstractAsyncContextManager[asyncpg.Connection]:
        lent.append(None)
        return lend()

    monkeypatch.setattr(database, "_connection", counted)
    page = (await anna.get("/ideeen")).text
    assert (len(lent), "bell__count" in page) == (1, True)


async def test_a_draft_shows_what_was_saved_last(delft: int, browser_of: Browsers) -> None:
    """Saving a draft is no act, so its page is made anew each time."""
    anna = await browser_of("Anna", Role.CIVIL_SERVANT, delft)
    await execute("UPDATE idea SET state = 'concept', submitted_at = NULL")
    (idea,) = await fetch_values(int, "SELECT id FROM idea")
    address = (await anna.get(f"/ideeen/{idea}")).headers["location"]
    assert "Anna" in (await anna.get(address)).text
    await execute("UPDATE idea SET summary = 'Zojuist bewaard.'")
    assert "Zojuist bewaard." in (await anna.get(address)).text
    assert not [key for key in page_cache._pages if key[1] == address]


async def test_whose_role_ended_or_who_signed_out_gets_nothing_of_before(delft: int, browser_of: Browsers) -> None:
    anna = await browser_of("Anna", Role.CIVIL_SERVANT, delft)
    assert "/ideeen/nieuw" in (await anna.get("/ideeen")).text
    await execute(
        "INSERT INTO role_grant (person, role, starts, granted_at, reason)"
        " SELECT person, 'beoordelaar', starts, granted_at, '' FROM role_grant WHERE role = 'ambtenaar'"
    )
    await execute("UPDATE role_grant SET revoked_at = now() WHERE role = 'ambtenaar'")
    assert "/ideeen/nieuw" not in (await anna.get("/ideeen")).text
    await execute("UPDATE session SET ended_at = now()")
    assert "Anna" not in (await anna.get("/ideeen")).text


async def test_a_message_and_a_piece_of_a_page_are_never_from_what_is_kept(delft: int, browser_of: Browsers) -> None:
    anna = await browser_of("Anna", Role.CIVIL_SERVANT, delft)
    await anna.get("/ideeen")
    await unseen_change()
    assert LATER in (await anna.get("/ideeen", headers={"HX-Request": "true"})).text
    anna.cookies.set("melding", "SGFsbG8=")
    told = await anna.get("/ideeen")
    assert LATER in told.text and "Hallo" in told.text


async def test_an_error_on_such_a_page_is_complete_and_not_kept(delft: int, browser_of: Browsers) -> None:
    anna = await browser_of("Anna", Role.CIVIL_SERVANT, delft)
    for _ in range(2):
        missing = await anna.get("/ideeen/999999-niets")
        assert (missing.status_code, "Anna" in missing.text) == (404, True)
        assert personal._SECRET not in missing.text
    assert not page_cache._pages


def test_only_pages_that_are_alike_for_visitors_are_alike_for_readers(app: Litestar) -> None:
    handlers = [handler for route in app.routes for handler in getattr(route, "route_handlers", ())]
    marked = [one for one in handlers if one.opt.get(FOR_READERS)]
    assert len(marked) > 5
    assert [str(one) for one in marked if one.opt.get(FOR_VISITORS) is not True] == []


@pytest.mark.parametrize("stand_in", [personal.who_may_post, personal.who_may_direct, personal.with_these_roles])
def test_a_stand_in_has_nothing_of_the_person(stand_in: personal.StandIn) -> None:
    grants = (Grant(Role.VOTER, 7), Grant(Role.VNG_DIRECTOR))
    one = stand_in(Actor(11, "Anna", 7, grants, session_id=3))
    other = stand_in(Actor(12, "Bram", 7, grants[::-1], session_id=4))
    assert one == other
    assert (one.person_id, one.session_id, one.is_visitor) == (0, 0, False)
