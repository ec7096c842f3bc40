"""What stays Dutch in an English page says so; figures stand as the reader writes them; no link leads to a refusal."""

import re
from datetime import UTC, datetime

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.phases import Phase
from innovatie.domain.wording import as_written, wording
from innovatie.notifications.actions import tell
from innovatie.notifications.kinds import Kind
from tests import factories
from tests.conftest import SignIn
from tests.voting import scene as scenes

pytestmark = pytest.mark.anyio
ENGLISH = {"Cookie": "taal=en"}


async def test_what_people_wrote_in_a_message_says_that_it_is_dutch(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person = await factories.person(Role.VNG_DIRECTOR)
    await tell(
        person_id=person, kind=next(iter(Kind)), subject=wording("Nieuw plan van %(gemeente)s: %(plan)s", gemeente="Ede", plan="Deelfiets"),
        body=as_written("Fietsen delen."), path="/rondes",
        once="a", now=datetime.now(UTC),
    )  # fmt: skip
    await sign_in(client, person)
    client.cookies.set("taal", "en")

    page = (await client.get("/mijn-werk")).text

    assert re.search(
        r'>New plan of <span dir="auto" lang="nl">Ede</span>: <span dir="auto" lang="nl">Deelfiets</span><', page
    )


async def test_the_figures_of_a_preselection_stand_as_the_reader_writes_them(client: httpx.AsyncClient) -> None:
    scene = await scenes.preselection()
    for town in range(5):
        await scene.approve(town, town % 3)
    await scene.close()
    address = f"/stemmen/{scene.code}/voorselectie/uitslag"

    dutch = (await client.get(address)).text
    english = (await client.get(address, headers=ENGLISH)).text

    assert re.findall(r"nodig (\d+,\d+)", dutch) == [
        one.replace(".", ",") for one in re.findall(r"needed (\d+\.\d+)", english)
    ]
    assert re.findall(r"needed \d+\.\d+", english)


async def test_who_may_post_no_plan_gets_no_link_to_post_one(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await factories.round_in(Phase.SUBMIT)
    asked = [(await client.get(page)).text for page in ("/", "/hulp")]
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    refused = [(await client.get(page)).text for page in ("/", "/hulp")]

    assert ['href="/ideeen/nieuw' in page for page in asked + refused] == [True, True, False, False]
