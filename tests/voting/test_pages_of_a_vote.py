"""The pages of voting as a browser uses them: ballot, check, receipt, and what nobody may see yet."""

import json
import re
from datetime import UTC, datetime

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.vote_kinds import FINAL
from innovatie.domain.winners import SecondWinner
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from innovatie.rounds.queries import round_by_code
from innovatie.rounds.settings import RoundSettings
from innovatie.voting.defaults import rules_for
from innovatie.voting.rules import FixedFinal
from tests import factories
from tests.conftest import SignIn
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene


@pytest.fixture
def clock_at_later(clock: Clock) -> None:
    clock.shift = LATER - datetime.now(UTC)


pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("clock_at_later")]


async def enter(client: httpx.AsyncClient, sign_in: SignIn, scene: Scene, town: int = 0) -> None:
    await sign_in(client, await factories.person(Role.VOTER, municipality_id=scene.towns[town]))


async def test_a_voter_chooses_checks_casts_and_gets_a_receipt(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await scenes.preselection()
    await enter(client, sign_in, scene)
    address = f"/stemmen/{scene.code}/biljet/{await scene.town_code(0)}"
    page = await client.get(address)
    assert page.status_code == 200
    assert page.text.count('type="checkbox"') == 4
    chosen = {"keuze": [str(scene.groups[0]), str(scene.groups[2])], "gezien": ""}
    check = await client.post(address, data={**chosen, "stap": "controleren"})
    assert check.status_code == 200
    assert "Uw stem is nog niet uitgebracht." in check.text
    assert await fetch_value("SELECT count(*) FROM ballot") == 0
    cast = await client.post(address, data={**chosen, "stap": "uitbrengen"})
    assert cast.status_code == 303
    receipt = await client.get(cast.headers["location"])
    assert "Idee A" in receipt.text
    assert "Idee C" in receipt.text
    assert "Idee B" not in receipt.text


async def test_the_ranking_moves_with_buttons_and_keeps_ties_without_javascript(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await scenes.final()
    await enter(client, sign_in, scene)
    address = f"/stemmen/{scene.code}/biljet/{await scene.town_code(0)}"
    a, b, c = (str(number) for number in scene.groups[:3])
    moved = await client.post(
        address, data={f"plaats-{a}": "1", f"plaats-{b}": "2", "stap": f"hoger-{c}", "gezien": ""}
    )
    assert "<html" in moved.text
    assert places(moved.text) == {a: "1", b: "2", c: "3", "geen": ""}
    joined = await client.post(
        address, data={f"plaats-{a}": "1", f"plaats-{b}": "2", "stap": f"hoger-{b}", "gezien": ""},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert "<html" not in joined.text
    assert places(joined.text) == {a: "1", b: "1", c: "", "geen": ""}
    alone = await client.post(
        address, data={f"plaats-{a}": "1", f"plaats-{b}": "1", "stap": f"hoger-{b}", "gezien": ""}
    )
    assert places(alone.text) == {a: "2", b: "1", c: "", "geen": ""}


def places(html: str) -> dict[str, str]:
    """The chosen place of each option on a ranking form."""
    found = {}
    for code, body in re.findall(r'name="plaats-(\w+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="(\d+)" selected', body)
        found[code] = chosen[1] if chosen else ""
    return found


async def test_the_final_ballot_goes_through_check_and_receipt_and_the_receipt_verifies(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await scenes.final()
    await enter(client, sign_in, scene)
    code = await scene.town_code(0)
    address = f"/stemmen/{scene.code}/biljet/{code}"
    a, b, c = (str(number) for number in scene.groups[:3])
    fields = {f"plaats-{b}": "1", f"plaats-{a}": "2", "plaats-geen": "3", f"binnen-jaar-{b}": "ja", "gezien": ""}
    check = await client.post(address, data={**fields, "stap": "controleren"})
    assert "Samen onderaan: Idee C." in check.text
    cast = await client.post(address, data={**fields, "stap": "uitbrengen"})
    location = cast.headers["location"]
    assert (await client.get(f"{location}/pdf")).content.startswith(b"%PDF")
    assert (await client.get(f"{location}/qr.png")).content.startswith(b"\x89PNG")
    receipt = (await client.get(f"{location}/json")).json()
    assert receipt["gebeurtenis"]["volgorde"] == [[b], [a], ["geen"]]
    assert receipt["gebeurtenis"]["gemeente"] == code
    whole = await client.post("/stemmen/controleer", data={"bewijs": json.dumps(receipt)})
    assert whole.text.count("badge--ok") == 4
    receipt["gebeurtenis"]["volgorde"] = [[a], [b], ["geen"]]
    forged = await client.post("/stemmen/controleer", data={"bewijs": json.dumps(receipt)})
    assert "Er klopt iets niet" in forged.text
    seen = await client.get(
        "/stemmen/controleer",
        params={"logboek": receipt["logboek"], "volgnummer": receipt["volgnummer"], "blad": receipt["blad"]},
    )
    assert "Alles klopt" in seen.text
    assert "Idee" not in re.sub(r"<header.*?</header>", "", seen.text, flags=re.S).split("<main")[1].split("</main>")[0]
    assert c


async def test_while_the_vote_is_open_every_way_out_shows_the_turnout_only(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await scenes.final()
    for town in range(3):
        await scene.rank(town, 2, 1, 0, "geen")
    base = f"/stemmen/{scene.code}"
    for person in (None, await factories.person(Role.ADMINISTRATOR), await factories.person(Role.VNG_DIRECTOR)):
        if person is not None:
            await sign_in(client, person)
        page = await client.get(base)
        assert re.search(r"3 van de 6</strong> gemeenten stemden", page.text, re.S)
        for hidden in (f"{base}/finale/hoofdelijk", f"{base}/finale/natellen.zip", f"{base}/finale/uitslag"):
            assert (await client.get(hidden)).status_code == 404
        public = (await client.get(f"{base}/finale/logboek.json")).json()
        assert set(public) == {"logboek", "sleutel", "hoofden", "samenhang"}
        assert "GT" not in json.dumps(public)
    desk = await client.get(f"/vng/stemming/{scene.code}")
    assert desk.status_code == 200
    assert "3 van de 6" in desk.text
    assert "Duels" not in desk.text


async def test_the_final_is_for_vng_only_until_it_is_published(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await scenes.final()
    for town in range(4):
        await scene.rank(town, 0, 1, "geen")
    await scene.close()
    result = f"/stemmen/{scene.code}/finale/uitslag"
    assert (await client.get(result)).status_code == 404
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    page = await client.get(result)
    assert page.status_code == 200
    assert "De winnaar is Idee A." in page.text


async def test_the_result_of_the_preselection_and_its_roll_call_are_public_at_the_count(
    client: httpx.AsyncClient,
) -> None:
    scene = await scenes.preselection()
    for town in range(5):
        await scene.approve(town, town % 3)
    await scene.close()
    result = await client.get(f"/stemmen/{scene.code}/voorselectie/uitslag")
    assert "3 plannen gaan naar de finale" in result.text
    roll_call = await client.get(f"/stemmen/{scene.code}/voorselectie/hoofdelijk")
    assert roll_call.text.count("niet gestemd") == 1
    name = await fetch_value("SELECT name FROM municipality WHERE id = $1", scene.towns[0])
    one = (await client.get(f"/stemmen/{scene.code}/voorselectie/hoofdelijk", params={"q": name.upper()})).text
    assert re.findall(r'<th scope="row">(.*?)</th>', one) == [name]
    assert "5 van de 6 gemeenten stemden." in one
    nobody = (await client.get(f"/stemmen/{scene.code}/voorselectie/hoofdelijk?q=<b>")).text
    assert "Geen gemeente heet ‘&lt;b&gt;’." in nobody
    package = await client.get(f"/stemmen/{scene.code}/voorselectie/natellen.zip")
    assert package.content.startswith(b"PK")


@pytest.mark.parametrize("who", ["visitor", "neighbour", "servant"])
async def test_nobody_else_opens_the_ballot_or_the_receipt(
    client: httpx.AsyncClient, sign_in: SignIn, who: str
) -> None:
    scene = await scenes.preselection()
    await scene.approve(0, 0)
    code = await scene.town_code(0)
    if who == "neighbour":
        await enter(client, sign_in, scene, town=1)
    elif who == "servant":
        await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=scene.towns[0]))
    expected = 303 if who == "visitor" else 403
    assert (await client.get(f"/stemmen/{scene.code}/biljet/{code}")).status_code == expected
    for suffix in ("", "/json", "/pdf", "/qr.png"):
        receipt = await client.get(f"/stemmen/{scene.code}/voorselectie/ontvangstbewijs/2{suffix}")
        assert receipt.status_code == expected
        assert "Idee A" not in receipt.text


async def test_a_colleague_voted_meanwhile_and_nothing_typed_is_lost(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await scenes.preselection()
    await enter(client, sign_in, scene)
    await scene.approve(0, 1)
    address = f"/stemmen/{scene.code}/biljet/{await scene.town_code(0)}"
    answer = await client.post(address, data={"keuze": str(scene.groups[3]), "gezien": "", "stap": "uitbrengen"})
    assert answer.status_code == 409
    assert "Een collega heeft intussen gestemd" in answer.text
    assert re.search(rf'value="{scene.groups[3]}" checked', answer.text)
    again = await client.post(address, data={"keuze": str(scene.groups[3]), "gezien": "2", "stap": "uitbrengen"})
    assert again.status_code == 303


async def test_too_many_ideas_is_told_on_the_ballot(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await scenes.preselection(groups=6, hoogstens=2)
    await enter(client, sign_in, scene)
    address = f"/stemmen/{scene.code}/biljet/{await scene.town_code(0)}"
    answer = await client.post(address, data={"keuze": [str(one) for one in scene.groups[:3]], "stap": "controleren"})
    assert answer.status_code == 422
    assert "Kies er hooguit 2" in answer.text
    assert answer.text.count(" checked") == 3


async def test_a_round_after_the_gemeentedelers_starts_its_final_with_one_winner(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    fields = {"code": "2049-1", "naam": "GemeenteDelers 2049", "sjabloon": "gemeentedelers"}
    assert (await client.post("/vng/rondes/nieuw", data=fields)).status_code == 303
    settings = (await round_by_code("2049-1", now=LATER, drafts=True)).settings
    assert settings.proven and settings.shortlist == 30
    assert settings.vote.final.second_winner == "een"
    assert rules_for(FINAL, settings) == FixedFinal(second_winner=SecondWinner.ONE_ONLY)
    assert rules_for(FINAL, RoundSettings()) == FixedFinal(second_winner=SecondWinner.TWO_IF_MAJORITY)


async def test_every_step_of_voting_leads_to_the_plans(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await scenes.final()
    await enter(client, sign_in, scene)
    address = f"/stemmen/{scene.code}/biljet/{await scene.town_code(0)}"
    a, b, c = (str(number) for number in scene.groups[:3])
    fields = {f"plaats-{b}": "1", "plaats-geen": "3", f"plaats-{a}": "4", "stap": "controleren", "gezien": ""}
    check = (await client.post(address, data=fields)).text
    for page in ((await client.get(f"/stemmen/{scene.code}")).text, (await client.get(address)).text, check):
        for plan in (a, b, c):
            assert f'href="/finalisten/{scene.code}/{plan}"' in page
    assert "Plaats 2 is leeg." in check
    assert "Onder ‘Geen van deze’, dus liever niet:" in check
    below = check.split("dus liever niet:")[1].split("</p>")[0]
    assert ("Idee A" in below, "Idee B" in below, "Idee C" in below) == (True, False, True)
    assert "finalisten" in (await client.get(f"/rondes/{scene.code}")).text


async def test_the_cards_of_the_finalists_tell_who_and_what_it_costs(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await scenes.final()
    await execute(
        "UPDATE idea SET cost_euro = 8000, effort_hours = 60 FROM idea_group g WHERE g.founding_idea = idea.id"
    )
    await enter(client, sign_in, scene)
    page = (await client.get(f"/stemmen/{scene.code}/biljet/{await scene.town_code(0)}")).text
    assert page.count('<li class="finalist ') == 3
    assert page.count("<strong>€\u00a08.000 en 60 uur</strong>") == 3


async def test_a_dragged_order_is_drawn_anew_and_told(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await scenes.final()
    await enter(client, sign_in, scene)
    a, b, c = (str(number) for number in scene.groups[:3])
    fields = {f"plaats-{c}": "1", f"plaats-{a}": "2", f"plaats-{b}": "", "plaats-geen": "", "gezien": ""}
    address = f"/stemmen/{scene.code}/biljet/{await scene.town_code(0)}"
    drawn = await client.post(address, data={**fields, "stap": f"schik-{c}"}, headers={"HX-Request": "true"})
    assert "<html" not in drawn.text
    assert places(drawn.text) == {a: "2", b: "", c: "1", "geen": ""}
    assert "staat nu op plaats 1." in drawn.text
