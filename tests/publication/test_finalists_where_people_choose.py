"""Whoever votes can read what they vote on: each page of a final leads to the plans of its finalists, one click away."""

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.infra.clock import Clock
from tests import factories
from tests.conftest import SignIn
from tests.voting import scene as scenes

pytestmark = pytest.mark.anyio


async def test_round_vote_and_ballot_lead_to_the_plan_of_every_finalist(
    client: httpx.AsyncClient, sign_in: SignIn, db: asyncpg.Connection, clock: Clock
) -> None:
    scene = await scenes.preselection(towns=6)
    for town in range(6):
        await scene.approve(town, town % 3)
    await scene.close()
    await scene.open_final(quorum="0")
    person = await factories.person(Role.VOTER, municipality_id=scene.towns[0])
    await sign_in(client, person)

    cards = await client.get(f"/finalisten/{scene.code}", headers={"HX-Request": "true"})
    assert "<html" not in cards.text
    for address in (f"/rondes/{scene.code}", f"/stemmen/{scene.code}"):
        page = await client.get(address)
        assert f'href="/finalisten/{scene.code}"' in page.text, address
    assert f'hx-get="/finalisten/{scene.code}"' in (await client.get(f"/rondes/{scene.code}")).text
    ballot = await client.get(f"/stemmen/{scene.code}/biljet/{await scene.town_code(0)}")
    vote = await client.get(f"/stemmen/{scene.code}")
    for group in scene.groups[:3]:
        plan = f"/finalisten/{scene.code}/{group}"
        assert f'href="{plan}"' in ballot.text and f'href="{plan}"' in vote.text and f'href="{plan}"' in cards.text
        assert (await client.get(plan)).status_code == 200
