"""The hard shell: headers on every answer, no requests of other sites, nothing of our insides outside."""

import io
import json
import logging
import re
from collections.abc import AsyncIterator
from contextlib import redirect_stdout
from dataclasses import replace

import asyncpg
import httpx
import pytest
import sectxt  # type: ignore[import-untyped]
from litestar import Litestar
from litestar.routes import HTTPRoute

from innovatie.app import create_app
from innovatie.domain.authority import Role
from innovatie.infra import logs
from innovatie.infra.clock import Clock
from innovatie.settings import Settings, SettingsError
from innovatie.web.errors import page_above
from innovatie.web.openapi import document
from tests import factories
from tests.application import Applications
from tests.conftest import SECRET, SignIn

pytestmark = pytest.mark.anyio

EVERYWHERE = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}  # fmt: skip
ADDRESSES = [
    "/",
    "/inloggen",
    "/bestaat-niet",
    "/static/img/mark.svg",
    "/api/v1/rondes",
    "/api/v1/onbekend",
    "/account",
]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_answer_carries_the_headers(client: httpx.AsyncClient, address: str) -> None:
    response = await client.get(address)
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    policy = dict(part.strip().partition(" ")[::2] for part in response.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in response.headers["content-security-policy"]
    assert "server" not in response.headers and "x-powered-by" not in response.headers


@pytest.fixture
async def https(
    applications: Applications, settings: Settings, clock: Clock, db: asyncpg.Connection
) -> AsyncIterator[httpx.AsyncClient]:
    """The site as it stands on the internet."""
    public = replace(settings, demo=False, host="0.0.0.0", public_url="https://innovatie.example")
    with applications.started(public) as app:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="https://innovatie.example") as visitor:
            yield visitor


async def test_over_https_transport_security_is_strict_and_cookies_are_bound_to_the_host(
    https: httpx.AsyncClient,
) -> None:
    response = await https.post("/inloggen/link", data={"email": "a@b.nl"})
    assert response.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-innovatie-browser=")
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
    assert not any(part.startswith("domain") for part in attributes)


async def test_choosing_a_persona_does_not_exist_outside_the_demo(https: httpx.AsyncClient) -> None:
    person = await factories.person(Role.ADMINISTRATOR)
    assert person
    assert (await https.post("/inloggen/persona", data={"persona": "x"})).status_code == 404
    assert "demo" not in (await https.get("/inloggen")).text.lower()


def test_the_demo_does_not_start_on_a_public_address(settings: Settings) -> None:
    for changes in ({"host": "0.0.0.0"}, {"public_url": "https://innovatie.nl"}, {"host": "192.0.2.7"}):
        with pytest.raises(SettingsError, match="openbaar adres"):
            settings.with_changes(**changes)


async def test_pages_behind_sign_in_are_kept_nowhere(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await sign_in(client, await factories.person())
    for address in ("/account", "/", "/rondes"):
        assert (await client.get(address)).headers["cache-control"] == "no-store"


# --- requests of other sites -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://kwaad.example"},
        {"Origin": "null"}, {"Origin": "http://127.0.0.1:9000"}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 64},
    ],
)  # fmt: skip
async def test_a_form_of_another_site_or_without_the_token_changes_nothing(
    client: httpx.AsyncClient, sign_in: SignIn, headers: dict[str, str]
) -> None:
    await sign_in(client, await factories.person())
    assert (await client.post("/account/sessies/andere", headers=headers)).status_code == 403
    assert (await client.post("/account/sessies/andere")).status_code == 303


async def test_the_token_of_another_session_is_worth_nothing(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await sign_in(client, await factories.person())
    theirs = client.headers["X-CSRF-Token"]
    await sign_in(client, await factories.person())
    assert (await client.post("/account/sessies/andere", headers={"X-CSRF-Token": theirs})).status_code == 403


async def test_looking_changes_nothing(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await sign_in(client, await factories.person())
    for address in ("/uitloggen", "/account/sessies/andere", "/account/gegevens/wissen"):
        assert (await client.get(address)).status_code == 405
    assert (await client.get("/account")).status_code == 200


async def test_who_comes_back_in_a_browser_to_where_a_form_was_sent_gets_the_page_above(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    """A session ended while a form was open; after signing in again one stood at an address that is no page."""
    refused = await client.post("/account/sessies/andere")
    assert (refused.status_code, "/inloggen?volgende=" in refused.text) == (401, True)
    await sign_in(client, await factories.person())
    browser = {"Accept": "text/html,application/xhtml+xml"}
    for address in ("/account/gegevens/wissen", "//kwaad.nl/../account/gegevens/wissen", "//account/gegevens/wissen"):
        answer = await client.get(address, headers=browser)
        assert (answer.status_code, answer.headers.get("location")) in ((303, "/account/gegevens"), (404, None)), (
            address
        )
    assert (await client.get("/account/gegevens", headers=browser)).status_code == 200
    assert (await client.get("/account/sessies/andere", headers=browser)).headers["location"] == "/account"
    assert (await client.get("/uitloggen", headers=browser)).status_code == 405, "there is nothing above it"


def test_above_each_address_that_only_a_form_is_sent_to_is_a_page(app: Litestar) -> None:
    nothing = set()
    for route in app.routes:
        if isinstance(route, HTTPRoute) and "GET" not in route.methods and not route.path.startswith("/api/"):
            path = re.sub(r"{[^}]*}", "1", route.path)
            if not page_above(app, path):
                nothing.add(route.path)
    of_a_picture = {"/beelden/{number:int}/verwijderen", "/beelden/{number:int}/wijzigen"}  # on the page that shows it
    assert nothing == of_a_picture | {"/uitloggen", "/opmaak", "/oauth/token"}


async def test_a_body_of_three_megabytes_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("/inloggen/link", data={"email": "a" * 3_000_000})
    assert response.status_code == 413


@pytest.mark.parametrize("after", ["//kwaad.nl", "https://kwaad.nl", "/\\kwaad.nl", "\\\\kwaad.nl", "/\t/kwaad.nl"])
async def test_the_sign_in_page_carries_no_address_of_elsewhere(client: httpx.AsyncClient, after: str) -> None:
    page = await client.get("/inloggen", params={"volgende": after})
    assert "kwaad" not in page.text
    language = await client.get("/taal/nl", params={"volgende": after})
    assert "kwaad" not in language.headers.get("location", "")


# --- insides ---------------------------------------------------------------------------------------------------------

CANARY = "kanarie-7f3a"


async def test_an_error_of_ours_shows_no_insides(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(**_: object) -> None:
        raise RuntimeError(f"postgresql://innovatie:{CANARY}@db/innovatie")

    monkeypatch.setattr("innovatie.accounts.queries.personas", breaks)
    response = await client.get("/inloggen")
    assert response.status_code == 500
    assert not re.search(rf"{CANARY}|Traceback|RuntimeError|\.py|postgresql|asyncpg|litestar", response.text)
    assert "Er ging iets mis bij ons" in response.text


@pytest.mark.parametrize(
    "address", ["/rondes/'", "/ideeen/%00", "/ideeen/-1", "/ideeen/99999999999999999999", "/rondes/%F0%9F%92%A9"]
)
async def test_nonsense_in_an_address_is_an_ordinary_no(client: httpx.AsyncClient, address: str) -> None:
    response = await client.get(address)
    assert response.status_code in {400, 404}
    assert "Traceback" not in response.text


@pytest.mark.parametrize("address", ["/account/sessies/{}", "/account/tokens/{}/intrekken"])
async def test_a_number_that_no_column_can_hold_is_an_ordinary_no(
    client: httpx.AsyncClient, sign_in: SignIn, address: str
) -> None:
    await sign_in(client, await factories.person())
    assert (await client.post(address.format(10**30))).status_code == 400


async def test_no_secret_that_passes_through_reaches_the_log(
    settings: Settings, clock: Clock, db: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    """Cookies, tokens, codes, links, mail addresses and what is typed: sent in every way, sought in every line."""
    out = io.StringIO()
    with redirect_stdout(out), caplog.at_level(logging.DEBUG):
        app = create_app(replace(settings, log_level="DEBUG"), clock=clock)
        logs.configure("DEBUG")
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            logging.getLogger("httpx").setLevel(logging.WARNING)  # the test's own client is not ours
            client.cookies.set("innovatie", CANARY)
            await client.get(f"/inloggen/link/{CANARY}")
            await client.post(f"/inloggen/link/{CANARY}", data={"csrf_token": CANARY})
            await client.post("/inloggen/link", data={"email": f"{CANARY}@stad.nl"})
            await client.get(f"/inloggen/oidc/x/terug?code={CANARY}&state={CANARY}")
            await client.get("/api/v1/rondes", headers={"Authorization": f"Bearer {CANARY}"})
            await client.post(f"/uitnodiging/{CANARY}")
            await client.get(f"/rondes?q={CANARY}")
            await client.post("/inloggen/persona", data={"persona": CANARY})
    written = out.getvalue() + caplog.text
    assert CANARY not in written
    assert SECRET not in written


def test_making_the_document_of_the_api_leaves_the_log_as_it_was() -> None:
    """Its maker may set up a log of its own for the whole process, with each address that we ask of others in it."""
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    document([], {}, "https://voorbeeld.nl")
    assert (root.level, list(root.handlers)) == before


async def test_an_unexpected_error_is_logged_without_what_was_typed(
    app: Litestar, db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(**arguments: object) -> None:
        raise RuntimeError("stuk")

    monkeypatch.setattr("innovatie.accounts.actions.ask_link", breaks)
    out = io.StringIO()
    with redirect_stdout(out):
        logs.configure("DEBUG")
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            response = await client.post("/inloggen/link", data={"email": f"{CANARY}@stad.nl"})
    assert response.status_code == 500
    line = next(json.loads(line) for line in out.getvalue().splitlines() if "unexpected" in line)
    assert (line["path"], CANARY in out.getvalue()) == ("/inloggen/link", False)


async def test_security_txt_is_valid_over_https(https: httpx.AsyncClient) -> None:
    response = await https.get("/.well-known/security.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    parser = sectxt.Parser(response.content)
    assert (parser.is_valid(), parser.errors) == (True, [])
