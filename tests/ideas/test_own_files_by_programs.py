"""The files of `/data` and the answers of the API go in again over the API, in each form, as they are."""

import csv
import io
import json

import httpx
import pytest
from python_calamine import CalamineWorkbook

from innovatie.domain.authority import Role
from innovatie.domain.idea_content import IdeaContent
from innovatie.ideas import actions
from tests import factories
from tests.factories import NOW
from tests.ideas.test_writing_by_programs import Bearer, bearer, code_of
from tests.tables.workbooks import ods, xlsx

__all__ = ["bearer"]

pytestmark = pytest.mark.anyio

ROWS = ("/data/ideeen.csv", "/data/ideeen.ods", "/ideeen/export.csv")
ADDRESSES = ("/data/ideeen.jsonl", "/api/v1/ideeen", *ROWS)
KINDS = ("application/octet-stream", "application/jsonl")
WAS, BECAME = "Té druk.", "Veel te druk."


async def two_plans() -> int:
    """Their municipality."""
    town = await factories.municipality("Eigenstad")
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    for title, problem in (('=Slim; "parkeren"', WAS), ("Deelfiets", "Iets.")):
        content = IdeaContent(title, "Kort.\n\n- een", problem, stage="plan", theme="mobiliteit", contact="Team")
        await actions.post(
            actor=servant, municipality_id=town, content=content, co_submitters=(), form_token=None, now=NOW
        )
    return town


async def sent(client: httpx.AsyncClient, token: dict[str, str], data: bytes, kind: str = KINDS[0]) -> tuple[int, ...]:
    answer = await client.post("/api/v1/ideeen/invoer?bron=terug", content=data, headers=token | {"Content-Type": kind})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    return told["nieuw"], told["gewijzigd"], told["gelijk"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("address", ["/data/ideeen.jsonl", "/api/v1/ideeen"])
async def test_json_of_ours_comes_back_without_a_change_and_with_one(
    client: httpx.AsyncClient, bearer: Bearer, address: str, kind: str
) -> None:
    token = await bearer(await two_plans())
    data = (await client.get(address)).content
    assert await sent(client, token, data, kind) == (0, 0, 2)
    assert await sent(client, token, data.replace(WAS.encode(), BECAME.encode()), kind) == (0, 1, 1)


@pytest.mark.parametrize("address", ROWS)
async def test_a_table_of_ours_comes_back_as_it_is_and_as_each_spreadsheet(
    client: httpx.AsyncClient, bearer: Bearer, address: str
) -> None:
    token = await bearer(await two_plans())
    data = (await client.get(address)).content
    assert await sent(client, token, data) == (0, 0, 2)
    if address.endswith("csv"):
        rows: list[list[object]] = [[*row] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")]
    else:
        rows = [[*row] for row in CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()]
    assert await sent(client, token, xlsx(rows)) == (0, 0, 2)
    assert await sent(client, token, ods(rows)) == (0, 0, 2)
    changed = [[BECAME if cell == WAS else cell for cell in row] for row in rows]
    assert await sent(client, token, xlsx(changed)) == (0, 1, 1)


async def test_one_plan_of_the_api_comes_back_and_a_document_on_more_lines_too(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    token = await bearer(await two_plans())
    listed = (await client.get("/api/v1/ideeen")).json()
    one = (await client.get(f"/api/v1/ideeen/{listed['resultaten'][0]['nummer']}")).content
    assert await sent(client, token, one) == (0, 0, 1)
    assert await sent(client, token, json.dumps(listed, indent=2).encode()) == (0, 0, 2)


@pytest.mark.parametrize("address", ADDRESSES)
async def test_another_municipality_changes_nothing_with_our_file(
    client: httpx.AsyncClient, bearer: Bearer, address: str
) -> None:
    await two_plans()
    stranger = await factories.municipality("Elders")
    token = await bearer(stranger)
    data = (await client.get(address)).content.replace(WAS.encode(), BECAME.encode())
    answer = await client.post(
        f"/api/v1/ideeen/invoer?bron=terug&gemeentecode={await code_of(stranger)}",
        content=data,
        headers=token | {"Content-Type": KINDS[0]},
    )
    (wrong,) = answer.json()["ongeldig"]
    assert (answer.status_code, wrong["naam"]) == (400, "nummer")
    assert "staat een plan van een andere gemeente" in wrong["reden"]
    assert BECAME not in (await client.get("/api/v1/ideeen")).text
