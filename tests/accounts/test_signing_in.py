"""Signing in by link and by invitation, in a browser made of httpx: what works, and what a thief can do with it."""

import json
import re
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pyotp
import pytest

from innovatie.accounts import actions, limits
from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import STRONG_ROLES, Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch, fetch_row, fetch_value
from innovatie.infra.rate_limit import TooMany
from innovatie.worker import run_pending
from tests import factories
from tests.conftest import SECRET, SignIn

pytestmark = pytest.mark.anyio


async def colleague(*roles: Role, address: str = "jan@stad.nl", domain: bool = True) -> tuple[int, int]:
    """Somebody with an address of their municipality: (person, municipality)."""
    town = await factories.municipality()
    if domain:
        await execute(
            "INSERT INTO allowed_domain (municipality, domain, added_at) VALUES ($1, $2, now())",
            town, address.split("@")[1],
        )  # fmt: skip
    person = await factories.person(*(roles or (Role.CIVIL_SERVANT,)), municipality_id=town)
    await execute("UPDATE person SET email = $1 WHERE id = $2", address, person)
    return person, town


async def ask(client: httpx.AsyncClient, address: str = "jan@stad.nl", **more: str) -> httpx.Response:
    return await client.post("/inloggen/link", data={"email": address, **more})


async def queued_links() -> list[str]:
    await run_pending()
    rows = await fetch("SELECT details FROM queued_mail WHERE kind = 'inloglink' ORDER BY id")
    return [json.loads(row["details"])["pad"] for row in rows]


async def whoami(client: httpx.AsyncClient) -> str:
    page = await client.get("/account")
    return "binnen" if page.status_code == 200 else "buiten"


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
    await colleague()
    now = factories.NOW
    arguments: dict[str, Any] = {"address": "jan@stad.nl", "browser": "b", "after": "/", "now": now}
    await actions.know_browser(person_id=(await colleague(address="x@y.nl"))[0], secret="mijn browser", now=now)
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
        actor=actor, municipality_id=town, name="Nieuw", address=address, role=Role.CIVIL_SERVANT, now=factories.NOW
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
        "SELECT g.role, g.municipality, p.email FROM role_grant g JOIN person p ON p.id = g.person WHERE p.name = 'Nieuw'"
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


async def signed_in_by_link(client: httpx.AsyncClient, *roles: Role) -> tuple[int, str]:
    person, _ = await colleague(*roles)
    await ask(client)
    response = await client.post((await queued_links())[-1])
    return person, response.headers["location"]


async def form_token(client: httpx.AsyncClient, page: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', (await client.get(page)).text)
    assert found
    return found[1]


@pytest.mark.parametrize("role", sorted(STRONG_ROLES))
async def test_a_strong_role_sleeps_until_a_second_factor_is_shown(
    client: httpx.AsyncClient, clock: Clock, role: Role
) -> None:
    _, location = await signed_in_by_link(client, role)
    assert location == "/account/tweede-factor"
    assert "Sommige van uw rollen slapen" in (await client.get("/wat-mag-ik")).text
    page = (await client.get("/account/tweede-factor")).text
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret
    data = {"csrf_token": await form_token(client, "/account/tweede-factor"), "code": "000000"}
    assert (await client.post("/account/tweede-factor", data=data)).status_code == 422
    data["code"] = pyotp.TOTP(secret[1]).at(clock.now())
    codes = await client.post("/account/tweede-factor", data=data)
    assert len(re.findall(r"<code>[2-9a-z]{5}-[2-9a-z]{5}</code>", codes.text)) == 10
    assert "Sommige van uw rollen slapen" not in (await client.get("/wat-mag-ik")).text
    assert secret[1].encode() not in await fetch_value("SELECT sealed_secret FROM second_factor")


async def test_a_role_without_that_need_goes_straight_on(client: httpx.AsyncClient) -> None:
    assert (await signed_in_by_link(client, Role.CIVIL_SERVANT))[1] == "/mijn-werk"


@pytest.fixture
async def voter(db: asyncpg.Connection) -> tuple[Actor, pyotp.TOTP]:
    """A voter whose app is set up, in a new session that has not shown it."""
    person, town = await colleague(Role.VOTER)
    secret = await actions.start_session(person_id=person, device="x", now=factories.NOW, means="inloglink")
    session = await fetch_value("SELECT max(id) FROM session")
    actor = Actor(person_id=person, name="Jan", municipality_id=town, session_id=session)
    fresh = await actions.begin_enrolment(actor=actor, key=SECRET, now=factories.NOW)
    totp = pyotp.TOTP(fresh.reveal())
    await actions.finish_enrolment(actor=actor, code=totp.at(factories.NOW), key=SECRET, now=factories.NOW)
    await execute("UPDATE session SET factor_at = NULL")
    assert secret
    return actor, totp


async def strong() -> bool:
    found: bool = await fetch_value("SELECT factor_at IS NOT NULL FROM session ORDER BY id DESC LIMIT 1")
    return found


async def test_a_code_that_was_used_is_refused_and_the_next_one_works(voter: tuple[Actor, pyotp.TOTP]) -> None:
    actor, totp = voter
    with pytest.raises(Invalid):
        await actions.confirm_session(actor=actor, code=totp.at(factories.NOW), key=SECRET, now=factories.NOW)
    assert not await strong()
    later = factories.NOW + timedelta(seconds=30)
    await actions.confirm_session(actor=actor, code=totp.at(later), key=SECRET, now=later)
    assert await strong()


async def test_a_recovery_code_works_once_and_is_told_by_mail(voter: tuple[Actor, pyotp.TOTP]) -> None:
    actor, _ = voter
    await execute("DELETE FROM second_factor")
    await execute("DELETE FROM recovery_code")
    fresh = await actions.begin_enrolment(actor=actor, key=SECRET, now=factories.NOW)
    code = pyotp.TOTP(fresh.reveal()).at(factories.NOW)
    codes = await actions.finish_enrolment(actor=actor, code=code, key=SECRET, now=factories.NOW)
    await execute("UPDATE session SET factor_at = NULL")
    await actions.confirm_session(actor=actor, code=codes[3], key=SECRET, now=factories.NOW)
    assert await strong()
    with pytest.raises(Invalid):
        await actions.confirm_session(actor=actor, code=codes[3], key=SECRET, now=factories.NOW)
    last = await fetch_value(
        "SELECT details->>'wat' FROM queued_mail WHERE kind = 'accountbericht' ORDER BY id DESC LIMIT 1"
    )
    assert last == "Een herstelcode van uw account is gebruikt"


async def test_guessing_codes_ends_after_eight_tries(voter: tuple[Actor, pyotp.TOTP]) -> None:
    actor, _ = voter
    tries = 0
    with pytest.raises(TooMany):
        for _ in range(50):
            tries += 1
            try:
                await actions.confirm_session(actor=actor, code="111111", key=SECRET, now=factories.NOW)
            except Invalid:
                continue
    assert tries == limits.SECOND_FACTOR.size  # one was used up by setting the app up


async def test_a_second_factor_is_removed_only_by_who_has_shown_it(voter: tuple[Actor, pyotp.TOTP]) -> None:
    actor, totp = voter
    with pytest.raises(NotAllowed):
        await actions.remove_factor(actor=actor, now=factories.NOW)
    later = factories.NOW + timedelta(seconds=30)
    await actions.confirm_session(actor=actor, code=totp.at(later), key=SECRET, now=later)
    await actions.remove_factor(actor=actor, now=later)
    assert await fetch_value("SELECT count(*) FROM second_factor") == 0


# --- sessions --------------------------------------------------------------------------------------------------------


async def test_a_session_ends_when_idle_and_at_its_longest_life(
    client: httpx.AsyncClient, clock: Clock, sign_in: SignIn
) -> None:
    person, _ = await colleague()
    await sign_in(client, person)
    for minutes in range(0, 480, 20):  # used all the time: it lives until eight hours are over
        clock.shift = timedelta(minutes=minutes)
        assert await whoami(client) == "binnen", minutes
    clock.shift = timedelta(hours=8, minutes=1)
    assert await whoami(client) == "buiten"
    clock.shift = timedelta(0)
    await sign_in(client, person)
    clock.shift = timedelta(minutes=31)
    assert await whoami(client) == "buiten"


async def test_one_ends_ones_own_sessions_and_nobody_elses(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person, _ = await colleague()
    stranger, _ = await colleague(address="x@y.nl")
    await actions.start_session(person_id=stranger, device="", now=factories.NOW, means="persona")
    theirs = await fetch_value("SELECT max(id) FROM session")
    await sign_in(client, person)
    other = await actions.start_session(person_id=person, device="", now=factories.NOW, means="persona")
    mine = await fetch_value("SELECT max(id) FROM session")
    assert other
    assert (await client.post(f"/account/sessies/{theirs}")).status_code == 404
    assert (await client.post(f"/account/sessies/{mine}")).status_code == 303
    ended = await fetch("SELECT id FROM session WHERE ended_at IS NOT NULL")
    assert [row["id"] for row in ended] == [mine]
    await client.post("/account/sessies/andere")
    assert await whoami(client) == "binnen"


async def test_a_closed_account_is_out_at_once(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person, _ = await colleague()
    await sign_in(client, person)
    admin = await factories.actor(Role.ADMINISTRATOR)
    await actions.close_account(actor=admin, person_id=person, now=factories.NOW)
    assert await whoami(client) == "buiten"
    with pytest.raises(NotAllowed):
        await actions.close_account(actor=await factories.vng(), person_id=person, now=factories.NOW)


async def test_signing_out_ends_the_session_and_takes_the_cookie(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person, _ = await colleague()
    await sign_in(client, person)
    cookie = client.cookies["innovatie"]
    response = await client.post("/uitloggen")
    assert 'innovatie=""' in response.headers["set-cookie"] or "innovatie=;" in response.headers["set-cookie"]
    client.cookies.set("innovatie", cookie)
    assert await whoami(client) == "buiten"


async def test_one_acts_for_the_municipality_one_chose_and_only_for_ones_own(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    person, first = await colleague()
    second, foreign = await factories.municipality("Tweede"), await factories.municipality("Vreemd")
    await execute(
        "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
        " VALUES ($1, 'ambtenaar', $2, '2020-01-01', now(), '')", person, second,
    )  # fmt: skip
    await sign_in(client, person)
    assert await fetch_value("SELECT municipality FROM session") == first
    assert "Tweede" in (await client.get("/wat-mag-ik")).text
    assert (await client.post("/account/gemeente", data={"gemeente": str(second)})).status_code == 303
    assert await fetch_value("SELECT municipality FROM session") == second
    assert (await client.post("/account/gemeente", data={"gemeente": str(foreign)})).status_code == 403
    assert await fetch_value("SELECT municipality FROM session") == second
