"""POST /vergelijkbaar: plans like any text, for programs; nothing of it is kept and nobody needs a token."""

import asyncpg
import httpx
import pytest

from innovatie.grouping import jobs
from innovatie.grouping.similar_plans import LONGEST
from innovatie.infra.database import execute, fetch_value
from innovatie.search import statistics
from innovatie.web.throttle import API, SEARCH, limit_for
from tests import factories

pytestmark = pytest.mark.anyio

ADDRESS = "/api/v1/vergelijkbaar"
LAK = "Software lakt persoonsgegevens in documenten die wij openbaar maken."


@pytest.fixture(autouse=True)
async def _fresh(db: asyncpg.Connection) -> None:
    statistics.clear()


async def written() -> int:
    """Rows of plans, drafts, answers and the trail."""
    return sum(
        [
            await fetch_value(f"SELECT count(*) FROM {table}")
            for table in (
                "idea",
                "idea_version",
                "similarity_answer",
                "audit_event",
                "public_change",
            )
        ]
    )


async def test_anybody_hears_which_plans_are_like_a_text_and_why_and_nothing_is_kept(client: httpx.AsyncClient) -> None:
    town = await factories.municipality("Delft")
    plan = await factories.idea(town, title="Lakken van stukken", summary=LAK)
    await jobs.index_idea(plan)
    before = await written()
    sent = {"tekst": "Wij willen software die persoonsgegevens lakt in openbare documenten."}
    (like,) = (await client.post(ADDRESS, json=sent)).json()["resultaten"]
    assert (like["nummer"], like["gemeente"], like["href"]) == (plan, "Delft", f"/api/v1/ideeen/{plan}")
    assert like["taken"] or like["woorden"]
    code = await fetch_value("SELECT code FROM municipality WHERE id = $1", town)
    assert (await client.post(ADDRESS, json=sent | {"gemeentecode": code})).json() == {"resultaten": []}
    assert await written() == before


async def test_a_draft_is_never_like_anything(client: httpx.AsyncClient) -> None:
    plan = await factories.idea(await factories.municipality(), title="Lakken van stukken", summary=LAK)
    await jobs.index_idea(plan)
    await execute("UPDATE idea SET state = 'concept' WHERE id = $1", plan)
    assert (await client.post(ADDRESS, json={"tekst": LAK})).json() == {"resultaten": []}


@pytest.mark.parametrize(
    ("sent", "status", "names"),
    [
        ({"tekst": ""}, 400, ["tekst"]),
        ({"tekst": "\u200b \n"}, 400, ["tekst"]),
        ({"tekst": "a" * (LONGEST + 1)}, 400, ["tekst"]),
        ({"tekst": LAK, "titel": "a\x00"}, 400, ["titel"]),
        ({"tekst": LAK, "gemeentecode": "GM9999"}, 404, ["gemeentecode"]),
        ({"tekst": LAK, "bewaar": True}, 400, ["bewaar"]),
    ],
)
async def test_what_cannot_be_compared_is_named(
    client: httpx.AsyncClient, sent: dict[str, object], status: int, names: list[str]
) -> None:
    answer = await client.post(ADDRESS, json=sent)
    assert (answer.status_code, [one["naam"] for one in answer.json()["ongeldig"]]) == (status, names)


async def test_a_large_body_is_not_read_and_asking_counts_as_searching(client: httpx.AsyncClient) -> None:
    assert (await client.post(ADDRESS, json={"tekst": "a" * 200_000})).status_code == 413
    assert (limit_for(ADDRESS), limit_for("/api/v1/ideeen")) == (SEARCH, API)
