"""Where `infra.outbox` puts mail: the row in the queue with the job that sends it, and what goes when somebody goes."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from piccolo.custom_types import Combinable

from innovatie.domain.retention import Kind as Retained
from innovatie.domain.retention import expired_before
from innovatie.infra.database import execute, transaction
from innovatie.infra.jobs import enqueue_many
from innovatie.infra.outbox import Mail
from innovatie.infra.rows import as_json
from innovatie.notifications.kept_texts import with_words
from innovatie.notifications.payloads import SendMail
from innovatie.notifications.tables import MailPreference, Notice, QueuedMail, RefusedAddress

AT_ONCE: Final = 500
"""Mails that are put in with one statement: PostgreSQL takes 32,767 values in one."""


class _Letterbox:
    async def put(self, mails: Sequence[Mail], *, now: datetime) -> list[int | None]:
        """See `infra.outbox.put_many`."""
        numbers: list[int | None] = []
        async with transaction():
            for first in range(0, len(mails), AT_ONCE):
                numbers += await _put(mails[first : first + AT_ONCE], now)
        return numbers


class _Made(msgspec.Struct, frozen=True):
    id: int
    message_id: str


async def _put(mails: Sequence[Mail], now: datetime) -> list[int | None]:
    keys = [_key(mail) for mail in mails]
    rows = [
        QueuedMail(
            message_id=key,
            person=mail.person_id,
            address=mail.address,
            kind=mail.kind,
            details=as_json(with_words(mail.details)),
            language=mail.language,
            created_at=now,
            not_before=now,
        )
        for mail, key in zip(mails, keys, strict=True)
    ]
    made = await (
        QueuedMail.insert(*rows).on_conflict(action="DO NOTHING").returning(QueuedMail.id, QueuedMail.message_id)
    )
    numbers = {one.message_id: one.id for one in msgspec.convert(made, list[_Made])}
    await enqueue_many([SendMail(mail=number) for number in numbers.values()])
    return [numbers.pop(key, None) for key in keys]  # the second of two with one key went before, too


def _key(mail: Mail) -> str:
    """What tells one mail from all others: random, or made of what it may go for only once."""
    if mail.once is None:
        return secrets.token_hex(16)
    return hashlib.sha256(f"{mail.kind}:{mail.once}".encode()).hexdigest()[:32]


LETTERBOX = _Letterbox()


async def forget_person(*, person_id: int, address: str | None, now: datetime) -> None:
    """Mail to somebody who is erased does not go any more; what they were told and wanted to hear is forgotten."""
    await MailPreference.delete().where(MailPreference.person == person_id)
    await Notice.delete().where(Notice.person == person_id)
    await RefusedAddress.delete().where(RefusedAddress.person == person_id)
    theirs: Combinable = QueuedMail.person == person_id
    if address:
        theirs = theirs | (QueuedMail.address == address)
    await QueuedMail.update({QueuedMail.state: "ingetrokken", QueuedMail.finished_at: now}).where(
        theirs, QueuedMail.state == "wacht"
    )
    await QueuedMail.update(
        {QueuedMail.address: None, QueuedMail.details: None, QueuedMail.person: None, QueuedMail.reply: ""}
    ).where(theirs)


async def let_go(*, now: datetime) -> int:
    """Mail that has been kept long enough loses its address, its text and what the server said of it; how many."""
    before = expired_before(Retained.MAIL, now)
    await Notice.delete().where(Notice.created_at < before)
    tag = await execute(
        "UPDATE queued_mail SET address = NULL, details = NULL, person = NULL, reply = '' WHERE created_at < $1"
        " AND (address IS NOT NULL OR details IS NOT NULL OR person IS NOT NULL OR reply <> '')",
        before,
    )
    return int(tag.rsplit(" ", 1)[-1])
