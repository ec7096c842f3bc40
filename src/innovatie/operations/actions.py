"""What the administrator of the platform does to keep the site running."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Conflict
from innovatie.infra import queue_state
from innovatie.infra.database import transaction


async def run_again(*, actor: Actor, number: int, now: datetime) -> None:
    """Have a job that failed for good tried again. Conflict when it does not wait for that any more."""
    authority.require(actor, Act.MANAGE_PLATFORM)
    async with transaction():
        name = await queue_state.run_again(number)
        if name is None:
            raise Conflict("Deze taak wacht niet meer op u: iemand zette hem al klaar, of hij is opgeruimd.")
        await record(actor=actor, act="taak opnieuw uitvoeren", object_kind="taak", object_id=name, now=now)
