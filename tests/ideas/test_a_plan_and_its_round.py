"""Who comes from a round to send in a plan keeps the round, and may leave or change it until sending in closes."""

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.domain.phases import Phase
from innovatie.ideas import actions
from innovatie.infra.database import fetch_value
from innovatie.rounds import actions as rounds
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio

PLAN = {
    "formulier": "proef-van-de-ronde",
    "titel": "Stoeptegels tellen met een camera",
    "samenvatting": "Wij tellen losse stoeptegels met een camera op de veegwagen. Dat scheelt meldingen.",
    "thema": "openbare-ruimte",
    "stadium": "plan",
    "probleem": "Mensen struikelen over losse tegels en melden dat zelden.",
    "contact": "Team openbare ruimte",
}


async def code_of(round_id: int) -> str:
    code: str = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    return code


async def test_the_way_from_a_round_ends_in_that_round(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    round_id, other = await factories.round_in(Phase.SUBMIT), await factories.round_in(Phase.SUBMIT)
    code, town = await code_of(round_id), await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    page = html.fromstring((await client.get(f"/ideeen/nieuw?ronde={code}")).text)
    assert page.xpath("//input[@name='ronde']/@value") == [code]
    assert page.xpath("//input[@name='meedoen'][@checked]")
    wrong = await client.post("/ideeen/nieuw", data={**PLAN, "titel": "", "ronde": code, "meedoen": "ja"})
    assert wrong.status_code == 422
    assert html.fromstring(wrong.text).xpath("//input[@name='ronde']/@value") == [code]
    made = await client.post("/ideeen/nieuw", data={**PLAN, "ronde": code, "meedoen": "ja"})
    assert made.status_code == 303
    assert await fetch_value("SELECT round FROM idea WHERE title = $1", PLAN["titel"]) == round_id
    plan = (await client.get(made.headers["location"])).text
    assert f"Doe niet meer mee aan ronde {code}" in plan
    idea_id = await fetch_value("SELECT id FROM idea WHERE title = $1", PLAN["titel"])
    left = await client.post(f"/ideeen/{idea_id}/niet-meedoen")
    assert left.status_code in {301, 303}
    assert await fetch_value("SELECT round FROM idea WHERE id = $1", idea_id) is None
    await client.post(f"/ideeen/{idea_id}/meedoen", data={"ronde": str(other)})
    assert await fetch_value("SELECT round FROM idea WHERE id = $1", idea_id) == other


@pytest.mark.parametrize("sent", [{"meedoen": ""}, {"ronde": "1999-9", "meedoen": "ja"}, {"actie": "concept"}])
async def test_a_plan_takes_part_only_when_that_was_chosen_and_the_round_is_open(
    client: httpx.AsyncClient, sign_in: SignIn, sent: dict[str, str]
) -> None:
    code, town = await code_of(await factories.round_in(Phase.SUBMIT)), await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    body = {name: value for name, value in ({**PLAN, "ronde": code, "meedoen": "ja"} | sent).items() if value}
    assert (await client.post("/ideeen/nieuw", data=body)).status_code == 303
    assert await fetch_value("SELECT round FROM idea WHERE title = $1", PLAN["titel"]) is None


@pytest.mark.usefixtures("db")
async def test_a_plan_stays_in_its_round_once_sending_in_is_closed_and_only_its_own_people_take_it_out() -> None:
    round_id, town = await factories.round_in(Phase.SUBMIT), await factories.municipality()
    idea_id = await factories.idea(town, round=round_id)
    owner = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    stranger = await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    with pytest.raises(NotAllowed):
        await actions.leave_round(actor=stranger, idea_id=idea_id, now=NOW)
    await rounds.open_next_phase(actor=await factories.vng(), round_id=round_id, deadline=None, now=NOW)
    with pytest.raises(NotAllowed):
        await actions.leave_round(actor=owner, idea_id=idea_id, now=NOW)
    with pytest.raises(Conflict):
        await actions.leave_round(actor=owner, idea_id=await factories.idea(town), now=NOW)
