"""The whole way in a real browser: three municipalities, two reviewers and VNG, from a first word to a winner in use.

What one did in the browser, such as opening a phase or voting, is done again through the same pages without drawing them.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import dutch_day
from tests import factories
from tests.journeys.people import Town, database_of, jobs_done, persona, town
from tests.journeys.reviewing import review
from tests.journeys.story import CODE, NAME, PROBLEM, SPORT, SPORT_SUMMARY, TILES, TILES_SUMMARY
from tests.journeys.unseen import Unseen
from tests.live import Site

pytestmark = pytest.mark.anyio


async def test_from_a_first_keystroke_to_a_winner_in_use(site: Site, browser: Browser) -> None:
    async with database_of(site):
        west = await factories.partnership(name="Kring West")
        east = await factories.partnership(name="Kring Oost")
        towns = [await town(name, kring=west) for name in ("Hazeldam", "Lindeveen", "Wilgerwoude")]
        elsewhere = [await town(name, kring=east) for name in ("Essenbeek", "Iepenburg")]
        reviewers = [
            await persona(f"Beoordelaar {place.name}", Role.REVIEWER, municipality_id=place.id) for place in elsewhere
        ]
        director = await persona("Vera Regisseur", Role.VNG_DIRECTOR)
        colleague = await persona("Rik Regisseur", Role.VNG_DIRECTOR)
    vng, second = [await Unseen.signed_in(site, name) for name in (director, colleague)]
    servants = [await Unseen.signed_in(site, place.servant) for place in towns]
    voters = [await Unseen.signed_in(site, place.voter) for place in towns]
    desk, other_desk = await vng.page(browser), await second.page(browser)
    for page in (desk, other_desk):
        page.on("dialog", lambda dialog: dialog.accept())
    hazel, wilg, voter = [await one.page(browser) for one in (servants[0], servants[2], voters[0])]

    await make_round(desk)
    await open_first_phase(desk)
    await two_plans(hazel, servants[1])
    await jobs_done(site)
    await one_that_joins(hazel, wilg)
    await open_phase(vng, "groeperen")
    await settle_groups(desk)
    await open_phase(vng, "beoordelen")
    await review(site, browser, desk, reviewers)
    await open_phase(vng, "voorselectie")
    await choose_finalists(desk, other_desk, voter, voters[1:], towns)
    await open_phase(vng, "uitwerken")
    await develop(hazel)
    await open_phase(vng, "stemmen")
    await vote(site, vng, second, voter, voters[1:], towns)
    await open_phase(vng, "uitslag")
    await publish(desk, other_desk)
    await open_phase(vng, "overname")
    await adopt(site, wilg)


async def make_round(vng: Page) -> None:
    await vng.goto("/vng/rondes/nieuw")
    await vng.get_by_label("Code").fill(CODE)
    await vng.get_by_label("Naam").fill(NAME)
    await vng.get_by_role("button", name="Maak de ronde").click()
    await expect(vng.get_by_role("heading", level=1)).to_have_text(f"Regie: {NAME}")


async def open_first_phase(vng: Page) -> None:
    await vng.goto(f"/vng/rondes/{CODE}")
    await expect(vng.get_by_role("heading", name="Open de fase inzenden")).to_be_visible()
    reach = vng.get_by_label("Typ hoeveel mensen het horen")
    asked = await vng.locator("label", has_text="Typ hoeveel mensen het horen").inner_text()
    await reach.fill(asked.rsplit(" ", 1)[-1])
    await vng.get_by_role("button", name="Open de fase", exact=True).click()
    await expect(vng.locator("#melding")).to_contain_text("De fase inzenden is open.")


async def open_phase(vng: Unseen, phase: str) -> None:
    await vng.goto(f"/vng/rondes/{CODE}")
    assert f"Open de fase {phase}" in vng.text
    asked = re.search(r"Typ hoeveel mensen het horen: (\d+)", vng.text, re.ASCII)
    assert asked is not None, vng.text
    await vng.press("Open de fase", {"Typ hoeveel mensen het horen": asked[1]})
    assert f"De fase {phase} is open." in vng.text


async def two_plans(hazel: Page, linde: Unseen) -> None:
    await hazel.goto("/ideeen/nieuw")
    await hazel.get_by_label("Titel").fill(TILES)
    await hazel.get_by_role("textbox", name="Samenvatting").fill(TILES_SUMMARY)
    await hazel.get_by_label("Thema").select_option("openbare-ruimte")
    await hazel.get_by_role("radio", name="Plan").check()
    await hazel.get_by_role("textbox", name="Welk probleem lost u op?").fill(PROBLEM)
    await hazel.get_by_label("Contact").fill("Team Leefomgeving")
    await hazel.get_by_role("button", name="Controleer").click()
    await hazel.get_by_role("button", name="Dien het plan in").click()
    await expect(hazel.get_by_role("heading", level=1)).to_have_text(TILES)
    await hazel.get_by_role("button", name=f"Doe mee aan {NAME}").click()
    await expect(hazel.locator("#melding")).to_contain_text("Dit plan doet mee aan de ronde.")
    await linde.goto("/ideeen/nieuw")
    filled = {"Titel": SPORT, "Samenvatting": SPORT_SUMMARY, "Thema": "economie-cultuur-sport", "Contact": "Team Sport"}
    await linde.press("Controleer", {**filled, "Plan": True, "Welk probleem lost u op?": PROBLEM})
    await linde.press("Dien het plan in")
    assert SPORT in linde.text
    await linde.press(f"Doe mee aan {NAME}")
    assert "Dit plan doet mee aan de ronde." in linde.text


async def one_that_joins(hazel: Page, wilg: Page) -> None:
    """The third municipality types the same as the first, sees it with the shared words, and joins in two clicks."""
    await wilg.goto("/ideeen/nieuw")
    await wilg.get_by_label("Titel").press_sequentially("Losse stoeptegels melden", delay=5)
    await wilg.get_by_role("textbox", name="Samenvatting").press_sequentially(
        "Inwoners maken een foto van een losse stoeptegel en de aannemer krijgt de opdracht.", delay=2
    )
    similar = wilg.locator("#vergelijkbaar .similar__item").filter(has_text=TILES)
    await expect(similar).to_be_visible(timeout=30_000)
    await expect(similar.locator("mark").first).to_be_visible()
    wilg.on("dialog", lambda dialog: dialog.accept())
    await similar.get_by_role("button", name="Haak aan").click()
    await expect(wilg.get_by_role("heading", level=1)).to_have_text(TILES)
    await hazel.reload()
    await expect(hazel.get_by_role("main")).to_contain_text("Wilgerwoude")


async def settle_groups(vng: Page) -> None:
    await vng.goto(f"/vng/rondes/{CODE}/groepen")
    await vng.get_by_role("button", name="Stel de groepen vast").click()
    await expect(vng.locator("#melding")).to_contain_text("2 groepen doen mee.")


async def choose_finalists(vng: Page, colleague: Page, voter: Page, others: list[Unseen], towns: list[Town]) -> None:
    await open_vote(vng, **{"Gemeenten per plan, ten minste": "2", "Kringen per plan, ten minste": "1"})
    await voter.goto(f"/stemmen/{CODE}")
    await voter.get_by_role("link", name=f"Stem voor {towns[0].name}").click()
    await voter.get_by_role("checkbox", name=TILES).check()
    await voter.get_by_role("checkbox", name=SPORT).check()
    await cast(voter)
    for place, other in zip(towns[1:], others, strict=True):
        await cast_unseen(other, place, {TILES: True, SPORT: True})
    await close_and_count(vng, colleague)
    await expect(vng.get_by_role("main")).to_contain_text(TILES)


async def open_vote(vng: Page, **rules: str) -> None:
    await vng.goto(f"/vng/stemming/{CODE}")
    for label, value in rules.items():
        await vng.get_by_label(label).fill(value)
    await vng.get_by_label("Eerste dag van de trekking").fill(
        (dutch_day(datetime.now(UTC)) + timedelta(days=30)).isoformat()
    )
    await vng.get_by_label("Getuigen").fill("archief@streekarchief.example\nredactie@krant.example")
    await vng.get_by_role("button", name="Leg vast en open de stemming").click()
    await expect(vng.get_by_role("main")).to_contain_text("De stemming is open.")


async def cast(voter: Page) -> None:
    """From the ballot over the check page to the receipt."""
    await voter.get_by_role("button", name="Controleer uw stem").click()
    await expect(voter.get_by_role("main")).to_contain_text("Uw stem is nog niet uitgebracht.")
    await voter.get_by_role("button", name="Breng uw stem uit").click()
    await expect(voter.get_by_role("heading", level=1)).to_contain_text("Ontvangstbewijs")


async def cast_unseen(voter: Unseen, place: Town, filled: dict[str, str | bool]) -> None:
    await voter.goto(f"/stemmen/{CODE}")
    await voter.follow(f"Stem voor {place.name}")
    await voter.press("Controleer uw stem", filled)
    assert "Uw stem is nog niet uitgebracht." in voter.text
    await voter.press("Breng uw stem uit")
    assert "Ontvangstbewijs" in voter.text


async def close_and_count(vng: Page, colleague: Page) -> None:
    """One director asks; another counts."""
    await vng.goto(f"/vng/rondes/{CODE}")
    await vng.get_by_text("Sluit deze fase eerder").click()
    await vng.get_by_role("button", name="Sluit de fase").click()
    await vng.goto(f"/vng/stemming/{CODE}")
    await vng.get_by_role("button", name="Vraag een collega te tellen").click()
    await expect(vng.get_by_role("main")).to_contain_text("Een andere regisseur van VNG sluit en telt")
    await colleague.goto(f"/vng/stemming/{CODE}")
    await colleague.get_by_role("button", name="Sluit het logboek en tel").click()
    await expect(colleague.locator("#melding")).to_contain_text("De stemming is gesloten en geteld.")
    await vng.reload()


async def develop(hazel: Page) -> None:
    await hazel.goto(f"/finalisten/{CODE}")
    await hazel.get_by_role("link", name=re.compile(TILES)).first.click()
    await hazel.get_by_role("link", name=re.compile("Werk|bewerk|uit", re.IGNORECASE)).last.click()
    await hazel.locator("textarea").first.fill("Wij maken dit in een half jaar, samen met drie gemeenten.")
    await hazel.get_by_role("button", name="Bewaar als nieuwe versie").click()
    await expect(hazel.get_by_role("main")).to_contain_text("Wij maken dit in een half jaar")


async def vote(
    site: Site, vng: Unseen, colleague: Unseen, voter: Page, others: list[Unseen], towns: list[Town]
) -> None:
    await vng.goto(f"/vng/stemming/{CODE}")
    day = (dutch_day(datetime.now(UTC)) + timedelta(days=30)).isoformat()
    witnesses = "archief@streekarchief.example\nredactie@krant.example"
    await vng.press("Leg vast en open de stemming", {"Eerste dag van de trekking": day, "Getuigen": witnesses})
    assert "De stemming is open." in vng.text
    await voter.goto(f"/stemmen/{CODE}")
    await voter.get_by_role("link", name=f"Stem voor {towns[0].name}").click()
    await voter.get_by_label(f"Plaats van {TILES}").select_option("1")
    await voter.get_by_label(f"Plaats van {SPORT}").select_option("2")
    await cast(voter)
    for place, other in zip(towns[1:], others, strict=True):
        await cast_unseen(other, place, {f"Plaats van {TILES}": "1", f"Plaats van {SPORT}": "2"})
    visitor = Unseen(site)
    await visitor.goto(f"/stemmen/{CODE}")
    assert "3 van de 5 gemeenten stemden" in visitor.text
    await vng.goto(f"/vng/rondes/{CODE}")
    await vng.press("Sluit de fase")
    await vng.goto(f"/vng/stemming/{CODE}")
    await vng.press("Vraag een collega te tellen")
    assert "Een andere regisseur van VNG sluit en telt" in vng.text
    await colleague.goto(f"/vng/stemming/{CODE}")
    await colleague.press("Sluit het logboek en tel")
    assert "De stemming is gesloten en geteld." in colleague.text
    await visitor.goto(f"/rondes/{CODE}/uitslag")
    assert "Winnaar:" not in visitor.text


async def publish(vng: Page, colleague: Page) -> None:
    """One director writes; another reads and publishes."""
    await vng.goto(f"/vng/publicatie/{CODE}")
    for field in await vng.get_by_label(re.compile("^Waarom wint")).all():
        await field.fill("Alle gemeenten die stemden, zetten dit plan bovenaan.")
    await vng.get_by_role("textbox", name="Besluit").fill("Het bestuur van VNG stelt de uitslag vast.")
    await vng.get_by_role("button", name="Bewaar en bekijk het voorbeeld").click()
    await expect(vng.get_by_role("main")).to_contain_text("Een andere regisseur leest ze")
    await colleague.goto(f"/vng/publicatie/{CODE}/voorbeeld")
    await colleague.get_by_role("button", name="Maak de uitslag bekend").click()
    await expect(colleague.locator("#melding")).to_contain_text("De uitslag is bekendgemaakt.")


async def adopt(site: Site, wilg: Page) -> None:
    """The municipality that joined reports its use; a visitor without JavaScript reads it at the winner."""
    await wilg.goto("/winnaars")
    await wilg.get_by_role("link", name=re.compile(TILES)).first.click()
    await wilg.goto("/overname")
    await wilg.get_by_role("link", name=re.compile(TILES)).first.click()
    await wilg.get_by_role("link", name=re.compile("Meld")).first.click()
    await wilg.get_by_role("radio", name="In gebruik").check()
    await wilg.get_by_role("button", name="Meld", exact=True).click()
    await expect(wilg.locator("#melding")).to_be_visible()
    visitor = Unseen(site)
    await visitor.goto("/overname")
    await visitor.follow(TILES)
    assert "1 van de 5" in visitor.text
