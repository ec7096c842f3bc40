"""Hands one mail to an SMTP server and says exactly how far it came.

SMTP cannot promise "exactly once": when the connection breaks after the text went over the line and before the server's
answer came back, nobody can know. So the moment just before the text is sent is a moment of its own: `before_data` is
awaited there, and the caller stores it. A crash before it: certainly not delivered, send again. A crash after it and
before the answer: uncertain, never sent again by itself. The Message-ID belongs to the queued mail and not to the
attempt, so a mailbox or an operator can recognise a second copy that somebody sends on purpose.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from typing import Final

import aiosmtplib
import msgspec

from innovatie.domain.bounces import MARK, refuses_address
from innovatie.infra import tracing
from innovatie.infra.mail_headers import AS_WRITTEN
from innovatie.infra.secret import Secret
from innovatie.infra.tracing import Kind

_PERMANENT: Final = 500
_TIMEOUT_SECONDS: Final = 20.0  # seconds for each step


class Outcome(StrEnum):
    """How far a mail came."""

    ACCEPTED = "verzonden"
    LATER = "later"
    """Certainly not delivered now; trying again is safe."""
    REFUSED = "geweigerd"
    """The server says that this will never work."""
    UNCERTAIN = "onzeker"
    """The text was on its way when the connection broke."""


class Delivery(msgspec.Struct, frozen=True):
    """The outcome and the server's words (at most 300 signs, no text of the mail)."""

    outcome: Outcome
    reply: str
    of_address: bool = False
    """Whether the server refused the address itself, and not this mail."""


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as it will be sent. `message_id` is without angle brackets."""

    message_id: str
    recipient: str
    subject: str
    text: str
    html: str | None = None
    unsubscribe: str | None = None
    request_id: str | None = None
    """The request that caused it, for whoever follows something through the logs."""
    language: str = "nl"
    mark: str | None = None
    """By which a report that it could not be delivered is known."""


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """The SMTP server to hand mail to; `security` is starttls, tls or geen."""

    host: str
    port: int
    sender: str
    sender_name: str = "Innovatie"
    user: str = ""
    password: Secret = Secret("")
    security: str = "starttls"


def compose(mail: Mail, server: Server, at: datetime) -> EmailMessage:
    """The message in text and HTML. Raises ValueError for a control sign in a header or an address that is none."""
    if not mail.recipient.isascii():
        raise ValueError("een mailadres met andere tekens dan ascii")
    message = EmailMessage(policy=AS_WRITTEN)
    message["From"] = Address(server.sender_name, addr_spec=server.sender)
    try:
        message["To"] = Address(addr_spec=mail.recipient)
    except MessageError as error:
        raise ValueError("geen mailadres") from error
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mail.message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if mail.request_id is not None:
        message["X-Request-ID"] = mail.request_id
    if mail.mark is not None:
        message[MARK] = mail.mark
    message.set_content(mail.text)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = mail.language  # of both: what is set before goes to the first
    return message


def _smtp(server: Server) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user or None,
        password=server.password.reveal() or None,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        timeout=_TIMEOUT_SECONDS,
    )


def _judged(error: Exception, *, text_under_way: bool) -> Delivery:
    code = getattr(error, "code", None)
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        code = error.recipients[0].code
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        code = None  # our own password is wrong: not the fault of this mail
    words = f"{type(error).__name__}: {error}"[:300]
    if code is not None and code > 0:
        of_address = isinstance(error, aiosmtplib.SMTPRecipientRefused) and refuses_address(code, error.message)
        return Delivery(Outcome.REFUSED if code >= _PERMANENT else Outcome.LATER, words, of_address)
    return Delivery(Outcome.UNCERTAIN if text_under_way else Outcome.LATER, words)


async def deliver(mail: Mail, server: Server, *, at: datetime, before_data: Callable[[], Awaitable[None]]) -> Delivery:
    """Hand `mail` over. Raises nothing for what a server may do; ValueError for a mail that cannot be written."""
    began = time.perf_counter()
    with tracing.span("mail", Kind.CLIENT, attributes={"server.address": server.host}) as span:
        delivery = await _deliver(mail, server, at=at, before_data=before_data)
        span.note(innovatie__outcome=delivery.outcome.value)
    outcome = delivery.outcome.value
    tracing.measured("innovatie.mail.duration", time.perf_counter() - began, innovatie__outcome=outcome)
    return delivery


async def _deliver(mail: Mail, server: Server, *, at: datetime, before_data: Callable[[], Awaitable[None]]) -> Delivery:
    message = compose(mail, server, at)
    text_under_way = False
    smtp = _smtp(server)
    try:
        await smtp.connect()
        await smtp.mail(server.sender)
        await smtp.rcpt(mail.recipient)
    except (aiosmtplib.SMTPException, OSError) as error:
        smtp.close()
        return _judged(error, text_under_way=False)
    try:
        await before_data()
        text_under_way = True
        response = await smtp.data(message.as_bytes())
    except (aiosmtplib.SMTPException, OSError) as error:
        return _judged(error, text_under_way=text_under_way)
    else:
        await _part(smtp)
        return Delivery(Outcome.ACCEPTED, f"{response.code} {response.message}"[:300])
    finally:
        smtp.close()


async def _part(smtp: aiosmtplib.SMTP) -> None:
    """Say goodbye; the mail is delivered whatever the server makes of it."""
    try:
        await smtp.quit()
    except (aiosmtplib.SMTPException, OSError):
        return
