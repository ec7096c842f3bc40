"""Searching and answering suggestions in a real browser: what is offered as a link or button does what it says."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from innovatie.domain.authority import Role
from innovatie.grouping import jobs
from innovatie.infra.database import execute, fetch, fetch_value
from tests import factories, live
from tests.journeys.unseen import Unseen
from tests.live import Site

pytestmark = pytest.mark.anyio

PLANS = {
    "Vuilniswagen ziet gaten in de weg": "Camera's op vuilniswagens leggen het wegdek vast. Beeldherkenning vindt scheuren.",
    "Gaten in de weg melden": "Bewoners melden scheuren in het wegdek met een app.",
    "Parkeervergunning op kenteken": "Bewoners regelen hun parkeervergunning zelf, zonder papier achter de ruit.",
}


async def _plans() -> None:
    """Three plans of municipalities of three sizes, the last the newest; and Joris, who writes for a fourth."""
    for number, (title, summary) in enumerate(PLANS.items()):
        town = await factories.municipality(f"Plaats {number}", inhabitants=(15_000, 60_000, 250_000)[number])
        idea = await factories.idea(town, title=title, summary=summary)
        await execute("UPDATE idea SET submitted_at = $2 WHERE id = $1", idea, factories.NOW + timedelta(days=number))
        await jobs.index_idea(idea)
    person = await factories.person(
        Role.CIVIL_SERVANT, name="Joris van Houten", municipality_id=await factories.municipality("Delft")
    )
    await execute("UPDATE person SET persona = 'joris' WHERE id = $1", person)


@pytest.fixture
async def site(committed: str, tmp_path: Path) -> AsyncIterator[Site]:
    await _plans()
    with live.running(committed, tmp_path) as running:
        yield running


async def results(page: Page) -> list[str]:
    """Titles of what was found, in order."""
    return await page.locator("#resultaten h2.card__title a, #resultaten h3.card__title a").all_inner_texts()


async def test_phrases_exclusions_corrections_sorting_and_facets_work_without_javascript(
    site: Site, browser: Browser
) -> None:
    context = await browser.new_context(base_url=site.url, locale="nl-NL", java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/zoeken")
    field, form = page.locator("#zoek"), page.locator("#zoekformulier")

    async def after(link: Locator) -> list[str]:
        """What stands on the page that a click leads to: the click itself does not wait for it."""
        async with page.expect_navigation():
            await link.click()
        return await results(page)

    async def search(text: str) -> list[str]:
        await field.fill(text)
        return await after(form.get_by_role("button", name="Zoek"))

    titles = list(PLANS)
    assert sorted(await search('"gaten in de weg"')) == sorted(titles[:2])
    assert await search('"weg in de gaten"') == []
    await expect(page.get_by_role("link", name="Plaats dit plan")).to_have_count(1)
    assert titles[0] not in await search("gaten weg -vuilniswagen")
    assert (await search("vuilniswagne"))[0] == titles[0]
    await after(page.get_by_role("link", name="vuilniswagen", exact=True))
    await expect(field).to_have_value("vuilniswagen")
    assert set(await search("wegdek")) >= set(titles[:2])
    newest = await after(page.get_by_role("link", name="Nieuwste eerst"))
    assert newest.index(titles[1]) < newest.index(titles[0])
    await page.locator("summary", has_text="Inwoners").click()
    assert await after(page.get_by_role("link", name="50.000 tot 100.000")) == [titles[1]]


async def test_a_search_is_kept_and_a_suggestion_is_answered_by_a_click(site: Site, browser: Browser) -> None:
    page = await (await Unseen.signed_in(site, "Joris van Houten")).page(browser)
    await page.goto("/zoeken?q=wegdek")
    await page.get_by_role("button", name="Bewaar deze zoekopdracht").click()
    await expect(page.get_by_role("heading", name="wegdek")).to_be_visible()
    assert await fetch_value("SELECT count(*) FROM saved_search") == 1

    await page.goto("/ideeen/nieuw")
    await page.locator("[name=titel]").fill("Scheuren in het wegdek vinden met camera's op de vuilniswagen")
    await page.locator("[name=samenvatting]").fill("Beeldherkenning op vuilniswagens vindt gaten in de weg.")
    await page.get_by_role("button", name="Voeg toe als variant").first.click()
    await expect(page.get_by_text("komt als variant bij deze groep")).to_be_visible()
    assert [row["answer"] for row in await fetch("SELECT answer FROM similarity_answer")] == ["variant"]
