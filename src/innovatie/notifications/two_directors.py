"""What two directors of VNG do together: one asks, another looks at it and does it."""

from datetime import datetime
from typing import Final

from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict
from innovatie.domain.wording import Wording, wording
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import is_director, require_other_directors

_OWN: Final = wording("U vroeg hier zelf om. Een andere regisseur van VNG bevestigt.")


async def ask_other_directors(
    *, actor: Actor, subject: Wording, body: Wording, path: str, once: str, now: datetime
) -> int:
    """Tell the other directors what this one asks of them, as `tell_many` does. Conflict when there is no other."""
    others = await require_other_directors(actor, today=dutch_day(now))
    return await tell_many(
        person_ids=others, kind=Kind.ASKED, subject=subject, body=body, path=path, once=once, now=now
    )


async def require_second_director(actor: Actor, *, asker: int | None, now: datetime, own: Wording = _OWN) -> None:
    """Conflict for who began this, in the words of `own`, and when whoever began it directs no more: who lost the role,
    or goes on under another account, is no second pair of eyes.
    """
    if asker == actor.person_id:
        raise Conflict(own)
    if not await is_director(asker, today=dutch_day(now)):
        raise Conflict("Wie dit begon, is geen regisseur van VNG meer. Begin zelf opnieuw; een collega bevestigt.")
