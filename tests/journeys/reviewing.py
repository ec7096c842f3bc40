"""The review phase of the longest journey: signing up, the draw, the reviews and the shortlist."""

import re

from playwright.async_api import Browser, Page, expect

from tests.journeys.story import CODE, SPORT, TILES
from tests.journeys.unseen import Unseen
from tests.live import Site

COMMENT = "Elke gemeente heeft dit nodig, en het is goed over te nemen."


async def review(site: Site, browser: Browser, vng: Page, reviewers: list[str]) -> None:
    """Both sign up, VNG draws and sends, both write (one review in the browser), VNG settles the shortlist."""
    first, other = [await Unseen.signed_in(site, name) for name in reviewers]
    page = await first.page(browser)
    await page.goto("/beoordelen/aanmelden")
    await page.get_by_role("checkbox").first.check()
    await page.get_by_label("Hoeveel groepen wilt u per ronde hooguit beoordelen?").select_option("4")
    await page.get_by_role("button", name="Bewaar uw gegevens").click()
    await other.goto("/beoordelen/aanmelden")
    most = "Hoeveel groepen wilt u per ronde hooguit beoordelen?"
    await other.press("Bewaar uw gegevens", {"Dienstverlening": True, most: "4"})
    await vng.goto("/vng/beoordelaars")
    for name in reviewers:
        admit = vng.get_by_role("button", name=f"Laat {name} toe")
        if await admit.count():
            async with vng.expect_navigation():
                await admit.click()
    await vng.goto(f"/vng/beoordeling/{CODE}/toewijzing")
    await vng.get_by_label("Starttekst van de loting").fill("De proef van vandaag")
    await vng.get_by_label("Ring van drie Kringen").uncheck()
    await vng.get_by_role("button", name="Maak een voorstel").click()
    await vng.get_by_role("button", name="Verstuur dit voorstel").click()
    await expect(vng.locator("#melding")).to_contain_text("Verstuurd: 4 beoordelingen.")
    await page.goto("/beoordelen")
    async with page.expect_navigation():
        await page.get_by_role("main").get_by_role("link", name=TILES).first.click()
    await judge(page, 5)
    for one in (first, other):
        await write_what_is_left(one)
    await vng.goto(f"/vng/beoordeling/{CODE}/uitkomst")
    await vng.get_by_role("button", name="Stel de shortlist vast").click()
    await expect(vng.locator("#melding")).to_contain_text("De shortlist staat vast: 2 groepen.")


async def judge(page: Page, score: int) -> None:
    for scale in await page.locator("fieldset.score").all():
        await scale.locator(f"input[value='{score}']").check()
    for comment in await page.locator("textarea[name^=toelichting]").all():
        await comment.fill(COMMENT)
    await page.locator("input[name=zekerheid]").last.check()
    await page.get_by_role("button", name="Controleer").click()
    await page.get_by_role("button", name="Lever in", exact=True).click()
    await expect(page.locator("#melding")).to_contain_text(re.compile("ingeleverd|Ingeleverd"))


async def write_what_is_left(reviewer: Unseen) -> None:
    """What this reviewer still owes, through the same forms."""
    for title, score in ((TILES, 5), (SPORT, 4)):
        await reviewer.goto("/beoordelen")
        await reviewer.follow(title)
        if reviewer.offers("Controleer"):  # the first wrote one in the browser
            fields = {name: str(score) for name in reviewer.names("score_")}
            fields |= dict.fromkeys(reviewer.names("toelichting_"), COMMENT)
            await reviewer.press("Controleer", {**fields, "zekerheid": "3"})
            await reviewer.press("Lever in")
            assert "ingeleverd" in reviewer.text.lower()
