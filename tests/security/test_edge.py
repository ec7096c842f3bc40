"""The outermost shell: one spelling per address, HEAD everywhere, limits before work, and texts that outlive an error."""

from collections.abc import AsyncIterator
from dataclasses import replace

import asyncpg
import httpx
import pytest
from litestar import Litestar
from lxml import html

from innovatie.domain.authority import Role
from innovatie.infra import database
from innovatie.infra.clock import Clock
from innovatie.settings import Settings
from innovatie.web.edge import is_host
from innovatie.web.static_files import accepts_gzip
from tests import factories
from tests.application import Applications
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio

TEXT = "Een lange tekst die iemand tien minuten lang zat te typen, met “leestekens” en é."


async def test_a_form_with_more_fields_than_any_page_has_is_not_parsed(client: httpx.AsyncClient) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert (await client.post("/inloggen/link", content=b"a=&" * 600_000, headers=kind)).status_code == 413
    assert (await client.post("/inloggen/link", content=b"a=&" * 2_000, headers=kind)).status_code == 413
    assert (await client.post("/inloggen/link", content=b"a=&" * 1_999, headers=kind)).status_code == 422


async def test_json_of_thousands_of_brackets_is_a_mistake_of_the_sender(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    for body in (b"[" * 100_000, b'{"titel":' * 50_000):
        answer = await client.post("/api/v1/ideeen", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 401)
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["http://[", "https://[a]", "//[::1"])
async def test_an_address_in_a_header_that_nobody_can_read_is_no_fault_of_ours(
    client: httpx.AsyncClient, sign_in: SignIn, address: str
) -> None:
    for name in ("origin", "referer", "hx-current-url"):
        kept = {name: address}
        found = [
            (await client.get("/", headers=kept)).status_code,
            (await client.post("/inloggen/link", headers=kept)).status_code,
            (await client.post("/groepen/vergelijkbaar", headers=kept)).status_code,
        ]
        assert max(found) < 500, (name, found)
        if name == "origin":
            assert found[1:] == [403, 403]
    first, second = await factories.municipality("Eigenstad"), await factories.municipality("Anderdorp")
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=first)
    await database.execute(
        "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
        " VALUES ($1, 'ambtenaar', $2, '2020-01-01', now(), '')",
        person,
        second,
    )
    await sign_in(client, person)  # who works for two is asked for which one, by the address of the page too
    work = await client.get("/mijn-werk", headers={"hx-current-url": address}, follow_redirects=True)
    assert work.status_code == 200


@pytest.mark.parametrize(
    "address", ["/", "/ideeen", "/winnaars", "/livez", "/data", "/ideeen/export.csv", "/bestaat-niet"]
)
async def test_head_answers_what_get_answers_without_the_body(client: httpx.AsyncClient, address: str) -> None:
    page, head = await client.get(address), await client.head(address)
    assert (head.status_code, head.content) == (page.status_code, b"")
    assert head.headers.get("content-type") == page.headers.get("content-type")


async def test_doubled_slashes_are_led_to_the_one_spelling_and_are_nothing_in_the_api(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("http://127.0.0.1:8000//ideeen//12?q=a%20b")
    assert (answer.status_code, answer.headers["location"]) == (308, "/ideeen/12?q=a%20b")
    away = await client.get("http://127.0.0.1:8000//kwaad.example/%2e%2e")
    assert away.headers["location"].startswith("/kwaad.example/")
    for spelling in ("//api/v1/rondes", "///api/v1/rondes", "/api//v1/rondes", "//api/v1/ideeen"):
        found = await client.get(f"http://127.0.0.1:8000{spelling}")
        assert (found.status_code, found.headers["content-type"]) == (404, "application/problem+json"), spelling
        assert found.headers["api-version"]


async def test_a_demo_answers_to_this_machine_only(app: Litestar, db: asyncpg.Connection) -> None:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport) as visitor:
        for host, status in (
            ("127.0.0.1:8000", 200), ("localhost:8000", 200), ("[::1]:8000", 200), ("LOCALHOST", 200),
            ("innovatie.gemeente.nl", 421), ("127.0.0.1.nip.io", 421), ("localhost.kwaad.example:8000", 421), ("", 421),
        ):  # fmt: skip
            answer = await visitor.get("http://127.0.0.1:8000/inloggen", headers={"Host": host})
            assert answer.status_code == status, host


@pytest.fixture
async def behind_proxy(
    applications: Applications, settings: Settings, clock: Clock, db: asyncpg.Connection
) -> AsyncIterator[httpx.AsyncClient]:
    """The site behind a proxy on another port, which hands on the name of the host without that port."""
    public = replace(settings, demo=False, host="0.0.0.0", public_url="http://innovatie.example:8443")
    with applications.started(public) as app:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://innovatie.example") as visitor:
            yield visitor


async def test_forms_work_behind_a_proxy_that_leaves_out_the_port(behind_proxy: httpx.AsyncClient) -> None:
    for origin, status in (("http://innovatie.example:8443", 422), ("http://innovatie.example:9443", 403)):
        answer = await behind_proxy.post("/inloggen/link", data={"email": ""}, headers={"Origin": origin})
        assert answer.status_code == status


@pytest.mark.parametrize(
    "host", ["a:b", "innovatie.nl:99999999", "innovatie.nl:-1", "innovatie.nl:1:2", "innovatie.nl:\u0663", "[::1", "::1",
             "a b", "a/b", "jan@a", "a?b", "[zz]:80", "innovatie.nl:65536", "a\\b", "a" * 300]
)  # fmt: skip
async def test_a_host_of_which_no_address_can_be_made_is_refused(client: httpx.AsyncClient, host: str) -> None:
    for path in ("/", "/api/v1/ideeen", "/bestaat-niet", "/static/css/layout.css"):
        answer = await client.get(path, headers={"Host": host.encode()})
        assert (answer.status_code, answer.text) == (400, "De kop Host van deze aanvraag klopt niet.")


@pytest.mark.parametrize("host", ["innovatie.nl", "innovatie.nl:", "INNOVATIE.nl:8443", "127.0.0.1:65535", "[::1]:80"])
def test_names_and_numbers_with_a_port_are_hosts(host: str) -> None:
    assert is_host(host.lower())


async def test_an_address_outside_ascii_can_be_gone_to(client: httpx.AsyncClient) -> None:
    answer = await client.get("/taal/nl?volgende=/zoeken%3Fq%3D%E2%82%AC%26x=%C3%A9")
    assert (answer.status_code, answer.headers["location"]) == (303, "/zoeken?q=%E2%82%AC&x=%C3%A9")


# --- files of the site -------------------------------------------------------------------------------------------------


async def test_a_file_with_its_mark_is_kept_for_ever_and_without_it_asked_again(client: httpx.AsyncClient) -> None:
    marked = await client.get("/static/css/layout.css?v=abc")
    plain = await client.get("/static/css/layout.css")
    assert marked.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["cache-control"] == "public, no-cache"
    assert marked.headers["content-encoding"] == "gzip" and marked.content == plain.content
    again = await client.get("/static/css/layout.css", headers={"If-None-Match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    bare = await client.get("/static/css/layout.css", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in bare.headers and bare.content == plain.content


@pytest.mark.usefixtures("db")
async def test_who_is_signed_in_keeps_the_files_of_the_site_and_no_page(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT))
    kept = [(await client.get(path)).headers["cache-control"] for path in ("/static/css/layout.css?v=abc", "/account")]
    assert kept == ["public, max-age=31536000, immutable", "no-store"]


@pytest.mark.parametrize(
    "path", ["../pyproject.toml", "..%2fpyproject.toml", "css/../../README.md", "css", "%00", "css%00"]
)
async def test_nothing_beside_the_folder_is_a_file_of_the_site(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/static/{path}")).status_code == 404


def test_gzip_is_sent_to_who_takes_it() -> None:
    assert [accepts_gzip(header) for header in ("gzip", "br, GZIP;q=0.5", "*", "br", "", "gzip;q=0", "gzip; q=0.0")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip


# --- texts that outlive an error ---------------------------------------------------------------------------------------


def _kept(page: httpx.Response) -> dict[str, str]:
    """The fields of the form that stands on an error page."""
    form = html.fromstring(page.text).get_element_by_id("bewaard")
    return {field.name: field.value.removeprefix("\n") for field in form.xpath(".//input|.//textarea") if field.name}


async def test_a_form_sent_after_the_session_ended_comes_back_with_its_texts(
    client: httpx.AsyncClient, sign_in: SignIn, db: asyncpg.Connection
) -> None:
    municipality = await factories.municipality()
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=municipality)
    sent = {"titel": "Kapvergunningen", "samenvatting": TEXT, "fase": "plan", "csrf_token": "oud", "doen": "bewaar"}
    refused = await client.post("/ideeen/nieuw", data=sent)
    assert refused.status_code == 401
    kept = _kept(refused)
    assert kept == {"titel": "Kapvergunningen", "samenvatting": TEXT, "fase": "plan", "doen": "bewaar"}
    assert "Log in een nieuw tabblad in" in html.fromstring(refused.text).text_content()

    await sign_in(client, person)
    token = client.headers.pop("X-CSRF-Token")
    without_token = await client.post("/ideeen/nieuw", data=kept)
    assert without_token.status_code == 403
    again = _kept(without_token)
    assert again["samenvatting"] == TEXT and again["csrf_token"] == token


async def test_what_was_attached_does_not_hide_what_was_typed(client: httpx.AsyncClient) -> None:
    refused = await client.post(
        "/groepen/1/bestanden",
        data={"titel": "Het bestek", "toelichting": TEXT},
        files={"bestand": ("a.pdf", b"%PDF-1.7")},
    )
    assert refused.status_code in (401, 404)
    assert _kept(refused) == {"titel": "Het bestek", "toelichting": TEXT}


async def test_nothing_typed_means_the_plain_error(client: httpx.AsyncClient) -> None:
    refused = await client.post("/ideeen/nieuw", data={"titel": "kort"})
    assert 'id="bewaard"' not in refused.text and "/inloggen?volgende=" in refused.text


async def test_secrets_are_never_shown_again(client: httpx.AsyncClient) -> None:
    refused = await client.post(
        "/ideeen/nieuw", data={"samenvatting": TEXT, "code": "1 " * 30, "wachtwoord": "g " * 30}
    )
    assert set(_kept(refused)) == {"samenvatting"}


async def test_a_program_and_a_piece_of_a_page_get_no_form(client: httpx.AsyncClient) -> None:
    refused = await client.post("/ideeen/nieuw", data={"samenvatting": TEXT}, headers={"HX-Request": "true"})
    assert TEXT not in refused.text


# --- the database is away ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [
        ConnectionRefusedError(), TimeoutError(), asyncpg.CannotConnectNowError("starting"), asyncpg.DiskFullError("full"),
        asyncpg.TooManyConnectionsError("53300"), asyncpg.InterfaceError("pool is closing"), asyncpg.AdminShutdownError("x"),
        asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
async def test_while_the_database_is_away_everybody_is_told_to_come_back_and_keeps_their_text(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr("innovatie.app.throttle", away)
    page = await client.get("/ideeen")
    assert (page.status_code, page.headers["retry-after"]) == (503, "10")
    assert "Er is niets verloren gegaan" in page.text
    form = await client.post("/inloggen/link", data={"email": "iemand@gemeente.example", "toelichting": TEXT})
    assert form.status_code == 503 and _kept(form)["toelichting"] == TEXT
    api = await client.get("/api/v1/rondes")
    assert (api.status_code, api.headers["retry-after"]) == (503, "10")
    assert api.headers["content-type"] == "application/problem+json"


async def test_waiting_for_a_connection_ends(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_ACQUIRE_SECONDS", 0.05)
    pool = database.ENGINE.pool
    assert pool is not None
    held = [await pool.acquire() for _ in range(20)]
    try:
        with pytest.raises(TimeoutError):
            await database.fetch_value("SELECT 1")
    finally:
        for one in held:
            await pool.release(one)
    assert await database.fetch_value("SELECT 1") == 1
