"""The whole way in a real browser: three municipalities, two reviewers and VNG, from a first word to a winner in use."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from innovatie.domain.authority import Role
from tests import factories
from tests.journeys.people import Town, database_of, persona, signed_in, town
from tests.live import Site

pytestmark = pytest.mark.anyio

CODE = "2033-1"
PLAN = "Slimme melding van losse stoeptegels"
SUMMARY = (
    "Inwoners melden losse stoeptegels met een foto. Beeldherkenning bepaalt de ernst en maakt zelf een opdracht voor"
    " de aannemer van de openbare ruimte."
)
OTHER = "Gratis meedenkers voor kleine sportverenigingen"


async def direct(vng: Page, button: str = "Open de fase") -> None:
    await vng.goto(f"/vng/rondes/{CODE}")
    await vng.get_by_role("button", name=button, exact=True).click()
    await expect(vng.get_by_role("status").first).to_contain_text("is open")


async def post(page: Page, title: str, summary: str, *, theme: str) -> None:
    """A plan, posted for the round."""
    await page.goto("/ideeen/nieuw")
    await page.get_by_label("Titel").fill(title)
    await page.get_by_label("Samenvatting").fill(summary)
    await page.get_by_label("Thema").select_option(theme)
    await page.get_by_label("Plan", exact=True).check()
    await page.get_by_label("Welk probleem lost u op?").fill("Elk jaar struikelen in onze gemeente honderd mensen.")
    await page.get_by_label("Contact").fill("Team Openbare ruimte")
    await page.get_by_role("button", name="Dien het plan in").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


async def enter_round(page: Page) -> None:
    await page.get_by_role("button", name=re.compile("mee aan|Doe mee|Zend in", re.IGNORECASE)).first.click()


async def test_from_a_first_keystroke_to_a_winner_in_use(site: Site, browser: Browser) -> None:
    async with database_of(site):
        west = await factories.partnership(name="Kring West")
        east = await factories.partnership(name="Kring Oost")
        hazel, linde, wilg = [await town(name, kring=west) for name in ("Hazeldam", "Lindeveen", "Wilgerwoude")]
        elders = [await town(name, kring=east) for name in ("Essenbeek", "Iepenburg")]
        reviewers = [
            await persona(f"Beoordelaar {place.name}", Role.REVIEWER, Role.CIVIL_SERVANT, municipality_id=place.id)
            for place in elders
        ]
        director = await persona("Vera Regisseur", Role.VNG_DIRECTOR)
    vng = await signed_in(browser, site, director)
    await start_a_round(vng)
    await submit_and_join(site, browser, hazel, linde, wilg)
