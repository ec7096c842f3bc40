"""After winning: a municipality plans milestones and roles, is late, says why, and delivers; everybody follows it."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute
from tests import factories
from tests.journeys.people import database_of, persona
from tests.journeys.unseen import Unseen
from tests.live import Site
from tests.publication.test_finalists_are_asked import finalist

pytestmark = pytest.mark.anyio


async def test_a_plan_of_realisation_from_its_first_milestone_to_its_end(site: Site, browser: Browser) -> None:
    now = Clock().now()
    async with database_of(site):
        town = await factories.municipality("Maakstad")
        await persona("Maaike Maker", Role.CIVIL_SERVANT, municipality_id=town)
        round_id = await factories.round_in(Phase.ADOPT, now=now)
        group = await finalist(town, "Eén brief", round_id, 0)
        await execute(
            'INSERT INTO winner (round, "group", place, title, reasons, next_step, published_at)'
            " VALUES ($1, $2, 1, 'Eén brief', 'Omdat het overal past.', '', $3)",
            round_id,
            group,
            now,
        )
    page = await (await Unseen.signed_in(site, "Maaike Maker")).page(browser)
    await page.goto(f"/winnaars/{group}-een-brief")
    await page.get_by_role("link", name="Het plan van realisatie").click()
    await page.get_by_role("link", name="Voeg een mijlpaal toe").click()
    await page.get_by_label("Wat is er dan klaar?").fill("Brief getest met inwoners")
    await page.get_by_label("Begin", exact=True).fill(dutch_day(now - timedelta(days=40)).isoformat())
    await page.get_by_label("Beloofd voor").fill(dutch_day(now - timedelta(days=3)).isoformat())
    await page.get_by_label("Eigenaar").select_option("Maakstad")
    await page.get_by_role("button", name="Bewaar").click()
    await expect(page.locator(".gantt__line")).to_contain_text("3 dagen te laat")

    await page.get_by_role("link", name="Brief getest met inwoners").click()
    await page.get_by_label("Nu verwacht op").fill(dutch_day(now + timedelta(days=11)).isoformat())
    await page.get_by_role("button", name="Bewaar").click()
    await expect(page.get_by_role("link", name="Schrijf waarom het later wordt.")).to_be_visible()
    await page.get_by_label("Toelichting").fill("De drukker is ziek.")
    await page.get_by_role("button", name="Bewaar").click()
    await expect(page.locator(".gantt__line")).to_contain_text("2 weken te laat")

    await page.get_by_role("link", name="Leg de rollen vast").click()
    for role in ("Opdrachtgever", "Eigenaar"):
        await page.get_by_role("group", name=role).get_by_label("Naam of functie").fill("J. Jansen")
    await page.get_by_role("button", name="Bewaar de rollen").click()
    await expect(page.get_by_role("note").last).to_contain_text("J. Jansen is opdrachtgever en eigenaar.")

    await page.get_by_role("link", name="Brief getest met inwoners").click()
    await page.get_by_label("Klaar", exact=True).check()
    await page.get_by_label("Klaar op").fill(dutch_day(now).isoformat())
    await page.get_by_label("Waaraan ziet iedereen dat dit klaar is?").fill("De brief staat op de site.")
    await page.get_by_role("button", name="Bewaar").click()
    await expect(page.locator(".lead")).to_have_text("De mijlpaal is klaar: dit plan is waargemaakt.")

    visitor = await browser.new_context(base_url=site.url, locale="nl-NL", viewport={"width": 320, "height": 700})
    plain = await visitor.new_page()
    await plain.goto(f"/winnaars/{group}-een-brief")
    await expect(plain.locator("#realisatie")).to_contain_text("dit plan is waargemaakt")
    assert await plain.evaluate("document.documentElement.scrollWidth <= innerWidth")
