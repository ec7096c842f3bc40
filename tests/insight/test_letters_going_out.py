"""A letter goes out by the worker, some readers at a time; its page tells how far it is."""

from typing import Any

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.infra.database import execute, fetch_values
from innovatie.insight.letters import actions, queries
from innovatie.insight.letters.actions import sending
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.insight.test_letters import content, looked_at, two_voters

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_a_letter_that_broke_off_goes_on_where_it_was_and_tells_how_far_it_is(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, sign_in: SignIn
) -> None:
    await two_voters()
    gone = await factories.person(Role.VOTER, municipality_id=await factories.municipality())
    vng = await factories.vng()
    number, stand = await looked_at(vng, content())
    assert await actions.write_messages(number=number, now=NOW) == 0, "not sent yet"
    assert await queries.progress(number) is None
    await actions.send_letter(actor=vng, number=number, expected=3, stand=stand, now=NOW)
    monkeypatch.setattr(sending, "AT_A_TIME", 1)
    written, real = 0, sending.tell_many

    async def once_and_then_no_more(**told: Any) -> int:
        nonlocal written
        written += 1
        if written > 1:
            raise ConnectionError
        return await real(**told)

    monkeypatch.setattr(sending, "tell_many", once_and_then_no_more)
    with pytest.raises(ConnectionError):
        await actions.write_messages(number=number, now=NOW)
    assert await queries.progress(number) == queries.Progress(number, 1, 3)
    await sign_in(client, vng.person_id or 0)
    page = (await client.get(f"/vng/brieven/{number}")).text
    assert "De brief gaat weg" in page and f'hx-get="/vng/brieven/{number}/voortgang"' in page
    monkeypatch.setattr(sending, "tell_many", real)
    left = await fetch_values(int, "SELECT person FROM notice")
    if gone not in left:
        await execute("UPDATE role_grant SET revoked_at = $2 WHERE person = $1", gone, NOW)
    assert await actions.write_messages(number=number, now=NOW) == (2 if gone in left else 1)
    found = await queries.progress(number)
    assert found is not None and found.is_done and (await queries.letter(number)).recipients == found.written
    done = (await client.get(f"/vng/brieven/{number}/voortgang")).text
    assert "hx-get" not in done and "De brief gaat weg" not in done
    assert (await client.get("/vng/brieven/99999/voortgang")).status_code == 404
