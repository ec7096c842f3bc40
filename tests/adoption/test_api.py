"""Adoption for programs: the same counts as the pages, one page at a time, and a reason where there is no forecast."""

from datetime import UTC, datetime

import asyncpg
import httpx
import pytest

from innovatie.adoption import actions
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM
from innovatie.infra.clock import Clock
from tests import factories
from tests.adoption.test_pages import followed
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("in_november")]


@pytest.fixture
def in_november(clock: Clock) -> None:
    """The site lives at the moment of which these tests tell, whenever they are run."""
    clock.shift = NOW - datetime.now(UTC)


async def test_the_list_has_the_most_used_first_and_leads_to_each(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    few, many = await followed(1, "Weinig"), await followed(3, "Veel")
    answer = (await client.get("/api/v1/overname")).json()
    assert [(one["nummer"], one["inGebruik"]) for one in answer["resultaten"]] == [(many, 3), (few, 1)]
    assert answer["aantal"] == 2
    assert (await client.get(answer["resultaten"][0]["href"])).json()["titel"] == "Veel"


async def test_one_solution_with_its_course_and_why_there_is_no_forecast(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    number, town = await followed(2), await factories.municipality()
    await actions.report(actor=SYSTEM, solution_id=number, municipality_id=town, stage=Stage.DECIDED, on=TODAY, now=NOW)
    told = (await client.get(f"/api/v1/overname/{number}")).json()
    assert (told["ooitInGebruik"], told["perStap"]["in_gebruik"], told["perStap"]["besloten"]) == (2, 2, 1)
    assert sum(told["perStap"].values()) == told["aantalGemeenten"]
    assert told["verloop"][-1]["perStap"]["besloten"] == 1
    assert told["verwachting"] == []
    assert told["geenVerwachtingOmdat"].startswith("Deelnemers in de perioden die voorbij zijn: 1.")


async def test_a_forecast_comes_with_its_band_where_the_rules_allow_one(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    number = await followed(12)
    await actions.record_forecast(solution_id=number, now=NOW)
    told = (await client.get(f"/api/v1/overname/{number}")).json()
    assert told["geenVerwachtingOmdat"] is None
    assert [row["kwartaal"] for row in told["verwachting"]] == ["2027-K1", "2027-K2", "2027-K3"]
    assert all(12 <= row["p10"] <= row["p50"] <= row["p90"] for row in told["verwachting"])


async def test_every_municipality_is_in_the_list_and_the_silent_ones_do_nothing(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    number = await followed(2)
    silent = await factories.municipality("Zwijgdam")
    answer = (await client.get(f"/api/v1/overname/{number}/gemeenten?paginaGrootte=100")).json()
    stages = {row["naam"]: (row["stap"], row["isBevestigd"]) for row in answer["resultaten"]}
    assert stages["Zwijgdam"] == ("niet_bezig", False)
    assert sum(stage == "in_gebruik" for stage, _fresh in stages.values()) == 2
    assert (answer["aantal"], silent > 0) == (len(stages), True)


@pytest.mark.parametrize("path", ["/api/v1/overname/999999", "/api/v1/overname/999999/gemeenten"])
async def test_an_unknown_solution_is_a_problem_404(
    db: asyncpg.Connection, client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (404, "application/problem+json")
