"""Rounds as programs read them."""

import httpx
import pytest

from innovatie.domain.phases import ORDER, Phase
from innovatie.infra.database import fetch_value
from tests import factories

pytestmark = pytest.mark.anyio


async def test_a_list_is_given_page_by_page_with_links(client: httpx.AsyncClient) -> None:
    for _ in range(3):
        await factories.round_in(Phase.SUBMIT)
    first = (await client.get("/api/v1/rondes?paginaGrootte=2")).json()
    assert first["aantal"] == 3
    assert len(first["resultaten"]) == 2
    assert first["_links"]["self"] == {"href": "/api/v1/rondes?paginaGrootte=2"}
    second = await client.get(first["_links"]["next"]["href"])
    assert len(second.json()["resultaten"]) == 1
    assert set(second.json()["_links"]) == {"self"}


async def test_a_list_is_still_given_by_the_number_of_the_page(client: httpx.AsyncClient) -> None:
    for _ in range(3):
        await factories.round_in(Phase.SUBMIT)
    first = (await client.get("/api/v1/rondes?paginaGrootte=2&pagina=1")).json()
    assert first["_links"] == {
        "self": {"href": "/api/v1/rondes?paginaGrootte=2&pagina=1"},
        "next": {"href": "/api/v1/rondes?paginaGrootte=2&pagina=2"},
    }
    second = await client.get(first["_links"]["next"]["href"])
    assert len(second.json()["resultaten"]) == 1
    assert second.headers["link"] == '</api/v1/rondes?paginaGrootte=2&pagina=1>; rel="prev"'


async def test_a_round_bears_its_eight_phases(client: httpx.AsyncClient) -> None:
    round_id = await factories.round_in(Phase.GROUP)
    code = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    body = (await client.get(f"/api/v1/rondes/{code}")).json()
    assert [row["fase"] for row in body["fasen"]] == [phase.value for phase in ORDER]
    assert [row["status"] for row in body["fasen"]] == ["gesloten", "open", *["gepland"] * 6]


@pytest.mark.parametrize("query", ["pagina=0", "pagina=x", "paginaGrootte=101", "pagina=-1", "pagina=²"])
async def test_a_wrong_page_is_a_problem_with_a_reason(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/api/v1/rondes?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["ongeldig"][0]["naam"] == query.split("=", maxsplit=1)[0]


async def test_an_unknown_round_is_a_problem_and_not_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/rondes/1999-9")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json() == {"status": 404, "title": "Deze pagina is er niet", "detail": "Deze ronde bestaat niet."}
