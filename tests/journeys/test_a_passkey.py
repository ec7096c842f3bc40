"""A passkey in a real browser, with the authenticator that Chromium itself plays (user verification included)."""

import pytest
from playwright.async_api import Browser, Page, expect

from innovatie.domain.authority import Role
from innovatie.infra import database
from innovatie.infra.database import execute, fetch_value
from tests import factories
from tests.live import Site

pytestmark = pytest.mark.anyio

PAGE = "/account/tweede-factor"


async def authenticator(page: Page) -> None:
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def test_a_passkey_is_added_shown_and_removed_and_who_cannot_is_told(site: Site, browser: Browser) -> None:
    database.configure(site.dsn)
    person = await factories.person(Role.VOTER, name="Vera", municipality_id=await factories.municipality())
    await execute("UPDATE person SET persona = 'vera', email = 'vera@stad.example' WHERE id = $1", person)
    home = site.url.replace("127.0.0.1", "localhost")
    context = await browser.new_context(base_url=home, locale="nl-NL")
    page = await context.new_page()
    await authenticator(page)
    await page.goto("/inloggen")
    await page.get_by_role("button", name="Inloggen als Vera", exact=True).click()
    await page.wait_for_url("**/mijn-werk")

    await page.goto(PAGE)
    await page.get_by_role("textbox", name="Naam van de passkey").fill("telefoon")
    await page.get_by_role("button", name="Voeg een passkey toe").click()
    await expect(page.get_by_role("heading", name="Uw herstelcodes", level=1)).to_be_visible()

    await page.goto(PAGE)
    await expect(page.get_by_role("rowheader", name="telefoon")).to_be_visible()
    await page.get_by_role("textbox", name="Naam van de passkey").fill("nog eens")
    await page.get_by_role("button", name="Voeg een passkey toe").click()
    await expect(page.get_by_role("status").filter(has_text="Deze passkey is al toegevoegd.")).to_be_visible()

    await execute("UPDATE session SET factor_at = NULL WHERE person = $1", person)
    await page.goto(PAGE)
    await page.get_by_role("button", name="Gebruik een passkey").click()
    await page.wait_for_url("**/mijn-werk")
    assert await fetch_value("SELECT bool_and(factor_at IS NOT NULL) FROM session WHERE person = $1", person) is True
    assert await fetch_value("SELECT sign_count FROM passkey WHERE person = $1", person) > 1

    await page.goto(PAGE)
    await page.get_by_role("button", name="Verwijder ‘telefoon’").click()
    await expect(page.get_by_role("rowheader", name="telefoon")).to_have_count(0)
    assert await fetch_value("SELECT count(*) FROM passkey") == 0

    elsewhere = await (await browser.new_context(base_url=site.url, locale="nl-NL")).new_page()
    await elsewhere.goto("/inloggen")
    await elsewhere.get_by_role("button", name="Inloggen als Vera", exact=True).click()
    await elsewhere.wait_for_url("**/mijn-werk")
    await elsewhere.goto(PAGE)
    await expect(elsewhere.get_by_role("status").filter(has_text=f"Passkeys werken op {home}.")).to_be_visible()
    await expect(elsewhere.get_by_role("button", name="Voeg een passkey toe")).to_be_disabled()
