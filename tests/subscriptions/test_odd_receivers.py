"""Receivers that are slow, gone, being worked on, or that lost the page with their new secret."""

from datetime import datetime, timedelta

import httpx
import pytest

from innovatie.domain.authority import Actor, Role
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.subscriptions import actions, delivering, jobs
from innovatie.worker import AT_ONCE
from tests import factories
from tests.conftest import SECRET, SignIn
from tests.subscriptions.receiver import Receiver
from tests.subscriptions.test_subscriptions import HERE, STILL, changed, is_signed, subscribed

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

WAITING = "SELECT count(*) FROM event_delivery WHERE state = 'wacht'"
ASKED = "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'gebeurtenissen bezorgen' AND status = 'queued'"


async def chief_of(number: int) -> tuple[Actor, int]:
    town = await fetch_value("SELECT municipality FROM subscription WHERE id = $1", number)
    return await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town), town


async def test_a_message_to_a_slow_receiver_bears_the_moment_at_which_it_is_sent(
    receiver: Receiver, now: datetime
) -> None:
    number, _ = await subscribed(receiver.address, now)
    await changed(1, 2, 3)
    await actions.plan(now=now)
    passed = iter([0.0, 0.0, 9.0, 9.0, 18.0, 18.0, 19.0, 19.0])  # nine seconds for each answer
    await delivering.deliver(number, now=now, seconds=passed.__next__)
    moments = [int(one.headers["webhook-timestamp"]) - int(now.timestamp()) for one in receiver.taken]
    assert moments == [0, 9, 18]


async def test_a_slow_receiver_gives_its_place_to_others_and_goes_on_later(receiver: Receiver, now: datetime) -> None:
    number, _ = await subscribed(receiver.address, now)
    await changed(1, 2, 3, 4)
    await actions.plan(now=now)
    await execute("DELETE FROM pgqueuer")
    passed = iter([0.0, 0.0, 15.0, 15.0, 25.0, 25.0])
    await delivering.deliver(number, now=now, seconds=passed.__next__)
    assert (len(receiver.taken), await fetch_value(WAITING), await fetch_value(ASKED)) == (2, 2, 1)
    assert 0 < jobs.AT_THE_SAME_TIME < AT_ONCE  # and they never have all the places of a worker
    (delivering_job,) = (job for job in jobs.JOBS if job.name == "gebeurtenissen bezorgen")
    assert delivering_job.most == jobs.AT_THE_SAME_TIME


async def test_a_receiver_that_is_gone_is_left_alone_at_once_and_its_municipality_hears_why(
    receiver: Receiver, now: datetime
) -> None:
    number, _ = await subscribed(receiver.address, now)
    chief, _ = await chief_of(number)
    await changed(1, 2)
    await actions.plan(now=now)
    receiver.answers = [410]
    await delivering.deliver(number, now=now, seconds=STILL)
    assert await fetch_value("SELECT paused_at FROM subscription") == now
    (told,) = await fetch_values(str, "SELECT body FROM notice WHERE person = $1", chief.person_id)
    assert told.startswith("Het adres van dit abonnement antwoordt dat het er niet meer is (410).")
    await actions.plan(now=now + timedelta(days=1))
    await delivering.deliver(number, now=now + timedelta(days=1))
    assert len(receiver.all) == 1


async def test_whoever_asks_for_a_secret_twice_does_not_lose_the_one_in_use(receiver: Receiver, now: datetime) -> None:
    number, first = await subscribed(receiver.address, now)
    chief, town = await chief_of(number)

    async def another() -> str:
        return await actions.new_secret(actor=chief, municipality_id=town, number=number, key=SECRET, now=now)

    async def signed_with(moment: datetime, *secrets: str) -> list[bool]:
        await changed(1)
        await actions.plan(now=moment)
        await delivering.deliver(number, now=moment, seconds=STILL)
        return [is_signed(receiver.taken[-1], one) for one in secrets]

    second, third = await another(), await another()
    assert await signed_with(now + timedelta(days=6), first, second, third) == [True, True, True]
    assert await signed_with(now + timedelta(days=8), first, second, third) == [False, False, True]
    await execute("UPDATE subscription SET former_until = now() - interval '1 minute'")
    fourth = await another()  # another week: the third is the one in use, the others do not come back
    assert await signed_with(now, first, second, third, fourth) == [False, False, True, True]
    for _ in range(9):
        await another()
    assert await signed_with(now, fourth) == [False]
    assert len(receiver.taken[-1].headers["webhook-signature"].split()) == 5


async def test_a_municipality_pauses_its_subscription_and_gets_later_what_it_missed(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock, receiver: Receiver
) -> None:
    number, _ = await subscribed(receiver.address, clock.now())
    _, town = await chief_of(number)
    await sign_in(client, await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town))
    await execute("UPDATE session SET factor_at = $1", clock.now())
    await changed(1)
    await actions.plan(now=clock.now())
    await delivering.deliver(number, now=clock.now())
    delivery = await fetch_value("SELECT id FROM event_delivery")
    here = f"{HERE}/{number}"
    assert (await client.post(f"{here}/stilzetten")).status_code == 303
    page = (await client.get(here)).text
    assert ("Dit abonnement staat stil" in page, f"{here}/hervatten" in page) == (True, True)
    assert not any(f"{here}/{act}" in page for act in ("stilzetten", "proef", "bezorgingen"))
    refused = [
        (await client.post(f"{here}/{act}")).status_code for act in ("stilzetten", "proef", f"bezorgingen/{delivery}")
    ]
    assert refused == [409, 409, 409]
    await changed(2)
    await actions.plan(now=clock.now())
    await delivering.deliver(number, now=clock.now())
    assert len(receiver.all) == 1
    assert (await client.post(f"{here}/hervatten")).status_code == 303
    await actions.plan(now=clock.now())
    await delivering.deliver(number, now=clock.now())
    assert len(set(receiver.ids)) == len(receiver.ids) == 2


async def test_a_pause_while_a_message_is_on_its_way_holds_when_that_message_fails(
    receiver: Receiver, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _ = await subscribed(receiver.address, now)
    chief, town = await chief_of(number)
    await changed(1)
    await actions.plan(now=now)
    send = delivering.send

    async def paused_meanwhile(*told: object, **more: object) -> int:
        await actions.pause(actor=chief, municipality_id=town, number=number, now=now)
        return await send(*told, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(delivering, "send", paused_meanwhile)
    receiver.answers = [500]
    await delivering.deliver(number, now=now, seconds=STILL)
    assert await fetch_value("SELECT paused_at FROM subscription") == now


async def test_a_subscription_that_is_ended_while_a_message_is_on_its_way_waits_for_nothing(
    receiver: Receiver, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _ = await subscribed(receiver.address, now)
    chief, town = await chief_of(number)
    await changed(1)
    await actions.plan(now=now)
    await execute("DELETE FROM pgqueuer")
    send = delivering.send

    async def ended_meanwhile(*told: object, **more: object) -> int:
        await actions.end(actor=chief, municipality_id=town, number=number, now=now)
        return await send(*told, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(delivering, "send", ended_meanwhile)
    receiver.answers = [410]
    await delivering.deliver(number, now=now, seconds=STILL)
    assert await fetch_values(str, "SELECT state FROM event_delivery") == ["opgegeven"]
    assert await fetch_value(ASKED) == 0
    assert await fetch_value("SELECT paused_at FROM subscription") is None


async def test_a_message_older_than_the_hundred_on_the_page_can_be_sent_again(
    receiver: Receiver, now: datetime
) -> None:
    number, _ = await subscribed(receiver.address, now)
    chief, town = await chief_of(number)
    await changed(*range(1, 103))
    await actions.plan(now=now)
    await execute("UPDATE event_delivery SET state = 'bezorgd', tried_at = created_at")
    oldest = await fetch_value("SELECT min(id) FROM event_delivery")
    await actions.send_again(actor=chief, municipality_id=town, number=number, delivery_id=oldest, now=now)
    assert await fetch_values(int, "SELECT id FROM event_delivery WHERE state = 'wacht'") == [oldest]


async def test_who_a_municipality_went_up_in_keeps_its_subscriptions_and_hears_when_one_stands_still(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock, receiver: Receiver
) -> None:
    number, _ = await subscribed(receiver.address, clock.now())
    _, old = await chief_of(number)
    heir = await factories.municipality("Nieuwstad")
    await execute("INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, '2026-01-01')", old, heir)
    chief = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=heir)
    await changed(1)
    await actions.plan(now=clock.now())
    receiver.answers = [410]
    await delivering.deliver(number, now=clock.now())
    assert await fetch_values(int, "SELECT DISTINCT person FROM notice") == [chief]
    await sign_in(client, chief)
    await execute("UPDATE session SET factor_at = $1", clock.now())
    assert f"{HERE}/{number}" in (await client.get(HERE)).text
    assert (await client.post(f"{HERE}/{number}/einde")).status_code == 303


async def test_old_deliveries_go_and_what_waits_stays(receiver: Receiver, now: datetime) -> None:
    await subscribed(receiver.address, now)
    await changed(1, 2)
    await actions.plan(now=now - timedelta(days=91))
    await execute(
        "UPDATE event_delivery SET state = 'bezorgd', tried_at = created_at WHERE id = (SELECT min(id) FROM event_delivery)"
    )
    await actions.forget_deliveries(now=now)
    assert await fetch_values(str, "SELECT state FROM event_delivery") == ["wacht"]
