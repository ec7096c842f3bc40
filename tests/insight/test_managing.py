"""`/beheer`: the administrator of the platform sees everything of it in one place, and nothing secret."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime

import asyncpg
import httpx
import pytest
from litestar import Litestar
from lxml import html

from innovatie.accounts.oidc.registry import Providers
from innovatie.accounts.oidc.settings import Provider
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.municipal_table import Fact, read_table, written
from innovatie.infra.database import execute, fetch_values
from innovatie.infra.secret import Secret
from innovatie.infra.table_files import read_bytes
from innovatie.insight.managing.settings_shown import Source, shown
from innovatie.municipalities.bundled_register import load_own_table, own_facts
from innovatie.settings import Settings, load
from tests import factories
from tests.accounts.oidc_parties import free_port, running_provider
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio
HERE = "/beheer/herindelingen"
COMING = date(dutch_day(datetime.now(UTC)).year + 1, 1, 1)
DAY = {"dag": COMING.isoformat()}


@pytest.fixture
async def admin(client: httpx.AsyncClient, db: asyncpg.Connection, sign_in: SignIn) -> httpx.AsyncClient:
    await sign_in(client, await factories.person(Role.ADMINISTRATOR))
    return client


async def test_the_front_page_counts_what_waits_and_leads_everywhere(admin: httpx.AsyncClient) -> None:
    quiet = (await admin.get("/beheer")).text
    assert "Er draait geen achtergrondproces" in quiet and "1 vraagt aandacht" not in quiet
    await execute(
        "INSERT INTO queued_mail (message_id, address, kind, state, attempts, created_at, not_before)"
        " VALUES ('<1@x>', 'a@b.example', 'inloglink', 'wacht', 3, $1, $1)",
        NOW,
    )
    page = html.fromstring((await admin.get("/beheer")).content)
    assert "1 vraagt aandacht" in page.text_content()
    for address in page.xpath("//main//h3/a/@href"):
        assert (await admin.get(address)).status_code == 200, address
    assert 'href="/beheer"' in (await admin.get("/vng")).text


async def test_a_director_of_vng_sees_no_way_to_what_is_of_the_administrator(
    client: httpx.AsyncClient, db: asyncpg.Connection, sign_in: SignIn
) -> None:
    await sign_in(client, (await factories.vng()).person_id or 0)
    for address in ("/beheer", "/beheer/instellingen", "/beheer/inlogdiensten"):
        assert (await client.get(address)).status_code == 403, address
    assert 'href="/beheer"' not in (await client.get("/vng")).text + (await client.get(HERE)).text


def test_a_setting_tells_where_it_comes_from_and_never_a_secret() -> None:
    environ = {
        "DATABASE_URL": "postgresql://baas:wachtwoord@db.example:5432/innovatie?sslpassword=x",
        "INNOVATIE_SECRET": "een geheim van meer dan dertig tekens",
        "INNOVATIE_SMTP_USER": "naam",
        "INNOVATIE_SMTP_PASSWORD": "hond123",
        "INNOVATIE_MEILISEARCH_URL": "https://sleutel:hond123@zoek.example",
        "INNOVATIE_MAIL_FROM": "innovatie@example.nl",
        "INNOVATIE_OBJECTS_URL": "https://opslag.example/emmer",
        "INNOVATIE_OBJECTS_KEY": "hond123-naam",
        "INNOVATIE_OBJECTS_SECRET": "hond123",
    }
    found = {one.name: one for one in shown(load(environ), environ)}
    assert found["DATABASE_URL"].value == "postgresql://db.example:5432/innovatie"
    assert found["INNOVATIE_MEILISEARCH_URL"].value == "https://zoek.example"
    assert (found["INNOVATIE_SECRET"].value, found["INNOVATIE_SMTP_PASSWORD"].value) == ("1", "1")
    everything = "".join(one.value for one in found.values())
    assert not any(secret in everything for secret in ("wachtwoord", "geheim van", "hond123", "sslpassword"))
    assert found["INNOVATIE_MAIL_FROM"].source is Source.ENVIRONMENT, "said, though it is what it would have been"
    assert found["INNOVATIE_PORT"].source is Source.DEFAULT
    by_file = {
        one.name: one.source for one in shown(Settings(secret="x" * 40), {"INNOVATIE_SECRET_FILE": "/run/geheim"})
    }
    assert by_file["INNOVATIE_SECRET"] is Source.FILE
    chosen = {one.name: one.source for one in shown(Settings(port=9), {})}
    assert chosen["INNOVATIE_PORT"] is Source.PROGRAM


async def test_the_page_of_settings_names_a_mistyped_variable(
    admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INNOVATIE_SMTP_HSOT", "mail.example")
    page = (await admin.get("/beheer/instellingen")).text
    assert "INNOVATIE_SMTP_HSOT" in page and "<code>INNOVATIE_SMTP_HOST</code>?" in page
    assert "1 lijkt verkeerd gespeld" in (await admin.get("/beheer")).text


@pytest.fixture
async def two_providers(app: Litestar) -> AsyncIterator[None]:
    """One that answers, and one where nobody listens."""
    former = app.state.providers
    given = {"municipality": "GM0363", "client_id": "innovatie", "client_secret": Secret("stil")}
    entry = {"client_id": "innovatie", "client_secret": "stil", "redirect_uris": ["http://127.0.0.1/"]}
    with running_provider(port=free_port(), acr="hoog", clients=[entry]) as issuer:
        app.state.providers = Providers(
            [
                Provider(code="noord", name="Gemeente Noord", issuer=issuer, **given),
                Provider(code="weg", name="Gemeente Weg", issuer=f"http://127.0.0.1:{free_port()}", **given),
            ]
        )
        yield
        await app.state.providers.close()
    app.state.providers = former


@pytest.mark.usefixtures("two_providers")
async def test_a_provider_is_tested_when_asked_and_its_secret_stays_away(admin: httpx.AsyncClient) -> None:
    page = await admin.get("/beheer/inlogdiensten")
    assert "Gemeente Noord" in page.text and "/inloggen/oidc/noord/terug" in page.text and "stil" not in page.text
    assert "De dienst gaf haar adressen" in (await admin.post("/beheer/inlogdiensten/noord/testen")).text
    down = (await admin.post("/beheer/inlogdiensten/weg/testen")).text
    assert "Antwoordt niet goed" in down and "ConnectError" in down
    assert (await admin.post("/beheer/inlogdiensten/niemand/testen")).status_code == 404


def file(facts: tuple[Fact, ...]) -> dict[str, tuple[str, bytes]]:
    return {"bestand": ("gemeenten-2027.csv", written(facts).encode())}


def test_a_table_that_is_written_reads_as_it_was() -> None:
    facts = (
        *own_facts()[:20],
        replace(own_facts()[20], name='’s-Gravendeel; of "zo"', formed_from=("GM0001", "GM0002")),
    )
    assert read_table(read_bytes(written(facts).encode())) == facts


async def test_a_table_is_looked_at_explained_kept_for_its_day_and_called_off(admin: httpx.AsyncClient) -> None:
    await load_own_table(actor=SYSTEM, now=NOW)
    facts = tuple(replace(one, name="Aalsmeer-Zuid") if one.code == "GM0358" else one for one in own_facts())
    sent = file(tuple(one for one in facts if one.code != "GM1680"))
    looked = await admin.post(HERE, data=DAY, files=sent)
    assert looked.status_code == 200
    page = html.fromstring(looked.content)
    assert "Aalsmeer → Aalsmeer-Zuid" in " ".join(page.text_content().split())
    assert page.xpath("//input[@name='opvolger-GM1680']") and not page.xpath("//form[contains(@action, 'overnemen')]")
    (table,) = page.xpath("//textarea[@name='tabel']/text()")
    refused = await admin.post(f"{HERE}/overnemen", data=DAY | {"tabel": table})
    assert refused.status_code == 409 and "Noem de opvolger van GM1680" in refused.text
    again = html.fromstring((await admin.post(HERE, data=DAY | {"tabel": table, "opvolger-GM1680": "gm0106"})).content)
    assert "Aa en Hunze GM1680 → Assen GM0106" in " ".join(again.text_content().split())
    hidden = {one.get("name"): one.get("value") for one in again.xpath("//form[contains(@action, 'overnemen')]//input")}
    hidden |= {"tabel": again.xpath("//textarea[@name='tabel']/text()")[0]}
    assert (await admin.post(f"{HERE}/overnemen", data=hidden)).status_code == 303
    assert await fetch_values(date, "SELECT day FROM waiting_municipal_table") == [COMING]
    assert await fetch_values(str, "SELECT name FROM municipality WHERE code = 'GM0358'") == ["Aalsmeer"]
    assert "1 tabel staat klaar" in (await admin.get("/beheer")).text
    assert "341 gemeenten" in (await admin.get(HERE)).text
    assert (await admin.post(f"{HERE}/afblazen", data=DAY)).status_code == 303
    assert await fetch_values(date, "SELECT day FROM waiting_municipal_table") == []
    assert (await admin.post(f"{HERE}/afblazen", data=DAY)).status_code == 404


async def test_a_file_that_is_wrong_is_told_line_by_line_and_nothing_is_kept(admin: httpx.AsyncClient) -> None:
    wrong = {"bestand": ("x.csv", b"code;naam;provincie;inwoners;breedte;lengte\nGM1;<b>Stad;Atlantis;tien;52;5\n")}
    answer = await admin.post(HERE, data=DAY, files=wrong)
    assert answer.status_code == 422 and "Regel 2" in answer.text and "Atlantis" in answer.text
    assert "<b>Stad" not in answer.text
    for data in (DAY, {"dag": "32-13-2027", "tabel": "x"}, DAY | {"tabel": "geen tabel"}):
        for address in (HERE, f"{HERE}/overnemen"):
            assert (await admin.post(address, data=data)).status_code == 422, (address, data)
    assert await fetch_values(date, "SELECT day FROM waiting_municipal_table") == []


async def test_a_civil_servant_may_not(client: httpx.AsyncClient, db: asyncpg.Connection, sign_in: SignIn) -> None:
    town = await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    assert (await client.get(HERE)).status_code == 403
    assert (await client.post(HERE, data=DAY, files=file(own_facts()))).status_code == 403
