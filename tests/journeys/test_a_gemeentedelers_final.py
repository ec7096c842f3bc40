"""The second half of a GemeenteDelers: 30 plans on the ballot, a finalist who never wrote, visitors who vote for the
award, a tie that two directors draw for, and a result under embargo.

What many do alike is done through the same acts; the directors, one voter and a visitor walk in the browser.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.phases import Phase
from innovatie.domain.vote_kinds import FINAL, PRESELECTION, VoteKind
from innovatie.domain.voters import OfMunicipality
from innovatie.infra import database
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_exactly
from innovatie.publication.actions import publish_due
from innovatie.rounds import actions as rounds
from innovatie.rounds.round_templates import GEMEENTEDELERS
from innovatie.voting import actions as voting
from innovatie.voting import signing
from innovatie.voting.defaults import rules_for
from innovatie.voting.queries import vote_of
from tests import factories
from tests.journeys.people import Town, jobs_done, persona, town
from tests.journeys.unseen import Unseen
from tests.live import Site
from tests.publication.test_finalists_are_asked import finalist
from tests.review.world import as_actor
from tests.voting.scene import DRAW, EQUAL, shortlist

pytestmark = pytest.mark.anyio

SECRET = "a secret for browser tests only, 32 or more"
WITNESSES = ("archief@streekarchief.example", "redactie@krant.example")


@dataclass
class World:
    round: int
    code: str
    towns: list[Town]
    groups: list[int]

    async def open(self, kind: VoteKind) -> None:
        """Its vote, by the rules of the round, with a draw of any day from now."""
        director = await factories.vng()
        await voting.open_vote(
            actor=director,
            round_id=self.round,
            rules=rules_for(kind, GEMEENTEDELERS),
            weighing=EQUAL,
            draw=type(DRAW)(DRAW.name, DRAW.digits, None),
            heads_to=WITNESSES,
            now=Clock().now(),
        )

    async def over(self) -> None:
        await rounds.close_phase(actor=await factories.vng(), round_id=self.round, reason="", now=Clock().now())

    async def cast(self, place: int, kind: VoteKind, chosen: list[int]) -> None:
        """The ballot of a municipality: these groups approved, or in this order."""
        now = Clock().now()
        vote = await vote_of(self.code, kind.value, now=now)
        voter = await fetch_exactly(int, "SELECT id FROM person WHERE name = $1", self.towns[place].voter)
        options = [str(group) for group in chosen]
        await voting.cast_ballot(
            actor=await as_actor(voter),
            vote_id=vote.id,
            voter=OfMunicipality(self.towns[place].id),
            approved=options if kind is PRESELECTION else (),
            places={} if kind is PRESELECTION else {one: number for number, one in enumerate(options, 1)},
            expected=None,
            now=now,
        )


@pytest.fixture
async def made(site: Site) -> AsyncIterator[World]:
    """Eight municipalities in two Kringen, and a round in its preselection with 30 groups on its shortlist."""
    signing.configure(SECRET)
    database.configure(site.dsn)
    await database.open_pool(maximum=4)
    kringen = [await factories.partnership(name=f"Kring {name}") for name in ("West", "Oost")]
    towns = [await town(f"Delerstad {number}", kring=kringen[number % 2]) for number in range(8)]
    for name in ("Vera Regisseur", "Rik Regisseur"):
        await persona(name, Role.VNG_DIRECTOR)
    round_id = await factories.round_in(Phase.PRESELECT, settings=GEMEENTEDELERS, now=Clock().now())
    titles = [f"Gedeeld plan {number:02}" for number in range(1, 31)]
    groups = [await finalist(towns[number % 8].id, title, round_id, number) for number, title in enumerate(titles)]
    await execute("DELETE FROM finalist WHERE round = $1", round_id)  # nobody chose them yet
    await shortlist(round_id, groups)
    code = await fetch_exactly(str, "SELECT code FROM round WHERE id = $1", round_id)
    yield World(round_id, code, towns, groups)
    await database.close_pool()


async def test_from_thirty_on_the_ballot_to_a_drawn_result_under_embargo(
    site: Site, browser: Browser, made: World
) -> None:
    vera, rik, voter = [
        await (await Unseen.signed_in(site, name)).page(browser)
        for name in ("Vera Regisseur", "Rik Regisseur", made.towns[0].voter)
    ]
    for page in (vera, rik):
        page.on("dialog", lambda dialog: dialog.accept())
    await made.open(PRESELECTION)
    await thirty_on_the_ballot(voter, made)
    for place in range(1, 8):
        await made.cast(place, PRESELECTION, made.groups[:3])
    await made.over()
    await counted(site, made)

    await rounds.open_next_phase(actor=await factories.vng(), round_id=made.round, deadline=None, now=Clock().now())
    for group in made.groups[:2]:
        await execute(
            "INSERT INTO elaboration (round, \"group\", version, content, saved_at) VALUES ($1, $2, 1, '{}', now())",
            made.round,
            group,
        )
    await vera.goto(f"/vng/rondes/{made.code}")
    await expect(vera.locator(".checklist").first).to_contain_text(
        "Finalisten die nog niets uitwerkten: Gedeeld plan 03"
    )
    await rounds.open_next_phase(actor=await factories.vng(), round_id=made.round, deadline=None, now=Clock().now())
    await made.open(FINAL)
    for place in range(8):
        await made.cast(place, FINAL, made.groups[:2][:: 1 if place % 2 else -1])
    await a_visitor_votes_for_the_award(site, browser, made)
    await made.over()
    await counted(site, made)
    await they_draw(vera, rik, made)
    await rounds.open_next_phase(actor=await factories.vng(), round_id=made.round, deadline=None, now=Clock().now())
    await under_embargo(vera, rik, made)
    await jobs_done(site)
    visitor = await browser.new_page(base_url=site.url, viewport={"width": 320, "height": 700})
    await visitor.goto(f"/rondes/{made.code}/uitslag")
    await expect(visitor.get_by_role("heading", level=1)).to_contain_text("Gedeeld plan 0")
    await expect(visitor.get_by_role("main")).to_contain_text("Openbare loting om de eerste plaats")
    assert await visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def thirty_on_the_ballot(voter: Page, made: World) -> None:
    await voter.set_viewport_size({"width": 320, "height": 700})
    await voter.goto(f"/stemmen/{made.code}")
    await voter.get_by_role("link", name=f"Stem voor {made.towns[0].name}").click()
    await expect(voter.get_by_role("main").get_by_role("checkbox")).to_have_count(30)
    for number in (1, 2, 3):
        await voter.get_by_role("checkbox", name=f"Gedeeld plan {number:02}").check()
    await voter.get_by_role("button", name="Controleer uw stem").click()
    await voter.get_by_role("button", name="Breng uw stem uit").click()
    await expect(voter.get_by_role("heading", level=1)).to_contain_text("Ontvangstbewijs")


async def counted(site: Site, made: World) -> None:
    """One director asks, another counts."""
    asking, counting = [await Unseen.signed_in(site, name) for name in ("Vera Regisseur", "Rik Regisseur")]
    for one, button in ((asking, "Vraag een collega te tellen"), (counting, "Sluit het logboek en tel")):
        await one.goto(f"/vng/stemming/{made.code}")
        await one.press(button)
    assert "De stemming is gesloten en geteld." in counting.text


async def a_visitor_votes_for_the_award(site: Site, browser: Browser, made: World) -> None:
    visitor = await browser.new_page(base_url=site.url)
    await visitor.goto(f"/publieksprijs/{made.code}")
    await visitor.get_by_label("Gedeeld plan 03").check()
    await visitor.get_by_label("E-mailadres").fill("jan@dorp.nl")
    await visitor.get_by_role("button", name="Stuur mij de mail").click()
    await expect(visitor.locator("#melding")).to_contain_text("Kijk in uw mail")
    mailed = "SELECT details->>'pad' FROM queued_mail WHERE kind = 'publieksprijs'"
    await visitor.goto(await fetch_exactly(str, mailed))
    await expect(visitor.get_by_role("main")).to_contain_text("U stemt op: Gedeeld plan 03")
    await visitor.get_by_role("button", name="Ja, dit is mijn stem").click()
    await expect(visitor.get_by_role("heading", level=1)).to_have_text("Uw stem telt")


async def they_draw(vera: Page, rik: Page, made: World) -> None:
    """One reads the number at the source, another reads the same; the day after the close has come."""
    await execute(
        "UPDATE round_vote SET opened_at = opened_at - interval '3 days', closed_at = closed_at - interval '2 days'"
        " WHERE round = $1 AND kind = 'finale'",
        made.round,
    )
    await vera.goto(f"/vng/stemming/{made.code}")
    await vera.get_by_label("Het getal van de bron").fill("4815")
    await vera.get_by_label("Dag van de trekking").fill(dutch_day(Clock().now()).isoformat())
    await vera.get_by_label("Waar te zien").fill("https://trekking.example")
    await vera.get_by_role("button", name="Noteer het getal").click()
    await expect(vera.get_by_role("main")).to_contain_text("Een andere regisseur van VNG moet dit bevestigen.")
    await rik.goto(f"/vng/stemming/{made.code}")
    typed = rik.locator("#veld-bevestiging")
    for number in ("8154", "4815"):
        await typed.fill(number)
        await rik.get_by_role("button", name="Bevestig en loot").click()
        if number == "8154":
            await expect(rik.get_by_role("main")).to_contain_text("Dit is niet het getal dat uw collega invulde.")
    await expect(rik.locator("#melding")).to_contain_text("De loting is gehouden.")


async def under_embargo(vera: Page, rik: Page, made: World) -> None:
    """One plans the moment with the press, another confirms, and it comes."""
    await vera.goto(f"/vng/publicatie/{made.code}")
    await vera.locator("textarea[name^=reden]").fill("Gemeenten willen dit allemaal.")
    await vera.get_by_role("textbox", name="Besluit").fill("Het bestuur van VNG stelt de uitslag vast.")
    await vera.get_by_role("button", name="Bewaar en bekijk het voorbeeld").click()
    await vera.get_by_role("link", name="Terug naar de teksten").click()
    await vera.get_by_label("Dag", exact=True).fill((dutch_day(Clock().now()) + timedelta(days=2)).isoformat())
    await vera.get_by_label("Uur").fill("10:00")
    await vera.get_by_label("Perslijst").fill("redactie@krant.example")
    await vera.get_by_role("button", name="Plan de bekendmaking").click()
    await expect(vera.locator("#melding")).to_contain_text("Het moment staat klaar.")
    await rik.goto(f"/vng/publicatie/{made.code}")
    await rik.get_by_role("button", name="Bevestig dit moment").click()
    await expect(rik.locator("#melding")).to_contain_text("1 adres van de pers krijgt de tekst onder embargo.")
    await execute(
        "UPDATE publication_plan SET planned_at = planned_at - interval '3 days',"
        " confirmed_at = confirmed_at - interval '3 days', publish_at = now() - interval '1 minute'"
    )
    assert await publish_due(now=Clock().now()) == [made.round]
