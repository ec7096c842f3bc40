"""What the administrator of the platform does to keep the site running."""

from datetime import datetime
from typing import Final

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Conflict
from innovatie.infra import object_store, queue_state
from innovatie.infra.database import execute, fetch_values, transaction

_AT_ONCE: Final = 100
"""Objects that are erased before the database is told."""


async def run_again(*, actor: Actor, number: int, now: datetime) -> None:
    """Have a job that failed for good tried again. Conflict when it does not wait for that any more."""
    authority.require(actor, Act.MANAGE_PLATFORM)
    async with transaction():
        name = await queue_state.run_again(number)
        if name is None:
            raise Conflict("Deze taak wacht niet meer op u: iemand zette hem al klaar, of hij is opgeruimd.")
        await record(actor=actor, act="taak opnieuw uitvoeren", object_kind="taak", object_id=name, now=now)


async def erase_due() -> int:
    """Erase the objects that rows let go of; how many. Raises ObjectsAway: whatever is left is tried again."""
    if not object_store.in_use():
        return 0
    erased = 0
    while due := await fetch_values(str, "SELECT key FROM object_to_erase ORDER BY id LIMIT $1", _AT_ONCE):
        for key in due:
            await object_store.remove(key)
        await execute("DELETE FROM object_to_erase WHERE key = ANY($1)", due)
        erased += len(due)
    return erased
