"""Where `infra.outbox` puts mail: the row in the queue with the job that sends it, and what goes when somebody goes."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime

from piccolo.custom_types import Combinable

from innovatie.domain.retention import Kind as Retained
from innovatie.domain.retention import expired_before
from innovatie.infra.database import execute, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.rows import as_json
from innovatie.notifications.kept_texts import with_words
from innovatie.notifications.payloads import SendMail
from innovatie.notifications.tables import MailPreference, Notice, QueuedMail, RefusedAddress


class _Letterbox:
    async def put(
        self,
        *,
        kind: str,
        address: str,
        details: Mapping[str, object],
        now: datetime,
        person_id: int | None,
        once: str | None,
        language: str,
    ) -> int | None:
        """See `infra.outbox.put`."""
        message_id = (
            secrets.token_hex(16) if once is None else hashlib.sha256(f"{kind}:{once}".encode()).hexdigest()[:32]
        )
        mail = QueuedMail(
            message_id=message_id,
            person=person_id,
            address=address,
            kind=kind,
            details=as_json(with_words(details)),
            language=language,
            created_at=now,
            not_before=now,
        )
        async with transaction():
            made = await QueuedMail.insert(mail).on_conflict(action="DO NOTHING").returning(QueuedMail.id)
            if not made:
                return None
            number = int(made[0]["id"])
            await enqueue(SendMail(mail=number))
        return number


LETTERBOX = _Letterbox()


async def forget_person(*, person_id: int, address: str | None) -> None:
    """Mail to somebody who is erased does not go any more; what they were told and wanted to hear is forgotten."""
    await MailPreference.delete().where(MailPreference.person == person_id)
    await Notice.delete().where(Notice.person == person_id)
    await RefusedAddress.delete().where(RefusedAddress.person == person_id)
    theirs: Combinable = QueuedMail.person == person_id
    if address:
        theirs = theirs | (QueuedMail.address == address)
    await QueuedMail.update({QueuedMail.state: "ingetrokken"}).where(theirs, QueuedMail.state == "wacht")
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
