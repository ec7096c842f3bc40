"""The three pictures of the README, taken from a demo that runs: python scripts/readme_pictures.py http://127.0.0.1:8000

They land in docs/images: suggestion while typing, ballot, map of the spread of a winner.
"""

import sys
from pathlib import Path

import set_up
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZE = {"width": 1120, "height": 760}
TITLE = "Losliggende stoeptegels vinden met een camera op de veegwagen"
PROBLEM = "Wij weten niet waar stoepen en wegen kapot zijn, tot iemand erover valt en ons belt."


def main(address: str) -> None:
    """Raises playwright's own error when a page is not as expected."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=set_up.browser(), args=["--no-sandbox"])
        for name, who, take in (
            ("suggestion", "sanne-de-wit", suggestion),
            ("ballot", "astrid-verhoeven", ballot),
            ("spread", "", spread),
        ):
            page = browser.new_context(base_url=address, viewport=SIZE).new_page()  # type: ignore[arg-type]
            if who:
                page.goto("/inloggen")
                page.locator(f"form:has(input[value='{who}']) button, button[value='{who}']").first.click()
                page.wait_for_url(lambda url: "/inloggen" not in url)
            take(page)
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


def suggestion(page: Page) -> None:
    """A plan is being typed; what looks like it stands beside it."""
    page.goto("/ideeen/nieuw")
    page.get_by_label("Titel").fill(TITLE)
    page.get_by_label("Welk probleem lost u op?").press_sequentially(PROBLEM)
    page.locator("[id^='antwoord-']").first.wait_for(timeout=30_000)
    page.evaluate("window.scrollTo(0, 420)")


def ballot(page: Page) -> None:
    """The ballot of a municipality that has yet to vote."""
    page.goto("/stemmen/2026-1/biljet/GM0828")
    page.get_by_role("main").wait_for()


def spread(page: Page) -> None:
    """The map of the solution that most municipalities use."""
    page.goto("/overname")
    page.locator("main a[href^='/overname/']:not([href*='?'])").first.click()
    page.locator("main svg, main img[src*='/kaart/']").first.scroll_into_view_if_needed()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
