"""Nobody is offered a way to what they may not do; who has not signed in yet is sent there by way of signing in."""

import asyncpg
import httpx
import pytest

from innovatie.infra.clock import Clock
from tests.security.people_of_routes import MUNICIPAL, PEOPLE, VISITOR
from tests.security.test_routes import Scene

pytestmark = pytest.mark.anyio

PAGES = ("/", "/ideeen", "/ideeen?q=zzzz", "/ideeen/mijn", "/zoeken?q=zzzz", "/mijn-werk", "/rondes/{code}", "/account")


async def test_the_way_to_posting_a_plan_is_shown_only_to_who_may(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock
) -> None:
    scene = await Scene.make(clock)
    wrong, offered = [], set()
    for who in PEOPLE:
        for page in PAGES:
            client.cookies.clear()
            answer = await client.get(scene.fill(page, {}), headers=scene.headers(who))
            if 'href="/ideeen/nieuw' in answer.text:
                offered.add(who)
                if who not in MUNICIPAL | {VISITOR}:
                    wrong.append(f"{page} as {who}")
    assert wrong == []
    assert offered == MUNICIPAL | {VISITOR}
