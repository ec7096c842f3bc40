"""Searching over the API: the same finds as on the page, with counts, and every wrong parameter by name."""

import asyncpg
import httpx
import pytest

from innovatie.search import statistics
from innovatie.search.api import FILTERS
from innovatie.search.engine import FACETS, SORTS
from innovatie.search.facet_labels import kinds_in_words
from innovatie.search.postgres import PostgresEngine
from innovatie.search.sources import sources
from tests import factories
from tests.grouping.test_groups import carried_out, grouped, proposed
from tests.search.conftest import fill
from tests.search.test_contract import PLANS

pytestmark = pytest.mark.anyio


async def test_what_is_found_has_a_plain_snippet_and_its_counts(
    client: httpx.AsyncClient, db: asyncpg.Connection
) -> None:
    await fill(PostgresEngine(), PLANS)
    body = (await client.get("/api/v1/zoeken", params={"q": "lakken"})).json()
    first = body["resultaten"][0]
    assert (first["soort"], first["titel"], first["fragment"]) == (
        "idee", "Documenten lakken voor de Woo", "Software maakt namen onleesbaar.",
    )  # fmt: skip
    assert (first["href"], first["webpagina"], first["sindsDatum"]) == (
        "/api/v1/ideeen/1", {"href": "/ideeen/1"}, "2025-03-01",
    )  # fmt: skip
    counts = {
        one["filter"]: {value["waarde"]: value["aantal"] for value in one["waarden"]} for one in body["tellingen"]
    }
    assert set(counts) <= set(FILTERS)
    assert counts["stadium"] == {"pilot": 1}


async def test_filters_orders_and_pages_are_those_of_the_page(
    client: httpx.AsyncClient, db: asyncpg.Connection
) -> None:
    await fill(PostgresEngine(), PLANS)

    async def numbers(**asked: str | int) -> list[str]:
        body = (await client.get("/api/v1/zoeken", params=asked)).json()
        return [one["href"].rsplit("/", 1)[-1] for one in body["resultaten"]]

    assert await numbers(soort="idee", sorteer="nieuwste") == ["4", "3", "1", "2"]
    assert await numbers(soort="idee", sorteer="gemeenten", provincie="Utrecht") == ["3", "1"]
    assert await numbers(winnaar="ja") == ["4"]
    assert await numbers(soort="gemeente") == ["GM0214"]
    answer = await client.get("/api/v1/zoeken?soort=idee&sorteer=nieuwste&paginaGrootte=3")
    links = answer.json()["_links"]
    assert answer.json()["aantal"] == 4
    assert [one["href"] for one in (await client.get(links["next"]["href"])).json()["resultaten"]] == [
        "/api/v1/ideeen/2"
    ]
    assert "prev" not in links


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kleur=rood", ["kleur"]),
        ("thema=narnia&soort=mens&provincie=Narnia&winnaar=misschien", ["thema", "soort", "provincie", "winnaar"]),
        ("pagina=0&paginaGrootte=101&jaar=later", ["pagina", "paginaGrootte", "jaar"]),
        ("pagina=201", ["pagina"]),
        ("q=%00", ["q"]),
        (f"q={'a' * 301}", ["q"]),
        ("q=a&q=b", ["q"]),
        ("sorteer=willekeurig", ["sorteer"]),
    ],
)
async def test_each_wrong_parameter_of_a_search_is_named(
    client: httpx.AsyncClient, query: str, names: list[str]
) -> None:
    answer = await client.get(f"/api/v1/zoeken?{query}")
    assert (answer.status_code, [one["naam"] for one in answer.json()["ongeldig"]]) == (400, names)


async def test_a_round_or_region_that_is_not_there_is_refused_by_name(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/zoeken?ronde=zzz&regio=zzz")
    assert (answer.status_code, {one["naam"] for one in answer.json()["ongeldig"]}) == (404, {"ronde", "regio"})
    empty = await client.get("/api/v1/zoeken?ronde=&regio=")
    assert (empty.status_code, [one["naam"] for one in empty.json()["ongeldig"]]) == (400, ["ronde", "regio"])


async def test_a_region_and_a_round_that_are_there_are_understood(
    client: httpx.AsyncClient, db: asyncpg.Connection
) -> None:
    town = await factories.municipality()
    await db.execute("UPDATE municipality SET labour_market_region = 'Haaglanden' WHERE id = $1", town)
    await PostgresEngine().rebuild(sources(), progress=lambda _: None)
    statistics.clear()
    answer = await client.get("/api/v1/zoeken?regio=haaglanden")
    assert (answer.status_code, answer.json()["aantal"]) == (200, 1)


async def test_each_find_has_its_thing_in_the_api(client: httpx.AsyncClient, db: asyncpg.Connection) -> None:
    town = await factories.municipality()
    await factories.partnership(town)
    side, _, one = await grouped()
    _, _, other = await grouped()
    await carried_out(await proposed(one, other), side)
    await PostgresEngine().rebuild(sources(), progress=lambda _: None)
    statistics.clear()
    found = (await client.get("/api/v1/zoeken?paginaGrootte=100")).json()["resultaten"]
    assert {one["soort"] for one in found} == {"idee", "groep", "gemeente", "verband"}
    for one in found:
        assert (await client.get(one["href"])).status_code == 200, one


def test_no_facet_kind_or_order_of_the_engine_is_missing() -> None:
    assert list(FILTERS["soort"].choices) == list(kinds_in_words())
    assert len(FILTERS) == len(FACETS)
    assert len(SORTS) == 3
