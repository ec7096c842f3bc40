"""The front page, the pages about the site, municipalities and partnerships."""

from datetime import date

import httpx
import pytest
from lxml import html

from innovatie.domain.phases import Phase
from innovatie.infra.database import execute, fetch_value
from innovatie.insight.home import queries as home
from innovatie.insight.places import queries as places
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.anyio


async def group_of(*ideas: int) -> int:
    made: int = await fetch_value(
        "INSERT INTO idea_group (title, summary, theme, founding_idea, created_at)"
        " VALUES ('Zelfde wiel', '', 'dienstverlening', $1, $2) RETURNING id",
        ideas[0],
        NOW,
    )
    for idea in ideas:
        await execute(
            "INSERT INTO group_member (\"group\", idea, how, added_at) VALUES ($1, $2, 'confirmed', $3)",
            made,
            idea,
            NOW,
        )
    return made


async def code_of(municipality: int) -> str:
    code: str = await fetch_value("SELECT code FROM municipality WHERE id = $1", municipality)
    return code


@pytest.mark.usefixtures("db")
async def test_the_figures_leave_out_drafts_withdrawn_ideas_and_municipalities_that_merged() -> None:
    delft, breda, gone = [await factories.municipality() for _ in range(3)]
    await execute("UPDATE municipality SET ended = $1 WHERE id = $2", date(2026, 1, 1), gone)
    one, two = await factories.idea(delft), await factories.idea(breda)
    alone = await factories.idea(delft)
    await factories.idea(delft, state="concept")
    await factories.idea(breda, state="ingetrokken")
    await group_of(one, two)
    await group_of(alone)
    figures = await home.figures(now=NOW)
    assert figures == home.Figures(ideas=3, municipalities=2, all_municipalities=2, groups=2, shared_wheels=1, joined=0)
    assert [(wheel.title, wheel.municipalities, wheel.ideas) for wheel in await home.shared_wheels(3)] == [
        ("Zelfde wiel", 2, 2)
    ]


@pytest.mark.usefixtures("db")
async def test_who_joined_counts_among_those_who_invent_the_wheel() -> None:
    one, two = (
        await factories.idea(await factories.municipality()),
        await factories.idea(await factories.municipality()),
    )
    await group_of(one, two)
    for idea in (one, two):
        await execute(
            "INSERT INTO idea_participant (idea, municipality, role, joined_at, note)"
            " VALUES ($1, $2, 'aangehaakt', $3, '')",
            idea,
            await factories.municipality(),
            NOW,
        )
    assert [(wheel.municipalities, wheel.ideas) for wheel in await home.shared_wheels(3)] == [(4, 2)]


async def test_the_front_page_shows_what_is_open_and_new_and_nobody_elses_drafts(client: httpx.AsyncClient) -> None:
    delft = await factories.municipality("Delft")
    await factories.idea(delft, title="Nieuw plan <b>met opmaak</b>")
    await factories.idea(delft, title="Geheim concept", state="concept")
    await factories.round_in(Phase.SUBMIT)
    page = await client.get("/")
    tree = html.fromstring(page.text)
    assert tree.xpath("//h1") and page.status_code == 200
    assert "Nieuw plan <b>met opmaak</b>" in tree.xpath("//h3/a/text()")
    assert "Proefronde" in tree.xpath("//h3/a/text()")
    assert "Geheim concept" not in page.text


async def test_the_map_of_the_front_page_shows_who_plans_under_the_chosen_theme(client: httpx.AsyncClient) -> None:
    delft = await factories.municipality("Delft")
    ede = await factories.municipality("Ede")
    await factories.idea(delft, title="Fietspad", theme="mobiliteit")
    await factories.idea(ede, title="Bomen", theme="openbare-ruimte")
    told = "//*[@class='hex-map']/@aria-label"
    assert html.fromstring((await client.get("/")).text).xpath(told) == [
        "Kaart van Nederland: 2 gemeenten delen een plan."
    ]
    assert html.fromstring((await client.get("/?thema=mobiliteit")).text).xpath(told) == [
        "Kaart van Nederland: 1 gemeente deelt een plan (Mobiliteit en bereikbaarheid)."
    ]
    assert (await client.get("/?thema=onzin'--")).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/over", "/toegankelijkheid", "/privacy", "/gemeenten", "/samenwerkingsverbanden"]
)
async def test_an_empty_site_has_all_its_pages(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 200


async def test_municipalities_are_found_by_part_of_their_name_whatever_the_accents(client: httpx.AsyncClient) -> None:
    await factories.municipality("Súdwest-Fryslân", province="Fryslân")
    await factories.municipality("Delft", province="Zuid-Holland")
    assert [place.name for place in await places.places(day=TODAY, words="SUDWEST")] == ["Súdwest-Fryslân"]
    assert [place.name for place in await places.places(day=TODAY, province="Zuid-Holland")] == ["Delft"]
    fragment = (await client.get("/gemeenten?q=sud", headers={"HX-Request": "true"})).text
    assert "<html" not in fragment
    assert "Súdwest-Fryslân" in fragment
    assert "Delft" not in fragment
    nothing = await client.get("/gemeenten?q=%25")
    assert "Er is geen gemeente met deze naam." in nothing.text


async def test_a_municipality_shows_its_own_ideas_and_those_it_joined(client: httpx.AsyncClient) -> None:
    delft, breda = await factories.municipality("Delft"), await factories.municipality("Breda")
    await factories.idea(delft, title="Van Delft zelf")
    other = await factories.idea(breda, title="Van Breda")
    await factories.idea(breda, title="Hier doet Delft niet aan mee")
    await execute(
        "INSERT INTO idea_participant (idea, municipality, role, joined_at, note) VALUES ($1, $2, 'aangehaakt', $3, '')",
        other,
        delft,
        NOW,
    )
    code = await code_of(delft)
    short = await client.get(f"/gemeenten/{code}")
    assert (short.status_code, short.headers["location"]) == (303, f"/gemeenten/{code}-delft")
    page = (await client.get(f"/gemeenten/{code}-delft")).text
    assert "Van Delft zelf" in page
    assert "Van Breda" in page
    assert "Hier doet Delft niet aan mee" not in page


async def test_the_ideas_of_a_merged_municipality_count_for_its_successor(client: httpx.AsyncClient) -> None:
    old, new = await factories.municipality("Oud"), await factories.municipality("Nieuw")
    await execute(
        "INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, $3)", old, new, date(2025, 1, 1)
    )
    await execute("UPDATE municipality SET ended = $1 WHERE id = $2", date(2025, 1, 1), old)
    await factories.idea(old, title="Plan van vroeger")
    assert "Plan van vroeger" in (await client.get(f"/gemeenten/{await code_of(new)}-nieuw")).text
    former = (await client.get(f"/gemeenten/{await code_of(old)}-oud")).text
    assert f'href="/gemeenten/{await code_of(new)}-nieuw"' in former


@pytest.mark.parametrize(
    "path",
    ["/gemeenten/GM9999-nergens", "/gemeenten/delft", "/samenwerkingsverbanden/999", "/samenwerkingsverbanden/x"],
)
async def test_unknown_places_are_not_found(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_a_partnership_tells_who_is_in_and_who_was(client: httpx.AsyncClient) -> None:
    stays, left = await factories.municipality("Blijver"), await factories.municipality("Vertrekker")
    kring = await factories.partnership(stays, left, name="Kring Proef")
    await execute("UPDATE partnership_member SET ends = $1 WHERE municipality = $2", date(2024, 12, 31), left)
    tree = html.fromstring((await client.get(f"/samenwerkingsverbanden/{kring}-kring-proef")).text)
    assert tree.xpath("//ul[contains(@class, 'towns')]//a/text()") == ["Blijver"]
    assert tree.xpath("//main//li/a[starts-with(@href, '/gemeenten/')]/text()") == ["Vertrekker"]
