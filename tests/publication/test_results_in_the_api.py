"""Votes, results, roll-call and winners at /api/v1: turnout while a vote runs, the rest when it is public."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from innovatie.infra.clock import Clock
from innovatie.publication import actions as publication
from innovatie.rounds import actions as rounds
from tests import factories
from tests.conftest import SignIn
from tests.voting import scene as scenes
from tests.voting.scene import LATER, SOURCE, Scene


@pytest.fixture
def clock_at_later(clock: Clock) -> None:
    clock.shift = LATER - datetime.now(UTC)


pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "clock_at_later")]


async def read(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def published(scene: Scene) -> None:
    await scene.close()
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    await publication.prepare(
        actor=await factories.vng(), round_id=scene.round_id, decision="Besloten.", press="Nieuws.", correction="",
        reasons={str(scene.groups[1]): "Omdat het overal past."}, next_steps={}, now=LATER,
    )  # fmt: skip
    await publication.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)


async def test_while_a_vote_runs_it_tells_the_turnout_and_nothing_else_even_to_vng(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await scenes.preselection()
    await scene.approve(0, 1)
    await scene.approve(4, 1, 2)
    for _ in range(2):
        vote = await read(client, f"/rondes/{scene.code}/stemmingen/voorselectie")
        assert (vote["status"], vote["opkomst"]) == ("open", {"uitgebracht": 2, "stemgerechtigd": 6})
        sealed = ("gewogen", "ongewogen", "hoofdelijk", "natelpakket", "bekendOp", "geslotenOp", "waardeLoting")
        assert [vote.get(name) for name in sealed] == [None] * 7
        path = f"/api/v1/rondes/{scene.code}/stemmingen/voorselectie/hoofdelijke-stemmen"
        assert (await client.get(path)).status_code == 404
        assert await read(client, f"/rondes/{scene.code}/stemmingen") == [vote]
        await sign_in(client, scene.vng.person_id)
    assert vote["bronLoting"] == SOURCE
    assert [option["code"] for option in vote["opties"]] == [str(group) for group in scene.groups]


async def test_after_its_count_a_preselection_shows_finalists_and_what_each_municipality_ticked(
    client: httpx.AsyncClient,
) -> None:
    scene = await scenes.preselection()
    for town in range(5):
        await scene.approve(town, town % 3)
    await scene.close()
    vote = await read(client, f"/rondes/{scene.code}/stemmingen/voorselectie")
    assert vote["status"] == "geteld"
    assert vote["gewogen"]["gekozen"] == [str(group) for group in scene.groups[:3]]
    assert (vote["ongewogen"]["uitgebracht"], vote["gewogen"]["quorumGehaald"]) == (5, True)
    assert (await client.get(vote["natelpakket"]["href"])).status_code == 200
    assert (await client.get(vote["logboek"]["href"])).status_code == 200
    first = (await client.get(vote["hoofdelijk"]["href"], params={"paginaGrootte": 2})).json()
    assert (first["aantal"], len(first["resultaten"])) == (6, 2)
    assert first["resultaten"][0] == {
        "gemeentecode": await scene.town_code(0), "gemeenteCode": await scene.town_code(0),
        "gemeente": "Stad 0", "gewicht": 1, "gestemd": True, "kring": "",
        "keuze": [["Idee A"]],
    }  # fmt: skip


async def test_a_counted_final_stays_sealed_until_vng_publishes(client: httpx.AsyncClient) -> None:
    scene = await scenes.final()
    for town in range(6):
        await scene.rank(town, 1, 0, 2, "geen")
    await scene.close()
    vote = await read(client, f"/rondes/{scene.code}/stemmingen/finale")
    assert (vote["status"], vote["gewogen"], vote["hoofdelijk"]) == ("geteld", None, None)
    path = f"/api/v1/rondes/{scene.code}"
    assert (await client.get(f"{path}/stemmingen/finale/hoofdelijke-stemmen")).status_code == 404
    assert (await client.get(f"{path}/uitslag")).status_code == 404
    assert (await read(client, "/winnaars"))["aantal"] == 0


async def test_a_published_final_shows_winners_duels_and_versions(client: httpx.AsyncClient) -> None:
    scene = await scenes.final()
    for town in range(6):
        await scene.rank(town, 1, 0, 2, "geen")
    await published(scene)
    one, other = (str(scene.groups[place]) for place in (1, 0))
    vote = await read(client, f"/rondes/{scene.code}/stemmingen/finale")
    assert vote["gewogen"]["gekozen"][0] == one
    assert vote["gewogen"]["volgorde"] == [[one], [other], [str(scene.groups[2])], ["geen"]]
    assert {"optie": other, "tegenover": one, "voor": 0, "tegen": 6} in vote["ongewogen"]["duels"]
    assert len(vote["ongewogen"]["duels"]) == 6
    result = await read(client, f"/rondes/{scene.code}/uitslag")
    assert (result["versie"], result["besluit"], len(result["versies"])) == (1, "Besloten.", 1)
    assert result["winnaars"][0]["redenen"] == "Omdat het overal past."
    assert (await read(client, "/winnaars"))["resultaten"][0]["titel"] == "Idee B"
    for place in (result["stemming"], result["webpagina"], result["archief"], result["winnaars"][0]["webpagina"]):
        assert (await client.get(place["href"])).status_code == 200


async def test_what_is_not_there_is_told_as_a_problem(client: httpx.AsyncClient) -> None:
    scene = await scenes.preselection(open_it=False)
    assert await read(client, f"/rondes/{scene.code}/stemmingen") == []
    for path in (
        f"/rondes/{scene.code}/stemmingen/finale",
        f"/rondes/{scene.code}/stemmingen/quiz",
        "/rondes/x/uitslag",
    ):
        answer = await client.get(f"/api/v1{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
