"""Whoever looks at a result, a ballot or a receipt reads which finalist withdrew, and what became of the ballots."""

import io
import json
from zipfile import ZipFile

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict
from innovatie.domain.indicators import Better, Side
from innovatie.indicators.actions import IndicatorText, choose_for_finalist
from innovatie.infra.database import fetch_value, fetch_values
from innovatie.publication import actions
from innovatie.rounds import actions as rounds
from innovatie.voting import actions as voting
from tests import factories
from tests.conftest import SignIn
from tests.indicators.test_report import words
from tests.insight.test_archive_of_a_round import files_in
from tests.publication.test_publishing import clock_at_later
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene
from tests.voting.test_withdrawn_finalists import REASON, developing, withdraw

__all__ = ["clock_at_later"]

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "clock_at_later")]

TITLES = "//ul[contains(@class, 'finalists')]//h3"
OFF = "‘Idee A’ trok zich tijdens de stemming terug en is van elk biljet gehaald."


async def voted() -> Scene:
    """An open final: five rank three finalists, one names only the first; then that one withdraws."""
    scene = await scenes.final(quorum="0")
    for town in range(5):
        await scene.rank(town, 0, 1, 2)
    await scene.rank(5, 0)
    await withdraw(scene, 0)
    return scene


def said(answer: httpx.Response) -> str:
    return " ".join(html.fromstring(answer.text).text_content().split())


async def publish(scene: Scene) -> None:
    await actions.prepare(
        actor=await factories.vng(), round_id=scene.round_id, decision="Besloten.", press="", correction="",
        reasons={str(scene.groups[1]): "Omdat het overal past."}, next_steps={}, now=LATER,
    )  # fmt: skip
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)


async def test_the_result_and_all_that_is_made_of_it_say_who_withdrew(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await voted()
    await scene.close()
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    await sign_in(client, scene.vng.person_id)
    assert OFF in said(await client.get(f"/vng/stemming/{scene.code}"))
    await publish(scene)
    page = said(await client.get(f"/rondes/{scene.code}/uitslag"))
    assert OFF in page and page.count(REASON) == 1
    with ZipFile(io.BytesIO((await client.get(f"/rondes/{scene.code}/uitslag/archief.zip")).content)) as archive:
        kept = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
    (gone,) = json.loads(kept["uitslag.json"])["teruggetrokkenFinalisten"]
    assert (gone["groep"], gone["reden"]) == (scene.groups[0], REASON)
    assert OFF in " ".join(kept["uitslag.html"].decode().split()) and REASON in kept["uitslag.html"].decode()
    whole = await files_in(scene)
    rows = json.loads(whole["finalisten/finalisten.json"])
    assert [(one["group_id"], one["reason"]) for one in rows][-1] == (scene.groups[0], REASON)
    told = (await client.get(f"/api/v1/rondes/{scene.code}/stemmingen/finale")).json()
    assert [one["code"] for one in told["teruggetrokken"]] == [str(scene.groups[0])]
    assert str(scene.groups[0]) not in [one["code"] for one in told["opties"]]


async def test_a_voter_whose_ballot_named_it_sees_so_and_a_voter_who_did_not_is_not_bothered(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await voted()
    blank, rest = "is nu blanco", "De rest van de volgorde telt."
    for town, words_of_it in ((5, blank), (0, rest)):
        await sign_in(client, (await scene.voter(town)).person_id)
        page = said(await client.get(f"/stemmen/{scene.code}"))
        assert [one for one in (blank, rest) if one in page] == [words_of_it]
        ballot = said(await client.get(f"/stemmen/{scene.code}/biljet/{await scene.town_code(town)}"))
        assert ("Uw stem is nu blanco" in ballot) is (town == 5) and "op een plan dat niet meer meedoet" in ballot
    await scene.rank(5, 2, expected=7)
    await sign_in(client, (await scene.voter(5)).person_id)
    page = said(await client.get(f"/stemmen/{scene.code}"))
    assert blank not in page and rest not in page
    receipt = said(await client.get(f"/stemmen/{scene.code}/finale/ontvangstbewijs/9"))
    assert "trok zich later terug" not in receipt


async def test_a_reminder_before_the_end_goes_to_who_is_blank_now_and_not_to_who_is_not() -> None:
    scene = await scenes.final(quorum="0")
    await scene.rank(0, 0, 1)
    await scene.rank(1)
    await scene.rank(5, 0)
    await voting.remind_voters(vote_id=scene.vote_id, now=LATER)
    blank = "%: uw stem is nu blanco"
    count = "SELECT count(*) FROM notice WHERE subject LIKE $1"
    assert await fetch_value(count, blank) == 0, "nobody withdrew yet; who chose to vote blank did so"
    await withdraw(scene, 0)
    await voting.remind_voters(vote_id=scene.vote_id, now=LATER)
    told = await fetch_values(int, "SELECT person FROM notice WHERE subject LIKE $1", blank)
    towns = "SELECT DISTINCT municipality FROM role_grant WHERE person = ANY ($1) AND municipality IS NOT NULL"
    assert await fetch_values(int, towns, told) == [scene.towns[5]]
    await voting.remind_voters(vote_id=scene.vote_id, now=LATER)
    assert await fetch_value(count, blank) == len(told), "once"


async def test_a_director_reads_how_many_will_hear_it_before_asking(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await scenes.final(quorum="0")
    for town in range(3):
        await scene.voter(town)
    await sign_in(client, scene.vng.person_id)
    address = f"/vng/stemming/{scene.code}/finalisten/{scene.groups[0]}"
    before = said(await client.get(address))
    number = await withdraw(scene, 0)
    told = await voting.tell_finalist_withdrawn(withdrawal=number, now=LATER)
    assert told > 3 and f"{told} mensen krijgen bericht." in before


async def test_the_receipt_of_before_says_that_it_counts_without_the_plan(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await voted()
    await sign_in(client, (await scene.voter(0)).person_id)
    address = f"/stemmen/{scene.code}/finale/ontvangstbewijs/2"
    line = "‘Idee A’ trok zich later terug. Uw stem telt zonder dit plan."
    page = said(await client.get(address))
    assert line in page and "Idee B" in page and "Stad 0, Proefronde, eindstemming" in page
    paper = await client.get(f"{address}/pdf")
    assert "'Idee A' trok zich later terug" in words(paper.content) and "Stad 0" in words(paper.content)


async def test_what_is_not_on_the_ballot_does_not_stand_under_that_heading(client: httpx.AsyncClient) -> None:
    scene = await voted()
    page = html.fromstring((await client.get(f"/stemmen/{scene.code}")).text)
    cards = page.xpath(TITLES)
    assert [one.text_content() for one in cards] == ["Idee B", "Idee C"]
    assert "Niet op het stembiljet" in page.text_content() and REASON in page.text_content()
    named = html.fromstring((await client.get(f"/finalisten/{scene.code}")).text).xpath(TITLES)
    assert [one.text_content() for one in named] == ["Idee B", "Idee C", "Idee A"]


async def test_nobody_is_given_a_form_to_work_out_what_does_not_take_part(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await developing()
    maker = await factories.actor(Role.CIVIL_SERVANT, municipality_id=scene.towns[0])
    await sign_in(client, maker.person_id)
    address = f"/finalisten/{scene.code}/{scene.groups[0]}"
    assert (await client.get(f"{address}/bewerken")).status_code == 200
    await withdraw(scene, 0)
    refused = await client.get(f"{address}/bewerken")
    assert refused.status_code == 409 and "doet niet meer mee" in refused.text
    assert f"{address}/bewerken" not in (await client.get(address)).text
    promise = IndicatorText("Bezwaren", "per jaar", Side.BENEFIT, Better.LOWER, 3)
    with pytest.raises(Conflict, match="doet niet meer mee"):
        await choose_for_finalist(
            actor=maker, round_id=scene.round_id, group_id=scene.groups[0], text=promise, now=LATER
        )
