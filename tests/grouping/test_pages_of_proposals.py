"""The pages of proposals for groups: the inbox of a municipality, its work, and VNG's word."""

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.grouping import queries
from innovatie.grouping.records import members
from tests import factories
from tests.conftest import SignIn
from tests.grouping.test_groups import grouped, proposed
from tests.grouping.test_proposals import split_proposal, trio

pytestmark = pytest.mark.anyio


async def test_the_inbox_shows_who_must_speak_and_the_page_of_the_group_makes_proposals(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    municipalities, ideas, group = await trio()
    proposer = await factories.person(Role.CIVIL_SERVANT, municipality_id=municipalities[0])
    owner = await factories.person(Role.CIVIL_SERVANT, municipality_id=municipalities[2])
    await sign_in(client, proposer)
    sent = {"plan": str(ideas[2]), "reden": ""}
    refused = await client.post(f"/groepen/{group}/splitsen", data=sent)
    assert refused.status_code == 422
    assert "Schrijf waarom u dit voorstelt." in refused.text
    made = await client.post(f"/groepen/{group}/splitsen", data={**sent, "reden": "Dit is video."})
    assert made.status_code == 303
    inbox = (await client.get("/groepen/voorstellen")).text
    assert "In een eigen groep zetten?" in inbox
    assert "Uw gemeente is akkoord. De andere kant is aan zet." in inbox
    assert inbox.count(">Akkoord<") == 0
    await sign_in(client, owner)
    inbox = (await client.get("/groepen/voorstellen")).text
    assert inbox.count(">Akkoord<") == 1
    (proposal,) = [row.id for row in (await queries.proposals())[0]]
    objection = await client.post(f"/groepen/voorstellen/{proposal}/bezwaar", data={"reden": ""})
    assert objection.status_code == 422
    assert "Schrijf waarom u bezwaar hebt. Iedereen kan dit lezen." in objection.text
    assert (await client.post(f"/groepen/voorstellen/{proposal}/akkoord")).status_code == 303
    assert await members(group) == ideas[:2]


async def test_a_proposal_stands_in_ones_work_until_one_has_spoken(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    municipalities, ideas, group = await trio()
    await split_proposal(group, ideas[2:], by=municipalities[0])
    sentence = "1 voorstel voor groepen wacht op uw woord"
    for municipality, waits in ((municipalities[0], False), (municipalities[2], True)):
        await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=municipality))
        for page in ("/mijn-werk", "/"):
            assert (sentence in (await client.get(page)).text) is waits, page
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert sentence in (await client.get("/vng")).text


async def test_vng_names_who_takes_the_lead_and_only_of_who_takes_part(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    municipalities, _, group = await trio()
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    stranger = await factories.municipality()
    refused = await client.post(f"/groepen/{group}/trekker", data={"gemeente": str(stranger)})
    assert refused.status_code == 409
    assert "Alleen een gemeente die meedoet kan trekker zijn." in refused.text
    await client.post(f"/groepen/{group}/trekker", data={"gemeente": str(municipalities[1])})
    assert (await queries.group(group)).lead_id == municipalities[1]


async def test_vng_alone_changes_nothing_and_the_page_says_who_agreed(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    first, idea_1, group_1 = await grouped()
    _, idea_2, group_2 = await grouped()
    proposal = await proposed(group_1, group_2)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    said = await client.post(f"/groepen/voorstellen/{proposal}/akkoord", follow_redirects=True)
    assert "Het gaat door als een van de kanten zelf akkoord is." in said.text
    assert (await members(group_1), await members(group_2)) == ([idea_1], [idea_2])
    again = await client.post(f"/groepen/voorstellen/{proposal}/akkoord", follow_redirects=True)
    assert again.status_code == 409
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=first))
    said = await client.post(f"/groepen/voorstellen/{proposal}/akkoord", follow_redirects=True)
    assert "Eén kant is akkoord, en VNG voor de kant die nog niets zei." in said.text
    assert await members(group_1) == [idea_1, idea_2]
