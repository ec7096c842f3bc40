"""The secret address of one's own days: works without a session, and for nobody whose roles ended."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from innovatie.accounts.actions import erase_person
from innovatie.domain.authority import Role
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from tests import factories
from tests.conftest import SignIn
from tests.insight.test_calendar_file import events
from tests.insight.test_my_work import open_vote

pytestmark = pytest.mark.anyio
HERE = "/mijn-werk/agenda"


@pytest.fixture
async def visitor(app: Litestar, client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """A calendar program, beside the browser of `client`."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as program:
        yield program


@pytest.fixture
async def voter(client: httpx.AsyncClient, sign_in: SignIn, clock: Clock) -> int:
    """Somebody who may vote until five days from now, signed in."""
    oss = await factories.municipality("Oss")
    await open_vote(await factories.round_in(Phase.VOTE), oss)
    await execute("UPDATE phase_window SET deadline = $1", clock.now() + timedelta(days=5))
    person = await factories.person(Role.CIVIL_SERVANT, Role.VOTER, municipality_id=oss)
    await sign_in(client, person)
    return person


async def made(client: httpx.AsyncClient) -> str:
    """A new address, as its path."""
    page = await client.post(HERE)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    found = re.search(r"<code>https?://[^/]+(/agenda/[\w-]{43}\.ics)</code>", page.text)
    assert found is not None
    return found[1]


async def test_a_program_without_a_session_fetches_the_days_and_nobody_else_finds_them(
    client: httpx.AsyncClient, visitor: httpx.AsyncClient, voter: int
) -> None:
    assert "Maak een adres" in (await client.get(HERE)).text
    address = await made(client)
    answer = await visitor.get(address)
    (event,) = events(answer.text)
    assert event["SUMMARY"].startswith("Stem")
    told = {name: answer.headers[name] for name in ("cache-control", "x-robots-tag", "referrer-policy", "content-type")}
    assert told == {
        "cache-control": "no-store", "x-robots-tag": "noindex", "referrer-policy": "strict-origin",
        "content-type": "text/calendar; charset=utf-8",
    }  # fmt: skip
    assert "set-cookie" not in answer.headers
    assert (await visitor.head(address)).status_code == 200
    assert "Disallow: /agenda/" in (await visitor.get("/robots.txt")).text
    page = (await client.get(HERE)).text
    assert address not in page and "voor het laatst opgehaald" in page
    assert await fetch_value("SELECT length(digest) FROM calendar_address") == 32
    for wrong in ("/agenda/x.ics", address.removesuffix(".ics"), address.replace(".ics", "x.ics"), "/agenda/.ics"):
        assert (await visitor.get(wrong)).status_code == 404, wrong


async def test_a_new_address_ends_the_old_one_and_a_withdrawn_one_is_gone(
    client: httpx.AsyncClient, visitor: httpx.AsyncClient, voter: int
) -> None:
    first = await made(client)
    second = await made(client)
    assert [(await visitor.get(one)).status_code for one in (first, second)] == [404, 200]
    await client.post(f"{HERE}/intrekken")
    assert (await visitor.get(second)).status_code == 404
    assert (await client.post(f"{HERE}/intrekken")).status_code == 303
    acts = await fetch_value(
        "SELECT array_agg(act ORDER BY id) FROM audit_event WHERE object_kind = 'persoon' AND act LIKE 'agenda%'"
    )
    assert acts == ["agenda-adres maken", "agenda-adres maken", "agenda-adres intrekken"]


async def test_it_ends_with_the_last_role_and_a_role_of_later_does_not_bring_it_back(
    client: httpx.AsyncClient, visitor: httpx.AsyncClient, voter: int
) -> None:
    address = await made(client)
    assert (await visitor.get(address)).status_code == 200
    await execute("UPDATE role_grant SET revoked_at = now() WHERE role = $1", Role.VOTER.value)
    (event,) = events((await visitor.get(address)).text)
    assert event["STATUS"] == "CANCELLED"
    await execute("UPDATE role_grant SET revoked_at = now() WHERE person = $1", voter)
    assert (await visitor.get(address)).status_code == 404
    await execute("UPDATE role_grant SET revoked_at = NULL WHERE person = $1", voter)
    assert (await visitor.get(address)).status_code == 404


async def test_it_ends_with_the_account_and_is_erased_with_its_person(
    client: httpx.AsyncClient, visitor: httpx.AsyncClient, voter: int, clock: Clock
) -> None:
    address = await made(client)
    await execute("UPDATE person SET active = false WHERE id = $1", voter)
    assert (await visitor.get(address)).status_code == 404
    await execute("UPDATE person SET active = true WHERE id = $1", voter)
    address = await made(client)
    await erase_person(actor=await factories.actor(Role.ADMINISTRATOR), person_id=voter, now=clock.now())
    assert (await visitor.get(address)).status_code == 404
    assert await fetch_value("SELECT count(*) FROM calendar_address") == 0


async def test_one_made_without_a_second_factor_says_nothing_of_what_asks_for_one(
    client: httpx.AsyncClient, visitor: httpx.AsyncClient, voter: int
) -> None:
    await execute("UPDATE session SET factor_at = NULL")
    address = await made(client)
    assert events((await visitor.get(address)).text) == []
    await execute("UPDATE session SET factor_at = now()")
    (event,) = events((await visitor.get(await made(client))).text)
    assert event["SUMMARY"].startswith("Stem")


async def test_who_has_no_role_gets_no_address(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await sign_in(client, await factories.person())
    refused = await client.post(HERE)
    assert (refused.status_code, "U hebt nu geen rol" in refused.text) == (409, True)


async def test_the_days_are_in_the_language_of_their_person(
    client: httpx.AsyncClient, visitor: httpx.AsyncClient, voter: int
) -> None:
    address = await made(client)
    await execute("UPDATE person SET language = 'en' WHERE id = $1", voter)
    dutch = (await visitor.get(address, headers={"Accept-Language": "nl"})).text
    assert "X-WR-CALNAME:Mijn werk" not in dutch
