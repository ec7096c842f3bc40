"""The page of a theme: what there is, with and without data, and its feed."""

from xml.etree import ElementTree

import httpx
import pytest
from lxml import html

from innovatie.domain.themes import THEMES
from tests import factories

pytestmark = pytest.mark.anyio


async def test_a_theme_shows_its_own_plans_and_who_knows_and_nothing_of_another(client: httpx.AsyncClient) -> None:
    delft, ede = await factories.municipality("Delft"), await factories.municipality("Ede")
    await factories.idea(delft, title="Slimme camera", theme="veiligheid")
    await factories.idea(ede, title="Bomen tellen", theme="openbare-ruimte")
    await factories.idea(ede, title="Geheim concept", theme="veiligheid", state="concept")
    page = (await client.get("/themas/veiligheid")).text
    assert "Slimme camera" in page
    assert "Bomen tellen" not in page
    assert "Geheim concept" not in page
    tree = html.fromstring(page)
    assert tree.xpath("//*[@class='hex-map']/@aria-label") == ["1 gemeente werkt aan dit thema"]
    assert [link.text for link in tree.xpath("//ul[@class='town-counts']//a")] == ["Delft"]


@pytest.mark.parametrize("slug", [theme.slug for theme in THEMES][:2])
async def test_a_theme_without_plans_invites(client: httpx.AsyncClient, slug: str) -> None:
    page = await client.get(f"/themas/{slug}")
    assert page.status_code == 200
    assert "Misschien bent u de eerste." in page.text


async def test_a_theme_that_is_not_there_is_an_ordinary_no(client: httpx.AsyncClient) -> None:
    for piece in ("", "/atom.xml", "/afbeelding.png"):
        assert (await client.get(f"/themas/magie{piece}")).status_code == 404


async def test_the_feed_of_a_theme_holds_its_plans(client: httpx.AsyncClient) -> None:
    await factories.idea(await factories.municipality("Delft"), title="Wijk <veilig> & wel", theme="veiligheid")
    answer = await client.get("/themas/veiligheid/atom.xml")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert [one.text for one in feed.findall("a:entry/a:title", space)] == ["Wijk <veilig> & wel"]
    assert [one.text for one in feed.findall("a:entry/a:author/a:name", space)] == ["Delft"]
