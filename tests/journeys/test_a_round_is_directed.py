"""VNG makes a round in the browser and opens it; a visitor sees it, in a small window and without JavaScript."""

from datetime import UTC, datetime

import asyncpg
import pytest
from playwright.async_api import Browser, expect

from tests.live import Site

pytestmark = pytest.mark.anyio


async def somebody(dsn: str, persona: str, name: str, role: str, municipality: int | None = None) -> int:
    """A persona with one role, straight into the database of the site."""
    connection = await asyncpg.connect(dsn)
    try:
        now = datetime.now(UTC)
        person: int = await connection.fetchval(
            "INSERT INTO person (name, persona, description, active, created_at) VALUES ($1, $2, '', true, $3)"
            " RETURNING id",
            name,
            persona,
            now,
        )
        await connection.execute(
            "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
            " VALUES ($1, $2, $3, '2020-01-01', $4, '')",
            person,
            role,
            municipality,
            now,
        )
        return person
    finally:
        await connection.close()


async def test_vng_makes_a_round_and_everybody_follows_it(site: Site, browser: Browser) -> None:
    await somebody(site.dsn, "vera", "Vera van Dongen", "vng-regisseur")
    page = await browser.new_page(base_url=site.url, locale="nl-NL")
    await page.goto("/rondes")
    await page.get_by_role("link", name="Inloggen").first.click()
    await page.get_by_role("button", name="Inloggen als Vera van Dongen").click()
    await page.goto("/rondes")
    await page.get_by_role("link", name="Maak een ronde").click()
    await page.get_by_label("Code").fill("2031-1")
    await page.get_by_label("Naam").fill("Ronde van het voorjaar")
    await page.get_by_text("Eigen regels van deze ronde").click()
    first = page.get_by_role("group", name="Criterium 1")
    await first.get_by_label("Hoe heet dit criterium?").fill("Gemeten")
    await page.get_by_role("button", name="Maak de ronde").click()
    await expect(page.get_by_role("link", name="Vul criterium 1 helemaal in")).to_have_count(4)
    await first.get_by_label("Vraag aan de beoordelaar").fill("Is de opbrengst gemeten?")
    for mark in ("1", "3", "5"):
        await first.get_by_label(f"Wat betekent een {mark}?").fill(f"Dit is een {mark}")
    await page.get_by_role("button", name="Maak de ronde").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Regie: Ronde van het voorjaar")
    await page.get_by_label("Typ hoeveel mensen het horen").fill("0")
    await page.get_by_role("button", name="Open de fase", exact=True).click()
    await expect(page.locator("#melding")).to_contain_text("De fase inzenden is open.")
    await page.get_by_text("Ga terug naar de voorbereiding").click()
    await page.locator("#veld-reden_terug").fill("Wij openden te vroeg.")
    await page.get_by_role("button", name="Neem de fase terug").click()
    await expect(page.locator("#melding")).to_contain_text("De fase is teruggenomen.")
    await page.get_by_label("Typ hoeveel mensen het horen").fill("0")
    await page.get_by_role("button", name="Open de fase", exact=True).click()

    visitor = await browser.new_context(
        base_url=site.url, locale="nl-NL", viewport={"width": 320, "height": 700}, java_script_enabled=False
    )
    plain = await visitor.new_page()
    await plain.goto("/rondes/2031-1")
    await expect(plain.get_by_role("heading", level=1)).to_have_text("Ronde van het voorjaar")
    await expect(plain.locator("dt", has_text="Gemeten")).to_have_count(1)
    current = plain.locator("li[aria-current=step]")
    await expect(current).to_contain_text("Inzenden")
    await expect(current).to_contain_text("open")
