"""A solution on other sites and in other systems: frames, oEmbed, the Softwarecatalogus and publiccode.yml."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest
import yaml
from lxml import etree

from innovatie.adoption import actions
from innovatie.adoption.in_their_systems import STATUS
from innovatie.adoption.sources.reading import read
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM, Role
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.anyio

TITLE = 'Slim "strooien" <b>&'


async def spread(*stages: tuple[str, Stage]) -> int:
    """A solution, and where each municipality said to stand on 1 October."""
    solution = await actions.follow(actor=SYSTEM, title=TITLE, summary="Sensoren.", theme="openbare-ruimte", now=NOW)
    for name, stage in stages:
        town = await factories.municipality(name)
        speaker = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
        before = [Stage.IN_USE] if stage is Stage.STOPPED else []
        for place, said in enumerate([*before, stage]):
            await actions.report(
                actor=speaker, solution_id=solution, municipality_id=town, stage=said,
                on=date(NOW.year - 1, 10, 1 + place), now=NOW,
                details=actions.Details(reason="Wij stopten omdat het niet werkte.") if said is Stage.STOPPED else None,
            )  # fmt: skip
    return solution


async def test_only_the_pages_for_frames_may_be_framed_and_they_run_nothing(client: httpx.AsyncClient) -> None:
    solution = await spread(("Delft", Stage.IN_USE), ("Goes", Stage.EXPLORING))
    for what, has_map in (("kaart", True), ("getal", False)):
        answer = await client.get(f"/overname/{solution}/inbedden?toon={what}")
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors *" in policy
        assert "script-src" not in policy and policy.startswith("default-src 'none'")
        assert "x-frame-options" not in answer.headers
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "public, max-age=300"
        page = etree.HTML(answer.text)
        assert page.xpath("//script | //form | //@onclick | //@style") == []
        assert "".join(page.xpath("//h1//text()")) == TITLE
        assert "".join(page.xpath("//p[@class='embedded__number']//text()")).split()[0] == "1"
        assert bool(page.xpath("//svg")) is has_map
    for path in (f"/overname/{solution}/gemeenten", "/", "/overname", "/data", "/oembed"):
        other = await client.get(path, follow_redirects=True)
        assert "frame-ancestors 'none'" in other.headers["content-security-policy"], path
        assert other.headers["x-frame-options"] == "DENY", path
    assert (await client.get(f"/overname/{solution}/inbedden?toon=alles")).status_code == 404


async def test_a_program_learns_how_to_show_the_page_of_a_solution(client: httpx.AsyncClient) -> None:
    solution = await spread(("Delft", Stage.IN_USE))
    page = await client.get(f"/overname/{solution}", follow_redirects=True)
    (address,) = etree.HTML(page.text).xpath("//head/link[@type='application/json+oembed']/@href")
    told = (await client.get(address)).json()
    assert (told["type"], told["version"], told["title"]) == ("rich", "1.0", TITLE)
    (framed,) = etree.HTML(told["html"]).xpath("//iframe")
    assert (framed.get("title"), int(framed.get("width"))) == (TITLE, told["width"])
    assert (await client.get(framed.get("src"))).status_code == 200
    codes = etree.HTML(page.text).xpath("//pre/code/text()")
    assert [code for code in codes if "/inbedden?toon=" in code] == codes != []
    small = (await client.get(f"{address}&maxwidth=300&maxheight=99")).json()
    assert (small["width"], small["height"]) == (300, 99)
    assert 'width="300"' in small["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("url=https://elders.example.nl/overname/1", 404),
        ("url=http://127.0.0.1:8000/ideeen/1", 404),
        ("url=http://127.0.0.1:8000/overname/999999", 404),
        ("url=http://127.0.0.1:8000/overname/x/melden", 404),
        ("url=http://[&maxwidth=a", 404),
        ("url=x&format=xml", 501),
    ],
)
async def test_what_cannot_be_shown_is_refused(client: httpx.AsyncClient, query: str, status: int) -> None:
    answer = await client.get(f"/oembed?{query}")
    assert (answer.status_code, answer.text != "") == (status, True)


async def test_the_software_catalogue_gets_who_uses_it_will_or_stopped_and_our_own_import_reads_that(
    client: httpx.AsyncClient, db: asyncpg.Connection, tmp_path: Path
) -> None:
    solution = await spread(
        ("Delft", Stage.IN_USE), ("Goes", Stage.INTRODUCING), ("Velsen", Stage.STOPPED), ("Urk", Stage.EXPLORING)
    )
    found = (await client.get(f"/overname/{solution}/softwarecatalogus.json")).json()
    assert [(one["organisatie"], one["status"], one["startDatum"], one["eindDatum"]) for one in found] == [
        ("Gemeente Delft", "Actief", "2025-10-01", None),
        ("Gemeente Goes", "Gepland", "2025-10-01", None),
        ("Gemeente Velsen", "Beëindigd", None, "2025-10-02"),
    ]
    assert [UUID(one[name]).version for one in found for name in ("id", "organisatieId", "voorzieningId")] == [5] * 9
    assert len({one["voorzieningId"] for one in found}) == 1
    again = (await client.get(f"/overname/{solution}/softwarecatalogus.json")).json()
    assert json.dumps(again) == json.dumps(found), "the same numbers each time"
    file = tmp_path / "gebruik.csv"
    file.write_bytes((await client.get(f"/overname/{solution}/softwarecatalogus.csv")).content)
    claims = read(file, "softwarecatalogus", today=NOW.date())
    assert claims.unusable == []
    assert [(one.town, one.stage) for one in claims.claims] == [
        ("Gemeente Delft", Stage.IN_USE), ("Gemeente Goes", Stage.DECIDED), ("Gemeente Velsen", Stage.STOPPED),
    ]  # fmt: skip


async def test_a_publiccode_gets_the_names_of_who_uses_it_and_reads_back(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    solution = await spread(
        ("'s-Hertogenbosch", Stage.IN_USE), ("Súdwest-Fryslân", Stage.IN_USE), ("Goes", Stage.STOPPED)
    )
    text = (await client.get(f"/overname/{solution}/usedBy.yml")).text
    assert yaml.safe_load(text) == {"usedBy": ["Gemeente 's-Hertogenbosch", "Gemeente Súdwest-Fryslân"]}
    file = tmp_path / "publiccode.yml"
    file.write_text(f"name: Strooien\nurl: https://code.example.nl\n{text}", encoding="utf-8")
    read_back = read(file, "publiccode", today=NOW.date())
    assert {claim.town for claim in read_back.claims} == {"'s-Hertogenbosch", "Súdwest-Fryslân"}
    assert (await client.get("/overname/999999/usedBy.yml")).status_code == 404


def test_nobody_who_uses_no_software_is_told() -> None:
    assert set(Stage) - set(STATUS) == {Stage.NONE, Stage.EXPLORING, Stage.DECLINED}
