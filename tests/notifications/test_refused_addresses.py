"""An address that refuses for good, at the door or by a report later: marked once, told, left alone, tried again."""

import asyncio
import email
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage, Message

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.wording import as_written
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.infra.mailer import Outcome
from innovatie.notifications import actions, letterbox, refused
from innovatie.notifications.kinds import Kind
from innovatie.notifications.sending import Post, send
from tests import factories
from tests.conftest import SECRET, SignIn
from tests.factories import NOW, TODAY
from tests.infra.test_mailer import Postbox, serving

pytestmark = pytest.mark.anyio


class Town:
    """A municipality with a civil servant and an administrator; somebody elsewhere is administrator too."""

    def __init__(self, town: int, jan: int, chief: int, elsewhere: int, address: str) -> None:
        self.town, self.jan, self.chief, self.elsewhere, self.address = town, jan, chief, elsewhere, address


@pytest.fixture
async def town(db: asyncpg.Connection) -> Town:
    here, there = await factories.municipality("Delft"), await factories.municipality("Goes")
    jan = await factories.person(Role.CIVIL_SERVANT, municipality_id=here)
    chief = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=here)
    elsewhere = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=there)
    await db.execute("UPDATE person SET email = 'jan@delft.nl' WHERE id = $1", jan)
    return Town(here, jan, chief, elsewhere, "jan@delft.nl")


async def told(jan: int, once: str) -> int:
    """How many mails go to somebody who is told something that is sent at once."""
    before = await fetch_value("SELECT count(*) FROM queued_mail WHERE person = $1", jan)
    await actions.tell(
        person_id=jan,
        kind=Kind.ASKED,
        subject=as_written("Mee"),
        body=as_written("Eén."),
        path="/mijn-werk",
        once=once,
        now=NOW,
    )
    return int(await fetch_value("SELECT count(*) FROM queued_mail WHERE person = $1", jan)) - int(before)


async def queue(town: Town, **changes: object) -> int:
    details = {"naam": "Jan", "onderwerp": "Mee", "tekst": "Eén.", "pad": "/", "soort": "gevolgd"}
    given = {
        "kind": "bericht",
        "address": town.address,
        "details": details,
        "now": NOW,
        "person_id": town.jan,
    } | changes
    number = await outbox.put(**given)  # type: ignore[arg-type]
    assert number
    return number


async def sent(number: int, postbox: Postbox) -> Outcome | None:
    with serving(postbox) as server:
        return await send(number, post=Post(server=server, home="https://innovatie.example", key=SECRET), now=NOW)


def report(ours: bytes, status: str = "5.1.1") -> bytes:
    """What a mail server makes of a mail that it took and could not deliver."""
    answer = EmailMessage()
    answer["Subject"] = "Undelivered Mail Returned to Sender"
    answer.set_content("Helaas.")
    answer.make_mixed()
    answer.set_param("report-type", "delivery-status")
    answer.replace_header("Content-Type", 'multipart/report; report-type="delivery-status"')
    about, status_part = Message(), Message()
    about["Reporting-MTA"] = "dns; mail.delft.nl"
    status_part["Final-Recipient"] = "rfc822; jan@delft.nl"
    status_part["Action"] = "failed"
    status_part["Status"] = status
    status_part["Diagnostic-Code"] = f"smtp; 550 {status} onbekend"
    delivery = Message()
    delivery["Content-Type"] = "message/delivery-status"
    delivery.set_payload([about, status_part])
    returned = Message()
    returned["Content-Type"] = "message/rfc822"
    returned.set_payload([email.message_from_bytes(ours)])
    for part in (delivery, returned):
        answer.attach(part)
    return answer.as_bytes()


async def marked() -> Sequence[int]:
    return await fetch_values(int, "SELECT person FROM refused_address")


async def test_who_is_refused_at_the_door_is_marked_once_told_to_the_own_municipality_and_left_alone(
    town: Town,
) -> None:
    for _ in range(2):
        assert await sent(await queue(town), Postbox(rcpt="550 5.1.1 onbekend")) is Outcome.REFUSED
    assert await marked() == [town.jan]
    notices = await fetch_values(int, "SELECT person FROM notice WHERE subject LIKE 'Mail aan%'")
    assert notices == [town.chief]
    assert await fetch_value("SELECT count(*) FROM audit_event WHERE act = 'e-mailadres weigert'") == 1
    assert await told(town.jan, "iets") == 0
    assert await fetch_value("SELECT count(*) FROM notice WHERE person = $1", town.jan) == 1, "it stands on the site"
    await actions.tell(
        person_id=town.jan,
        kind=Kind.FOLLOWED,
        subject=as_written("Nieuw"),
        body=as_written(""),
        path="/",
        once="gevolgd",
        now=NOW,
    )
    assert await actions.send_digests(now=NOW + timedelta(days=1)) == 0
    await execute("DELETE FROM refused_address")
    assert await actions.send_digests(now=NOW + timedelta(days=1)) == 1


async def test_a_link_that_somebody_asks_for_still_goes(town: Town) -> None:
    await refused.note_refusal(person_id=town.jan, address=town.address, status="5.1.1", now=NOW)
    postbox = Postbox()
    assert await sent(await queue(town), postbox) is Outcome.ACCEPTED
    assert len(postbox.received) == 1


@pytest.mark.parametrize("answer", ["550 5.7.1 geblokkeerd", "452 4.2.2 vol", "554 spam"])
async def test_a_refusal_that_is_not_about_the_address_marks_nobody(town: Town, answer: str) -> None:
    await sent(await queue(town), Postbox(rcpt=answer))
    assert await marked() == []


async def test_a_report_that_comes_back_later_counts_by_the_mark_of_our_own_mail(town: Town) -> None:
    number = await queue(town)
    postbox = Postbox()
    assert await sent(number, postbox) is Outcome.ACCEPTED
    content = report(postbox.received[0])
    assert await refused.note_bounce(content=content, key="another secret, long enough", now=NOW) is None
    assert await marked() == []
    assert await refused.note_bounce(content=content, key=SECRET, now=NOW) == "5.1.1"
    assert await marked() == [town.jan]
    assert await fetch_value("SELECT state || reply FROM queued_mail WHERE id = $1", number) == (
        "geweigerdteruggekomen: 5.1.1 550 5.1.1 onbekend"
    )


async def test_a_report_that_comes_back_before_we_noted_the_answer_ends_the_mail_too(town: Town) -> None:
    number = await queue(town)
    postbox = Postbox()
    await sent(number, postbox)
    await execute("UPDATE queued_mail SET state = 'onderweg', finished_at = NULL WHERE id = $1", number)
    assert await refused.note_bounce(content=report(postbox.received[0]), key=SECRET, now=NOW) == "5.1.1"
    assert await fetch_value("SELECT finished_at FROM queued_mail WHERE id = $1", number) == NOW


async def test_a_report_of_spam_or_after_the_retention_of_mail_marks_nobody_and_keeps_nothing(town: Town) -> None:
    number = await queue(town)
    postbox = Postbox()
    await sent(number, postbox)
    assert await refused.note_bounce(content=report(postbox.received[0], "5.7.1"), key=SECRET, now=NOW) == "5.7.1"
    assert await marked() == []
    await letterbox.let_go(now=NOW + timedelta(days=91))
    assert await refused.note_bounce(content=report(postbox.received[0]), key=SECRET, now=NOW) == "5.1.1"
    assert await marked() == []
    assert await fetch_value("SELECT reply FROM queued_mail WHERE id = $1", number) == ""


@pytest.mark.parametrize("mark", ["", "7", "7.x", "x.y", "9" * 30 + ".a", "٣.a", "1.\udcff"])
def test_a_mark_that_is_not_ours_names_no_mail(mark: str) -> None:
    assert refused.number_of_mark(mark, SECRET) is None
    assert refused.number_of_mark(refused.mark_of(7, SECRET), SECRET) == 7


async def test_another_address_is_mailed_again_and_an_erased_person_leaves_nothing(
    town: Town, db: asyncpg.Connection
) -> None:
    await refused.note_refusal(person_id=town.jan, address=town.address, status="", now=NOW)
    await db.execute("UPDATE person SET email = 'jan.nieuw@delft.nl' WHERE id = $1", town.jan)
    assert await told(town.jan, "nieuw adres") == 1
    assert not await refused.note_refusal(person_id=town.jan, address=town.address, status="", now=NOW), "an old mail"
    assert await refused.note_refusal(person_id=town.jan, address="jan.nieuw@delft.nl", status="", now=NOW)
    await letterbox.forget_person(person_id=town.jan, address="jan.nieuw@delft.nl", now=NOW)
    assert await marked() == []


async def test_the_administrator_sees_whose_and_has_it_tried_again_and_one_of_elsewhere_does_not(
    client: httpx.AsyncClient, sign_in: SignIn, town: Town
) -> None:
    await refused.note_refusal(person_id=town.jan, address=town.address, status="5.1.1", now=NOW)
    number = await fetch_value("SELECT id FROM refused_address")
    await sign_in(client, town.elsewhere)
    assert town.address not in (await client.get("/mijn-gemeente/mail")).text
    assert (await client.post(f"/mijn-gemeente/mail/{number}/opnieuw")).status_code == 404
    await sign_in(client, town.jan)
    assert (await client.get("/mijn-gemeente/mail")).status_code == 403
    await sign_in(client, town.chief)
    assert town.address in (await client.get("/mijn-gemeente/mail")).text
    assert (await client.post(f"/mijn-gemeente/mail/{number}/opnieuw")).status_code == 303
    assert await marked() == []
    assert await told(town.jan, "weer") == 1


async def test_the_address_of_who_left_is_no_business_of_the_former_municipality(
    client: httpx.AsyncClient, sign_in: SignIn, town: Town
) -> None:
    await refused.note_refusal(person_id=town.jan, address=town.address, status="5.1.1", now=NOW)
    number = await fetch_value("SELECT id FROM refused_address")
    await execute("UPDATE role_grant SET ends = $1 WHERE person = $2", TODAY - timedelta(days=1), town.jan)
    await sign_in(client, town.chief)
    assert town.address not in (await client.get("/mijn-gemeente/mail")).text
    assert (await client.post(f"/mijn-gemeente/mail/{number}/opnieuw")).status_code == 404
    assert await marked() == [town.jan]
    await execute("DELETE FROM refused_address")
    await execute("DELETE FROM notice")
    await refused.note_refusal(person_id=town.jan, address=town.address, status="5.1.1", now=NOW)
    assert await fetch_value("SELECT count(*) FROM notice") == 0


async def test_a_mail_server_pipes_what_comes_back_and_other_mail_is_let_be(committed: str) -> None:
    """The command as an alias runs it: code 0 for whatever mail, so that the server sends nothing again."""
    jan = await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality("Delft"))
    await execute("UPDATE person SET email = 'jan@delft.nl' WHERE id = $1", jan)
    postbox = Postbox()
    details = {"naam": "Jan", "onderwerp": "Mee", "tekst": "Eén.", "pad": "/", "soort": "gevolgd"}
    number = await outbox.put(kind="bericht", address="jan@delft.nl", details=details, now=NOW, person_id=jan)
    assert number
    assert await sent(number, postbox) is Outcome.ACCEPTED
    environ = {**os.environ, "DATABASE_URL": committed, "INNOVATIE_SECRET": SECRET}
    for content, line in (
        (b"Subject: vakantie\n\nTot maandag.", "gaat niet over"),
        (report(postbox.received[0]), "5.1.1"),
    ):
        command = [sys.executable, "-m", "innovatie.cli", "mail", "bounced"]
        done = await asyncio.to_thread(
            subprocess.run, command, input=content, env=environ, capture_output=True, check=True
        )
        assert line in done.stdout.decode()
    assert await marked() == [jan]
