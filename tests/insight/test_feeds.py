"""Feeds and linked data: what readers and search engines get of each public page, whatever is typed in a text."""

import json
import re
from typing import Any

import asyncpg
import httpx
import pytest
from lxml import etree

from innovatie.adoption import actions as adoption
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.phases import Phase
from innovatie.grouping.actions import found_group
from innovatie.insight.feeds.pages import DECLARED
from innovatie.search import statistics
from innovatie.search.postgres import PostgresEngine
from innovatie.search.sources import sources
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.anyio

ATOM = {"a": "http://www.w3.org/2005/Atom"}
TITLE = "Wegen </script> & <b>zien</b>\x0b"


async def world(db: asyncpg.Connection) -> dict[str, str]:
    """A plan of Delft in a group and a round: the address of each page by the route that its feed follows."""
    town = await factories.municipality("Delft")
    round_id = await factories.round_in(Phase.SUBMIT)
    plan = await factories.idea(town, title=TITLE, theme="mobiliteit", round=round_id)
    group = await found_group(actor=SYSTEM, idea_id=plan, now=NOW)
    code = await db.fetchval("SELECT code FROM municipality WHERE id = $1", town)
    round_code = await db.fetchval("SELECT code FROM round WHERE id = $1", round_id)
    await PostgresEngine().rebuild(sources(), progress=lambda _: None)
    statistics.clear()
    return {
        "/ideeen": "/ideeen",
        "/groepen": "/groepen",
        "/groepen/{segment:str}": f"/groepen/{group}",
        "/gemeenten/{segment:str}": f"/gemeenten/{code}",
        "/rondes/{code:str}": f"/rondes/{round_code}",
        "/themas/{slug:str}": "/themas/mobiliteit",
        "/zoeken": "/zoeken?q=wegen&thema=mobiliteit",
        "plan": f"/ideeen/{plan}",
    }


def read(answer: httpx.Response) -> etree._Element:
    assert answer.headers["content-type"].startswith("application/atom+xml"), answer.text[:200]
    return etree.fromstring(answer.content)


async def test_each_page_with_a_feed_names_it_and_it_holds_what_the_page_shows(
    client: httpx.AsyncClient, db: asyncpg.Connection
) -> None:
    pages = await world(db)
    for declared in DECLARED:
        page = await client.get(pages[declared.page], follow_redirects=True)
        named = etree.HTML(page.text).xpath("//head/link[@rel='alternate'][@type='application/atom+xml']/@href")
        assert len(named) == 1, declared.page
        answer = await client.get(named[0])
        feed = read(answer)
        assert feed.find("a:link[@rel='self']", ATOM).get("href").endswith(named[0].replace("&amp;", "&"))
        for name in ("title", "id", "updated", "author/a:name"):
            assert feed.findtext(f"a:{name}", "", ATOM), (declared.page, name)
        names = [one.findtext("a:id", "", ATOM) for one in feed.findall("a:entry", ATOM)]
        assert len(names) == len(set(names)) >= 1, declared.page
        assert pages["plan"] in "".join(names) or declared.page == "/groepen"
        moments = [one.findtext("a:updated", "", ATOM) for one in feed.findall("a:entry", ATOM)]
        assert moments == sorted(moments, reverse=True)
        for link in feed.xpath("//a:link[@rel='alternate']/@href", namespaces=ATOM):
            assert (await client.get(link, follow_redirects=True)).status_code == 200, link
        assert (await client.get(named[0], headers={"If-None-Match": answer.headers["etag"]})).status_code == 304


async def test_the_feed_of_a_round_tells_its_course_and_no_names(
    client: httpx.AsyncClient, db: asyncpg.Connection
) -> None:
    pages = await world(db)
    feed = read(await client.get(pages["/rondes/{code:str}"] + "/atom.xml"))
    assert "De fase inzenden is geopend" in [one.text for one in feed.findall("a:entry/a:title", ATOM)]
    draft = await factories.round_in(None)
    code = await db.fetchval("UPDATE round SET published_at = NULL WHERE id = $1 RETURNING code", draft)
    assert (await client.get(f"/rondes/{code}/atom.xml")).status_code == 404


async def test_the_feed_of_a_municipality_tells_what_it_said_of_a_solution(
    client: httpx.AsyncClient, db: asyncpg.Connection
) -> None:
    town = await factories.municipality("Delft")
    solution = await adoption.follow(
        actor=SYSTEM, title="Slim strooien", summary="Sensoren.", theme="openbare-ruimte", now=NOW
    )
    speaker = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    await adoption.report(
        actor=speaker, solution_id=solution, municipality_id=town, stage=Stage.IN_USE, on=NOW.date(), now=NOW
    )
    code = await db.fetchval("SELECT code FROM municipality WHERE id = $1", town)
    feed = read(await client.get(f"/gemeenten/{code}/atom.xml"))
    assert [one.text for one in feed.findall("a:entry/a:title", ATOM)] == ["Slim strooien: in gebruik"]


@pytest.mark.parametrize(
    "path", ["/groepen/999999", "/groepen/x", "/gemeenten/GM9999", "/rondes/geen", "/themas/magie"]
)
async def test_there_is_no_feed_of_what_does_not_exist(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"{path}/atom.xml")).status_code == 404


def told(page: httpx.Response) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, flags=re.DOTALL)
    found: dict[str, Any] = json.loads(text)
    assert found["@context"] == "https://schema.org"
    return found


@pytest.mark.parametrize(
    ("page", "kind", "fields"),
    [
        ("plan", "CreativeWork", {"name", "url", "datePublished", "creator", "license"}),
        ("/groepen/{segment:str}", "Collection", {"name", "url", "collectionSize"}),
        ("/gemeenten/{segment:str}", "GovernmentOrganization", {"name", "url", "identifier"}),
        ("/rondes/{code:str}", "Event", {"name", "url", "startDate", "location", "organizer"}),
    ],
)
async def test_each_page_tells_programs_what_it_is_about(
    client: httpx.AsyncClient, db: asyncpg.Connection, page: str, kind: str, fields: set[str]
) -> None:
    found = told(await client.get((await world(db))[page], follow_redirects=True))
    assert (found["@type"], fields - set(found)) == (kind, set())
    assert (await client.get(found["url"])).status_code == 200
    if kind == "CreativeWork":
        assert found["name"] == TITLE


async def test_the_catalogue_is_told_with_every_dataset_and_file(client: httpx.AsyncClient) -> None:
    found = told(await client.get("/data"))
    assert found["@type"] == "DataCatalog"
    for dataset in found["dataset"]:
        assert len(dataset["description"]) >= 50, "what search engines for data ask at least"
        assert {"name", "license", "creator", "distribution"} <= set(dataset)
    files = [file["contentUrl"] for dataset in found["dataset"] for file in dataset["distribution"]]
    assert (await client.head(files[0])).status_code == 200
    assert len(files) == len(set(files)) > 20


async def test_the_site_says_what_software_it_is(client: httpx.AsyncClient) -> None:
    answer = await client.get("/publiccode.yml")
    assert answer.headers["content-type"].startswith("application/yaml")
    assert "\nname: Innovatie\n" in answer.text
    assert "/publiccode.yml" in (await client.get("/data")).text
