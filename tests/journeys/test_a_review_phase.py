"""A whole review phase in a browser: 12 reviewers, 20 groups, a stake, a late reviewer, a discussion, an extra review.

The chair, six reviewers and a submitter act in the browser; the other reviews come in through the same acts.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from innovatie.domain.authority import Role
from innovatie.infra import database
from innovatie.infra.database import execute, fetch, fetch_value
from tests import factories
from tests.journeys.unseen import Unseen
from tests.live import Site
from tests.review import world as worlds

pytestmark = pytest.mark.anyio

GROUPS, REVIEWERS = 20, 12
REASON = "Dit staat of valt met het beheer, en dat is nog niet geregeld."
Assignment = tuple[int, int, int]
"""Number, group and person."""


async def persona(person: int, slug: str) -> None:
    await execute("UPDATE person SET persona = $1, name = $2 WHERE id = $3", slug, slug.title(), person)


async def enter(browser: Browser, site: Site, slug: str) -> Page:
    """Somebody who is signed in, in a browser of their own."""
    return await (await Unseen.signed_in(site, slug.title())).page(browser)


async def open_assignments(round_id: int) -> list[Assignment]:
    rows = await fetch(
        'SELECT a.id, a."group", r.person FROM assignment a JOIN reviewer r ON r.id = a.reviewer'
        " WHERE a.round = $1 AND a.state = 'open' ORDER BY a.\"group\", a.id",
        round_id,
    )
    return [(row["id"], row["group"], row["person"]) for row in rows]


async def fill(page: Page, scores: str, *, comment: str = "") -> None:
    """Give the four scores and the confidence; a comment everywhere when there is one."""
    for key, score in zip(("waarde", "steun", "uitvoering", "totaal"), scores, strict=True):
        await page.locator(f"input[name=score_{key}][value='{score}']").check()
        if comment:
            await page.locator(f"#veld-toelichting_{key}").fill(comment)
    await page.get_by_label("Deskundig").check()


@pytest.fixture
async def made(site: Site) -> AsyncIterator[worlds.World]:
    database.configure(site.dsn)
    await database.open_pool(maximum=4)
    world = await worlds.world(groups=GROUPS, reviewers=REVIEWERS, maximum=8)
    await persona(world.chair.person_id or 0, "voorzitter")
    for place, person in enumerate(world.people):
        await persona(person, f"beoordelaar{place:02}")
    await persona(await factories.person(Role.CIVIL_SERVANT, municipality_id=world.towns[0]), "indiener")
    yield world
    await database.close_pool()


async def slug_of(person: int) -> str:
    slug: str = await fetch_value("SELECT persona FROM person WHERE id = $1", person)
    return slug


async def test_a_review_phase_from_the_draw_to_the_feedback(site: Site, browser: Browser, made: worlds.World) -> None:
    chair = await enter(browser, site, "voorzitter")
    await the_chair_draws_and_sends(chair, made)
    todo = await open_assignments(made.round)
    assert len(todo) == 3 * GROUPS

    # One reviewer writes; the page keeps the text by itself, also when the line drops for a while.
    number, _, person = todo[0]
    writer = await enter(browser, site, await slug_of(person))
    await it_is_kept_while_the_line_drops(writer, number)
    await fill(writer, "4444")
    await writer.get_by_role("button", name="Controleer").click()
    await writer.get_by_role("button", name="Lever in", exact=True).click()
    await expect(writer.locator("#melding")).to_contain_text("Uw beoordeling is ingeleverd")

    # One reports a stake, in one click; one stays late. The chair sees both and reassigns.
    staked, late = todo[4], todo[8]
    conflicted = await enter(browser, site, await slug_of(staked[2]))
    await conflicted.goto(f"/beoordelen/{staked[0]}")
    await conflicted.get_by_label("Reden").fill("mijn man werkt daar")
    await conflicted.get_by_role("button", name="Ik heb een belang").click()
    await expect(conflicted.locator("#melding")).to_contain_text("VNG zoekt iemand anders")
    await execute("UPDATE assignment SET due = $1 WHERE id = $2", datetime.now(UTC) - timedelta(days=1), late[0])
    await the_chair_fills_the_places(chair, made, late[0])

    # Two disagree about the last group and hear each other; everything else comes in.
    disputed = made.groups[-1]
    await the_others_hand_in(made, disputed)
    await they_discuss(browser, site, made, disputed)

    # Where the outcome is open the chair asks one more review, which is written in the browser too.
    await chair.goto(f"/vng/beoordeling/{made.code}/uitkomst")
    await chair.get_by_role("button", name="Sluit het overleg over").click()
    chair.once("dialog", lambda dialog: dialog.accept())
    await chair.get_by_role("button", name="Vraag deze extra beoordelingen").click()
    await expect(chair.locator("#melding")).to_contain_text("Extra gevraagd")
    extra = await open_assignments(made.round)
    assert 1 <= len(extra) <= GROUPS // 2
    last = await enter(browser, site, await slug_of(extra[0][2]))
    await last.goto(f"/beoordelen/{extra[0][0]}")
    await last.get_by_text("Waarom krijg ik deze?").click()
    await expect(last.get_by_text("Daarom vraagt VNG een extra beoordelaar")).to_be_visible()
    await fill(last, "4344")
    await last.get_by_role("button", name="Controleer").click()
    await last.get_by_role("button", name="Lever in", exact=True).click()
    for assignment, _, who in extra[1:]:
        await worlds.hand_in(assignment, who, 4, now=datetime.now(UTC))

    await the_chair_settles(chair, made)
    await the_submitter_reads(browser, site, made)


async def the_chair_draws_and_sends(chair: Page, made: worlds.World) -> None:
    await chair.goto(f"/vng/beoordeling/{made.code}")
    await chair.get_by_role("link", name="Maak een voorstel voor de toewijzing").click()
    await chair.get_by_label("Starttekst van de loting").fill("ALV 5 juni")
    await chair.get_by_label("Ring van drie Kringen").uncheck()
    await chair.get_by_role("button", name="Maak een voorstel").click()
    await expect(chair.get_by_role("heading", name="Voorstel, nog niet verstuurd")).to_be_visible()
    await expect(chair.get_by_role("heading", name="minst goed bediende groepen")).to_be_visible()
    assert await open_assignments(made.round) == []
    chair.once("dialog", lambda dialog: dialog.accept())
    await chair.get_by_role("button", name="Verstuur dit voorstel").click()
    await expect(chair.locator("#melding")).to_contain_text(f"Verstuurd: {3 * GROUPS} beoordelingen.")


async def it_is_kept_while_the_line_drops(page: Page, number: int) -> None:
    await page.goto("/beoordelen")
    await page.locator(f"a[href='/beoordelen/{number}']").click()
    await page.locator("#veld-advies").fill("Zoek een tweede gemeente")
    await expect(page.locator("#bewaard")).to_contain_text("Bewaard op", timeout=15_000)
    await page.context.set_offline(True)
    await page.locator("#veld-advies").fill("Zoek een tweede gemeente, liefst een kleine")
    await expect(page.get_by_text("Niet bewaard: er is geen verbinding.")).to_be_visible(timeout=15_000)
    await page.context.set_offline(False)
    await expect(page.get_by_text("Niet bewaard: er is geen verbinding.")).to_be_hidden(timeout=30_000)
    await page.reload()
    await expect(page.locator("#veld-advies")).to_have_value("Zoek een tweede gemeente, liefst een kleine")


async def the_chair_fills_the_places(chair: Page, made: worlds.World, late: int) -> None:
    await chair.goto(f"/vng/beoordeling/{made.code}/voortgang")
    await expect(chair.get_by_text("Er ontbreekt 1 beoordelaar.")).to_be_visible()
    await expect(chair.get_by_text("mijn man werkt daar")).to_be_visible()
    await chair.get_by_role("button", name="Wijs deze beoordelaar aan").click()
    await expect(chair.locator("#melding")).to_contain_text("De beoordelaar is aangewezen.")
    await expect(chair.get_by_text("Te laat")).to_have_count(1)
    await chair.locator(f"input[name=beoordelingen][value='{late}']").check()
    await chair.get_by_role("button", name="Bekijk de herinnering").click()
    await expect(chair.get_by_text("Er is nog niets verstuurd.")).to_be_visible()
    await chair.get_by_role("button", name="Verstuur de herinnering").click()
    await expect(chair.locator("#melding")).to_contain_text("Herinnerd: 1 persoon.")
    await chair.locator(f"input[name=beoordelingen][value='{late}']").check()
    chair.once("dialog", lambda dialog: dialog.accept())
    await chair.get_by_role("button", name="Wijs opnieuw toe").click()
    await expect(chair.locator("#melding")).to_contain_text("Opnieuw toegewezen: 1.")


async def the_others_hand_in(made: worlds.World, disputed: int) -> None:
    for number, group, person in await open_assignments(made.round):
        if group != disputed:
            total = 2 + made.groups.index(group) % 3
            await worlds.hand_in(number, person, total, now=datetime.now(UTC))


async def they_discuss(browser: Browser, site: Site, made: worlds.World, disputed: int) -> None:
    pages = []
    *apart, (between, _, third) = await open_assignments(made.round)
    for (number, _, person), scores in zip(apart, ("5555", "1111"), strict=True):
        page = await enter(browser, site, await slug_of(person))
        await page.goto(f"/beoordelen/{number}")
        await fill(page, scores, comment=REASON)
        await page.get_by_role("button", name="Controleer").click()
        await page.get_by_role("button", name="Lever in", exact=True).click()
        await expect(page.locator("#melding")).to_contain_text("Uw beoordeling is ingeleverd")
        pages.append((page, number))
    await worlds.hand_in(between, third, 3, now=datetime.now(UTC))
    mild, strict = pages
    await expect(strict[0]).to_have_url(f"{site.url}/beoordelen/{strict[1]}/overleg")
    await strict[0].get_by_role("textbox", name="Uw argument").fill("De kosten van het beheer ontbreken.")
    await strict[0].get_by_role("button", name="Plaats uw argument").click()
    await mild[0].goto(f"/beoordelen/{mild[1]}/overleg")
    await expect(mild[0].get_by_text("De kosten van het beheer ontbreken.")).to_be_visible()
    assert "Beoordelaar0" not in await mild[0].locator("main").inner_text()
    await mild[0].get_by_role("link", name="Wijzig uw beoordeling").click()
    await mild[0].locator("input[name=score_totaal][value='4']").check()
    await mild[0].get_by_role("button", name="Controleer").click()
    await mild[0].get_by_role("button", name="Lever in", exact=True).click()
    await mild[0].goto(f"/beoordelen/{mild[1]}/overleg")
    await expect(mild[0].get_by_text("(eerst 5)")).to_be_visible()


async def the_chair_settles(chair: Page, made: worlds.World) -> None:
    await chair.goto(f"/vng/beoordeling/{made.code}/uitkomst")
    await expect(chair.get_by_role("heading", name="Strenge en milde beoordelaars")).to_be_visible()
    chair.once("dialog", lambda dialog: dialog.accept())
    await chair.get_by_role("button", name="Stel de shortlist vast").click()
    await expect(chair.locator("#melding")).to_contain_text("De shortlist staat vast:")
    await chair.goto(f"/rondes/{made.code}/shortlist")
    await expect(chair.get_by_role("heading", level=1)).to_contain_text("Shortlist van")
    listed = await fetch_value("SELECT count(*) FROM shortlist_group")
    assert 0 < listed < GROUPS
    await expect(chair.locator("main article")).to_have_count(listed)


async def the_submitter_reads(browser: Browser, site: Site, made: worlds.World) -> None:
    page = await enter(browser, site, "indiener")
    await page.goto(f"/rondes/{made.code}/groepen/{made.groups[0]}/terugkoppeling")
    await expect(page.get_by_role("heading", name="Wat uw plan sterker maakt")).to_be_visible()
    assert "Beoordelaar0" not in await page.locator("main").inner_text()
    refused = await page.goto(f"/rondes/{made.code}/groepen/{made.groups[1]}/terugkoppeling")
    assert refused is not None
    assert refused.status == 404
