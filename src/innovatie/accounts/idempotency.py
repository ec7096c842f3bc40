"""Sending the same request twice does it once: the header Idempotency-Key (IETF draft of that name).

The answer is kept in the transaction of the act, for a day. What was refused is not kept: it may be sent again, mended.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec

from innovatie.accounts.tables import KeptAnswer
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Invalid, OtherRequest
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_one_as, transaction

Answer = TypeVar("Answer", bound=msgspec.Struct)

KEPT_FOR: Final = timedelta(days=1)
LONGEST_KEY: Final = 200


class _Kept(msgspec.Struct, frozen=True):
    """An answer that was given, and the digest of the request that it answered."""

    request_digest: bytes
    answer: bytes


async def once(
    *,
    actor: Actor,
    key: str | None,
    request: bytes,
    shape: type[Answer],
    now: datetime,
    act: Callable[[], Awaitable[Answer]],
) -> Answer:
    """The answer of `act`, or the one that the same `request` (method, address and body) got under this `key`.

    Keys are apart for each person and application. Without a key `act` is simply done. Two that come at the same time
    wait for one another. OtherRequest when the key was used for another request, or for another municipality.
    """
    if key is None:
        return await act()
    if not key.strip() or len(key) > LONGEST_KEY:
        raise Invalid({"Idempotency-Key": wording("Geef een sleutel van 1 tot en met %(n)s tekens.", n=LONGEST_KEY)})
    key_digest = _digest(_owner(actor).encode() + b"\0" + key.encode())
    request_digest = _digest(request + f"\0voor {actor.municipality_id}".encode())  # one person may act for several
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 4207221011))", key_digest.hex())
        kept = await fetch_one_as(
            _Kept,
            "SELECT request_digest, answer FROM kept_answer WHERE key_digest = $1 AND at > $2",
            key_digest,
            now - KEPT_FOR,
        )
        if kept is not None:
            if kept.request_digest != request_digest:
                raise OtherRequest(
                    "Deze Idempotency-Key hoort bij een andere aanvraag. Gebruik voor elke aanvraag een nieuwe."
                )
            return msgspec.json.decode(kept.answer, type=shape)
        answer = await act()
        await KeptAnswer.delete().where(KeptAnswer.key_digest == key_digest)
        await KeptAnswer(
            key_digest=key_digest, request_digest=request_digest, answer=msgspec.json.encode(answer), at=now
        ).save()
    return answer


async def forget(*, now: datetime) -> None:
    """Let go of answers that are older than a day. Run by the nightly job."""
    await KeptAnswer.delete().where(KeptAnswer.at <= now - KEPT_FOR)


def _owner(actor: Actor) -> str:
    return f"persoon {actor.person_id}" if actor.application_id is None else f"koppeling {actor.application_id}"


def _digest(told: bytes) -> bytes:
    return hashlib.sha256(told).digest()
