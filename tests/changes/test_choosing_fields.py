"""`velden`: of one thing in the API, as of a list, only the fields that a reader asks for."""

import asyncpg
import httpx
import pytest

from innovatie.adoption.actions import follow
from innovatie.domain.authority import SYSTEM
from innovatie.infra.database import fetch_value
from tests import factories
from tests.api.contract import document
from tests.factories import NOW

pytestmark = pytest.mark.anyio

ONE_THING = (
    "gemeente", "groep", "idee", "melding", "overname", "ronde", "samenwerkingsverband", "stand", "thema", "uitslag",
    "winnaar",
)  # fmt: skip


def test_of_one_thing_fields_can_be_chosen_as_of_a_list() -> None:
    found = {
        operation["operationId"]: {one["name"] for one in operation.get("parameters", [])}
        for item in document()["paths"].values()
        for method, operation in item.items()
        if method == "get"
    }
    assert [name for name in ONE_THING if "velden" not in found[name]] == []


async def test_chosen_fields_are_all_that_comes_and_an_unknown_one_is_named(
    client: httpx.AsyncClient, db: asyncpg.Connection
) -> None:
    idea = await factories.idea(await factories.municipality())
    solution = await follow(actor=SYSTEM, title="Lakken", summary="", theme="", now=NOW)
    town = await fetch_value("SELECT code FROM municipality")
    for address, fields in (
        (f"ideeen/{idea}", ["nummer", "titel"]),
        (f"gemeenten/{town}", ["code", "uri"]),
        (f"overname/{solution}", ["titel", "perStap", "verloop"]),
        ("themas/mobiliteit", ["aantalPlannen"]),
    ):
        whole = await client.get(f"/api/v1/{address}")
        some = await client.get(f"/api/v1/{address}", params={"velden": ",".join(fields)})
        assert some.json() == {name: whole.json()[name] for name in fields}
        assert some.headers["etag"] != whole.headers["etag"]
        wrong = await client.get(f"/api/v1/{address}", params={"velden": "titel,onzin"})
        assert (wrong.status_code, [one["naam"] for one in wrong.json()["ongeldig"]]) == (400, ["velden"])
