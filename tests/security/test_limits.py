"""Rate limits: one bucket over all processes, in the database, refilled by time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.accounts import limits
from innovatie.accounts.actions import invite
from innovatie.domain.authority import Role
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from innovatie.infra.rate_limit import Limit, TooMany, network_of, sweep, take, try_take
from innovatie.settings import Settings
from innovatie.web import throttle
from tests import factories
from tests.application import Applications
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio

LIMIT = Limit(name="proef", size=5, period=timedelta(minutes=5))


async def taken(count: int, *of: str, seconds: float = 0) -> list[bool]:
    return [await try_take(LIMIT, *of, now=NOW + timedelta(seconds=seconds)) for _ in range(count)]


async def test_a_bucket_gives_as_many_as_it_holds_and_refills_with_time(db: asyncpg.Connection) -> None:
    assert await taken(7, "a") == [True] * 5 + [False] * 2
    assert await taken(1, "b") == [True]
    assert await taken(2, "a", seconds=59) == [False, False]
    assert await taken(2, "a", seconds=60) == [True, False]
    assert await taken(6, "a", seconds=3600) == [True] * 5 + [False]


async def test_a_refused_try_costs_nothing_so_waiting_helps_even_under_attack(db: asyncpg.Connection) -> None:
    await taken(5, "a")
    for second in range(1, 60):
        assert await taken(1, "a", seconds=second) == [False]
    assert await taken(1, "a", seconds=60) == [True]


async def test_a_clock_that_runs_back_gives_nothing_extra(db: asyncpg.Connection) -> None:
    assert await taken(5, "a", seconds=600) == [True] * 5
    assert await taken(1, "a", seconds=0) == [False]


async def test_many_at_once_over_many_connections_get_no_more_than_the_bucket_holds(committed: str) -> None:
    tries = await asyncio.gather(*(try_take(LIMIT, "a", now=NOW) for _ in range(60)))
    assert sum(tries) == 5


async def test_the_refusal_says_when_to_come_back_and_no_key_tells_who(db: asyncpg.Connection) -> None:
    await taken(5, "jan@stad.nl")
    with pytest.raises(TooMany) as refused:
        await take(LIMIT, "jan@stad.nl", now=NOW)
    assert (refused.value.wait_seconds, refused.value.status) == (60, 429)
    assert len(await fetch_value("SELECT key FROM rate_bucket")) == 16
    assert await sweep(NOW + timedelta(days=1)) == 0
    assert await sweep(NOW + timedelta(days=3)) == 1


@pytest.mark.parametrize(
    ("limit", "before", "cost"),
    [
        (LIMIT, 3, 4),
        (LIMIT, 5, 5),
        (Limit(name="anders", size=50, period=timedelta(minutes=1)), 50, 1),
        (Limit(name="groot", size=400, period=timedelta(days=1)), 399, 100),
    ],
)
async def test_who_waits_as_long_as_is_told_is_not_refused_and_who_comes_sooner_is(
    db: asyncpg.Connection, limit: Limit, before: int, cost: int
) -> None:
    """Also for what costs more than one, of a bucket that is not empty."""
    await take(limit, "a", now=NOW, cost=before)
    with pytest.raises(TooMany) as refused:
        await take(limit, "a", now=NOW, cost=cost)
    wait = refused.value.wait_seconds
    assert not await try_take(limit, "a", now=NOW + timedelta(seconds=wait - 1), cost=cost)
    assert await try_take(limit, "a", now=NOW + timedelta(seconds=wait), cost=cost)


@pytest.mark.parametrize(
    ("seconds", "told_time"),
    [(1, "1 seconde"), (59, "59 seconden"), (61, "2 minuten"), (7199, "120 minuten"), (7201, "3 uur")],
)
def test_the_time_to_wait_is_told_in_words_that_fit_it(seconds: int, told_time: str) -> None:
    assert f"Wacht {told_time} en" in TooMany(seconds).message.translated()


def test_a_network_is_one_address_of_ipv4_and_a_64_of_ipv6() -> None:
    assert network_of("192.0.2.7") == "192.0.2.7"
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff") == "2001:db8::/64"
    assert network_of("::ffff:192.0.2.7") == "192.0.2.7" != network_of("::ffff:192.0.2.8"), "IPv4 in the dress of IPv6"
    assert network_of(None) == network_of("geen adres") == "onbekend"


@pytest.fixture
async def public(
    applications: Applications, settings: Settings, clock: Clock, db: asyncpg.Connection
) -> AsyncIterator[httpx.AsyncClient]:
    with applications.started(replace(settings, demo=False)) as app:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            yield client


async def test_the_api_answers_too_many_questions_with_429_and_when_to_come_back(
    public: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "API", Limit(name="api", size=3, period=timedelta(minutes=1)))
    answers = [await public.get("/api/v1/rondes") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].headers["retry-after"] == "20"
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0", "r=0"]
    assert answers[0].headers["ratelimit-policy"] == '"api";q=3;w=60'
    assert answers[-1].headers["content-type"] == "application/problem+json"
    assert (await public.get("/rondes")).status_code == 200


@pytest.mark.parametrize(("method", "address"), [("GET", "/zoeken"), ("POST", throttle.SUGGESTIONS)])
async def test_searching_and_what_is_asked_while_one_types_share_a_limit(
    public: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, method: str, address: str
) -> None:
    monkeypatch.setattr(throttle, "SEARCH", Limit(name="zoeken", size=2, period=timedelta(minutes=1)))
    assert 429 not in [(await public.request(method, address)).status_code for _ in range(2)]
    refused = await public.get("/zoeken?q=weg")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 30
    assert "Dit is te vaak geprobeerd." in refused.text
    assert (await public.get("/ideeen")).status_code == 200


async def test_strangers_of_the_same_network_use_up_nothing_of_who_has_signed_in(
    public: httpx.AsyncClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "SEARCH", Limit(name="zoeken", size=2, period=timedelta(minutes=1)))
    assert [(await public.get("/zoeken?q=fiets")).status_code for _ in range(3)] == [200, 200, 429]
    await sign_in(public, await factories.person())
    assert [(await public.get("/zoeken?q=fiets")).status_code for _ in range(3)] == [200, 200, 429]


async def test_mail_to_colleagues_has_a_limit_for_each_municipality(
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "INVITATION", Limit(name="uitnodiging", size=2, period=timedelta(days=1)))
    towns = [await factories.municipality() for _ in range(2)]
    for town in towns:
        await execute(
            "INSERT INTO allowed_domain (municipality, domain, added_at) VALUES ($1, $2, now())", town, f"stad{town}.nl"
        )

    async def ask(town: int, name: str) -> None:
        chief = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)
        await invite(
            actor=chief,
            municipality_id=town,
            name="Nina Nieuw",
            address=f"{name}@stad{town}.nl",
            role=Role.CIVIL_SERVANT,
            now=NOW,
        )

    await ask(towns[0], "a")
    await ask(towns[0], "b")
    with pytest.raises(TooMany):
        await ask(towns[0], "c")
    await ask(towns[1], "d")
    assert await fetch_value("SELECT count(*) FROM queued_mail WHERE kind = 'uitnodiging'") == 3
