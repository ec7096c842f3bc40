"""A session that ends while somebody writes: it is said at once, and after signing in again nothing is lost."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from innovatie.accounts import actions as accounts
from innovatie.adoption import actions as adoption
from innovatie.domain.authority import SYSTEM
from innovatie.grouping import actions as grouping
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from tests import factories
from tests.review import world as reviewing
from tests.serving import web
from tests.waiting import PATIENCE, until_async

pytestmark = pytest.mark.anyio

TEXT = "Wij kregen vorig jaar 1.140 bezwaren en zeven op de tien zijn gelijk."


async def sign_in(context: BrowserContext, address: str, person: int) -> None:
    """A new session for this person, as after signing in in another tab."""
    secret = await accounts.start_session(person_id=person, device="test", now=Clock().now(), means="persona")
    await context.add_cookies([{"name": "innovatie", "value": secret, "url": address}])


async def sign_out(person: int) -> None:
    await execute("UPDATE session SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL", person, Clock().now())


async def send_and_lose(page: Page, person: int, form: str) -> None:
    """Send a form after the session ended; its text must stand on the answer."""
    await sign_out(person)
    await page.locator(f"{form} button[type=submit]:not([data-nothing])").last.click()
    await expect(page.locator("form[data-typed] textarea").first).to_have_value(TEXT)


async def test_no_text_is_lost_when_a_session_ends(committed: str, browser: Browser, tmp_path: Path) -> None:
    expect.set_options(timeout=PATIENCE * 1000)  # a machine that tests on all its processors answers late
    now = Clock().now()
    world = await reviewing.world(groups=1, reviewers=8, now=now)
    await reviewing.sent(world, now=now)
    task, person = (await reviewing.tasks(world, world.groups[0]))[0]
    own = await fetch_value("SELECT municipality FROM role_grant WHERE person = $1 LIMIT 1", person)
    mate = await factories.idea(own, title="Bezwaren bundelen")
    group = await grouping.found_group(actor=SYSTEM, idea_id=mate, now=now)
    solution = await adoption.follow(actor=SYSTEM, title="Eén brief", summary="Kort.", theme="", now=now)
    with web(committed, tmp_path / "web.log", INNOVATIE_SESSION_IDLE_MINUTES="4") as address:
        context = await browser.new_context(locale="nl-NL")
        await sign_in(context, address, person)
        page = await context.new_page()

        # a plan that saves itself: warned before the end, told at the end, kept after signing in again
        await page.goto(f"{address}/ideeen/nieuw")
        await expect(page.locator("#bijna-uitgelogd")).to_be_visible()  # four minutes are under five
        await page.get_by_role("button", name="Blijf ingelogd").click()
        await expect(page.locator("#bijna-uitgelogd")).to_contain_text("4 minuten")
        await page.locator("#veld-titel").fill("Bezwaren bundelen")
        await page.locator("#veld-samenvatting").fill("Wij bundelen bezwaren die over hetzelfde gaan.")
        await expect(page.locator("#bewaard")).to_contain_text("Bewaard")
        await sign_out(person)
        await page.locator("#veld-probleem").fill(TEXT)
        await expect(page.get_by_text("U bent uitgelogd.")).to_be_visible()
        assert await page.locator("#bewaard .is-saved:visible").count() == 0
        await sign_in(context, address, person)
        await page.wait_for_load_state()
        await page.evaluate("window.dispatchEvent(new Event('focus'))")
        await expect(page.locator("#niet-bewaard")).to_be_hidden()
        kept = "SELECT 1 FROM idea WHERE state = 'concept' AND problem = $1"
        await until_async(lambda: fetch_value(kept, TEXT), of="the draft has the text that was typed meanwhile")

        # a review that saves itself
        await page.goto(f"{address}/beoordelen/{task}")
        first = page.locator("[data-keys]").first
        await first.locator("input").first.focus()
        await page.keyboard.press("4")
        await expect(first.locator("input[value='4']")).to_be_checked()
        await page.locator("#veld-advies").fill(TEXT)
        await sign_out(person)
        await page.get_by_role("button", name="Controleer").click()
        await expect(page.locator("form[data-typed] textarea").first).to_have_value(TEXT)
        await sign_in(context, address, person)
        await page.wait_for_load_state()
        await page.evaluate("window.dispatchEvent(new Event('focus'))")
        await expect(page.locator("form[data-typed] input[name=csrf_token]")).to_have_count(1)
        await page.get_by_role("button", name="Verstuur opnieuw").click()
        await expect(page.locator("#veld-advies")).to_have_value(TEXT)

        # forms that are sent whole
        for path, form in (
            (f"/gesprek-over/groep/{group}", "#gesprek > form"),
            (f"/overname/{solution}/ervaring", "main form[method=post]"),
        ):
            await page.goto(f"{address}{path}")
            for area in await page.locator(f"{form} textarea").all():
                await area.fill(TEXT)
            await send_and_lose(page, person, form)
            await sign_in(context, address, person)
            await page.wait_for_load_state()
            await page.evaluate("window.dispatchEvent(new Event('focus'))")
            await expect(page.locator("form[data-typed] input[name=csrf_token]")).to_have_count(1)
            await page.get_by_role("button", name="Verstuur opnieuw").click()
            await expect(page.locator("main")).to_contain_text(TEXT)
