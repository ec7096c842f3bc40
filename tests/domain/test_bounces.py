"""Reports of delivery: which addresses refuse for good, and what is no such report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.bounces import LARGEST, read_bounce, refuses_address

REPORT = """From: MAILER-DAEMON@stad.nl
To: innovatie@example.nl
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="grens"

--grens
Content-Type: text/plain

Uw bericht kon niet worden bezorgd.
--grens
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.stad.nl

Final-Recipient: rfc822; jan@stad.nl
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <jan@stad.nl>:
  gebruiker onbekend
--grens
{returned}
--grens--
"""
HEADERS = "Content-Type: text/rfc822-headers\n\nMessage-ID: <a@b>\nX-Innovatie-Mail: 7.abc\n"
WHOLE = "Content-Type: message/rfc822\n\nSubject: Mee\nX-Innovatie-Mail: 7.abc\n\nBeste Jan\n"


def report(*, action: str = "failed", status: str = "5.1.1", returned: str = HEADERS, line: str = "\n") -> bytes:
    text = REPORT.format(action=action, status=status, returned=returned)
    return text.replace("\n", line).encode()


@pytest.mark.parametrize("returned", [HEADERS, WHOLE])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_a_report_tells_which_mail_and_why(returned: str, line: str) -> None:
    bounce = read_bounce(report(returned=returned, line=line))
    assert bounce is not None
    assert (bounce.mark, bounce.status, bounce.is_of_address) == ("7.abc", "5.1.1", True)
    assert bounce.reply == "550 5.1.1 <jan@stad.nl>: gebruiker onbekend"


@pytest.mark.parametrize(
    ("status", "of_address"),
    [
        ("5.1.1", True),
        ("5.1.10", True),
        ("5.2.1", True),
        ("5.4.4", True),
        ("5.2.2", False),
        ("5.7.1", False),
        ("5.5.0", False),
    ],
)
def test_a_full_mailbox_or_a_mail_taken_for_spam_says_nothing_of_the_address(status: str, of_address: bool) -> None:
    bounce = read_bounce(report(status=status))
    assert bounce is not None and bounce.is_of_address is of_address


@pytest.mark.parametrize(
    "other",
    [
        report(action="delayed", status="4.4.1"),
        report(action="delivered", status="2.0.0"),
        report(action="failed", status="4.2.2"),
        report(status="kapot"),
        report(returned="Content-Type: text/rfc822-headers\n\nMessage-ID: <a@b>\n"),
        b"X-Innovatie-Mail: 7.abc\nSubject: Re: Mee\n\nIk ben met vakantie.",
        b"",
        b"\xff\xfe\x00",
        report()[: len(report()) // 3],
    ],
)
def test_a_delay_an_answer_and_what_is_no_report_count_for_nothing(other: bytes) -> None:
    assert read_bounce(other) is None


@given(st.binary(max_size=400), st.integers(0, 900))
def test_no_bytes_whatever_break_the_reader(junk: bytes, place: int) -> None:
    whole = report()
    read_bounce(junk)
    read_bounce(whole[:place] + junk + whole[place:])


def test_of_a_mail_without_end_only_the_beginning_is_read() -> None:
    bounce = read_bounce(report() + b"x" * (2 * LARGEST))
    assert bounce is not None


@pytest.mark.parametrize(
    ("code", "reply", "refused"),
    [
        (550, "onbekend", True),
        (550, "5.1.1 <jan@stad.nl> unknown", True),
        (550, "5.7.1 Service unavailable; client host blocked", False),
        (552, "mailbox full", False),
        (554, "5.7.1 spam", False),
        (553, "5.1.2 bad domain", True),
        (450, "greylisted", False),
        (554, "Service unavailable; client host [10.5.1.1] blocked", False),
        (554, "client host [5.1.1.7] blocked", False),
        (554, "5.7.1 client host [10.5.1.1] blocked", False),
        (554, "Unknown user (5.1.1).", True),
        (554, "No such user: 5.1.1.", True),
    ],
)
def test_an_answer_at_the_door_is_about_the_address_or_about_us(code: int, reply: str, refused: bool) -> None:
    assert refuses_address(code, reply) is refused
