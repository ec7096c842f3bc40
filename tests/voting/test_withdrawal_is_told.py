"""Who is told of a finalist that withdraws: the other director, as long as that one can do something, and the public."""

from datetime import timedelta

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Actor
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute
from innovatie.insight.my_work.two_directors import second_pair_of_eyes
from tests import factories
from tests.conftest import SignIn
from tests.voting import scene as scenes
from tests.voting.scene import LATER
from tests.voting.test_withdrawn_finalists import REASON, ask, developing, drop, withdraw

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def waiting(director: Actor, days: int = 0) -> list[str]:
    found = await second_pair_of_eyes(director, LATER + timedelta(days=days))
    return [one.kind for one in found if one.kind in ("terugtrekken", "opnieuw")]


async def test_a_request_is_a_task_only_while_another_director_can_do_something_with_it(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    clock.shift = LATER - clock.now()  # the pages are asked while the vote runs, whenever this is run
    scene = await scenes.final(quorum="0")
    second, third = await factories.vng(), await factories.vng()
    await ask(scene, 0, by=third)
    assert (await waiting(second), await waiting(third)) == (["terugtrekken"], [])
    end = "UPDATE phase_window SET deadline = $2 WHERE round = $1 AND phase = 'stemmen'"
    await execute(end, scene.round_id, LATER + timedelta(days=20))
    assert await waiting(second, days=18) == ["terugtrekken"], "the phase can get more time"
    assert await waiting(second, days=20) == [], "the vote is over"
    await factories.role_over(third)
    assert await waiting(second) == ["opnieuw"]
    await sign_in(client, second.person_id or 0)
    address = f"/vng/stemming/{scene.code}/finalisten/{scene.groups[0]}"
    page = (await client.get(address)).text
    assert "geen regisseur van VNG meer" in page and f'action="{address}/bevestigen"' not in page
    desk = (await client.get("/mijn-werk")).text
    assert "Begin opnieuw" in desk and f'href="{address}"' in desk
    await drop(scene, 0)
    assert await waiting(second) == []
    await withdraw(scene, 1)
    await ask(scene, 0)
    assert await waiting(second) == ["terugtrekken"]
    await withdraw(scene, 2)
    assert await waiting(second) == [], "it is the last one by now"
    page = (await client.get(address)).text
    assert "Dit is de laatste finalist" in page and f'action="{address}/bevestigen"' not in page


async def test_the_course_of_the_round_tells_who_left_it_and_why(client: httpx.AsyncClient) -> None:
    scene = await developing()
    await ask(scene, 1)
    await withdraw(scene, 0)
    page = html.fromstring((await client.get(f"/rondes/{scene.code}")).text)
    (course,) = page.xpath("//section[@aria-labelledby='verloop']")
    newest = " ".join(course.xpath(".//ol")[0][0].text_content().split())
    assert "Finalist ‘Idee A’ doet niet meer mee" in newest and REASON in newest
    assert "Idee B" not in course.text_content(), "that was only asked"
    feed = (await client.get(f"/rondes/{scene.code}/atom.xml")).text
    assert "Finalist ‘Idee A’ doet niet meer mee" in feed
