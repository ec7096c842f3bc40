"""Two directors at one page: each sees the other, and what a colleague did meanwhile; nothing of it is kept."""

from datetime import timedelta

import asyncpg
import httpx
import pytest
from lxml import html

from innovatie.accounts.session_middleware import PRESENCE
from innovatie.domain.authority import Role
from innovatie.domain.errors import NotAllowed
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_exactly, fetch_values
from innovatie.insight.presence import actions, queries
from innovatie.rounds import actions as rounds
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.voting import scene as scenes
from tests.voting.scene import LATER

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
PAGE = "/vng/rondes/2031-1"


async def test_who_looks_is_seen_by_others_at_that_page_until_a_minute_after_they_left() -> None:
    here, there = await factories.vng(), await factories.vng()
    await execute("UPDATE person SET name = 'Bas' WHERE id = $1", here.person_id)
    await actions.be_here(actor=here, page=PAGE, now=NOW)
    await actions.be_here(actor=here, page=PAGE, now=NOW + timedelta(seconds=20))

    async def seen(page: str, seconds: int) -> tuple[str, ...]:
        return await queries.others_at(page, person=there.person_id or 0, now=NOW + timedelta(seconds=seconds))

    assert await seen(PAGE, 80) == ("Bas",)
    assert await seen(PAGE, 81) == ()
    assert await seen("/vng/rondes/2031-2", 20) == ()
    assert await queries.others_at(PAGE, person=here.person_id or 0, now=NOW) == (), "not oneself"
    await actions.be_here(actor=there, page=PAGE, now=NOW + timedelta(seconds=81))
    assert await fetch_values(int, "SELECT person FROM desk_presence") == [there.person_id], "who left is forgotten"


async def test_who_does_not_direct_is_nowhere() -> None:
    with pytest.raises(NotAllowed):
        await actions.be_here(actor=await factories.actor(Role.ADMINISTRATOR), page=PAGE, now=NOW)
    assert await fetch_values(int, "SELECT id FROM desk_presence") == []


async def test_what_a_colleague_did_is_told_and_never_who_voted() -> None:
    scene = await scenes.preselection()
    other = (await factories.vng()).person_id or 0
    voter = await scene.voter(0)
    await execute(
        "INSERT INTO role_grant (person, role, starts, granted_at, reason) VALUES ($1, 'vng-regisseur', $2, $3, '')",
        voter.person_id, NOW.date(), NOW,
    )  # fmt: skip
    await scene.approve(0, 0)
    since = LATER - timedelta(seconds=1)
    assert await queries.done_since(scene.code, person=other, since=since) == ()
    await rounds.close_phase(actor=scene.vng, round_id=scene.round_id, reason="", now=LATER)
    (done,) = await queries.done_since(scene.code, person=other, since=since)
    assert done.act == "fase sluiten"
    assert await queries.done_since(scene.code, person=scene.vng.person_id or 0, since=since) == (), "not one's own"
    assert await queries.done_since(scene.code, person=other, since=LATER) == ()
    assert await queries.done_since("2031-9", person=other, since=since) == ()


async def test_a_page_of_the_desk_asks_by_itself_and_hears_what_changed(
    client: httpx.AsyncClient, clock: Clock, sign_in: SignIn
) -> None:
    clock.shift = NOW - clock.now()
    round_id = await factories.round_in(Phase.SUBMIT, now=NOW - timedelta(days=1))
    code = await fetch_exactly(str, "SELECT code FROM round WHERE id = $1", round_id)
    page = f"/vng/rondes/{code}"
    bas, mine = await factories.vng(), await factories.vng()
    await execute("UPDATE person SET name = 'Bas <b>' WHERE id = $1", bas.person_id)
    await sign_in(client, mine.person_id or 0)
    shown = html.fromstring((await client.get(page)).content)
    (place,) = shown.xpath("//*[@id='aanwezig']")
    assert (place.get("hx-post"), place.get("role")) == (PRESENCE, "status")
    sent = {one.get("name"): one.get("value") for one in place.xpath(".//input")}
    assert sent["pagina"] == page
    first = html.fragment_fromstring((await client.post(PRESENCE, data=sent)).text.strip())
    sent |= {one.get("name"): one.get("value") for one in first.xpath(".//input")}
    assert (await client.post(PRESENCE, data=sent)).status_code == 204, "nothing new"
    await actions.be_here(actor=bas, page=page, now=clock.now())
    await rounds.close_phase(actor=bas, round_id=round_id, reason="", now=clock.now())
    news = (await client.post(PRESENCE, data=sent)).text
    assert "Bas &lt;b&gt; kijkt ook naar deze pagina." in news and "Bas &lt;b&gt;: fase sluiten" in news
    for wrong in ({"pagina": "/mijn-werk"}, {"pagina": f"{page}/x/y"}, {"sinds": "gisteren"}, {"sinds": "2026-01-01"}):
        assert (await client.post(PRESENCE, data=sent | wrong)).status_code == 404, wrong


async def test_a_page_that_stands_open_does_not_keep_its_reader_signed_in(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock, sign_in: SignIn
) -> None:
    await sign_in(client, (await factories.vng()).person_id or 0)
    for _ in range(4):
        clock.shift += timedelta(minutes=10)
        last = await client.post(PRESENCE, data={"pagina": PAGE})
    assert last.status_code in {303, 401}
