"""The turnout on the map: who voted, who did so through a Kring, and who did not; never before the count."""

import httpx
import pytest
from lxml import html

from innovatie.voting.queries import RollCallRow
from innovatie.voting.turnout_map import ProvinceTurnout, turnout_map
from tests.voting import scene as scenes


def row(code: str, *, voted: bool = True, via: str = "") -> RollCallRow:
    return RollCallRow(code=code, name=code, weight=1, voted=voted, via=via, choice=())


def test_each_municipality_counts_once_by_how_it_voted() -> None:
    rows = [row("GM0363"), row("GM0599", via="Kring A"), row("GM0344", voted=False), row("GM0000")]
    made = turnout_map(rows, {"GM0363": "Noord-Holland", "GM0599": "Zuid-Holland", "GM0344": "Utrecht"})
    assert (made.own, made.via_kring, made.silent) == (2, 1, 1)
    assert made.provinces == (
        ProvinceTurnout("Noord-Holland", 1, 1),
        ProvinceTurnout("Utrecht", 0, 1),
        ProvinceTurnout("Zuid-Holland", 1, 1),
    )
    assert made.extremes is None  # two provinces share the highest turnout
    drawn = html.fragment_fromstring(str(made.map))
    assert drawn.get("aria-label") == "3 gemeenten stemden"
    tiles = {one.get("class"): one.get("d").count("z") for one in drawn.iter("path")}
    assert (tiles["map-some"], tiles["map-way"]) == (1, 1)  # GM0000 has no tile


def test_the_provinces_of_most_and_least_turnout_are_named() -> None:
    rows = [row("GM0363"), row("GM0599"), row("GM0503", voted=False), row("GM0344", voted=False)]
    places = {"GM0363": "Noord-Holland", "GM0599": "Zuid-Holland", "GM0503": "Zuid-Holland", "GM0344": "Utrecht"}
    extremes = turnout_map(rows, places).extremes
    assert extremes is not None
    assert [one.name for one in extremes] == ["Noord-Holland", "Utrecht"]
    assert turnout_map(rows[:1], places).extremes is None


@pytest.mark.anyio
async def test_the_map_comes_with_the_roll_call_and_not_before_the_count(client: httpx.AsyncClient) -> None:
    scene = await scenes.preselection()
    for town in range(4):
        await scene.approve(town, town % 3)
    address = f"/stemmen/{scene.code}/voorselectie/hoofdelijk"
    assert (await client.get(address)).status_code == 404
    await scene.close()
    page = await client.get(address)
    assert "4 stemden zelf" in page.text
    tree = html.fromstring(page.text)
    assert tree.xpath("//figure//*[@class='hex-map']")
    assert len(tree.xpath("//th[@scope='row' and contains(., 'Stad')]")) == 6, "every municipality, folded or not"
    assert "4 stemden zelf" not in (await client.get(f"{address}?q=Stad")).text


@pytest.mark.anyio
async def test_who_may_vote_is_found_by_the_name_of_a_municipality(client: httpx.AsyncClient) -> None:
    scene = await scenes.preselection()
    address = f"/stemmen/{scene.code}/wie"
    whole = html.fromstring((await client.get(address)).text).xpath("//th[@scope='row']/text()")
    found = html.fromstring((await client.get(f"{address}?q={whole[0].lower()}")).text).xpath(
        "//th[@scope='row']/text()"
    )
    assert len(whole) > 1
    assert found == [whole[0]]
    assert "Geen gemeente heet ‘Nergens’." in (await client.get(f"{address}?q=Nergens")).text
