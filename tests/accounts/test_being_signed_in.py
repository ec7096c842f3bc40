"""After signing in: the second factor, sessions that end, and for whom one acts."""

import re
from datetime import timedelta

import asyncpg
import httpx
import pyotp
import pytest

from innovatie.accounts import actions, limits
from innovatie.domain.authority import STRONG_ROLES, Actor, Role
from innovatie.domain.errors import Invalid, NotAllowed
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch, fetch_value
from innovatie.infra.rate_limit import TooMany
from tests import factories
from tests.accounts.signing import colleague, form_token, signed_in_by_link, whoami
from tests.conftest import SECRET, SignIn
from tests.web.test_sharing import is_drawn_to_its_place

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("role", sorted(STRONG_ROLES))
async def test_a_strong_role_sleeps_until_a_second_factor_is_shown(
    client: httpx.AsyncClient, clock: Clock, role: Role
) -> None:
    _, location = await signed_in_by_link(client, role)
    assert location == "/account/tweede-factor"
    assert "Sommige van uw rollen slapen" in (await client.get("/wat-mag-ik")).text
    page = (await client.get("/account/tweede-factor")).text
    assert is_drawn_to_its_place(page[page.index('class="qr"') - 100 :])
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret
    data = {"csrf_token": await form_token(client, "/account/tweede-factor"), "code": "000000"}
    assert (await client.post("/account/tweede-factor", data=data)).status_code == 422
    data["code"] = pyotp.TOTP(secret[1]).at(clock.now())
    codes = await client.post("/account/tweede-factor", data=data)
    assert len(re.findall(r"<code>[2-9a-z]{5}-[2-9a-z]{5}</code>", codes.text)) == 10
    assert "Sommige van uw rollen slapen" not in (await client.get("/wat-mag-ik")).text
    assert secret[1].encode() not in await fetch_value("SELECT sealed_secret FROM second_factor")


async def test_a_session_is_found_beside_cookies_of_others(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    """One that is written strangely hid all that came with it: who carried it was signed out on each page."""
    await sign_in(client, await factories.person(name="Rens"))
    own = client.cookies["innovatie"]
    client.cookies.clear()
    for others in ('consent={"a": 1, "b": 2}', "naam=José", "x", "datum=Mon Nov 30 (CET)"):
        page = await client.get("/account", headers={"Cookie": f"{others}; innovatie={own}".encode()})
        assert (page.status_code, "Rens" in page.text) == (200, True), others


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
