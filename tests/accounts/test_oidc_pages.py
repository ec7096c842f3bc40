"""Signing in at a real provider through our own pages, and being signed out by it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar

from innovatie.accounts import actions
from innovatie.accounts.oidc.client import Metadata
from innovatie.accounts.oidc.registry import Providers
from innovatie.app import create_app
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch, fetch_row, fetch_value
from tests import factories
from tests.accounts.oidc_parties import Forger, free_port, running_provider, signs_in
from tests.application import settings_in

pytestmark = pytest.mark.anyio

HOME = "http://127.0.0.1:8000"
BACK = f"{HOME}/inloggen/oidc/noord/terug"
FILE = """
[[aanbieder]]
code = "noord"
naam = "Gemeente Noord"
gemeente = "GM0363"
issuer = "{issuer}"
client_id = "innovatie"
geheim_bestand = "geheim"
acr_vereist = "substantieel"
acr_volgorde = ["laag", "substantieel", "hoog"]
tweede_factor_bij_aanbieder = true

[[aanbieder]]
code = "weg"
naam = "Gemeente Weg"
gemeente = "GM0344"
issuer = "http://127.0.0.1:{dead}"
client_id = "innovatie"
geheim_bestand = "geheim"
acr_niet_vereist_omdat = "proef"
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    client = {
        "client_id": "innovatie", "client_secret": "een-geheim-van-ons", "redirect_uris": [BACK],
        "response_types": ["code"], "grant_types": ["authorization_code"], "post_logout_redirect_uris": [f"{HOME}/"],
        "backchannel_logout_session_required": True, "backchannel_logout_uri": f"{HOME}/inloggen/oidc/noord/afmelden",
    }  # fmt: skip
    with running_provider(port=free_port(), acr="hoog", clients=[client]) as address:
        yield address


@pytest.fixture(scope="module")
def built(one_clock: Clock, issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    folder = tmp_path_factory.mktemp("providers")
    (folder / "geheim").write_text("een-geheim-van-ons")
    path = folder / "aanbieders.toml"
    path.write_text(FILE.format(issuer=issuer, dead=free_port()))
    return create_app(replace(settings_in(folder), oidc_file=str(path)), clock=one_clock)


@pytest.fixture
async def app(built: Litestar, clock: Clock) -> AsyncIterator[Litestar]:
    """The application as if it had just been built: what it knows of the providers it asks again."""
    built.state.providers = Providers.from_file(built.state.settings.oidc_file)
    yield built
    await built.state.providers.close()


@pytest.fixture
async def town(db: asyncpg.Connection) -> int:
    number = await factories.municipality("Noord")
    await execute("UPDATE municipality SET code = 'GM0363', domain = 'voorbeeld.nl' WHERE id = $1", number)
    return number


async def come_in(client: httpx.AsyncClient, login: str = "jansen", after: str = "/ideeen") -> httpx.Response:
    start = await client.get(f"/inloggen/oidc/noord?volgende={after}")
    assert start.status_code == 303
    answer = await asyncio.to_thread(signs_in, start.headers["location"], login, BACK)
    return await client.get("/inloggen/oidc/noord/terug", params=answer)


async def test_somebody_of_a_municipality_comes_in_as_its_civil_servant(client: httpx.AsyncClient, town: int) -> None:
    response = await come_in(client)
    assert (response.status_code, response.headers["location"]) == (303, "/ideeen")
    row = await fetch_row(
        "SELECT p.name, p.email, g.role, g.municipality, i.subject FROM person p JOIN role_grant g ON g.person = p.id"
        " JOIN identity i ON i.person = p.id"
    )
    assert row is not None
    assert tuple(row) == ("Mevrouw jansen", "jansen@voorbeeld.nl", "ambtenaar", town, "jansen")
    session = await fetch_row("SELECT means, provider, municipality, factor_at FROM session")
    assert session is not None and session["factor_at"] is not None
    assert tuple(session)[:3] == ("inlogdienst", "noord", town)


async def test_the_same_person_comes_back_as_the_same_person(client: httpx.AsyncClient, town: int) -> None:
    await come_in(client)
    client.cookies.clear()
    await come_in(client)
    assert await fetch_value("SELECT count(*) FROM identity") == 1
    assert await fetch_value("SELECT count(*) FROM role_grant") == 1


async def test_a_mail_address_never_makes_one_somebody_else(client: httpx.AsyncClient, town: int) -> None:
    existing = await factories.person(name="Echte Jansen")
    await execute("UPDATE person SET email = 'jansen@voorbeeld.nl' WHERE id = $1", existing)
    await come_in(client)
    people = await fetch("SELECT person FROM identity")
    assert [row["person"] == existing for row in people] == [False]
    assert await fetch_value("SELECT email FROM person WHERE id <> $1 ORDER BY id DESC LIMIT 1", existing) is None


async def test_an_answer_in_another_browser_lets_nobody_in(client: httpx.AsyncClient, town: int) -> None:
    start = await client.get("/inloggen/oidc/noord")
    answer = await asyncio.to_thread(signs_in, start.headers["location"], "kwaad", BACK)
    client.cookies.clear()  # the browser of a victim, made to open the address
    response = await client.get("/inloggen/oidc/noord/terug", params=answer)
    assert response.status_code == 403
    assert await fetch_value("SELECT count(*) FROM session") == 0
    refused = await fetch_row("SELECT act, result, actor, details FROM audit_event ORDER BY id DESC LIMIT 1")
    assert refused is not None and tuple(refused)[:3] == ("inloggen", "geweigerd", None)


async def test_an_answer_works_once(client: httpx.AsyncClient, town: int) -> None:
    start = await client.get("/inloggen/oidc/noord")
    answer = await asyncio.to_thread(signs_in, start.headers["location"], "jansen", BACK)
    first = await client.get("/inloggen/oidc/noord/terug", params=answer)
    again = await client.get("/inloggen/oidc/noord/terug", params=answer)
    assert (first.status_code, again.status_code) == (303, 403)


async def test_an_answer_at_the_address_of_another_provider_is_refused(client: httpx.AsyncClient, town: int) -> None:
    start = await client.get("/inloggen/oidc/noord")
    answer = await asyncio.to_thread(signs_in, start.headers["location"], "jansen", BACK)
    response = await client.get("/inloggen/oidc/weg/terug", params=answer)
    assert response.status_code in {403, 503}
    assert await fetch_value("SELECT count(*) FROM session") == 0


async def test_a_provider_that_is_down_leaves_the_sign_in_page_up(client: httpx.AsyncClient, town: int) -> None:
    page = await client.get("/inloggen")
    assert "Inloggen bij Gemeente Noord" in page.text and "Inloggen bij Gemeente Weg" in page.text
    down = await client.get("/inloggen/oidc/weg")
    assert down.status_code == 503
    assert "De inlogdienst van Gemeente Weg is nu niet bereikbaar." in down.text


async def test_an_unknown_provider_or_an_empty_answer_is_an_ordinary_no(client: httpx.AsyncClient, town: int) -> None:
    assert (await client.get("/inloggen/oidc/onbekend")).status_code == 404
    assert (await client.get("/inloggen/oidc/noord/terug")).status_code == 403


async def test_a_closed_account_does_not_come_in_at_the_provider_either(client: httpx.AsyncClient, town: int) -> None:
    await come_in(client)
    await execute("UPDATE person SET active = false")
    client.cookies.clear()
    assert (await come_in(client)).status_code == 403


async def test_signing_out_leads_past_the_provider_with_a_hint_and_back(
    client: httpx.AsyncClient, town: int, issuer: str, app: Litestar
) -> None:
    await come_in(client)
    page = (await client.get("/account")).text
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    response = await client.post("/uitloggen", data={"csrf_token": token})
    location = httpx.URL(response.headers["location"])
    assert str(location).startswith(f"{issuer}/session/end?")
    assert location.params["post_logout_redirect_uri"] == f"{HOME}/"
    assert location.params["id_token_hint"].count(".") == 2
    assert await fetch_value("SELECT count(*) FROM session WHERE ended_at IS NULL OR id_token IS NOT NULL") == 0
    assert issuer in (await client.get("/inloggen")).headers["content-security-policy"]


# --- signed out by the provider --------------------------------------------------------------------------------------

EVENTS: dict[str, Any] = {"http://schemas.openid.net/event/backchannel-logout": {}}


@pytest.fixture
async def forger(app: Litestar, clock: Clock, db: asyncpg.Connection) -> Forger:
    """Our app with one provider whose keys are ours, and two sessions of a person there."""
    forger = Forger()
    await app.state.providers.close()
    app.state.providers = Providers([forger.provider])
    client = app.state.providers.get("vervalst")
    issuer = forger.provider.issuer
    client._metadata = (
        clock.now(), Metadata(issuer=issuer, authorization_endpoint=issuer, token_endpoint=issuer, jwks_uri=issuer)
    )  # fmt: skip
    client._keys = (clock.now(), forger.keys)
    person = await factories.person()
    await execute(
        "INSERT INTO identity (person, provider, issuer, subject, created_at, used_at)"
        " VALUES ($1, 'vervalst', $2, 'p-1', now(), now())", person, issuer,
    )  # fmt: skip
    for sid in ("s-1", "s-2"):
        at_provider = actions.AtProvider(code="vervalst", session_id=sid)
        await actions.start_session(
            person_id=person, device="", now=clock.now(), means="inlogdienst", provider=at_provider
        )
    await actions.start_session(person_id=person, device="", now=clock.now(), means="persona")
    return forger


async def back_channel(client: httpx.AsyncClient, forger: Forger, **claims: Any) -> tuple[int, list[str]]:
    fields = {"events": EVENTS, "jti": "j-1", "nonce": None, "acr": None} | claims
    token = forger.token(headers={"kid": "k1", "typ": "logout+jwt"}, **fields)
    response = await client.post("/inloggen/oidc/vervalst/afmelden", data={"logout_token": token})
    assert response.headers["cache-control"] == "no-store"
    ended = await fetch("SELECT provider_session FROM session WHERE ended_at IS NOT NULL ORDER BY id")
    return response.status_code, [row["provider_session"] for row in ended]


async def test_the_provider_ends_one_session_or_all_of_a_person_there(
    client: httpx.AsyncClient, forger: Forger
) -> None:
    assert await back_channel(client, forger, sub=None) == (200, ["s-1"])
    assert await back_channel(client, forger, sid=None, jti="j-2") == (200, ["s-1", "s-2"])


async def test_a_logout_token_works_once(client: httpx.AsyncClient, forger: Forger) -> None:
    assert (await back_channel(client, forger))[0] == 200
    assert (await back_channel(client, forger))[0] == 400


async def test_a_wrong_or_missing_logout_token_ends_nothing(client: httpx.AsyncClient, forger: Forger) -> None:
    assert await back_channel(client, forger, nonce="n") == (400, [])
    assert await back_channel(client, forger, events=None) == (400, [])
    assert (await client.post("/inloggen/oidc/vervalst/afmelden", data={})).status_code == 400
    assert (await client.post("/inloggen/oidc/vervalst/afmelden", data={"logout_token": "x.y.z"})).status_code == 400
