"""Each public collection, as it is declared: every order, filter and cursor is one that PostgreSQL carries out."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from innovatie.changes.asking import fields_of
from innovatie.changes.collection import Asked, Collection, Wanted, count, one, piece, pieces
from innovatie.infra.database import execute
from innovatie.insight.open_data.registry import BY_NAME, COLLECTIONS
from tests import factories
from tests.api.contract import document
from tests.factories import NOW

pytestmark = pytest.mark.anyio

each = pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda one: one.name)


def example(wanted: Wanted) -> str:
    return wanted.choices[0] if wanted.choices else "2000" if wanted.type != "text" else "GM0307"


@each
async def test_every_order_and_filter_is_one_that_the_database_knows(
    db: asyncpg.Connection, collection: Collection[Any]
) -> None:
    everything = {name: example(wanted) for name, wanted in collection.filters.items()}
    for order in collection.orders:
        for filters in ({}, everything):
            asked = Asked(now=NOW, order=order, filters=filters, since=NOW)
            assert len((await piece(collection, asked, limit=2)).items) <= 2
    assert not everything or await count(collection, Asked(now=NOW, filters=everything)) == 0
    assert await one(collection, "1", now=NOW) is None


@each
def test_every_field_is_described_in_dutch_and_is_a_column(collection: Collection[Any]) -> None:
    fields = msgspec.structs.fields(collection.item)
    schema = msgspec.json.schema(collection.item)["$defs"][collection.item.__name__]["properties"]
    assert [name for name, field in schema.items() if not field.get("description")] == []
    assert [field.name for field in fields if f" AS {field.name}" not in collection.sql] in (
        [],
        ["naam", "label", "voorbeelden"],
    )


@each
def test_each_thing_of_a_list_says_where_it_stands_in_the_api(collection: Collection[Any]) -> None:
    assert "href" in fields_of(collection)
    written = collection.path_of_one.split("{")[0]
    there = {re.sub(r"{.*?}", "{}", path) for path in document()["paths"]}
    assert re.sub(r"{.*?}", "{}", collection.path_of_one.removeprefix("/api/v1")) in there
    assert re.search(rf"'{written}' \|\| [^,]* AS href\b", collection.sql)


async def test_a_day_in_a_list_begins_at_midnight_in_the_netherlands(db: asyncpg.Connection) -> None:
    town = await factories.municipality()
    await execute("UPDATE municipality SET ended = $1 WHERE id = $2", date(2027, 7, 2), town)
    until = datetime(2027, 7, 1, 22, tzinfo=UTC)
    days = [
        await count(BY_NAME["gemeenten"], Asked(now=now, filters={"status": "opgeheven"}))
        for now in (until - timedelta(seconds=1), until)
    ]
    assert days[1] - days[0] == 1


async def plans(number: int) -> list[int]:
    town = await factories.municipality()
    return [await factories.idea(town) for _ in range(number)]


async def walked(client: httpx.AsyncClient, address: str) -> list[int]:
    met: list[int] = []
    following: str | None = address
    while following:
        body = (await client.get(following)).json()
        met += [item["nummer"] for item in body["resultaten"]]
        following = body["_links"].get("next", {}).get("href")
    return met


@pytest.mark.parametrize("order", ["nummer", "-nummer", "ingediendOp", "-ingediendOp"])
async def test_a_walk_by_cursor_meets_each_plan_once_in_every_order(client: httpx.AsyncClient, order: str) -> None:
    made = await plans(7)
    first = (await client.get(f"/api/v1/ideeen?sorteer={order}&paginaGrootte=3")).json()
    assert first["aantal"] == 7
    met = await walked(client, f"/api/v1/ideeen?sorteer={order}&paginaGrootte=3&na=" + cursor(first))
    assert sorted([item["nummer"] for item in first["resultaten"]] + met) == sorted(made)


def cursor(body: dict[str, Any]) -> str:
    return str(httpx.URL(body["_links"]["next"]["href"]).params["na"])


async def test_what_is_posted_during_a_walk_comes_at_the_end_and_nothing_comes_twice(client: httpx.AsyncClient) -> None:
    made = await plans(4)
    body = (await client.get("/api/v1/ideeen?sorteer=nummer&paginaGrootte=2")).json()
    met = [item["nummer"] for item in body["resultaten"]]
    made += await plans(2)
    met += await walked(client, f"/api/v1/ideeen?sorteer=nummer&paginaGrootte=2&na={cursor(body)}")
    assert met == made


async def test_pages_by_number_still_work(client: httpx.AsyncClient) -> None:
    made = await plans(3)
    body = (await client.get("/api/v1/ideeen?sorteer=nummer&paginaGrootte=2&pagina=2")).json()
    assert [item["nummer"] for item in body["resultaten"]] == made[2:]
    assert set(body["_links"]) == {"self", "prev"}


@each
async def test_every_list_gives_only_the_fields_that_are_asked_for(
    client: httpx.AsyncClient, collection: Collection[Any]
) -> None:
    names = fields_of(collection)
    answer = await client.get(f"{collection.path}?velden={names[-1]},%20{names[0]}&paginaGrootte=3")
    assert answer.status_code == 200
    assert [list(one) for one in answer.json()["resultaten"] if list(one) != [names[0], names[-1]]] == []
    told = (await client.get(f"{collection.path}?velden={names[0]},geheim")).json()["ongeldig"]
    assert "‘geheim’" in told[0]["reden"]


async def test_fields_go_along_to_the_next_piece_and_are_those_of_the_whole_thing(client: httpx.AsyncClient) -> None:
    town = await factories.municipality()
    made = [await factories.idea(town) for _ in range(3)]
    whole = (await client.get("/api/v1/ideeen?sorteer=nummer")).json()["resultaten"]
    piece = (
        await client.get("/api/v1/ideeen?sorteer=nummer&velden=ingediendOp,nummer,webpagina&paginaGrootte=2")
    ).json()
    rest = (await client.get(piece["_links"]["next"]["href"])).json()
    found = [*piece["resultaten"], *rest["resultaten"]]
    assert [one["nummer"] for one in found] == made
    assert found == [{name: one[name] for name in ("nummer", "ingediendOp", "webpagina")} for one in whole]


async def test_only_what_changed_since_a_moment(client: httpx.AsyncClient, db: asyncpg.Connection) -> None:
    made = await plans(2)
    await db.execute(
        "INSERT INTO public_change (resource, kind, object_id) VALUES ('idee', 'gewijzigd', $1)", str(made[1])
    )
    await db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    moment = await db.fetchval("SELECT changed_at FROM public_change WHERE object_id = $1", str(made[1]))
    for since, expected in ((moment, [made[1]]), (moment + timedelta(microseconds=1), [])):
        answer = await client.get("/api/v1/ideeen", params={"gewijzigdSinds": since.isoformat()})
        assert [item["nummer"] for item in answer.json()["resultaten"]] == expected


async def test_plans_of_a_municipality_and_with_words(client: httpx.AsyncClient, db: asyncpg.Connection) -> None:
    one_, other = await plans(1), await plans(1)
    code = await db.fetchval(
        "SELECT m.code FROM idea i JOIN municipality m ON m.id = i.municipality WHERE i.id = $1", other[0]
    )
    found = (await client.get(f"/api/v1/ideeen?gemeente={code}")).json()
    assert [item["nummer"] for item in found["resultaten"]] == other
    await db.execute("UPDATE idea SET title = 'Zwerfafval tellen' WHERE id = $1", one_[0])
    found = (await client.get("/api/v1/ideeen?q=TELLEN zwerf")).json()
    assert [item["nummer"] for item in found["resultaten"]] == one_


async def test_a_file_holds_all_of_a_collection_withdrawn_plans_too(db: asyncpg.Connection) -> None:
    made = await plans(3)
    await db.execute(
        "UPDATE idea SET state = 'ingetrokken', withdrawn_at = now(), withdraw_reason = 'x' WHERE id = $1", made[0]
    )
    await db.execute("UPDATE idea SET state = 'concept' WHERE id = $1", made[1])
    plans_ = COLLECTIONS[0]
    assert [item.nummer async for part in pieces(plans_, now=NOW) for item in part] == [made[0], made[2]]


async def test_a_municipality_has_its_address_in_the_register_of_the_government(
    client: httpx.AsyncClient, db: asyncpg.Connection
) -> None:
    town = await factories.municipality()
    await db.execute(
        "UPDATE municipality SET tooi_uri = 'https://identifier.overheid.nl/tooi/id/gemeente/gm0307' WHERE id = $1",
        town,
    )
    code = await db.fetchval("SELECT code FROM municipality WHERE id = $1", town)
    body = (await client.get(f"/api/v1/gemeenten/{code}")).json()
    assert body["uri"] == "https://identifier.overheid.nl/tooi/id/gemeente/gm0307"
    assert body["href"] == f"/api/v1/gemeenten/{code}"


async def test_a_group_names_its_plans_and_municipalities(client: httpx.AsyncClient, db: asyncpg.Connection) -> None:
    from innovatie.domain.authority import SYSTEM
    from innovatie.grouping.actions import found_group

    idea = (await plans(1))[0]
    group = await found_group(actor=SYSTEM, idea_id=idea, now=NOW)
    body = (await client.get(f"/api/v1/groepen/{group}")).json()
    code = await db.fetchval(
        "SELECT m.code FROM idea i JOIN municipality m ON m.id = i.municipality WHERE i.id = $1", idea
    )
    assert (body["plannen"], body["gemeentecodes"]) == ([idea], [code])
    assert (await client.get("/api/v1/groepen?minstens=2")).json()["resultaten"] == []


async def test_the_stream_tells_what_changed_and_where_it_is(client: httpx.AsyncClient, db: asyncpg.Connection) -> None:
    await db.execute(
        "INSERT INTO public_change (resource, kind, object_id) VALUES ('idee', 'geplaatst', '7'), ('ronde', 'geopend', '2026-1')"
    )
    await db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    body = (await client.get("/api/v1/wijzigingen?aantal=1")).json()
    assert [(one["van"], one["soort"], one["href"]) for one in body["resultaten"]] == [
        ("idee", "geplaatst", "/api/v1/ideeen/7")
    ]
    assert body["isBij"] is False
    rest = (await client.get(f"/api/v1/wijzigingen?na={body['na']}")).json()
    assert [one["href"] for one in rest["resultaten"]] == ["/api/v1/rondes/2026-1"]
    assert rest["isBij"] is True
    assert (await client.get(f"/api/v1/wijzigingen?na={rest['na']}")).json() == {
        "resultaten": [],
        "na": rest["na"],
        "isBij": True,
    }
    for asked in (f"na={rest['na'] + 1}", f"na={rest['na'] + 1}&van=idee"):  # of a copy of what was before a backup
        refused = await client.get(f"/api/v1/wijzigingen?{asked}")
        assert (refused.status_code, [one["naam"] for one in refused.json()["ongeldig"]]) == (404, ["na"])
    assert (await client.get(f"/api/v1/wijzigingen?na={rest['na']}&van=groep")).status_code == 200


async def test_a_municipality_is_found_by_each_way_of_writing_it(
    client: httpx.AsyncClient, db: asyncpg.Connection
) -> None:
    (plan,) = await plans(1)
    await plans(1)
    town = "(SELECT municipality FROM idea WHERE id = $1)"
    await db.execute(f"UPDATE municipality SET name = 'Súdwest-Fryslân' WHERE id = {town}", plan)
    code = await db.fetchval(f"SELECT code FROM municipality WHERE id = {town}", plan)
    for written in (code, code.lower(), "Súdwest-Fryslân", "gemeente sudwest fryslan"):
        found = (await client.get("/api/v1/ideeen", params={"gemeente": written})).json()
        assert [item["nummer"] for item in found["resultaten"]] == [plan], written


async def test_a_moment_whose_plus_became_a_blank_on_the_way_is_read(client: httpx.AsyncClient) -> None:
    await plans(1)
    answer = await client.get("/api/v1/ideeen?gewijzigdSinds=2026-11-30T09:00:00+01:00")
    assert (answer.status_code, answer.json()["aantal"]) == (200, 0)
