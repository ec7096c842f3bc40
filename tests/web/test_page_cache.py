"""A page that every visitor sees alike is made once until somebody acts; everybody else gets a page of their own."""

from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from innovatie import app as application
from innovatie.audit import read_cache
from innovatie.audit.actions import record
from innovatie.audit.read_cache import newest_act
from innovatie.domain.authority import SYSTEM, Role
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, transaction
from innovatie.web import page_cache
from innovatie.web.page_cache import FOR_VISITORS
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio

PAGE = "/ideeen"
FIRST, LATER = "Gaten in de weg melden", "Scheuren in het wegdek vinden"


@pytest.fixture
async def visitor(app: Litestar, committed: str) -> httpx.AsyncClient:
    """Somebody without a session, on a database in which acts are really committed; its one plan is called FIRST."""
    await factories.idea(await factories.municipality("Delft"), title=FIRST)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")


async def unseen_change(title: str = LATER) -> None:
    """The plan changes without an act, so that a page tells whether it was made anew."""
    await execute("UPDATE idea SET title = $1", title)


async def act(clock: Clock) -> None:
    async with transaction():
        await record(actor=SYSTEM, act="proef", object_kind="proef", object_id=1, now=clock.now())


async def test_what_was_made_for_one_visitor_serves_the_next_until_somebody_acts(
    visitor: httpx.AsyncClient, clock: Clock
) -> None:
    first = await visitor.get(PAGE)
    await unseen_change()
    second = await visitor.get(PAGE)
    assert FIRST in second.text and second.text == first.text
    assert second.headers["vary"] == first.headers["vary"]
    assert second.headers["content-type"] == first.headers["content-type"]
    await act(clock)
    assert LATER in (await visitor.get(PAGE)).text


async def test_a_page_that_is_made_looks_up_the_newest_act_once(
    visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def again() -> int:
        raise AssertionError("the newest act was looked up when the page was asked for")

    monkeypatch.setattr(read_cache, "newest_act", again)
    for page in ("/", "/gemeenten"):
        assert (await visitor.get(page)).status_code == 200, page


async def test_another_address_language_piece_or_message_is_another_page(visitor: httpx.AsyncClient) -> None:
    await visitor.get(PAGE)
    await unseen_change()
    assert LATER in (await visitor.get(f"{PAGE}?sorteer=titel")).text
    assert LATER in (await visitor.get(PAGE, headers={"Cookie": "taal=en"})).text
    assert LATER in (await visitor.get(PAGE, headers={"HX-Request": "true"})).text
    assert LATER in (await visitor.get(PAGE, headers={"Cookie": "melding=SGFsbG8="})).text
    assert FIRST in (await visitor.get(PAGE)).text


async def test_cookies_of_others_and_of_signing_in_do_not_keep_a_visitor_from_it(visitor: httpx.AsyncClient) -> None:
    first = await visitor.get(PAGE)
    await unseen_change()
    for carried in (
        "BIGipServerpool=1677787402.36895.0000; _pk_id.1.1fff=7c3a.1764514800.; sticky=web2",
        'consent={"a": 1, "b": "José"}; x; =; ;;; \x7f',
        "taal=nl; melding-van-een-ander=1; innovatie=vervallen",
        "innovatie-browser=abc; innovatie-bekend=def; __Host-innovatie-bekend=ghi",
    ):
        served = await visitor.get(PAGE, headers={"Cookie": carried.encode("utf-8")})
        assert served.text == first.text, carried
    english = await visitor.get(PAGE, headers={"Cookie": "_ga=1; taal=en; sticky=web1"})
    assert LATER in english.text and 'lang="en"' in english.text
    told = await visitor.get(PAGE, headers={"Cookie": "_ga=1; melding=SGFsbG8=; sticky=web1"})
    assert LATER in told.text and "Hallo" in told.text
    assert "Hallo" not in (await visitor.get(PAGE, headers={"Cookie": "_ga=1; sticky=web1"})).text
    assert LATER in (await visitor.get(PAGE, headers={"Cookie": "_ga=1; innovatie-gezien=7"})).text, "his own act"


async def test_who_is_signed_in_never_gets_or_leaves_such_a_page(visitor: httpx.AsyncClient, sign_in: SignIn) -> None:
    await visitor.get(PAGE)
    await unseen_change()
    await sign_in(visitor, await factories.person(Role.VNG_DIRECTOR, name="Rens de Regisseur"))
    own = await visitor.get(PAGE)
    assert LATER in own.text and "Uitloggen" in own.text
    page_cache.clear()
    await visitor.get(PAGE)
    visitor.cookies.clear()
    assert "Uitloggen" not in (await visitor.get(PAGE)).text


async def test_a_page_is_a_minute_old_at_most(visitor: httpx.AsyncClient, clock: Clock) -> None:
    await visitor.get(PAGE)
    await unseen_change()
    clock.shift += timedelta(seconds=58)
    assert FIRST in (await visitor.get(PAGE)).text
    clock.shift += timedelta(seconds=3)
    assert LATER in (await visitor.get(PAGE)).text


async def test_while_the_database_is_away_the_page_is_served_for_that_minute(
    visitor: httpx.AsyncClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> int:
        raise ConnectionRefusedError

    await visitor.get(PAGE)
    await unseen_change()
    monkeypatch.setattr(application, "newest_act", away)
    assert FIRST in (await visitor.get(PAGE)).text
    assert (await visitor.get(f"{PAGE}?sorteer=titel")).status_code == 503
    clock.shift += timedelta(seconds=61)
    assert (await visitor.get(PAGE)).status_code == 503


async def test_a_page_that_is_thrown_out_while_the_database_is_asked_is_served_all_the_same(
    visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others make pages meanwhile, and the oldest makes room."""

    async def thrown_out() -> int:
        page_cache.clear()
        return await newest_act()

    await visitor.get(PAGE)
    await unseen_change()
    monkeypatch.setattr(application, "newest_act", thrown_out)
    served = await visitor.get(PAGE)
    assert (served.status_code, FIRST in served.text) == (200, True)


async def test_a_kept_page_comes_compressed_to_who_takes_that(visitor: httpx.AsyncClient) -> None:
    made = (await visitor.get(PAGE)).text
    await unseen_change()
    small = await visitor.get(PAGE, headers={"Accept-Encoding": "gzip"})
    plain = await visitor.get(PAGE, headers={"Accept-Encoding": "identity"})
    assert (small.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert small.text == plain.text == made
    assert int(small.headers["content-length"]) < len(made) / 3
    assert "Accept-Encoding" in small.headers["vary"] and "Accept-Encoding" in plain.headers["vary"]


async def test_no_more_is_kept_than_fits(visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len((await visitor.get(PAGE)).text)
    monkeypatch.setattr(page_cache, "MOST_BYTES", 3 * size)
    for number in range(6):
        await visitor.get(f"{PAGE}?q=weg{number}")
    await unseen_change()
    assert LATER in (await visitor.get(PAGE)).text, "the page that was asked for longest ago made room"


def test_only_pages_that_anybody_may_read_are_alike_for_visitors(app: Litestar) -> None:
    marked = [
        handler
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if handler.opt.get(FOR_VISITORS)
    ]
    assert len(marked) > 5
    assert [str(one) for one in marked if one.resolve_guards() or one.http_methods - {"GET", "HEAD"}] == []
