"""Mail over a real SMTP server that behaves, refuses, postpones, or hangs up at the worst moment."""

import email
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiosmtpd import smtp as smtpd
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from innovatie.infra.mailer import Delivery, Mail, Outcome, Server, compose, deliver
from innovatie.infra.secret import Secret

AT = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
MAIL = Mail(
    message_id="mail-7@innovatie.example", recipient="jan@amsterdam.example", subject="Uw idee heeft twee volgers — ö",
    text="Beste Jan,\n.\nEen punt op een regel.\n", html="<p>Beste Jan</p>", unsubscribe="https://innovatie.example/af/x",
)  # fmt: skip

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


class Postbox:
    """Keeps what it accepts; answers with `rcpt` or `data` when told to; hangs up before or after taking the text."""

    def __init__(self, *, rcpt: str = "", data: str = "", hang_up: bool = False) -> None:
        self.rcpt, self.data, self.hang_up = rcpt, data, hang_up
        self.received: list[bytes] = []

    async def handle_RCPT(
        self, server: smtpd.SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: smtpd.SMTP, session: Session, envelope: Envelope) -> str:
        if self.data:
            return self.data
        assert isinstance(envelope.content, bytes)
        self.received.append(envelope.content)
        if self.hang_up:
            assert server.transport is not None
            server.transport.close()
        return "250 aangenomen"


@contextmanager
def serving(postbox: Postbox, **options: Any) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield Server(host="127.0.0.1", port=port, sender="innovatie@example.nl", security="geen")
    finally:
        controller.stop()


class Marked:
    def __init__(self) -> None:
        self.times = 0

    async def __call__(self) -> None:
        self.times += 1


async def sent(postbox: Postbox, mail: Mail = MAIL, **options: Any) -> tuple[Delivery, int]:
    marked = Marked()
    with serving(postbox, **options) as server:
        return await deliver(mail, server, at=AT, before_data=marked), marked.times


async def test_a_mail_arrives_in_text_and_html_with_its_own_number() -> None:
    postbox = Postbox()
    delivery, marked = await sent(postbox)
    assert delivery == Delivery(Outcome.ACCEPTED, "250 aangenomen") and marked == 1
    message = email.message_from_bytes(postbox.received[0].replace(b"\r\n", b"\n"), policy=default)
    assert isinstance(message, EmailMessage)
    assert {name: message[name] for name in ("Message-ID", "To", "From", "Subject", "Auto-Submitted")} == {
        "Message-ID": "<mail-7@innovatie.example>", "To": "jan@amsterdam.example",
        "From": "Innovatie <innovatie@example.nl>", "Subject": "Uw idee heeft twee volgers — ö",
        "Auto-Submitted": "auto-generated",
    }  # fmt: skip
    assert message["List-Unsubscribe"] == "<https://innovatie.example/af/x>"
    text, html = message.iter_parts()
    assert text.get_content() == "Beste Jan,\n.\nEen punt op een regel.\n"
    assert html.get_content() == "<p>Beste Jan</p>\n"


async def test_a_recipient_who_is_refused_is_not_tried_again() -> None:
    delivery, marked = await sent(Postbox(rcpt="550 onbekend"))
    assert (delivery.outcome, marked) == (Outcome.REFUSED, 0)


async def test_a_server_that_is_busy_gets_it_later() -> None:
    delivery, marked = await sent(Postbox(rcpt="451 te druk"))
    assert (delivery.outcome, marked) == (Outcome.LATER, 0)


async def test_a_text_that_is_refused_after_it_was_sent_has_a_certain_outcome() -> None:
    assert (await sent(Postbox(data="554 spam")))[0].outcome is Outcome.REFUSED
    assert (await sent(Postbox(data="452 vol")))[0].outcome is Outcome.LATER


async def test_a_line_that_breaks_before_the_answer_leaves_it_uncertain() -> None:
    postbox = Postbox(hang_up=True)
    delivery, marked = await sent(postbox)
    assert (delivery.outcome, marked, len(postbox.received)) == (Outcome.UNCERTAIN, 1, 1)


async def test_nobody_listening_means_later() -> None:
    with serving(Postbox()) as server:
        pass
    delivery = await deliver(MAIL, server, at=AT, before_data=Marked())
    assert delivery.outcome is Outcome.LATER


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")  # the test server's own remark
async def test_our_own_wrong_password_is_not_the_fault_of_the_mail() -> None:
    with serving(Postbox(), auth_required=True, auth_require_tls=False, authenticator=lambda *_: _no()) as server:
        wrong = Server(
            host=server.host,
            port=server.port,
            sender=server.sender,
            user="u",
            password=Secret("canary-1"),
            security="geen",
        )
        delivery = await deliver(MAIL, wrong, at=AT, before_data=Marked())
    assert delivery.outcome is Outcome.LATER
    assert "canary-1" not in delivery.reply


def _no() -> Any:
    from aiosmtpd.smtp import AuthResult

    return AuthResult(success=False, handled=False)


@pytest.fixture
async def self_signed(tmp_path: Path) -> AsyncIterator[ssl.SSLContext]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    yield context


async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(self_signed: ssl.SSLContext) -> None:
    postbox = Postbox()
    with serving(postbox, tls_context=self_signed) as server:
        over_tls = Server(host=server.host, port=server.port, sender=server.sender, security="starttls")
        delivery = await deliver(MAIL, over_tls, at=AT, before_data=Marked())
    assert (delivery.outcome, postbox.received) == (Outcome.LATER, [])


async def test_a_server_without_the_promised_encryption_gets_no_mail() -> None:
    postbox = Postbox()
    with serving(postbox) as server:
        over_tls = Server(host=server.host, port=server.port, sender=server.sender, security="starttls")
        delivery = await deliver(MAIL, over_tls, at=AT, before_data=Marked())
    assert (delivery.outcome, postbox.received) == (Outcome.LATER, [])


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hallo\r\nBcc: allen@example.nl"}, {"recipient": "jan@a.nl\nBcc: x@y.nl"},
        {"recipient": "jän@a.nl"}, {"recipient": "geen adres"}, {"recipient": "<jan@a.nl>"}, {"unsubscribe": "https://x\n.nl"},
    ],
)  # fmt: skip
async def test_a_header_cannot_be_broken_open(changes: dict[str, str]) -> None:
    fields = {name: getattr(MAIL, name) for name in MAIL.__struct_fields__} | changes
    with pytest.raises(ValueError):
        compose(Mail(**fields), Server(host="x", port=25, sender="a@b.nl"), AT)


@pytest.mark.parametrize(
    "title",
    [
        "x =?utf-8?q?=0d=0aReply-To:_x@evil.example=0d=0a=0d=0aKlik_hier?= y",
        "=?us-ascii?b?DQpGcm9tOiBldmlsQHgubmw=?=", "Doet u mee aan ‘=?utf-8?q?=0aBcc:_x@y.nl?=’", "Werkt =?utf-8?q?=4b?=",
        "Plan " * 250, "Een gezin \N{MAN}\u200d\N{GIRL} doet mee", "é" * 600,
    ],
)  # fmt: skip
async def test_what_looks_like_an_encoded_word_in_a_title_stays_text_of_that_title(title: str) -> None:
    postbox = Postbox()
    await sent(postbox, msgspec.structs.replace(MAIL, subject=title))
    headers = postbox.received[0].split(b"\r\n\r\n", 1)[0]
    names = [line.partition(b":")[0] for line in headers.split(b"\r\n") if not line.startswith(b" ")]
    plain = compose(MAIL, Server(host="x", port=25, sender="a@b.nl"), AT).keys()
    assert [name.decode() for name in names if name[:2] != b"X-"] == list(plain)
    raw = email.message_from_bytes(postbox.received[0], policy=compat32)["Subject"]
    assert str(make_header(decode_header(raw))).rstrip() == title.rstrip()


async def test_the_address_to_stop_mail_is_in_one_piece_however_long() -> None:
    address = f"https://innovatie.example/mail/afmelden/{'a' * 200}"
    written = compose(
        msgspec.structs.replace(MAIL, unsubscribe=address), Server(host="x", port=25, sender="a@b.nl"), AT
    )
    assert f"List-Unsubscribe: <{address}>\r\n".encode() in written.as_bytes()
