"""A letter goes out by the worker, some readers at a time; its page tells how far it is."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import day_in_words
from innovatie.domain.phases import Phase
from innovatie.infra.database import execute, fetch_values
from innovatie.insight.letters import actions, queries
from innovatie.insight.letters.actions import sending
from innovatie.rounds.queries import round_by_id
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
    await execute("DELETE FROM notice WHERE id = (SELECT min(id) FROM notice)")
    assert "De brief gaat weg" in (await client.get(f"/vng/brieven/{number}")).text, "its job still waits"
    await execute("DELETE FROM pgqueuer")
    assert "De brief gaat weg" not in (await client.get(f"/vng/brieven/{number}")).text, "somebody was erased"


async def test_a_letter_is_called_by_what_is_the_same_for_all_its_readers(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await two_voters()
    vng = await factories.vng()
    round_id = await factories.round_in(Phase.SUBMIT)
    round_ = await round_by_id(round_id, now=NOW)
    await execute("UPDATE phase_window SET deadline = $2 WHERE round = $1", round_id, NOW + timedelta(days=9))
    alike = await looked_at(vng, content("{ronde}: stem tot en met {deadline}", round=round_.code))
    own = await looked_at(vng, content("{ronde}: {gemeente} doet nog niet mee", round=round_.code))
    for number, stand in (alike, own):
        await actions.send_letter(actor=vng, number=number, expected=2, stand=stand, now=NOW)
        await actions.write_messages(number=number, now=NOW)
    said = f"{round_.name}: stem tot en met {day_in_words(NOW + timedelta(days=9))}"
    await execute("UPDATE phase_window SET deadline = $2 WHERE round = $1", round_id, NOW + timedelta(days=20))
    await sign_in(client, vng.person_id or 0)
    listed = (await client.get("/vng/brieven")).text
    for number, heading in ((alike[0], said), (own[0], f"{round_.name}: {{gemeente}} doet nog niet mee")):
        assert f'<a href="/vng/brieven/{number}" dir="auto">{heading}</a>' in listed, "as it was sent"
        assert f"<h1>Brief: {heading}</h1>" in (await client.get(f"/vng/brieven/{number}")).text
    await execute("DELETE FROM notice")
    assert f"{round_.name}: stem tot en met {{deadline}}" in (await client.get("/vng/brieven")).text
