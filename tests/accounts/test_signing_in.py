"""Signing in by link and by invitation, in a browser made of httpx: what works, and what a thief can do with it."""

import json
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from innovatie.accounts import actions, limits
from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_row, fetch_value
from innovatie.infra.rate_limit import TooMany
from tests import factories
from tests.accounts.signing import ask, colleague, form_token, queued_links, whoami

pytestmark = pytest.mark.anyio


async def test_a_link_signs_in_once_in_the_browser_that_asked_and_leads_on(client: httpx.AsyncClient) -> None:
    await colleague()
    assert (await ask(client, volgende="/ideeen")).status_code == 200
    (path,) = await queued_links()
    assert "Log in" in (await client.get(path)).text
    response = await client.post(path)
    assert (response.status_code, response.headers["location"]) == (303, "/ideeen")
    assert await whoami(client) == "binnen"
    client.cookies.delete("innovatie")
    again = await client.post(path)
    assert (again.status_code, "Deze link werkt hier niet." in again.text) == (403, True)


async def test_a_program_that_reads_mail_and_follows_links_uses_nothing_up(client: httpx.AsyncClient) -> None:
    await colleague()
    await ask(client)
    (path,) = await queued_links()
    for _ in range(3):
        assert (await client.get(path)).status_code == 200
    assert (await client.post(path)).status_code == 303


async def test_a_stolen_link_is_worth_nothing_in_another_browser(client: httpx.AsyncClient) -> None:
    await colleague()
    await ask(client)
    (path,) = await queued_links()
    mine = dict(client.cookies)
    client.cookies.clear()
    assert (await client.post(path)).status_code == 403
    assert await whoami(client) == "buiten"
    client.cookies.update(mine)
    assert (await client.post(path)).status_code == 303


async def test_a_link_is_gone_after_a_quarter_of_an_hour(client: httpx.AsyncClient, clock: Clock) -> None:
    await colleague()
    await ask(client)
    (path,) = await queued_links()
    clock.shift = timedelta(minutes=16)
    assert (await client.post(path)).status_code == 403


@pytest.mark.parametrize("case", ["unknown address", "no allowed domain", "closed account", "no role any more"])
async def test_who_may_not_gets_the_very_same_page_and_no_mail(client: httpx.AsyncClient, case: str) -> None:
    person, _ = await colleague(domain=case != "no allowed domain")
    if case == "closed account":
        await execute("UPDATE person SET active = false WHERE id = $1", person)
    if case == "no role any more":
        await execute("UPDATE role_grant SET revoked_at = now() WHERE person = $1", person)
    address = "niemand@stad.nl" if case == "unknown address" else "jan@stad.nl"
    refused = await ask(client, address)
    client.cookies.clear()
    await colleague(address="piet@dorp.nl")
    welcome = await ask(client, "piet@dorp.nl")
    assert refused.text.replace(address, "X") == welcome.text.replace("piet@dorp.nl", "X")
    assert (refused.status_code, set(refused.headers)) == (welcome.status_code, set(welcome.headers))
    assert len(await queued_links()) == 1


async def test_only_the_digest_of_a_link_is_kept_after_the_mail_has_gone(client: httpx.AsyncClient) -> None:
    await colleague()
    await ask(client)
    (path,) = await queued_links()
    row = await fetch_row("SELECT * FROM sign_in_link")
    assert row is not None
    assert path.rsplit("/", 1)[-1] not in repr(dict(row))


async def test_after_signing_in_a_new_session_takes_the_place_of_the_old_one(client: httpx.AsyncClient) -> None:
    await colleague()
    await ask(client)
    (first,) = await queued_links()
    await client.post(first)
    before = client.cookies["innovatie"]
    await ask(client, csrf_token=await form_token(client, "/inloggen"))
    second = (await queued_links())[-1]
    await client.post(second, data={"csrf_token": await form_token(client, second)})
    assert client.cookies["innovatie"] != before
    client.cookies.set("innovatie", before)
    assert await whoami(client) == "buiten"


async def test_strangers_who_ask_for_links_do_not_lock_the_rightful_one_out(db: asyncpg.Connection) -> None:
    person, _ = await colleague()
    now = factories.NOW
    arguments: dict[str, Any] = {"address": "jan@stad.nl", "browser": "b", "after": "/", "now": now}
    await actions.know_browser(person_id=person, secret="mijn browser", now=now)
    refused = 0
    for number in range(200):
        try:
            await actions.ask_link(known_browser="", network=f"10.0.0.{number}", **arguments)
        except TooMany:
            refused += 1
    assert refused == 200 - limits.LINK_PER_ADDRESS.size
    await actions.ask_link(known_browser="mijn browser", network="192.0.2.1", **arguments)


async def test_one_network_that_asks_too_often_is_told_to_wait(client: httpx.AsyncClient) -> None:
    statuses = [
        (await ask(client, f"a{number}@stad.nl")).status_code for number in range(limits.LINK_PER_NETWORK.size + 1)
    ]
    assert statuses == [200] * limits.LINK_PER_NETWORK.size + [429]


async def test_a_wrong_address_keeps_what_was_typed(client: httpx.AsyncClient) -> None:
    response = await ask(client, "geen adres")
    assert response.status_code == 422
    assert 'value="geen adres"' in response.text


@pytest.mark.parametrize(
    "after", ["https://kwaad.nl", "//kwaad.nl", "/\\kwaad.nl", "javascript:alert(1)", "/%0d%0aSet-Cookie:x"]
)
async def test_no_address_from_outside_leads_away_after_signing_in(client: httpx.AsyncClient, after: str) -> None:
    await colleague()
    await ask(client, volgende=after)
    (path,) = await queued_links()
    location = (await client.post(path)).headers["location"]
    assert httpx.URL(location).host == "" and location.startswith("/") and "\r" not in location


# --- invitations -----------------------------------------------------------------------------------------------------


async def chief_of(town: int) -> Actor:
    person = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town, name="Beheerder")
    found = await actor_of(person_id=person, municipality_id=town, today=factories.TODAY)
    assert found is not None
    return found


async def invited(actor: Actor, town: int, address: str = "nieuw@stad.nl") -> str:
    await actions.invite(
        actor=actor,
        municipality_id=town,
        name="Nina Nieuw",
        address=address,
        role=Role.CIVIL_SERVANT,
        now=factories.NOW,
    )
    details = await fetch_value("SELECT details FROM queued_mail WHERE kind = 'uitnodiging' ORDER BY id DESC LIMIT 1")
    path: str = json.loads(details)["pad"]
    return path


async def test_an_invited_colleague_gets_the_role_at_that_municipality_once(
    client: httpx.AsyncClient, clock: Clock
) -> None:
    _, town = await colleague()
    path = await invited(await chief_of(town), town)
    clock.shift = factories.NOW - clock.now()
    page = await client.get(path)
    assert "Beheerder nodigt u uit" in page.text
    assert (await client.post(path)).headers["location"] == "/mijn-werk"
    grant = await fetch_row(
        "SELECT g.role, g.municipality, p.email FROM role_grant g JOIN person p ON p.id = g.person WHERE p.name = 'Nina Nieuw'"
    )
    assert grant is not None and tuple(grant) == ("ambtenaar", town, "nieuw@stad.nl")
    client.cookies.clear()
    assert (await client.post(path)).status_code == 404


async def test_an_invitation_goes_only_to_an_address_of_the_municipality(db: asyncpg.Connection) -> None:
    _, town = await colleague()
    chief = await chief_of(town)
    for address in ("iemand@gmail.example", "iemand@kwaad.stad.nl", "jan@stad.nl"):
        with pytest.raises(Invalid):
            await invited(chief, town, address)


async def test_nobody_invites_for_another_municipality_or_without_the_role(db: asyncpg.Connection) -> None:
    person, town = await colleague()
    other = await chief_of(await factories.municipality())
    civil_servant = await actor_of(person_id=person, municipality_id=town, today=factories.TODAY)
    for actor in (other, civil_servant):
        with pytest.raises(NotAllowed):
            await invited(actor, town)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "left",
    [
        "UPDATE role_grant SET revoked_at = granted_at WHERE person = $1",
        "UPDATE role_grant SET ends = '2026-11-20' WHERE person = $1",
        "UPDATE person SET active = false WHERE id = $1",
    ],
)
async def test_an_administrator_who_left_lets_nobody_in_any_more(
    client: httpx.AsyncClient, clock: Clock, left: str
) -> None:
    _, town = await colleague()
    chief = await chief_of(town)
    path = await invited(chief, town)
    clock.shift = factories.NOW - clock.now()
    await execute(left, chief.person_id)
    assert "Nina Nieuw" not in (await client.get(path)).text
    assert (await client.post(path)).status_code == 404
    assert await fetch_value("SELECT accepted_at IS NULL FROM colleague_invitation") is True


async def test_a_withdrawn_or_old_invitation_is_worth_nothing(db: asyncpg.Connection) -> None:
    _, town = await colleague()
    chief = await chief_of(town)
    secret = (await invited(chief, town)).rsplit("/", 1)[-1]
    with pytest.raises(NotFound):
        await actions.accept_invitation(secret=secret, now=factories.NOW + timedelta(days=15))
    number = await fetch_value("SELECT id FROM colleague_invitation")
    await actions.withdraw_invitation(actor=chief, number=number, now=factories.NOW)
    with pytest.raises(NotFound):
        await actions.accept_invitation(secret=secret, now=factories.NOW)
    with pytest.raises(Conflict):
        await actions.withdraw_invitation(actor=chief, number=number, now=factories.NOW)


# --- the second factor -----------------------------------------------------------------------------------------------
