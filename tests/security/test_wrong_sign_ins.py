"""Thousands of wrong sign-ins: the rightful one still comes in, and nothing in the answer tells who exists."""

import asyncio
import os

import asyncpg
import httpx
import pytest

from innovatie.accounts import actions, limits
from innovatie.accounts.payloads import MakeLink
from innovatie.infra.clock import Clock
from innovatie.infra.database import fetch_value
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


@pytest.mark.usefixtures("committed")  # each asking locks its counters until it commits
async def test_thousands_of_askers_in_ones_name_leave_ones_own_browser_its_allowance() -> None:
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
    waiting = await fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", MakeLink.job)
    assert waiting == limits.LINK_PER_ADDRESS.size + 1


def limits_reached() -> type[Exception]:
    from innovatie.infra.rate_limit import TooMany

    return TooMany


class Watch:
    """The statements that the database was asked, in order, without their values."""

    def __init__(self, db: asyncpg.Connection) -> None:
        self.db, self.seen = db, list[str]()

    def __call__(self, record: object) -> None:
        statement = str(getattr(record, "query", "")).strip()
        if "SAVEPOINT" not in statement:  # those carry names drawn by chance
            self.seen.append(statement)

    async def of(self, client: httpx.AsyncClient, address: str) -> tuple[list[str], int, dict[str, str], str]:
        """The work and the answer of asking a link for this address."""
        self.seen = []
        client.cookies.clear()
        self.db.add_query_logger(self)
        try:
            response = await client.post("/inloggen/link", data={"email": address})
            await asyncio.sleep(0)  # what the driver tells of a statement comes a turn of the loop later
        finally:
            self.db.remove_query_logger(self)
        headers = {
            name: value
            for name, value in response.headers.items()
            if name not in {"set-cookie", "content-length", "x-request-id"}
        }
        return self.seen, response.status_code, headers, response.text.replace(address, "ADRES")


async def test_asking_a_link_is_the_same_work_and_answer_for_who_exists_and_who_does_not(
    client: httpx.AsyncClient, db: asyncpg.Connection
) -> None:
    """What differs (the letter) is done later, by a job. How long it takes is measured in benchmarks/sign_in_timing."""
    await colleague()
    watch = Watch(db)
    await watch.of(client, "een@stad.nl")  # the driver asks the database about its types once
    known, unknown = await watch.of(client, "jan@stad.nl"), await watch.of(client, "ria@stad.nl")
    elsewhere = await watch.of(client, "jan@elders.nl")
    assert known[1:] == unknown[1:] == elsewhere[1:]
    assert known[0] == unknown[0] == elsewhere[0]
    assert (known[1], len(known[0]) > 2) == (200, True)
    assert len(await queued_links()) == 1  # the letter to the one who exists
