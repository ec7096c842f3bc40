"""Thousands of wrong sign-ins: the rightful one still comes in, and the clock tells nothing about who exists."""

import os
import statistics
import time

import asyncpg
import httpx
import pytest

from innovatie.accounts import actions, limits
from innovatie.accounts.actions.links import MAKE_LINK_JOB
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from innovatie.worker import run_pending
from tests.accounts.test_signing_in import colleague, queued_links

pytestmark = pytest.mark.anyio

HOW_MANY = int(os.environ.get("INNOVATIE_WRONG_SIGN_INS", "1000"))
"""`make security` asks for 10,000."""


@pytest.fixture
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the limit of one network: this test is about what remains when an attacker has thousands of them."""
    for name in ("LINK_PER_NETWORK", "LINK_USE"):
        limit = getattr(limits, name)
        monkeypatch.setattr(limits, name, type(limit)(name=limit.name, size=10**9, period=limit.period))


@pytest.mark.usefixtures("_no_waiting")
async def test_thousands_of_wrong_links_later_the_rightful_one_comes_in(
    client: httpx.AsyncClient, clock: Clock
) -> None:
    await colleague()
    for number in range(HOW_MANY):
        response = await client.post(f"/inloggen/link/geraden-{number}")
        assert response.status_code == 403
        client.cookies.clear()
    await client.post("/inloggen/link", data={"email": "jan@stad.nl"})
    (path,) = await queued_links()
    assert (await client.post(path)).status_code == 303
    assert await fetch_value("SELECT count(*) FROM audit_event WHERE result = 'geweigerd'") == HOW_MANY


async def test_thousands_of_askers_in_ones_name_leave_ones_own_browser_its_allowance(db: asyncpg.Connection) -> None:
    person, _ = await colleague()
    now = Clock().now()
    await actions.know_browser(person_id=person, secret="mijn browser", now=now)
    for number in range(HOW_MANY):
        try:
            await actions.ask_link(
                address="jan@stad.nl", browser="b", known_browser="", network=f"net {number}", after="/", now=now
            )
        except limits_reached():
            continue
    await actions.ask_link(
        address="jan@stad.nl", browser="mijn", known_browser="mijn browser", network="thuis", after="/", now=now
    )
    waiting = await fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", MAKE_LINK_JOB)
    assert waiting == limits.LINK_PER_ADDRESS.size + 1


def limits_reached() -> type[Exception]:
    from innovatie.infra.rate_limit import TooMany

    return TooMany


@pytest.mark.usefixtures("_no_waiting")
async def test_known_and_unknown_addresses_take_the_same_time(client: httpx.AsyncClient) -> None:
    """The two are asked in turn; their medians differ by less than a tenth of what one request takes."""
    await colleague()
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(min(HOW_MANY, 2000) // 5):
        for kind, address in (("known", "jan@stad.nl"), ("unknown", f"niemand{number}@stad.nl")):
            await execute("DELETE FROM rate_bucket")
            client.cookies.clear()
            began = time.perf_counter()
            response = await client.post("/inloggen/link", data={"email": address})
            times[kind].append(time.perf_counter() - began)
            assert response.status_code == 200
    known, unknown = (statistics.median(times[kind]) for kind in ("known", "unknown"))
    assert abs(known - unknown) < 0.1 * max(known, unknown) + 0.0005, (known, unknown)
    assert await run_pending() == 3 * (min(HOW_MANY, 2000) // 5)  # each ask one job, each known one also a mail
