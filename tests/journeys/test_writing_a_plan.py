"""Writing a plan in a real browser, with a connection that drops, impatient clicks and two windows at once."""

from datetime import UTC, datetime

import asyncpg
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.journeys.unseen import Unseen
from tests.live import Site

pytestmark = pytest.mark.anyio


async def fill(dsn: str) -> None:
    """Delft with one civil servant, once."""
    connection = await asyncpg.connect(dsn)
    try:
        if await connection.fetchval("SELECT 1 FROM municipality WHERE code = 'GM0503'"):
            return
        now = datetime.now(UTC)
        town = await connection.fetchval(
            "INSERT INTO municipality (code, name, sort_name, province, latitude, longitude)"
            " VALUES ('GM0503', 'Delft', 'delft', 'Zuid-Holland', 52, 4.4) RETURNING id"
        )
        person = await connection.fetchval(
            "INSERT INTO person (name, persona, description, active, created_at)"
            " VALUES ('Joris van Houten', 'joris', '', true, $1) RETURNING id",
            now,
        )
        await connection.execute(
            "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
            " VALUES ($1, 'ambtenaar', $2, '2020-01-01', $3, '')",
            person,
            town,
            now,
        )
    finally:
        await connection.close()


async def rows(dsn: str, sql: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(dsn)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def joris(site: Site, browser: Browser) -> tuple[BrowserContext, Page]:
    await fill(site.dsn)
    page = await (await Unseen.signed_in(site, "Joris van Houten")).page(browser)
    return page.context, page


async def complete(page: Page) -> None:
    """Fill in what a plan must have besides its title."""
    await page.get_by_role("textbox", name="Samenvatting").fill("De vuilniswagen ziet gaten in de weg.")
    await page.get_by_label("Thema").select_option("openbare-ruimte")
    await page.get_by_label("Pilot", exact=True).check()
    await page.get_by_role("textbox", name="Welk probleem lost u op?").fill("Wij weten niet waar de weg kapot is.")
    await page.get_by_label("Contact", exact=True).fill("Wegbeheerder")


BEHIND = """() => {
  const bar = document.querySelector(".save-bar"), at = document.activeElement;
  if (bar.contains(at) || !at.name || !at.closest("form")?.contains(bar)) return null;
  const [field, line] = [at.getBoundingClientRect(), bar.getBoundingClientRect()];
  return field.top + 2 > line.top || (field.height < 200 && field.bottom > line.top + 2) ? at.name : null;
}"""


async def hidden_by_the_bar(page: Page) -> list[str]:
    """Fields of which the bar hides more than an edge when the keyboard comes there (WCAG 2.4.11), from top to end."""
    found = []
    for _ in range(45):
        await page.keyboard.press("Tab")
        if (name := await page.evaluate(BEHIND)) is not None:
            found.append(name)
        if await page.evaluate("document.activeElement.closest('.save-bar') !== null"):
            return found
    raise AssertionError("the keyboard never came to the bar")


async def test_a_dropped_connection_loses_nothing_that_was_typed(site: Site, browser: Browser) -> None:
    context, page = await joris(site, browser)
    await page.goto("/ideeen/nieuw")
    assert await hidden_by_the_bar(page) == []
    await page.get_by_label("Titel").fill("Straten zien")
    await page.get_by_role("textbox", name="Samenvatting").fill("De vuilniswagen ziet gaten.")
    await expect(page.locator("#bewaard")).to_contain_text("Bewaard als concept", timeout=15_000)
    await context.set_offline(True)
    await complete(page)
    await page.get_by_label("Titel").fill("Straten zien met een camera")
    await expect(page.get_by_text("Niet bewaard: er is geen verbinding.")).to_be_visible(timeout=15_000)
    await page.get_by_role("button", name="Controleer").click()
    await expect(page.get_by_label("Titel")).to_have_value("Straten zien met een camera")
    await context.set_offline(False)
    await page.get_by_role("button", name="Controleer").click()
    await page.get_by_role("button", name="Dien het plan in").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Straten zien met een camera")
    await expect(page.locator("#melding")).to_contain_text("Uw plan is ingediend.")
    found = await rows(site.dsn, "SELECT title, state, problem FROM idea WHERE title LIKE 'Straten%'")
    assert found == [("Straten zien met een camera", "ingediend", "Wij weten niet waar de weg kapot is.")]
    await context.close()


async def test_impatient_clicks_make_one_plan(site: Site, browser: Browser) -> None:
    context, page = await joris(site, browser)
    await page.goto("/ideeen/nieuw")
    await page.get_by_label("Titel").fill("Dubbel geklikt")
    await complete(page)
    await page.get_by_role("button", name="Controleer").dblclick()
    await page.get_by_role("button", name="Dien het plan in").dblclick()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dubbel geklikt")
    assert await rows(site.dsn, "SELECT count(*) FROM idea WHERE title = 'Dubbel geklikt'") == [(1,)]
    await context.close()


async def test_two_windows_see_each_others_text_and_lose_none(site: Site, browser: Browser) -> None:
    context, one = await joris(site, browser)
    await one.goto("/ideeen/nieuw")
    await one.get_by_label("Titel").fill("Twee vensters")
    await complete(one)
    await one.get_by_role("button", name="Controleer").click()
    await one.get_by_role("button", name="Dien het plan in").click()
    await expect(one.get_by_role("heading", level=1)).to_have_text("Twee vensters")
    other = await context.new_page()
    await other.goto(one.url)
    for page in (one, other):
        await page.get_by_role("link", name="Wijzig dit plan").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Wijzig het plan")
    await one.get_by_role("textbox", name="Aanpak").fill("Eerst twee wagens.")
    await one.get_by_role("button", name="Bewaar de wijziging").click()
    await expect(one.locator("#melding")).to_contain_text("Uw wijziging is bewaard.")
    await other.get_by_role("textbox", name="Aanpak").fill("Meteen tien wagens.")
    await other.get_by_role("button", name="Bewaar de wijziging").click()
    warning = other.get_by_role("region", name="In een ander venster is dit plan bewaard")
    await expect(warning).to_contain_text("Eerst twee wagens.")
    await expect(warning).to_contain_text("Meteen tien wagens.")
    await expect(other.get_by_role("textbox", name="Aanpak")).to_have_value("Meteen tien wagens.")
    await other.get_by_role("button", name="Bewaar de wijziging").click()
    await expect(other.locator("#melding")).to_contain_text("Uw wijziging is bewaard.")
    kept = await rows(
        site.dsn,
        "SELECT v.version, v.content->>'approach' FROM idea_version v JOIN idea i ON i.id = v.idea"
        " WHERE i.title = 'Twee vensters' ORDER BY v.version",
    )
    assert kept == [(1, ""), (2, "Eerst twee wagens."), (3, "Meteen tien wagens.")]
    await context.close()


async def test_without_javascript_a_plan_can_be_drafted_and_submitted(site: Site, browser: Browser) -> None:
    await fill(site.dsn)
    context = await browser.new_context(
        base_url=site.url, locale="nl-NL", java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page = await context.new_page()
    await page.goto("/inloggen")
    await page.get_by_role("button", name="Joris van Houten").click()
    await page.goto("/ideeen/nieuw")
    await page.get_by_label("Titel").fill("Zonder JavaScript")
    await page.get_by_role("button", name="Later verder").click()
    await expect(page.get_by_text("Dit is een concept.")).to_be_visible()
    await page.get_by_role("link", name="Wijzig dit plan").click()
    await page.get_by_role("button", name="Controleer").click()
    await expect(page.get_by_role("group", name="Er zijn 4 fouten")).to_be_visible()
    await complete(page)
    await page.get_by_role("button", name="Controleer").click()
    await expect(page.get_by_text("Wij vinden nog niemand die hetzelfde doet.")).to_be_visible()
    await page.get_by_role("button", name="Dien het plan in").click()
    await expect(page.get_by_text("Uw plan is ingediend.")).to_be_visible()
    assert await rows(site.dsn, "SELECT state FROM idea WHERE title = 'Zonder JavaScript'") == [("ingediend",)]
    await context.close()
