"""Parameters of a list that are wrong, that name nothing, or that do not go together; and moments far away."""

import base64
from typing import Any

import httpx
import pytest

from innovatie.changes.collection import Collection
from tests.changes.test_collections import each, plans

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("onbekend=1", ["onbekend"]),
        ("page=2&rows=1", ["page", "rows"]),
        ("pagina=2&pagina=3", ["pagina"]),
        ("pagina=0&paginaGrootte=101", ["pagina", "paginaGrootte"]),
        ("sorteer=titel", ["sorteer"]),
        ("thema=Narnia&stadium=klaar&provincie=Narnia&status=concept", ["thema", "stadium", "provincie", "status"]),
        ("jaar=1989", ["jaar"]),
        ("gewijzigdSinds=gisteren", ["gewijzigdSinds"]),
        ("gewijzigdSinds=2026-11-30T09:00:00", ["gewijzigdSinds"]),
        ("q=%00", ["q"]),
        ("velden=titel,naam,kleur", ["velden"]),
        ("velden=", ["velden"]),
    ],
)
async def test_each_wrong_or_unknown_parameter_is_named(
    client: httpx.AsyncClient, query: str, names: list[str]
) -> None:
    answer = await client.get(f"/api/v1/ideeen?{query}")
    assert answer.status_code == 400
    assert [wrong["naam"] for wrong in answer.json()["ongeldig"]] == names


@pytest.mark.parametrize(
    ("query", "status", "names"),
    [
        ("pagina=1&na=abc", 409, ["pagina"]),  # each is right, both are not
        ("na=abc", 404, ["na"]),
        ("na=WyJudW1tZXIiLCIxIl0", 404, ["na"]),
        ("na=WyL_Il0", 404, ["na"]),  # a byte that is no UTF-8
        ("gemeente=GM9999", 404, ["gemeente"]),
        ("gemeente=GM9999&na=abc&pagina=1", 409, ["gemeente", "pagina"]),
        ("gemeente=GM9999&jaar=1989", 400, ["gemeente", "jaar"]),
    ],
)
async def test_what_no_description_can_say_has_a_status_of_its_own(
    client: httpx.AsyncClient, query: str, status: int, names: list[str]
) -> None:
    answer = await client.get(f"/api/v1/ideeen?{query}")
    assert (answer.status_code, sorted(wrong["naam"] for wrong in answer.json()["ongeldig"])) == (status, names)
    assert answer.json()["title"] != "Er is intussen iets veranderd"


@pytest.mark.parametrize("moment", ["0026-11-30T09:00:00Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:00"])
async def test_a_moment_far_away_is_before_everything_or_after_it(client: httpx.AsyncClient, moment: str) -> None:
    made = await plans(1)
    answer = await client.get("/api/v1/ideeen", params={"gewijzigdSinds": moment})
    seen = [item["nummer"] for item in answer.json()["resultaten"]]
    assert (answer.status_code, set(seen) <= set(made)) == (200, True)
    assert not seen or moment < "2"


@pytest.mark.parametrize(
    "forged", ['["-ingediendOp","gisteren","1"]', '["-ingediendOp","2026-01-01","99999999999999999"]', "[1]", "[]"]
)
async def test_a_cursor_with_another_value_in_it_is_refused(client: httpx.AsyncClient, forged: str) -> None:
    answer = await client.get("/api/v1/ideeen?na=" + base64.urlsafe_b64encode(forged.encode()).decode().rstrip("="))
    assert (answer.status_code, [one["naam"] for one in answer.json()["ongeldig"]]) == (404, ["na"])


@each
async def test_a_filter_on_what_does_not_exist_is_refused_by_name(
    client: httpx.AsyncClient, collection: Collection[Any]
) -> None:
    for name in sorted({"gemeente", "ronde"} & set(collection.filters)):
        answer = await client.get(collection.path, params={name: "Nergenshuizen"})
        assert (answer.status_code, [one["naam"] for one in answer.json()["ongeldig"]]) == (404, [name])


@each
async def test_a_filter_without_a_value_does_not_give_everything(
    client: httpx.AsyncClient, collection: Collection[Any]
) -> None:
    for name in collection.filters:
        for empty in ("", " "):
            answer = await client.get(collection.path, params={name: empty})
            assert (answer.status_code, [one["naam"] for one in answer.json()["ongeldig"]]) == (400, [name])
