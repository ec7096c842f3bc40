"""Which request may be read from a replica, and how far behind a replica may be. (With real ones: `make operate`.)"""

from typing import Any, cast

import asyncpg
import httpx
import pytest
from litestar import Litestar

from innovatie.ideas.queries import listing
from innovatie.infra import database, read_routing, replica
from innovatie.infra.own_cookies import SEEN
from innovatie.infra.replica import MOST_BEHIND, Replica
from innovatie.web import page_cache
from innovatie.web.handlers import AnyRequest
from innovatie.web.page_cache import NEWEST
from innovatie.web.reading_source import is_public
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("path", "public"),
    [
        ("/", True),
        ("/ideeen", True),
        ("/ideeen/12-straten", True),
        ("/zoeken", True),
        ("/mijn-werk", False),
        ("/vng", False),
        ("/inloggen/link/geheim", False),
        ("/stemmen/2026", False),
        ("/readyz", False),
        ("/api/v1/ideeen", False),
    ],
)
def test_only_pages_for_everybody_may_be_some_seconds_old(path: str, public: bool) -> None:
    assert is_public(path) is public


class Times:
    """A replica whose two servers are told what to say."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.written: int | None = 0
        self.replayed: int | None = 0
        self.now = 100.0
        self.replica = Replica("postgresql://nergens", size=1)
        self.replica._pool = object()  # type: ignore[assignment]
        monkeypatch.setattr(replica, "written", self._written)
        monkeypatch.setattr(self.replica, "_ask_replayed", self._ask_replayed)
        monkeypatch.setattr(replica.time, "monotonic", lambda: self.now)

    async def _written(self) -> int:
        if self.written is None:
            raise ConnectionRefusedError
        return self.written

    async def _ask_replayed(self) -> None:
        if self.replayed is None:
            raise ConnectionRefusedError
        self.replica._replayed = self.replayed

    async def look(self, *, written: int | None, replayed: int | None, after: float = 1.0) -> bool:
        self.now += after
        self.written, self.replayed = written, replayed
        await self.replica.look()
        return self.replica.fresh


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Times:
    return Times(monkeypatch)


async def test_a_replica_that_is_behind_for_longer_than_five_seconds_is_not_read(times: Times) -> None:
    assert await times.look(written=10, replayed=10)
    assert await times.look(written=20, replayed=10)
    assert await times.look(written=30, replayed=10, after=MOST_BEHIND - 1)
    assert not await times.look(written=30, replayed=10, after=2)
    assert await times.look(written=30, replayed=30)


async def test_a_replica_that_is_away_is_not_read_and_one_whose_primary_is_away_is(times: Times) -> None:
    assert not await times.look(written=10, replayed=None)
    assert await times.look(written=10, replayed=10)
    assert await times.look(written=None, replayed=10, after=60)


async def test_who_acted_is_served_by_the_primary_until_the_replica_has_come_that_far(times: Times) -> None:
    await times.look(written=10, replayed=10)
    assert await times.replica.readable(10) is not None
    assert await times.replica.readable(11) is None
    times.replayed = 11
    assert await times.replica.readable(11) is not None


async def test_what_writes_puts_the_rest_of_the_request_on_the_primary(db: asyncpg.Connection) -> None:
    source = read_routing.Reading(pool=object())  # type: ignore[arg-type]
    token = read_routing._CURRENT.set(source)
    try:
        await database.execute("SELECT 1")
        assert source.pool is not None, "within a transaction nothing changes: that is the primary's already"
        read_routing.on_primary(wrote=True)
        assert (source.pool, source.wrote) == (None, True)
    finally:
        read_routing._CURRENT.reset(token)


async def test_an_act_tells_the_position_and_nonsense_in_the_cookie_asks_the_primary(
    client: httpx.AsyncClient, app: Litestar, db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class Told:
        async def readable(self, seen: int) -> Any:
            asked.append(seen)
            return None

    monkeypatch.setattr(app.state, "replica", Told(), raising=False)
    app.state.replica = Told()
    try:
        read = await client.get("/over")
        assert SEEN not in read.headers.get("set-cookie", "")
        acted = await client.post("/inloggen/link", data={"email": "jan@voorbeeld.nl"})
        assert f"{SEEN}=" in acted.headers.get("set-cookie", "")
        client.cookies.set(SEEN, "9" * 30)
        await client.get("/over")
        assert asked == [0], "who brings nonsense is not asked about"
    finally:
        app.state.replica = None
        read_routing._CURRENT.set(None)


@pytest.mark.parametrize("ready", [True, False])
async def test_a_page_from_the_replica_is_never_kept_with_an_act_that_only_the_primary_has(
    client: httpx.AsyncClient, app: Litestar, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, ready: bool
) -> None:
    """The newest act comes along with the session, from the primary; where a replica is read it is asked there anew."""
    await sign_in(client, await factories.person())

    class Told:
        async def readable(self, seen: int) -> Any:
            return object() if ready else None

    known: list[bool] = []

    async def seen(request: AnyRequest, *_: object) -> None:
        known.append(NEWEST in request.scope.get("state", {}))
        read_routing.start(None)

    monkeypatch.setattr(page_cache, "kept_page", seen)
    app.state.replica = Told()
    try:
        assert (await client.get("/over")).status_code == 200
    finally:
        app.state.replica = None
        read_routing._CURRENT.set(None)
    assert known == [not ready]


async def test_counts_of_a_replica_are_kept_apart_from_those_of_the_primary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody read an older list a moment ago; who just acted finds his own plan all the same."""

    async def count(_: listing.Filter) -> listing.Facets:
        return listing.Facets(0 if read_routing.at_replica() else 1, {}, {}, {}, {}, {})

    monkeypatch.setattr(listing, "_count", count)
    listing.clear_facets()
    wanted = listing.Filter()
    read_routing.start(cast(asyncpg.Pool, object()))
    assert (await listing.facets(wanted)).total == 0
    read_routing.start(None)
    assert (await listing.facets(wanted)).total == 1
    read_routing.start(cast(asyncpg.Pool, object()))
    assert (await listing.facets(wanted)).total == 0
    read_routing.start(None)
    listing.clear_facets()
