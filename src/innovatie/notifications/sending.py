"""Sends what is in the queue: each mail once, later again when the server cannot take it, never twice after a crash.

    wacht ──claim──> bezig ──just before the text goes──> onderweg ──answer──> verzonden | geweigerd
      ^                │                                      │
      └── later, with back-off                                └── line broke, or crash: onzeker, for a person to judge

Each arrow is committed before the next step. A mail that was `bezig` at a crash had certainly not been sent and is
taken up again; one that was `onderweg` may have been, so it becomes `onzeker` and is not sent again by itself. Its
Message-ID is in the administrator's list, to look for in the mail server's log.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog

from innovatie.audit.data_log import tell_of
from innovatie.domain.bounces import status_in
from innovatie.domain.processing_activities import Activity
from innovatie.domain.typed_values import one_line
from innovatie.infra.database import execute, fetch_one_as, fetch_values, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.mailer import Delivery, Mail, Outcome, Server, deliver
from innovatie.infra.secret import Secret
from innovatie.notifications import composing, letters
from innovatie.notifications.payloads import SendMail
from innovatie.notifications.refused import mark_of, note_refusal
from innovatie.notifications.tables import QueuedMail
from innovatie.settings import Settings
from innovatie.web.i18n import in_language

_log = structlog.get_logger()

BACK_OFF: Final = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=3),
    timedelta(hours=8), timedelta(hours=24),
)  # fmt: skip
LEFT_BEHIND: Final = timedelta(minutes=10)
"""A claim so old is of a process that died."""

_CLAIM = """
UPDATE queued_mail SET state = 'bezig', claimed_at = $2, attempts = attempts + 1
 WHERE id = $1 AND not_before <= $2 AND (state = 'wacht' OR (state = 'bezig' AND claimed_at < $3))
RETURNING id, message_id, person, address, kind, details, attempts,
          coalesce((SELECT p.language FROM person p WHERE p.id = person), language) AS language
"""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """Where mail goes and what its links look like. `server` None: mail waits in the queue."""

    server: Server | None
    home: str
    key: str


def post_of(settings: Settings) -> Post:
    """Where the settings say that mail goes."""
    server = Server(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password=Secret(settings.smtp_password),
        security=settings.smtp_security,
    )
    key = settings.secret
    return Post(server=server if settings.smtp_host else None, home=settings.base_url, key=key)


class _Claimed(msgspec.Struct, frozen=True):
    """A mail that is ours to send."""

    message_id: str
    person: int | None
    address: str | None
    kind: str
    details: dict[str, object] | None
    attempts: int
    language: str


class ClaimLost(Exception):
    """Another worker has this mail; ours must not go."""


async def send(number: int, *, post: Post, now: datetime) -> Outcome | None:
    """Send one queued mail; None when there was nothing to do (sent before, someone else's, or no server set)."""
    if post.server is None:
        return None
    claimed = await fetch_one_as(_Claimed, _CLAIM, number, now, now - LEFT_BEHIND)
    if claimed is None:
        return None
    if claimed.address is None or claimed.details is None:
        await _finish(number, "ingetrokken", "", now)
        return None

    async def under_way() -> None:
        ours = (QueuedMail.id == number) & (QueuedMail.state == "bezig") & (QueuedMail.claimed_at == now)
        if not await QueuedMail.update({QueuedMail.state: "onderweg"}).where(ours).returning(QueuedMail.id):
            raise ClaimLost

    try:
        with in_language(claimed.language):
            composed = composing.write(
                claimed.kind, claimed.details, home=post.home, person_id=claimed.person, key=post.key
            )
            text, html = letters.as_text(composed), letters.as_html(composed)
        mail = Mail(
            message_id=f"{claimed.message_id}@{post.server.sender.rsplit('@', 1)[-1]}",
            recipient=claimed.address,
            subject=one_line(composed.subject),
            text=text,
            html=html,
            language=composed.language,
            unsubscribe=composed.unsubscribe or None,
            mark=mark_of(number, post.key),
            request_id=structlog.contextvars.get_contextvars().get("request_id"),
        )
        delivery = await deliver(mail, post.server, at=now, before_data=under_way)
    except ClaimLost:
        return None
    except (ValueError, KeyError) as error:
        delivery = Delivery(Outcome.REFUSED, f"niet te schrijven: {type(error).__name__}")
    if delivery.of_address and delivery.outcome is Outcome.REFUSED and claimed.person is not None:
        await note_refusal(person_id=claimed.person, address=claimed.address, status=status_in(delivery.reply), now=now)
    if delivery.outcome is Outcome.ACCEPTED and claimed.person is not None:
        await tell_of(name="mail versturen", activity=Activity.MAIL, people=[claimed.person], now=now)
    await _note(number, delivery, attempts=claimed.attempts, kind=claimed.kind, now=now)
    _log.info("mail", number=number, kind=claimed.kind, outcome=delivery.outcome.value, attempt=claimed.attempts)
    return delivery.outcome


async def _note(number: int, delivery: Delivery, *, attempts: int, kind: str, now: datetime) -> None:
    if delivery.outcome is Outcome.LATER and attempts <= len(BACK_OFF):
        again = now + BACK_OFF[attempts - 1]
        async with transaction():
            await QueuedMail.update(
                {QueuedMail.state: "wacht", QueuedMail.not_before: again, QueuedMail.reply: delivery.reply[:300]}
            ).where(QueuedMail.id == number)
            await enqueue(SendMail(mail=number), at=again)
        return
    state = "geweigerd" if delivery.outcome is Outcome.LATER else delivery.outcome.value
    await _finish(number, state, delivery.reply, now, kind=kind)


async def _finish(number: int, state: str, reply: str, now: datetime, *, kind: str = "") -> None:
    await execute(
        "UPDATE queued_mail SET state = $2, reply = $3, finished_at = $4,"
        " details = CASE WHEN $5 THEN NULL ELSE details END, address = CASE WHEN $6 THEN NULL ELSE address END"
        " WHERE id = $1",
        number,
        state,
        reply[:300],
        now,
        kind in composing.HOLDS_SECRET,
        kind in composing.FORGETS_ADDRESS,
    )


async def tidy_queue(*, now: datetime) -> tuple[int, int]:
    """After a crash or a long silence: mails that wait get their job back, those lost under way are marked uncertain.

    Gives how many were taken up again and how many are uncertain.
    """
    async with transaction():
        lost = await fetch_values(
            int,
            "UPDATE queued_mail SET state = 'onzeker', finished_at = $1,"
            " reply = 'het programma stopte tijdens verzenden'"
            " WHERE state = 'onderweg' AND claimed_at < $2 RETURNING id",
            now,
            now - LEFT_BEHIND,
        )
        waiting = await fetch_values(
            int,
            "SELECT id FROM queued_mail WHERE not_before <= $1"
            " AND (state = 'wacht' OR (state = 'bezig' AND claimed_at < $2)) ORDER BY id LIMIT 1000",
            now,
            now - LEFT_BEHIND,
        )
        for number in waiting:
            await enqueue(SendMail(mail=number), unless_waiting=True)
    return len(waiting), len(lost)
