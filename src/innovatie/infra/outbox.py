"""The letterbox that every feature may use: puts a mail in the queue, in the transaction that causes it.

No commit, no mail; commit, one mail. Only the kind and the details are written; the text is made from a template when
it is sent, in the language of whoever gets it. The queue and the sending belong to `notifications`, above us; it is
found by name.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Final, Protocol

import msgspec

_LETTERBOX: Final = "innovatie.notifications.letterbox"


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail to one address, as `put` takes it."""

    kind: str
    address: str
    details: Mapping[str, object]
    person_id: int | None = None
    once: str | None = None
    language: str = "nl"


class Letterbox(Protocol):
    async def put(self, mails: Sequence[Mail], *, now: datetime) -> list[int | None]: ...


@cache
def _letterbox() -> Letterbox:
    box: Letterbox = import_module(_LETTERBOX).LETTERBOX
    return box


async def put(
    *,
    kind: str,
    address: str,
    details: Mapping[str, object],
    now: datetime,
    person_id: int | None = None,
    once: str | None = None,
    language: str = "nl",
) -> int | None:
    """Queue one mail; its number. `once`: a key under which only one mail ever goes; None when it went before.

    `language`: of the page on which it was asked for; a person who chose a language gets it in that one. Wordings
    among the details are told in it.
    """
    mail = Mail(kind=kind, address=address, details=details, person_id=person_id, once=once, language=language)
    return (await put_many([mail], now=now))[0]


async def put_many(mails: Sequence[Mail], *, now: datetime) -> list[int | None]:
    """As `put` for each, in two statements for some hundreds of them: the number of each, in their order."""
    return await _letterbox().put(mails, now=now) if mails else []
