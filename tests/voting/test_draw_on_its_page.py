"""The draw decides a winner once: on its page the value of the source is typed twice."""

from datetime import UTC, datetime

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.infra.clock import Clock
from innovatie.infra.database import fetch_value
from tests import factories
from tests.conftest import SignIn
from tests.voting import scene as scenes
from tests.voting.scene import LATER

pytestmark = pytest.mark.anyio


async def test_a_slip_in_the_value_of_the_source_draws_nothing(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    clock.shift = LATER - datetime.now(UTC)
    scene = await scenes.preselection(groups=4, zetels=3, eigen_steun="0")
    for town in range(4):
        await scene.approve(town, town)
    for old, new in (('"beoordeling":{', '"x":{'), ('"x":{', '"beoordeling":{},"x":{')):  # nothing else decides
        await fetch_value("UPDATE round_vote SET rules_file = replace(rules_file, $1, $2) RETURNING 1", old, new)
    await scene.close()
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    address = f"/vng/stemming/{scene.code}/loten"
    for typed in ({"waarde": "123456"}, {"waarde": "123456", "nogmaals": "0123456"}):
        refused = await client.post(address, data=typed)
        assert (refused.status_code, 'value="123456"' in refused.text) == (422, True)
    assert await fetch_value("SELECT draw_value FROM round_vote") is None
    assert (await client.post(address, data={"waarde": "123456", "nogmaals": "123456"})).status_code == 303
    assert await fetch_value("SELECT draw_value FROM round_vote") == "123456"
