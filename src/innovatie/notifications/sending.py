"""Sends what is in the queue: each mail once, later again when the server cannot take it, never twice after a crash.

    wacht ──claim──> bezig ──just before the text goes──> onderweg ──answer──> verzonden | geweigerd
      ^                │                                      │
      └── later, with back-off                                └── line broke, or crash: onzeker, for a person to judge

Each arrow is committed before the next step. A mail that was `bezig` at a crash had certainly not been sent and is
taken up again; one that was `onderweg` may have been, so it becomes `onzeker` and is not sent again by itself. Its
Message-ID is in the administrator's list, to look for in the mail server's log.
"""

import json
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import structlog

from innovatie.infra.database import execute, fetch, fetch_row, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.mailer import Delivery, Mail, Outcome, Server, deliver
from innovatie.infra.outbox import SendMail
from innovatie.infra.secret import Secret
from innovatie.notifications import letters
from innovatie.settings import Settings

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
RETURNING id, message_id, person, address, kind, details, attempts
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


class ClaimLost(Exception):
    """Another worker has this mail; ours must not go."""


async def send(number: int, *, post: Post, now: datetime) -> Outcome | None:
    """Send one queued mail; None when there was nothing to do (sent before, someone else's, or no server set)."""
    if post.server is None:
        return None
    row = await fetch_row(_CLAIM, number, now, now - LEFT_BEHIND)
    if row is None:
        return None
    if row["address"] is None or row["details"] is None:
        await _finish(number, "ingetrokken", "", now)
        return None
    details = json.loads(row["details"])

    async def under_way() -> None:
        tag = await execute(
            "UPDATE queued_mail SET state = 'onderweg' WHERE id = $1 AND state = 'bezig' AND claimed_at = $2",
            number,
            now,
        )
        if tag != "UPDATE 1":
            raise ClaimLost

    try:
        mail = _compose(row["kind"], details, row, post)
        delivery = await deliver(mail, post.server, at=now, before_data=under_way)
    except ClaimLost:
        return None
    except (ValueError, KeyError) as error:
        delivery = Delivery(Outcome.REFUSED, f"niet te schrijven: {type(error).__name__}")
    await _note(number, delivery, attempts=row["attempts"], kind=row["kind"], now=now)
    _log.info("mail", number=number, kind=row["kind"], outcome=delivery.outcome.value, attempt=row["attempts"])
    return delivery.outcome


def _compose(kind: str, details: dict[str, Any], row: Any, post: Post) -> Mail:
    letter = letters.write(kind, details, home=post.home, person_id=row["person"], key=post.key)
    assert post.server is not None
    return Mail(
        message_id=f"{row['message_id']}@{post.server.sender.rsplit('@', 1)[-1]}",
        recipient=row["address"],
        subject=letter.subject,
        text=letters.as_text(letter),
        html=letters.as_html(letter),
        unsubscribe=letter.unsubscribe or None,
    )


async def _note(number: int, delivery: Delivery, *, attempts: int, kind: str, now: datetime) -> None:
    if delivery.outcome is Outcome.LATER and attempts <= len(BACK_OFF):
        again = now + BACK_OFF[attempts - 1]
        async with transaction():
            await execute(
                "UPDATE queued_mail SET state = 'wacht', not_before = $2, reply = $3 WHERE id = $1",
                number,
                again,
                delivery.reply,
            )
            await enqueue(SendMail(mail=number), at=again)
        return
    state = "geweigerd" if delivery.outcome is Outcome.LATER else delivery.outcome.value
    await _finish(number, state, delivery.reply, now, empty=kind in letters.HOLDS_SECRET)


async def _finish(number: int, state: str, reply: str, now: datetime, *, empty: bool = False) -> None:
    await execute(
        "UPDATE queued_mail SET state = $2, reply = $3, finished_at = $4,"
        " details = CASE WHEN $5 THEN NULL ELSE details END WHERE id = $1",
        number,
        state,
        reply[:300],
        now,
        empty,
    )


async def tidy_queue(*, now: datetime) -> tuple[int, int]:
    """After a crash or a long silence: mails that wait get their job back, those lost under way are marked uncertain.

    Gives how many were taken up again and how many are uncertain.
    """
    async with transaction():
        lost = await fetch(
            "UPDATE queued_mail SET state = 'onzeker', finished_at = $1,"
            " reply = 'het programma stopte tijdens verzenden'"
            " WHERE state = 'onderweg' AND claimed_at < $2 RETURNING id",
            now,
            now - LEFT_BEHIND,
        )
        waiting = await fetch(
            "SELECT id FROM queued_mail WHERE not_before <= $1"
            " AND (state = 'wacht' OR (state = 'bezig' AND claimed_at < $2)) ORDER BY id LIMIT 1000",
            now,
            now - LEFT_BEHIND,
        )
        for row in waiting:
            await enqueue(SendMail(mail=row["id"]), unless_waiting=True)
    return len(waiting), len(lost)
