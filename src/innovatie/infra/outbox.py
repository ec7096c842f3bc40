"""Puts a mail in the queue, in the transaction that causes it: no commit, no mail; commit, one mail.

Only the kind and the details are written; the text is made from a template when it is sent. Sending is the work of
`notifications`, above us; this is the letterbox that every feature may use.
"""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any, ClassVar

from innovatie.infra.database import fetch_value, transaction
from innovatie.infra.jobs import Payload, enqueue


class SendMail(Payload, frozen=True, kw_only=True):
    """This mail waits in the queue of mail."""

    job: ClassVar[str] = "mail versturen"
    urgent: ClassVar[bool] = True
    mail: int


_PUT = """
INSERT INTO queued_mail (message_id, person, address, kind, details, state, attempts, created_at, not_before, reply)
VALUES ($1, $2, $3, $4, $5, 'wacht', 0, $6, $6, '') ON CONFLICT (message_id) DO NOTHING RETURNING id
"""


async def put(
    *,
    kind: str,
    address: str,
    details: dict[str, Any],
    now: datetime,
    person_id: int | None = None,
    once: str | None = None,
) -> int | None:
    """Queue one mail; its number. `once`: a key under which only one mail ever goes; None when it went before."""
    message_id = secrets.token_hex(16) if once is None else hashlib.sha256(f"{kind}:{once}".encode()).hexdigest()[:32]
    async with transaction():
        number: int | None = await fetch_value(_PUT, message_id, person_id, address, kind, json.dumps(details), now)
        if number is not None:
            await enqueue(SendMail(mail=number))
    return number
