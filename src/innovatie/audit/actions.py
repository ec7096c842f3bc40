"""Writing the trail. Every act of every feature calls `record` once, inside its own transaction."""

from collections.abc import Mapping
from datetime import datetime

from innovatie.audit import data_log
from innovatie.audit.tables import AuditEvent
from innovatie.changes.actions import tell_changes_of_act
from innovatie.domain.authority import Actor
from innovatie.domain.wording import wording
from innovatie.infra.rows import as_json

DONE = wording("gedaan")


async def record(
    *,
    actor: Actor,
    act: str,
    object_kind: str,
    object_id: int | str,
    now: datetime,
    on_behalf_of: int | None = None,
    result: str = DONE,
    origin: str = "web",
    details: Mapping[str, object] | None = None,
) -> None:
    """One row of the trail: who (`actor`), for which municipality, what, to which thing, when, with which result.

    `details` holds numbers and codes, never names, texts or secrets. The database chains the row when the transaction
    commits, so acts do not wait for each other while they run. What the act changed in public is told beside it.
    """
    event = AuditEvent(
        at=now,
        actor=actor.person_id,
        on_behalf_of=on_behalf_of,
        act=str(act),
        object_kind=object_kind,
        object_id=str(object_id),
        result=result,
        origin=_origin(actor, origin),
        details=as_json({**(details or {}), **_application(actor)}),
    )
    await AuditEvent.insert(event)
    await data_log.tell(actor=actor, act=str(act), object_kind=object_kind, object_id=str(object_id), now=now)
    await tell_changes_of_act(act=str(act), object_id=object_id, result=result, on_behalf_of=on_behalf_of)


async def note_reading(
    *, actor: Actor, page: str, object_kind: str, object_id: int | str, now: datetime, on_behalf_of: int | None = None
) -> None:
    """That somebody who administers or directs looked at names of people: `page` says where."""
    await record(
        actor=actor,
        act="persoonsgegevens inzien",
        object_kind=object_kind,
        object_id=object_id,
        now=now,
        on_behalf_of=on_behalf_of,
        details={"pagina": page},
    )


def _application(actor: Actor) -> dict[str, object]:
    """Which system did it, when no person did."""
    return {} if actor.application_id is None else {"koppeling": actor.application_id}


def _origin(actor: Actor, given: str) -> str:
    """The platform itself, a token (its acts are limited), or else what the caller says: web or shell."""
    if actor.is_system:
        return "platform"
    return "token" if actor.acts is not None else given
