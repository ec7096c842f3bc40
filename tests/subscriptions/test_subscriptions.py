"""What changes in public reaches whoever subscribed: each event once by id, signed, and never a machine inside."""

import base64
import hmac
import ipaddress
import itertools
import json
from datetime import datetime, timedelta

import httpx
import pytest

from innovatie.changes.actions import tell_changes
from innovatie.domain.authority import Role
from innovatie.domain.event_words import MessageForm
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_row, fetch_value, fetch_values
from innovatie.infra.public_internet import is_outside
from innovatie.subscriptions import actions, delivering, outbound_requests, outcomes
from innovatie.subscriptions.outbound_requests import Guarded, NotSent, send, wrong_address
from tests import factories
from tests.conftest import SECRET, SignIn
from tests.subscriptions.receiver import Received, Receiver

pytestmark = [pytest.mark.anyio]
HERE = "/mijn-gemeente/abonnementen"
STILL = itertools.repeat(0.0).__next__
"""A clock on which no time passes while messages are on their way."""


async def subscribed(address: str, now: datetime, *, form: MessageForm = MessageForm.CLOUDEVENTS) -> tuple[int, str]:
    town = await factories.municipality()
    chief = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)
    return await actions.subscribe(
        actor=chief, municipality_id=town, name="Zaaksysteem", address=address, form=form,
        resources=[PublicResource.IDEA], key=SECRET, plain_http=True, now=now,
    )  # fmt: skip


async def changed(*numbers: int) -> None:
    await tell_changes(resource=PublicResource.IDEA, kind=ChangeKind.CHANGED, object_ids=numbers)
    await execute("SET CONSTRAINTS ALL IMMEDIATE")  # as a commit does
    await execute("SET CONSTRAINTS ALL DEFERRED")


def is_signed(received: Received, secret: str) -> bool:
    """As the receiver checks it."""
    told = received.headers
    signed = f"{told['webhook-id']}.{told['webhook-timestamp']}.".encode() + received.body
    mark = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, "sha256")
    return f"v1,{base64.b64encode(mark).decode()}" in told["webhook-signature"].split()


@pytest.mark.usefixtures("db")
async def test_a_receiver_that_fails_three_times_gets_each_event_once_in_order_and_signed(
    receiver: Receiver, now: datetime
) -> None:
    await changed(1)
    number, secret = await subscribed(receiver.address, now)
    await changed(2, 3, 4)
    await tell_changes(resource=PublicResource.ROUND, kind=ChangeKind.OPENED, object_ids=["2026-1"])  # not asked for
    await actions.plan(now=now)
    await actions.plan(now=now)
    receiver.answers = [500, 0, 302]
    waits = []
    for _ in range(4):
        await delivering.deliver(number, now=now, seconds=STILL)
        due = await fetch_value("SELECT next_try_at FROM subscription WHERE id = $1", number)
        await delivering.deliver(number, now=now)  # too soon: nothing is sent
        if due is not None:
            waits.append(due - now)
            now = due
    assert waits == [timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=9)]
    assert [one.path for one in receiver.all] == ["/hook"] * 6  # a redirect is not followed
    assert len({one.headers["webhook-id"] for one in receiver.all[:4]}) == 1
    assert [json.loads(one.body)["subject"] for one in receiver.taken] == ["2", "3", "4"]
    assert len(set(receiver.ids)) == 3
    assert all(is_signed(one, secret) for one in receiver.all)
    assert not any(is_signed(one, "whsec_" + base64.b64encode(b"x" * 32).decode()) for one in receiver.all)
    await actions.plan(now=now)
    await delivering.deliver(number, now=now)
    assert len(receiver.all) == 6
    assert await fetch_values(str, "SELECT DISTINCT state FROM event_delivery") == ["bezorgd"]


@pytest.mark.usefixtures("db")
async def test_an_event_is_a_cloud_event_of_the_profile(receiver: Receiver, now: datetime) -> None:
    number, _ = await subscribed(receiver.address, now)
    await changed(17)
    await actions.plan(now=now)
    await delivering.deliver(number, now=now)
    (received,) = receiver.taken
    told = json.loads(received.body)
    assert received.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert {name: told[name] for name in ("specversion", "type", "subject", "source", "datacontenttype")} == {
        "specversion": "1.0", "type": "nl.vng.innovatie.idee-gewijzigd", "subject": "17",
        "source": "http://127.0.0.1:8000", "datacontenttype": "application/json",
    }  # fmt: skip
    assert (told["id"], told["id"].rpartition("-")[2]) == (received.headers["webhook-id"], told["sequence"])
    assert told["data"]["webpagina"] == "http://127.0.0.1:8000/ideeen/17"
    assert datetime.fromisoformat(told["time"]).utcoffset() == timedelta(0)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("form", [MessageForm.TEAMS, MessageForm.SLACK])
async def test_a_channel_gets_a_sentence_with_a_link(receiver: Receiver, now: datetime, form: MessageForm) -> None:
    number, _ = await subscribed(receiver.address, now, form=form)
    await changed(17)
    await actions.plan(now=now)
    await delivering.deliver(number, now=now)
    told = json.loads(receiver.taken[0].body)
    if form is MessageForm.SLACK:
        assert told == {"text": "Plan 17: gewijzigd: http://127.0.0.1:8000/ideeen/17"}
    else:
        card = told["attachments"][0]["content"]
        assert (card["body"][0]["text"], card["actions"][0]["url"]) == (
            "Plan 17: gewijzigd", "http://127.0.0.1:8000/ideeen/17",
        )  # fmt: skip


@pytest.mark.usefixtures("db")
async def test_for_a_week_a_message_bears_the_signatures_of_both_secrets(receiver: Receiver, now: datetime) -> None:
    number, old = await subscribed(receiver.address, now)
    town = await fetch_value("SELECT municipality FROM subscription")
    chief = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)
    new = await actions.new_secret(actor=chief, municipality_id=town, number=number, key=SECRET, now=now)
    for day in (0, 8):
        await changed(day + 1)
        await actions.plan(now=now + timedelta(days=day))
        await delivering.deliver(number, now=now + timedelta(days=day))
    assert [(is_signed(one, old), is_signed(one, new)) for one in receiver.taken] == [(True, True), (False, True)]


@pytest.mark.usefixtures("db")
async def test_after_three_days_it_stands_still_and_is_told_and_going_on_brings_what_was_missed(
    receiver: Receiver, now: datetime
) -> None:
    number, _ = await subscribed(receiver.address, now)
    town = await fetch_value("SELECT municipality FROM subscription")
    chief = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)
    await changed(1)
    await actions.plan(now=now)
    receiver.answers = [500, 500]
    await delivering.deliver(number, now=now, seconds=STILL)
    later = now + timedelta(days=3)
    await delivering.deliver(number, now=later, seconds=STILL)
    assert await fetch_value("SELECT paused_at FROM subscription") == later
    notice = await fetch_row("SELECT path FROM notice WHERE person = $1", chief.person_id)
    assert notice is not None and notice["path"] == f"{HERE}/{number}"
    await changed(2)
    await actions.plan(now=later)
    await delivering.deliver(number, now=later)
    assert len(receiver.all) == 2
    await actions.resume(actor=chief, municipality_id=town, number=number, now=later)
    await actions.plan(now=later)
    await delivering.deliver(number, now=later)
    assert [json.loads(one.body)["subject"] for one in receiver.taken] == ["1", "2"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
        "fec0::1", "::7f00:1", "64:ff9b:1::a00:1", "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1", "5f00::1",
        "168.63.129.16", "192.88.99.1", "192.0.0.192", "3fff::1",
    ],
)  # fmt: skip
async def test_an_address_of_a_network_inside_is_no_receiver(address: str) -> None:
    assert not is_outside(address)


async def test_the_public_internet_is_and_a_network_that_the_installation_names() -> None:
    assert is_outside("93.184.215.14") and is_outside("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    allowed = [ipaddress.ip_network("10.0.0.0/8")]
    assert is_outside("10.9.9.9", allowed) and not is_outside("192.168.1.1", allowed)


async def test_a_name_that_leads_inside_is_refused_each_time_and_we_connect_to_what_was_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = [["93.184.215.14", "127.0.0.1"], ["169.254.169.254"], [], ["93.184.215.14"]]
    connected: list[str] = []

    async def names(host: str, port: int) -> list[str]:
        return answers.pop(0)

    class Line:
        async def connect_tcp(self, host: str, *_: object) -> None:
            connected.append(host)
            raise OSError

    monkeypatch.setattr(outbound_requests, "resolved", names)
    monkeypatch.setattr(outbound_requests.httpcore, "AnyIOBackend", Line)
    for _ in range(3):
        with pytest.raises(NotSent, match="openbare internet niet te vinden"):
            await send("https://hook.example/x", b"{}", {}, plain_http=False)
    assert connected == []
    with pytest.raises(NotSent, match="geen verbinding"):
        await send("https://hook.example/x", b"{}", {}, plain_http=False)
    assert (connected, answers) == (["93.184.215.14"], [])  # the address itself, asked for once


async def test_a_name_that_is_not_there_and_one_that_is_inside_get_the_same_answer() -> None:
    """Whoever tries names with a subscription does not learn which machines stand behind us."""
    said: set[str] = set()
    for host in ("bestaat-niet.invalid", "localhost"):
        with pytest.raises(NotSent) as refused:
            await Guarded(()).connect_tcp(host, 443)
        said.add(str(refused.value))
    assert len(said) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://hook.example/", "ftp://hook.example/", "https://", "https://jan:geheim@hook.example/", "hook.example",
        "https://hook.example/#x", "https://hook.example:99999/", "https://hook.example/ x", "https://hoök.example/",
        "https://hook.example/" + "x" * 500, "javascript:alert(1)", "",
        "https://[", "https://[::1", "https://[a]/", "https://[::1]:x/", "https://hook.example/\x00", "https://\x7f.nl/",
    ],
)  # fmt: skip
async def test_an_address_is_https_and_nothing_odd(address: str) -> None:
    assert wrong_address(address, plain_http=False)


async def test_plain_http_is_for_the_demo_only() -> None:
    assert wrong_address("http://hook.example/", plain_http=True) == ""
    assert wrong_address("https://hook.example:8443/pad?x=1", plain_http=False) == ""
    with pytest.raises(NotSent):
        await send("http://93.184.215.14/", b"{}", {}, plain_http=False)


@pytest.mark.usefixtures("db")
async def test_the_administrator_subscribes_tries_it_out_and_sends_again_on_the_page(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock, receiver: Receiver
) -> None:
    town = await factories.municipality("Eigenstad")
    await sign_in(client, await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town))
    await execute("UPDATE session SET factor_at = $1", clock.now())
    form = {"naam": "Kanaal", "adres": "gopher://x", "vorm": "slack", "soorten": ["idee", "ronde"]}
    refused = await client.post(HERE, data=form)
    assert refused.status_code == 422 and 'value="gopher://x"' in refused.text
    made = await client.post(HERE, data=form | {"adres": receiver.address})
    number = await fetch_value("SELECT id FROM subscription")
    assert "whsec_" in made.text
    assert "whsec_" not in (await client.get(f"{HERE}/{number}")).text
    assert (await client.post(f"{HERE}/{number}/proef")).status_code == 303
    await delivering.deliver(number, now=clock.now())
    assert json.loads(receiver.taken[0].body)["text"].startswith("Dit is een proefbericht")
    delivery = await fetch_value("SELECT id FROM event_delivery")
    assert (await client.post(f"{HERE}/{number}/bezorgingen/{delivery}")).status_code == 303
    await delivering.deliver(number, now=clock.now())
    assert (len(receiver.taken), len(set(receiver.ids))) == (2, 1)
    assert (await client.post(f"{HERE}/{number}/bezorgingen/999")).status_code == 404
    renewed = await client.post(f"{HERE}/{number}/geheim")
    assert "whsec_" in renewed.text
    await execute("UPDATE rate_bucket SET tokens = 1")
    assert [(await client.post(f"{HERE}/{number}/proef")).status_code for _ in range(2)] == [303, 429]
    assert (await client.post(f"{HERE}/{number}/bezorgingen/{delivery}")).status_code == 429
    assert (await client.post(f"{HERE}/{number}/einde")).status_code == 303
    assert (await client.post(f"{HERE}/{number}/proef")).status_code == 409
    other = await factories.municipality("Anderdorp")
    await sign_in(client, await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=other))
    await execute("UPDATE session SET factor_at = $1", clock.now())
    assert (await client.get(f"{HERE}/{number}")).status_code == 404


@pytest.mark.usefixtures("db")
async def test_two_workers_do_not_send_for_one_subscription_beside_each_other(
    receiver: Receiver, now: datetime
) -> None:
    number, _ = await subscribed(receiver.address, now)
    await changed(1)
    await actions.plan(now=now)
    assert await outcomes.claim(number)
    await delivering.deliver(number, now=now)
    assert receiver.all == []
    await execute("UPDATE subscription SET busy_until = clock_timestamp() - interval '1 second'")  # its worker died
    await delivering.deliver(number, now=now)
    assert len(receiver.taken) == 1
