"""The collections as files and in the catalogue: what people, data portals and programs find at /data."""

import csv
import gzip
import io
import json
import re
import zipfile
from typing import Any

import asyncpg
import httpx
import pytest
from lxml import etree

from innovatie.adoption.actions import follow
from innovatie.domain.authority import SYSTEM
from innovatie.insight.open_data.registry import COLLECTIONS
from innovatie.insight.open_data.rows import columns
from tests import factories

pytestmark = pytest.mark.anyio


async def plans(number: int, db: asyncpg.Connection) -> list[int]:
    town = await factories.municipality()
    made = [await factories.idea(town) for _ in range(number)]
    await db.execute("UPDATE idea SET title = '=1+1', summary = E'twee\\nregels; \"zo\"' WHERE id = $1", made[0])
    return made


async def test_a_csv_holds_what_the_list_of_the_api_holds(client: httpx.AsyncClient, db: asyncpg.Connection) -> None:
    made = await plans(3, db)
    answer = await client.get("/data/ideeen.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    listed = (await client.get("/api/v1/ideeen?sorteer=nummer")).json()["resultaten"]
    assert [int(row["nummer"]) for row in rows] == made
    assert list(rows[0]) == list(listed[0])
    assert (rows[0]["titel"], rows[0]["samenvatting"]) == ("'=1+1", 'twee\nregels; "zo"')
    assert rows[1]["ingediendOp"] == listed[1]["ingediendOp"]
    assert rows[1]["webpagina"].endswith(listed[1]["webpagina"]["href"])
    assert "contact" not in rows[0]


async def test_json_lines_are_the_things_of_the_api(client: httpx.AsyncClient, db: asyncpg.Connection) -> None:
    await plans(2, db)
    lines = (await client.get("/data/ideeen.jsonl")).text.splitlines()
    assert [json.loads(line) for line in lines] == (await client.get("/api/v1/ideeen?sorteer=nummer")).json()[
        "resultaten"
    ]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
async def test_a_file_can_be_had_packed(client: httpx.AsyncClient, db: asyncpg.Connection, ending: str) -> None:
    await plans(2, db)
    packed = await client.get(f"/data/ideeen.{ending}.gz")
    assert (packed.status_code, packed.headers["content-type"]) == (200, "application/gzip")
    assert "content-encoding" not in packed.headers
    plain = await client.get(f"/data/ideeen.{ending}")
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers.get("link") == plain.headers.get("link")
    assert (await client.head(f"/data/ideeen.{ending}.gz")).status_code == 200
    again = await client.get(f"/data/ideeen.{ending}.gz", headers={"If-None-Match": packed.headers["etag"]})
    assert (again.status_code, (await client.get("/data/ideeen.ods.gz")).status_code) == (304, 404)


async def test_a_sheet_has_a_row_for_each_thing(client: httpx.AsyncClient, db: asyncpg.Connection) -> None:
    await plans(2, db)
    sheet = zipfile.ZipFile(io.BytesIO((await client.get("/data/ideeen.ods")).content)).read("content.xml")
    assert sheet.count(b"<table:table-row>") == 3


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda one: one.name)
async def test_the_columns_of_each_csv_are_told_beside_it(client: httpx.AsyncClient, collection: Any) -> None:
    answer = await client.get(f"/data/{collection.name}.csv")
    header = answer.content.decode("utf-8-sig").split("\r\n")[0].split(";")
    beside = re.fullmatch(
        r'<http[^>]*(/data/[^>]*)>; rel="describedby"; type="application/csvm\+json"', answer.headers["link"]
    )
    assert beside is not None
    told = await client.get(beside[1])
    assert told.headers["content-type"] == "application/csvm+json"
    described = told.json()["tableSchema"]["columns"]
    assert [one["name"] for one in described] == header
    assert [one["name"] for one in described if not one["dc:description"]] == []
    assert told.json()["dialect"]["delimiter"] == ";"
    # Readers of CSVW take the mark of Excel for a part of the first header: they pass that line over.
    assert (told.json()["dialect"]["header"], told.json()["dialect"]["skipRows"]) == (False, 1)
    assert told.json()["tableSchema"]["aboutUrl"].removeprefix("http://127.0.0.1:8000") == collection.path_of_one


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/ld+json, text/html;q=0.5", "application/ld+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("application/rdf+xml", "text/html; charset=utf-8"),
    ],
)
async def test_the_page_of_the_data_is_the_catalogue_for_who_asks_for_that(
    client: httpx.AsyncClient, db: asyncpg.Connection, accept: str, kind: str
) -> None:
    answer = await client.get("/data", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert "Accept" in answer.headers["vary"].split(", ")


def test_dates_numbers_and_lists_are_told_as_such() -> None:
    told = {column.name: (column.datatype, column.listed) for column in columns(COLLECTIONS[0])}
    assert told["nummer"] == ("integer", False)
    assert told["geplandeStartDatum"] == ("date", False)
    assert told["ingediendOp"] == ("dateTime", False)
    assert told["deelnemendeGemeentecodes"] == ("string", True)
    assert told["webpagina"] == ("anyURI", False)


@pytest.mark.parametrize("file", ["personen.csv", "ideeen.exe", "ideeen", "ideeen.csv.csv", "ideeen.ods-metadata.json"])
async def test_a_file_that_is_not_there_is_not_found(client: httpx.AsyncClient, file: str) -> None:
    assert (await client.get(f"/data/{file}")).status_code == 404


async def test_every_address_in_the_catalogue_answers(client: httpx.AsyncClient) -> None:
    graph = (await client.get("/data/catalogus.jsonld")).json()["@graph"]
    named = {node["@id"] for node in graph}
    kinds = [node["@type"] for node in graph]
    assert kinds.count("dcat:Dataset") == len(COLLECTIONS)
    assert kinds.count("dcat:Distribution") == 3 * len(COLLECTIONS)
    for node in graph:
        for predicate in (
            "dcat:dataset",
            "dcat:distribution",
            "dct:publisher",
            "dcat:contactPoint",
            "dcat:accessService",
        ):
            assert {one["@id"] for one in node.get(predicate, [])} <= named
        for predicate in ("dcat:downloadURL", "dct:conformsTo", "dcat:endpointDescription"):
            for one in node.get(predicate, []):
                assert (await client.head(httpx.URL(one["@id"]).path)).status_code == 200, one


OBLIGED = {
    "dcat:Catalog": "dct:title dct:description dct:publisher dcat:contactPoint dcat:dataset",
    "dcat:Dataset": "dct:title dct:description dct:identifier dct:publisher dct:creator dcat:contactPoint dcat:theme dct:accessRights",
    "dcat:Distribution": "dcat:accessURL dct:license",
    "dcat:DataService": (
        "dct:title dct:description dct:identifier dct:publisher dcat:contactPoint dcat:endpointURL"
        " dcat:endpointDescription dcat:theme dct:accessRights dct:license"
    ),
}
"""What DCAT-AP-NL 3.0 obliges each kind of thing to say."""


async def test_each_thing_of_the_catalogue_says_what_it_must(client: httpx.AsyncClient) -> None:
    graph = (await client.get("/data/catalogus.jsonld")).json()["@graph"]
    missing = [
        (node["@id"], predicate)
        for node in graph
        for predicate in OBLIGED.get(node["@type"], "").split()
        if not node.get(predicate)
    ]
    assert missing == []
    turtle = (await client.get("/data/catalogus.ttl")).text
    assert turtle.count(" a dcat:Dataset") == len(COLLECTIONS)


async def test_the_page_names_licence_publisher_contact_and_columns(client: httpx.AsyncClient) -> None:
    page = (await client.get("/data")).text
    for words in (
        "CC0 1.0",
        "Vereniging van Nederlandse Gemeenten",
        "mailto:",
        "deelnemendeGemeentecodes",
        "/data/groepen.ods",
    ):
        assert words in page


async def test_the_beginning_of_the_api_leads_to_every_list(client: httpx.AsyncClient) -> None:
    body = (await client.get("/api/v1")).json()
    assert [one["naam"] for one in body["lijsten"]] == [one.name for one in COLLECTIONS]
    for one in body["lijsten"]:
        assert (await client.get(one["href"])).status_code == 200
    catalog = await client.get("/.well-known/api-catalog")
    assert catalog.headers["content-type"].startswith("application/linkset+json")
    assert catalog.json()["linkset"][0]["service-desc"][0]["href"].endswith("/api/v1/openapi.json")


async def test_the_map_of_the_site_leads_to_pages(client: httpx.AsyncClient, db: asyncpg.Connection) -> None:
    made = await plans(2, db)
    assert "/sitemap.xml" in (await client.get("/robots.txt")).text
    assert "/api/v1/ideeen" in (await client.get("/llms.txt")).text

    def addresses(answer: httpx.Response) -> list[str]:
        return [httpx.URL(one).path for one in etree.fromstring(answer.content).xpath("//*[local-name()='loc']/text()")]

    maps = addresses(await client.get("/sitemap.xml"))
    assert "/sitemap/ideeen-1.xml" in maps
    assert addresses(await client.get("/sitemap/ideeen-1.xml")) == [f"/ideeen/{one}" for one in made]
    solution = await follow(actor=SYSTEM, title="Lakken", summary="", theme="", now=factories.NOW)
    assert addresses(await client.get("/sitemap/overname-1.xml")) == [f"/overname/{solution}"]
    assert {(await client.get(one)).status_code for one in maps} == {200}
    for page in addresses(await client.get("/sitemap/bladzijden-1.xml")):
        assert (await client.get(page)).status_code == 200, page
    for wrong in ("ideeen-0.xml", "ideeen-x.xml", "personen-1.xml", "ideeen-1"):
        assert (await client.get(f"/sitemap/{wrong}")).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/data/catalogus.ttl",
        "/data/catalogus.jsonld",
        "/data/ideeen.csv-metadata.json",
        "/winnaars/atom.xml",
        "/themas/veiligheid/atom.xml",
        "/sitemap.xml",
        "/data/ideeen.csv",
        "/llms.txt",
    ],
)
async def test_what_programs_fetch_again_and_again_has_one_character_set_and_is_not_sent_twice(
    client: httpx.AsyncClient, address: str
) -> None:
    answer = await client.get(address)
    assert (answer.status_code, answer.headers["content-type"].count("charset")) in {(200, 0), (200, 1)}
    again = await client.get(address, headers={"If-None-Match": f'W/{answer.headers["etag"]}, "x"'})
    assert (again.status_code, again.content) == (304, b"")
    other = await client.get(address, headers={"If-None-Match": '"x"'})
    assert (other.status_code, other.content) == (200, answer.content)


@pytest.mark.parametrize(
    "path",
    [
        "/data/ideeen.csv",
        "/data/catalogus.ttl",
        "/data/nietbestaand.csv",
        "/winnaars/winnaars.ods",
        "/winnaars/atom.xml",
        "/themas/dienstverlening/atom.xml",
        "/.well-known/api-catalog",
    ],
)
async def test_a_page_of_another_site_may_ask_for_a_file_and_read_what_it_gets(
    client: httpx.AsyncClient, path: str
) -> None:
    asked = {"Origin": "https://elders.nl", "Access-Control-Request-Method": "GET"}
    first = await client.request("OPTIONS", path, headers=asked | {"Access-Control-Request-Headers": "If-None-Match"})
    assert (first.status_code, first.headers["access-control-allow-methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "If-None-Match" in first.headers["access-control-allow-headers"]
    read = await client.get(path, headers={"Origin": "https://elders.nl"})
    assert {one.headers["access-control-allow-origin"] for one in (first, read)} == {"*"}
    assert "ETag" in read.headers["access-control-expose-headers"]


async def test_a_page_of_another_site_may_not_read_the_pages_of_a_person(client: httpx.AsyncClient) -> None:
    for path in ("/", "/data", "/account", "/mijn-werk"):
        for method in ("OPTIONS", "GET"):
            answer = await client.request(method, path, headers={"Origin": "https://elders.nl"})
            assert "access-control-allow-origin" not in answer.headers, path
