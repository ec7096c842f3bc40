"""Writing the trail. Every act of every feature calls `record` once, inside its own transaction, as its last step."""

import json
from datetime import UTC, datetime
from typing import Any

from innovatie.domain.audit_chain import GENESIS, digest_of
from innovatie.domain.authority import Actor
from innovatie.infra.database import transaction

_CHAIN_LOCK = 4_207_221_002


def event_content(
    *,
    at: datetime,
    actor: int | None,
    on_behalf_of: int | None,
    act: str,
    object_kind: str,
    object_id: str,
    result: str,
    origin: str,
    details: dict[str, Any],
) -> dict[str, Any]:
    """What the digest of a row covers; times in UTC to the microsecond."""
    return {
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "on_behalf_of": on_behalf_of,
        "act": act,
        "object_kind": object_kind,
        "object_id": object_id,
        "result": result,
        "origin": origin,
        "details": details,
    }


async def record(
    *,
    actor: Actor,
    act: str,
    object_kind: str,
    object_id: int | str,
    now: datetime,
    on_behalf_of: int | None = None,
    result: str = "gedaan",
    origin: str = "web",
    details: dict[str, Any] | None = None,
) -> None:
    """One row of the trail: who (`actor`), for which municipality, what, to which thing, when, with which result.

    `details` holds numbers and codes, never names, texts or secrets. The chain is written one row at a time: the
    lock is held until the transaction ends, so call this last.
    """
    content = event_content(
        at=now,
        actor=actor.person_id,
        on_behalf_of=on_behalf_of,
        act=str(act),
        object_kind=object_kind,
        object_id=str(object_id),
        result=result,
        origin="platform" if actor.is_system else origin,
        details=details or {},
    )
    async with transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _CHAIN_LOCK)
        previous = await connection.fetchval("SELECT digest FROM audit_event ORDER BY id DESC LIMIT 1") or GENESIS
        await connection.execute(
            "INSERT INTO audit_event (at, actor, on_behalf_of, act, object_kind, object_id, result, origin, details,"
            " previous_digest, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            now,
            content["actor"],
            content["on_behalf_of"],
            content["act"],
            content["object_kind"],
            content["object_id"],
            content["result"],
            content["origin"],
            json.dumps(content["details"]),
            previous,
            digest_of(previous, content),
        )
