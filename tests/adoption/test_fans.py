"""The fan of a forecast on the page of a solution, or why there is none."""

from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.adoption import actions, queries
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM
from innovatie.domain.diffusion.learned import PROVEN
from tests import factories
from tests.adoption.test_pages import followed
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("then")]


async def test_without_a_forecast_the_grey_band_has_no_numbers(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    """A range of comparable series would be read as a forecast; with one, page and file have its numbers."""
    few, many = [(await queries.solution(await followed(towns))).slug for towns in (3, 12)]
    await actions.record_forecast(solution_id=int(many.split("-")[0]), now=NOW)
    past = (await client.get(f"/overname/{many}/volgende")).text.partition('id="verwachtingen"')[2]
    assert "7 tot 8 van de 10 keer binnen de band. Lag zij erbuiten, dan vaker erboven dan eronder." in past
    for slug, told in ((few, False), (many, True)):
        page, file = (await client.get(f"/overname/{slug}")).text, await client.get(f"/overname/{slug}/verloop/csv")
        assert ("Zo ging het bij vergelijkbare vernieuwingen" in page) is not told
        assert ("Laag (P10)" in page) is told
        assert ("De band weet niet van nieuw geld of een wettelijke datum." in page) is told
        assert (f'href="/overname/{slug}/volgende#verwachtingen"' in page) is told
        rows = [line.split(";") for line in file.text.splitlines()[1:]]
        assert any(row[-1] for row in rows) is told


async def test_a_fan_that_is_short_says_why(
    db: asyncpg.Connection, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who began fast is followed fewer quarters, as far as the band held elsewhere (`calibrating`)."""
    for kind in PROVEN:
        monkeypatch.setitem(PROVEN, kind, (3, 3, 3))
    number = await followed(0, title="Snel begonnen")
    for days in (640, *(545,) * 5, 450, 360, 270, 180):
        await actions.report(
            actor=SYSTEM,
            solution_id=number,
            municipality_id=await factories.municipality(),
            stage=Stage.IN_USE,
            on=TODAY - timedelta(days=days),
            now=NOW,
        )
    assert await actions.record_forecast(solution_id=number, now=NOW) == 3
    page = (await client.get(f"/overname/{(await queries.solution(number)).slug}")).text
    assert "We kijken hooguit 3 perioden vooruit; verder is de band niet betrouwbaar gebleken." in page
    assert "Verwachting: in 80 van de 100 gevallen binnen de band" in page
