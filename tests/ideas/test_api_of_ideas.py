"""Ideas for programs."""

import csv
import io

import httpx
import pytest

from innovatie.infra.database import execute
from tests import factories

pytestmark = pytest.mark.anyio


async def test_the_list_is_filtered_and_paged_with_links(client: httpx.AsyncClient) -> None:
    town = await factories.municipality("Delft", province="Zuid-Holland")
    for number in range(3):
        await factories.idea(town, title=f"Fietspad {number}", theme="mobiliteit")
    await factories.idea(
        await factories.municipality("Ede", province="Gelderland"), title="Bomen", theme="openbare-ruimte"
    )
    first = (await client.get("/api/v1/ideeen", params={"thema": "mobiliteit", "paginaGrootte": 2})).json()
    assert first["aantal"] == 3
    assert [one["titel"] for one in first["resultaten"]] == ["Fietspad 2", "Fietspad 1"]
    second = (await client.get(first["_links"]["next"]["href"])).json()
    assert [one["titel"] for one in second["resultaten"]] == ["Fietspad 0"]
    assert "next" not in second["_links"]
    found = (await client.get("/api/v1/ideeen", params={"q": "bomen", "provincie": "Gelderland"})).json()
    assert [one["gemeente"] for one in found["resultaten"]] == ["Ede"]
    assert (await client.get("/api/v1/ideeen", params={"q": "100%_"})).json()["aantal"] == 0


async def test_one_idea_tells_all_and_a_draft_nothing(client: httpx.AsyncClient) -> None:
    town = await factories.municipality("Delft")
    number = await factories.idea(town, title="Fietspad")
    draft = await factories.idea(town, title="Geheim", state="concept")
    told = (await client.get(f"/api/v1/ideeen/{number}")).json()
    assert (told["titel"], told["status"], [one["naam"] for one in told["deelnemers"]]) == (
        "Fietspad",
        "ingediend",
        ["Delft"],
    )
    assert told["webpagina"]["href"] == f"/ideeen/{number}-fietspad"
    for path in (f"/api/v1/ideeen/{draft}", "/api/v1/ideeen/999999", "/api/v1/ideeen/99999999999999999999"):
        answer = await client.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"] == "application/problem+json"
    listed = (await client.get("/api/v1/ideeen")).json()
    assert [one["titel"] for one in listed["resultaten"]] == ["Fietspad"]


@pytest.mark.parametrize(
    "query",
    [
        {"thema": "onzin"},
        {"stadium": "onzin"},
        {"status": "concept"},
        {"jaar": "nul"},
        {"jaar": "3000"},
        {"pagina": "0"},
    ],
)
async def test_a_wrong_parameter_is_a_400_with_the_reason(client: httpx.AsyncClient, query: dict[str, str]) -> None:
    answer = await client.get("/api/v1/ideeen", params=query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_csv_holds_the_same_rows_and_no_formulas(client: httpx.AsyncClient) -> None:
    town = await factories.municipality("Delft")
    number = await factories.idea(town, title='=1+1;"x"', summary="regel 1\nregel 2")
    await factories.idea(town, title="Concept", state="concept")
    await execute("UPDATE idea SET cost_euro = 100 WHERE id = $1", number)
    answer = await client.get("/ideeen/export.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == 1
    assert rows[0]["titel"] == '\'=1+1;"x"'
    assert rows[0]["samenvatting"] == "regel 1\nregel 2"
    assert (rows[0]["nummer"], rows[0]["kosten in euro"], rows[0]["gemeente"]) == (str(number), "100", "Delft")
