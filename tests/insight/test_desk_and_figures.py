"""VNG's desk and the figures of /inzicht."""

from datetime import date

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.phases import Phase
from innovatie.infra.database import execute
from innovatie.insight.desk import queries as desk
from innovatie.insight.figures import queries as figures
from innovatie.insight.figures.queries import ProvinceRow, ThemeRow
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW, TODAY
from tests.insight.test_my_work import open_vote

pytestmark = pytest.mark.anyio


@pytest.mark.usefixtures("db")
async def test_the_desk_counts_what_has_come_in_and_the_turnout_that_everybody_sees() -> None:
    oss, other = await factories.municipality("Oss"), await factories.municipality("Ander")
    running = await factories.round_in(Phase.VOTE)
    vote = await open_vote(running, oss, other)
    await execute(
        "INSERT INTO ballot (vote, municipality, content, sequence, cast_at) VALUES ($1, $2, '{}', 1, $3)",
        vote,
        oss,
        NOW,
    )
    await factories.idea(oss, round=running)
    await factories.idea(oss, round=running, state="concept")
    [row] = await desk.desk_rounds(now=NOW)
    assert (row.ideas, row.groups, row.reviews, row.electors, row.voted) == (1, 0, 0, 2, 1)
    assert [phase.value for phase in Phase if row.reached(phase.value)][-1] == "stemmen"


async def test_the_desk_is_for_vng_only(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    assert (await client.get("/vng")).status_code == 303
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality()))
    assert (await client.get("/vng")).status_code == 403


async def test_the_administrator_sees_the_desk_but_finds_no_way_to_direct(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await factories.round_in(Phase.REVIEW)
    await sign_in(client, await factories.person(Role.ADMINISTRATOR))
    tree = html.fromstring((await client.get("/vng")).text)
    assert [address for address in tree.xpath("//main//@href") if address.startswith("/vng/rondes")] == []


@pytest.mark.usefixtures("db")
async def test_themes_stages_and_years_count_submitted_ideas_only() -> None:
    delft, breda = await factories.municipality(), await factories.municipality()
    await factories.idea(delft, theme="jeugd-en-onderwijs", stage="plan")
    await factories.idea(breda, theme="jeugd-en-onderwijs", stage="in_gebruik")
    await factories.idea(breda, theme="jeugd-en-onderwijs", state="concept")
    await factories.idea(breda, theme="zorg-en-ondersteuning", state="ingetrokken")
    assert await figures.by_theme() == (ThemeRow(theme="jeugd-en-onderwijs", ideas=2, municipalities=2, in_use=1),)
    assert await figures.by_stage() == {"plan": 1, "in_gebruik": 1}
    assert await figures.by_year() == ((2026, 2),)


@pytest.mark.usefixtures("db")
async def test_a_year_without_ideas_stands_in_the_row_with_zero() -> None:
    delft = await factories.municipality()
    await factories.idea(delft)
    old = await factories.idea(delft)
    await execute("UPDATE idea SET submitted_at = '2023-12-31 23:30+00' WHERE id = $1", old)
    assert await figures.by_year() == ((2024, 1), (2025, 0), (2026, 1))


@pytest.mark.usefixtures("db")
async def test_a_merged_municipality_counts_for_its_successor_and_not_in_the_whole() -> None:
    old = await factories.municipality("Oud", province="Drenthe")
    new = await factories.municipality("Nieuw", province="Drenthe")
    await factories.municipality("Stil", province="Drenthe")
    await execute(
        "INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, $3)", old, new, date(2025, 1, 1)
    )
    await execute("UPDATE municipality SET ended = $1 WHERE id = $2", date(2025, 1, 1), old)
    await factories.idea(old)
    assert await figures.by_province(TODAY) == (ProvinceRow("Drenthe", municipalities=2, taking_part=1, ideas=1),)


async def test_the_figures_page_works_with_nothing_and_with_something(client: httpx.AsyncClient) -> None:
    assert (await client.get("/inzicht")).status_code == 200
    await factories.idea(await factories.municipality("Delft"), theme="jeugd-en-onderwijs")
    tree = html.fromstring((await client.get("/inzicht")).text)
    assert tree.xpath("//a[@href='/ideeen?thema=jeugd-en-onderwijs']")
