"""The table of a solution: who does something with it stands first, the others are named below it."""

from datetime import timedelta

import asyncpg
import httpx
import pytest
from lxml import html

from innovatie.adoption import actions, queries
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.anyio


async def test_the_table_shows_first_who_does_something_and_names_the_others_too(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    number = await actions.follow(actor=SYSTEM, title="Brieven", summary="Kort.", theme="", now=NOW)
    await factories.municipality("Nietsdorp")
    for name, stage in (("Doetwel", Stage.IN_USE), ("Kijktrond", Stage.EXPLORING)):
        await actions.report(
            actor=SYSTEM,
            solution_id=number,
            municipality_id=await factories.municipality(name),
            stage=stage,
            on=TODAY - timedelta(days=10),
            now=NOW,
        )
    address = f"/overname/{(await queries.solution(number)).slug}/gemeenten"
    page = html.fromstring((await client.get(address)).text)
    rest = page.xpath("//details[@class='fold']//li/a/text()")
    assert page.xpath("//table//tbody//th/a/text()") == ["Doetwel", "Kijktrond"]
    assert "Nietsdorp" in rest and not {"Doetwel", "Kijktrond"} & set(rest)
    chosen = html.fromstring((await client.get(f"{address}?stap=niet_bezig")).text)
    assert not chosen.xpath("//details[@class='fold']//li")
    assert chosen.xpath("//table//tbody//th/a/text()") == rest
