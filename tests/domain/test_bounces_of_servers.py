"""Reports of delivery as mail servers really make them: Postfix, Exchange, Gmail, and those for addresses with accents."""

import pytest

from innovatie.domain.bounces import Bounce, read_bounce

MARK = "12.0123456789abcdef0123456789abcdef"
OURS = f"""Return-Path: <noreply@innovatie.example>
From: Innovatie <noreply@innovatie.example>
Subject: =?utf-8?q?E=C3=A9n_bericht?=
X-Innovatie-Mail: {MARK}
Content-Type: text/plain; charset="utf-8"
"""


def report(fields: str, *, kind: str = "message/delivery-status", returned: str, told: str = "Helaas.") -> str:
    """A report with these fields on the address; `returned` is the kind of the part with what came back."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: noreply@innovatie.example
Subject: Undeliverable: Een bericht
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4E2C720A0F.1796029200/mx.example"

This is a MIME-encapsulated message.

--4E2C720A0F.1796029200/mx.example
Content-Type: text/plain; charset=us-ascii

{told}

--4E2C720A0F.1796029200/mx.example
Content-Description: Delivery report
Content-Type: {kind}

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 30 Nov 2026 12:00:00 +0100 (CET)

{fields.strip()}

--4E2C720A0F.1796029200/mx.example
Content-Description: Undelivered Message
Content-Type: {returned}

{OURS}
Hallo.

--4E2C720A0F.1796029200/mx.example--
"""


POSTFIX = """
Final-Recipient: rfc822; jan@delft.example
Original-Recipient: rfc822;jan@delft.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.delft.example
Diagnostic-Code: smtp; 550 5.1.1 <jan@delft.example>: Recipient address rejected:
    User unknown
"""
EXCHANGE = """
Final-Recipient: rfc822;jan@delft.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by
 SMTP address lookup
X-Display-Name: Jan
"""
GMAIL = """
Final-Recipient: rfc822; jan@delft.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.com. (192.0.2.26, the server for the
 domain delft.example.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
 550 5.1.1 double-check the address
Last-Attempt-Date: Mon, 30 Nov 2026 03:00:00 -0800 (PST)
"""
GATEWAY = """
Final-Recipient: rfc822; jan@delft.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 5.1.1 No such user
"""
ACCENTS = """
Final-Recipient: utf-8; jan@delft.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user
"""
TWO = f"""
Final-Recipient: rfc822; piet@delft.example
Action: relayed
Status: 2.0.0

{POSTFIX.strip()}
"""
FULL = POSTFIX.replace("5.1.1", "5.2.2")
DELAYED = POSTFIX.replace("failed", "delayed").replace("5.1.1", "4.4.1")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("fields", "kind", "returned", "status"),
    [
        (POSTFIX, "message/delivery-status", "text/rfc822-headers", "5.1.1"),
        (EXCHANGE, "message/delivery-status", "message/rfc822", "5.1.10"),
        (GMAIL, "message/delivery-status", "message/rfc822", "5.1.1"),
        (GATEWAY, "message/delivery-status", "text/rfc822-headers", "5.1.1"),
        (ACCENTS, "message/global-delivery-status", "message/global-headers", "5.1.1"),
        (ACCENTS, "message/global-delivery-status", "message/global", "5.1.1"),
        (TWO, "message/delivery-status", "message/rfc822", "5.1.1"),
    ],
    ids=["Postfix", "Exchange", "Gmail", "a gateway", "accents, headers", "accents, whole", "two addresses"],
)
def test_an_address_that_does_not_exist_is_known_from_the_report_of_each_server(
    ends: str, fields: str, kind: str, returned: str, status: str
) -> None:
    found = read_bounce(report(fields, kind=kind, returned=returned).replace("\n", ends).encode())
    assert found is not None
    assert (found.mark, found.status, found.is_of_address) == (MARK, status, True)
    assert found.reply.startswith("550")


def test_a_full_mailbox_is_no_address_that_is_gone_and_a_delay_is_no_failure() -> None:
    full = read_bounce(report(FULL, returned="message/rfc822").encode())
    assert full == Bounce(MARK, "5.2.2", "550 5.2.2 <jan@delft.example>: Recipient address rejected: User unknown")
    assert not full.is_of_address
    assert read_bounce(report(DELAYED, returned="message/rfc822").encode()) is None


def test_an_answer_of_a_person_and_a_report_without_our_mark_tell_nothing() -> None:
    assert read_bounce(report(POSTFIX, returned="message/rfc822").replace(MARK, "").encode()) is None
    assert read_bounce(b"Subject: Ik ben er niet\n\nTot maandag.\n") is None
    assert (
        read_bounce(report(POSTFIX, returned="message/rfc822", told="é".encode().decode("latin-1")).encode()[:300])
        is None
    )
