"""What one has read: a notice that was opened, or all that a page showed."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.infra.database import fetch_one_value, fetch_values, transaction
from innovatie.notifications.tables import Notice


async def mark_read(*, actor: Actor, last: int, now: datetime) -> int:
    """What one was told up to this number counts as read, and is in no overview any more; how many were new."""
    if actor.person_id is None:
        raise NotAllowed("Log eerst in.")
    async with transaction():
        read = await fetch_values(
            int,
            "UPDATE notice SET read_at = $3 WHERE person = $1 AND id <= $2::bigint AND read_at IS NULL RETURNING id",
            actor.person_id,
            last,
            now,
        )
        if read:
            await record(
                actor=actor, act="berichten gelezen", object_kind="persoon", object_id=actor.person_id, now=now
            )
    return len(read)


async def open_notice(*, actor: Actor, number: int, now: datetime) -> str:
    """Where this notice leads to; from now on it counts as read. NotFound for another person's."""
    ours = (Notice.id == number) & (Notice.person == actor.person_id)
    path = await fetch_one_value(str, "SELECT path FROM notice WHERE id = $1 AND person = $2", number, actor.person_id)
    if path is None:
        raise NotFound("Dit bericht is er niet (meer).")
    await Notice.update({Notice.read_at: now}).where(ours, Notice.read_at.is_null())
    return path
