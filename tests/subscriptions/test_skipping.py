"""An event that a receiver refuses each time holds up all that follow, until the owner of the subscription skips it."""

from datetime import datetime

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.subscriptions import actions, delivering, outcomes, queries
from tests import factories
from tests.conftest import SignIn
from tests.subscriptions.receiver import Receiver
from tests.subscriptions.test_odd_receivers import chief_of
from tests.subscriptions.test_subscriptions import HERE, STILL, changed, subscribed

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def refused(receiver: Receiver, now: datetime) -> tuple[int, list[int]]:
    """A subscription whose receiver answered 400 to the first of two events; its number and those of the events."""
    number, _ = await subscribed(receiver.address, now)
    await changed(1, 2)
    await actions.plan(now=now)
    receiver.answers = [400]
    await delivering.deliver(number, now=now, seconds=STILL)
    return number, list(await fetch_values(int, "SELECT id FROM event_delivery ORDER BY id"))


async def test_the_owner_skips_what_is_refused_and_what_waits_behind_it_goes_at_once(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock, receiver: Receiver
) -> None:
    number, (first, second) = await refused(receiver, clock.now())
    _, town = await chief_of(number)
    await sign_in(client, await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town))
    await execute("UPDATE session SET factor_at = $1", clock.now())
    here, skip = f"{HERE}/{number}", f"{HERE}/{number}/bezorgingen/{{}}/overslaan"
    page = (await client.get(here)).text
    assert (skip.format(first) in page, skip.format(second) in page, "Overslaan?" in page) == (True, False, True)
    assert (await client.post(skip.format(second))).status_code == 409, "it was not tried yet"
    assert (await client.post(skip.format(999))).status_code == 404
    assert (await client.post(skip.format(first))).status_code == 303
    await delivering.deliver(number, now=clock.now(), seconds=STILL)
    states = await fetch_values(str, "SELECT state FROM event_delivery ORDER BY id")
    assert (list(states), len(receiver.taken)) == (["opgegeven", "bezorgd"], 1)
    page = (await client.get(here)).text
    assert page.count("overgeslagen op") == 1 and skip.format(first) not in page
    kept = await fetch_value("SELECT details ->> 'kenmerk' FROM audit_event WHERE act = 'gebeurtenis overslaan'")
    assert kept == await fetch_value("SELECT event_id FROM event_delivery WHERE id = $1", first)
    for delivery in (first, second):
        assert (await client.post(skip.format(delivery))).status_code == 409
    assert (await client.post(f"{here}/bezorgingen/{first}")).status_code == 303
    await delivering.deliver(number, now=clock.now(), seconds=STILL)
    assert await fetch_value(
        "SELECT state || coalesce(skipped_at::text, '') FROM event_delivery WHERE id = $1", first
    ) == ("bezorgd")


async def test_what_was_skipped_while_it_was_on_its_way_stays_skipped(receiver: Receiver, now: datetime) -> None:
    number, (first, second) = await refused(receiver, now)
    chief, town = await chief_of(number)
    subscription, delivery = await queries.working(number), await queries.delivery_of(number, first)
    assert subscription is not None and delivery is not None
    await actions.skip(actor=chief, municipality_id=town, number=number, delivery_id=first, now=now)
    await outcomes.note_failure(subscription, delivery, status=400, fault="", now=now)
    waiting = await queries.next_delivery(number)
    assert waiting is not None and waiting.id == second
    assert await fetch_value("SELECT next_try_at FROM subscription") is None


async def test_a_subscription_that_stands_still_may_skip_and_goes_on_when_it_is_resumed(
    receiver: Receiver, now: datetime
) -> None:
    number, (first, _second) = await refused(receiver, now)
    chief, town = await chief_of(number)
    await actions.pause(actor=chief, municipality_id=town, number=number, now=now)
    await actions.skip(actor=chief, municipality_id=town, number=number, delivery_id=first, now=now)
    await delivering.deliver(number, now=now, seconds=STILL)
    assert receiver.taken == []
    await actions.resume(actor=chief, municipality_id=town, number=number, now=now)
    await delivering.deliver(number, now=now, seconds=STILL)
    assert len(receiver.taken) == 1
    await actions.end(actor=chief, municipality_id=town, number=number, now=now)
    with pytest.raises(Conflict):
        await actions.skip(actor=chief, municipality_id=town, number=number, delivery_id=first, now=now)


async def test_what_holds_up_the_others_stands_on_the_page_however_many_wait_behind_it(
    receiver: Receiver, now: datetime
) -> None:
    number, (first, _second) = await refused(receiver, now)
    await changed(*range(3, 110))
    await actions.plan(now=now)
    shown = [one.id for one in await queries.deliveries_of(number)]
    assert (len(shown), shown[-1], len(set(shown))) == (101, first, 101)
    assert [one.id for one in await queries.deliveries_of(number) if one.holds_up] == [first]
