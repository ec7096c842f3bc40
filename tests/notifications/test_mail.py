"""Mail from the act that causes it to the mailbox: once, later when need be, never twice."""

import asyncio
import email
import json
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.wording import as_written
from innovatie.infra import database, outbox
from innovatie.infra.database import execute, fetch, fetch_value, transaction
from innovatie.infra.mailer import Outcome, Server
from innovatie.notifications import actions, letterbox, sending
from innovatie.notifications.kinds import Choice, Kind, read_unsubscribe_token, unsubscribe_token
from innovatie.notifications.sending import BACK_OFF, Post, send, tidy_queue
from tests import factories
from tests.conftest import SECRET, SignIn
from tests.factories import NOW
from tests.infra.test_mailer import Postbox, serving

pytestmark = pytest.mark.anyio

DETAILS = {"naam": "Jan", "onderwerp": "Mee", "tekst": "Eén.\n\nTwee <b>.", "pad": "/ideeen/1", "soort": "gevolgd"}


def post(server: Server | None) -> Post:
    return Post(server=server, home="https://innovatie.example", key=SECRET)


async def queue(**changes: Any) -> int:
    given: Any = {"kind": "bericht", "address": "jan@stad.nl", "details": DETAILS, "now": NOW} | changes
    number = await outbox.put(**given)
    assert number
    return number


async def state(number: int) -> str:
    found: str = await fetch_value("SELECT state FROM queued_mail WHERE id = $1", number)
    return found


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content.replace(b"\r\n", b"\n"), policy=default)
    assert isinstance(message, EmailMessage)
    return message


async def test_a_mail_arrives_once_in_dutch_in_text_and_html_and_can_be_stopped(committed: str) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    number = await queue(person_id=person)
    postbox = Postbox()
    with serving(postbox) as server:
        assert await send(number, post=post(server), now=NOW) is Outcome.ACCEPTED
        assert await send(number, post=post(server), now=NOW) is None
    (content,) = postbox.received
    message = read(content)
    text, html = (part.get_content() for part in message.iter_parts())
    assert message["Subject"] == "Mee"
    assert text.startswith("Beste Jan,\n\nEén.\n\nTwee <b>.\n")
    assert "https://innovatie.example/ideeen/1" in text and "\n\n\n" not in text
    assert "<p>Twee &lt;b&gt;.</p>" in html
    token = message["List-Unsubscribe"].removeprefix("<https://innovatie.example/mail/afmelden/").removesuffix(">")
    assert read_unsubscribe_token(token, SECRET) == (person, Kind.FOLLOWED)


async def test_what_is_undone_is_not_mailed(committed: str) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await queue()
            raise RuntimeError
    assert await fetch_value("SELECT count(*) FROM queued_mail") == 0
    assert await fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", sending.SendMail.job) == 0


async def test_the_same_thing_is_queued_once(committed: str) -> None:
    assert await queue(once="brief 1") > 0
    assert await outbox.put(kind="bericht", address="jan@stad.nl", details=DETAILS, now=NOW, once="brief 1") is None


async def test_two_workers_send_a_mail_once(committed: str) -> None:
    number = await queue()
    postbox = Postbox()
    with serving(postbox) as server:
        outcomes = await asyncio.gather(*(send(number, post=post(server), now=NOW) for _ in range(8)))
    assert sorted(str(outcome) for outcome in outcomes) == ["None"] * 7 + ["verzonden"]
    assert len(postbox.received) == 1


async def test_a_busy_server_gets_it_again_later_with_growing_patience_and_the_same_number(committed: str) -> None:
    number = await queue()
    now = NOW
    with serving(Postbox(data="451 later")) as server:
        for wait in BACK_OFF:
            assert await send(number, post=post(server), now=now) is Outcome.LATER
            assert await state(number) == "wacht"
            assert await send(number, post=post(server), now=now + wait - timedelta(seconds=1)) is None
            now += wait
    postbox = Postbox()
    with serving(postbox) as server:
        assert await send(number, post=post(server), now=now) is Outcome.ACCEPTED
    kept = await fetch_value("SELECT message_id FROM queued_mail")
    assert read(postbox.received[0])["Message-ID"] == f"<{kept}@example.nl>"


async def test_after_the_last_try_it_is_given_up_and_seen(committed: str) -> None:
    number, now = await queue(), NOW
    with serving(Postbox(rcpt="450 vol")) as server:
        for wait in [*BACK_OFF, timedelta(0)]:
            await send(number, post=post(server), now=now)
            now += wait
    assert await state(number) == "geweigerd"


async def test_a_refused_address_is_not_tried_again(committed: str) -> None:
    number = await queue()
    with serving(Postbox(rcpt="550 onbekend")) as server:
        assert await send(number, post=post(server), now=NOW) is Outcome.REFUSED
        assert await send(number, post=post(server), now=NOW + timedelta(days=9)) is None


async def test_a_line_that_breaks_under_way_is_never_sent_again_by_itself(committed: str) -> None:
    number = await queue()
    postbox = Postbox(hang_up=True)
    with serving(postbox) as server:
        assert await send(number, post=post(server), now=NOW) is Outcome.UNCERTAIN
        later = NOW + timedelta(days=2)
        await tidy_queue(now=later)
        assert await send(number, post=post(server), now=later) is None
    assert (await state(number), len(postbox.received)) == ("onzeker", 1)


async def test_a_crash_before_the_text_goes_is_made_good_and_one_after_it_is_not_repeated(committed: str) -> None:
    before, after = await queue(), await queue()
    await execute("UPDATE queued_mail SET state = 'bezig', claimed_at = $1, attempts = 1 WHERE id = $2", NOW, before)
    await execute("UPDATE queued_mail SET state = 'onderweg', claimed_at = $1, attempts = 1 WHERE id = $2", NOW, after)
    later = NOW + timedelta(minutes=11)
    assert await tidy_queue(now=NOW + timedelta(minutes=5)) == (0, 0)
    assert await tidy_queue(now=later) == (1, 1)
    postbox = Postbox()
    with serving(postbox) as server:
        outcomes = [await send(number, post=post(server), now=later) for number in (before, after)]
    assert outcomes == [Outcome.ACCEPTED, None]
    assert [await state(before), await state(after)] == ["verzonden", "onzeker"]
    assert len(postbox.received) == 1


async def test_a_worker_that_is_killed_at_the_worst_moment_sends_nothing_twice(committed: str) -> None:
    """The text has gone, the answer has come, and the process dies before it can write that down."""
    number = await queue()
    postbox = Postbox()

    async def dies(*_: Any, **__: Any) -> None:
        raise asyncio.CancelledError

    with serving(postbox) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "_note", dies)
        with pytest.raises(asyncio.CancelledError):
            await send(number, post=post(server), now=NOW)
    assert (await state(number), len(postbox.received)) == ("onderweg", 1)
    later = NOW + timedelta(hours=1)
    await tidy_queue(now=later)
    with serving(postbox) as server:
        assert await send(number, post=post(server), now=later) is None
    assert len(postbox.received) == 1


async def test_without_a_server_mail_waits(committed: str) -> None:
    number = await queue()
    assert await send(number, post=post(None), now=NOW) is None
    assert await state(number) == "wacht"


async def test_a_link_to_come_in_by_is_gone_from_the_database_once_it_was_mailed(committed: str) -> None:
    number = await queue(kind="inloglink", details={"naam": "Jan", "pad": "/inloggen/link/canary-9", "minuten": 15})
    postbox = Postbox()
    with serving(postbox) as server:
        await send(number, post=post(server), now=NOW)
    assert b"canary-9" in postbox.received[0]
    assert await fetch_value("SELECT details FROM queued_mail WHERE id = $1", number) is None


async def test_the_address_of_a_voter_for_the_audience_award_goes_with_the_mail(committed: str) -> None:
    details = {"naam": "", "plan": "Tegels", "ronde": "2026-1", "pad": "/publieksprijs/2026-1/bevestigen/canary-7"}
    number = await queue(kind="publieksprijs", details=details)
    postbox = Postbox()
    with serving(postbox) as server:
        await send(number, post=post(server), now=NOW)
    assert b"canary-7" in postbox.received[0]
    assert await fetch_value("SELECT details IS NULL AND address IS NULL FROM queued_mail WHERE id = $1", number)


async def test_a_kind_that_nobody_writes_or_a_broken_address_is_refused_without_a_crash(committed: str) -> None:
    numbers = [await queue(kind="onbekend"), await queue(address="jan@stad.nl\nBcc: allen@x.nl")]
    with serving(Postbox()) as server:
        outcomes = [await send(number, post=post(server), now=NOW) for number in numbers]
    assert outcomes == [Outcome.REFUSED, Outcome.REFUSED]


async def test_a_subject_is_one_line_and_goes_whatever_a_title_holds(committed: str) -> None:
    number = await queue(details=DETAILS | {"onderwerp": "Over ‘Tegels\r\nBcc: allen@x.nl\u202e’"})
    postbox = Postbox()
    with serving(postbox) as server:
        assert await send(number, post=post(server), now=NOW) is Outcome.ACCEPTED
    message = read(postbox.received[0])
    assert (message["Subject"], message["Bcc"]) == ("Over ‘Tegels Bcc: allen@x.nl’", None)


# --- what people hear ------------------------------------------------------------------------------------------------


async def told(person: int, kind: Kind, once: str, **changes: Any) -> bool:
    fields: dict[str, Any] = {
        "subject": as_written(f"Over {once}"),
        "body": as_written("Tekst."),
        "path": "/ideeen/1",
        "now": NOW,
    }
    return await actions.tell(person_id=person, kind=kind, once=once, **(fields | changes))


async def mails() -> list[dict[str, Any]]:
    rows = await fetch("SELECT kind, details FROM queued_mail ORDER BY id")
    return [{"kind": row["kind"], **json.loads(row["details"])} for row in rows]


async def test_each_hears_at_once_in_one_overview_or_not_at_all(db: asyncpg.Connection) -> None:
    person = await factories.person(Role.CIVIL_SERVANT, name="Ans")
    actor = await factories.actor(Role.CIVIL_SERVANT)
    assert await told(person, Kind.ASKED, "a") and not await told(person, Kind.ASKED, "a")
    assert await told(person, Kind.FOLLOWED, "b") and await told(person, Kind.ROUND, "c")
    await actions.choose(actor=actor, choices={Kind.ASKED: Choice.NEVER}, now=NOW)
    assert actor.person_id is not None and await told(actor.person_id, Kind.ASKED, "d")
    assert [(mail["kind"], mail.get("onderwerp")) for mail in await mails()] == [("bericht", "Over a")]
    assert await actions.send_digests(now=NOW) == 1
    digest = (await mails())[-1]
    assert (digest["kind"], [item["onderwerp"] for item in digest["berichten"]]) == ("overzicht", ["Over b", "Over c"])
    assert await actions.send_digests(now=NOW) == 0


async def test_the_link_in_a_mail_stops_that_kind_only_after_asking(client: httpx.AsyncClient) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    token = unsubscribe_token(person, Kind.ROUND, SECRET)
    assert "Wilt u geen mail meer" in (await client.get(f"/mail/afmelden/{token}")).text
    assert await actions.choice_of(person_id=person, kind=Kind.ROUND) is Choice.DAILY
    one_click = await client.post(f"/mail/afmelden/{token}", data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert await actions.choice_of(person_id=person, kind=Kind.ROUND) is Choice.NEVER
    assert await actions.choice_of(person_id=person, kind=Kind.ASKED) is Choice.DIRECT


@pytest.mark.parametrize("change", [("ronde", "gevraagd"), ("1", "2"), (".", ".x"), ("ronde", "alles")])
async def test_a_changed_link_stops_nothing(client: httpx.AsyncClient, change: tuple[str, str]) -> None:
    token = unsubscribe_token(11, Kind.ROUND, SECRET).replace(*change)
    assert (await client.post(f"/mail/afmelden/{token}")).status_code == 404
    assert await fetch_value("SELECT count(*) FROM mail_preference") == 0


async def test_preferences_are_kept_by_form(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await sign_in(client, person)
    data = {kind.value: "niet" for kind in Kind} | {"gevolgd": "direct", "ronde": "dagelijks"}
    assert (await client.post("/account/mail", data=data)).status_code == 303
    assert await actions.choice_of(person_id=person, kind=Kind.FOLLOWED) is Choice.DIRECT
    assert (await client.post("/account/mail", data=data | {"ronde": "soms"})).status_code == 422


async def test_old_mail_loses_its_address_and_text(db: asyncpg.Connection) -> None:
    number = await queue()
    assert await letterbox.let_go(now=NOW + timedelta(days=89)) == 0
    assert await letterbox.let_go(now=NOW + timedelta(days=91)) == 1
    row = await database.fetch_row("SELECT address, details, kind FROM queued_mail WHERE id = $1", number)
    assert row is not None and tuple(row) == (None, None, "bericht")
