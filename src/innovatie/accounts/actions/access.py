"""What gives access to somebody's account without asking anew who they are, ended as one kind.

Its person ends it ("log out everywhere"), and so do a closed account, a way back after a lost second factor, the end
of somebody's last role, and erasure (which deletes it all, see `privacy`).
"""

from datetime import datetime
from typing import Final

from innovatie.accounts.actions.features_above import let_go_above
from innovatie.accounts.tables import ApiToken, Session, SignInLink
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra.database import execute, fetch_values, transaction
from innovatie.infra.moments import moment

KEPT_HERE: Final = ("session", "sign_in_link", "api_token")
"""The tables of `accounts` that hold it."""
_CALENDAR: Final = "innovatie.insight.my_work.calendar_address:forget_person"
_MAILED: Final = "innovatie.adoption.actions.reminders:forget_person"
ABOVE: Final = (_CALENDAR, _MAILED)
"""What ends it in the features above us, by name."""

_HOLDS: Final = "g.person = $1 AND g.revoked_at IS NULL AND (g.ends IS NULL OR g.ends >= $2)"


async def end_access(*, person_id: int, now: datetime, but: int | None = None) -> int:
    """End all that gives access to this account, except the session `but`; how many sessions ended."""
    ended = (
        await Session.update({Session.ended_at: now, Session.id_token: None})
        .where(Session.person == person_id, Session.ended_at.is_null(), Session.id != (but or 0))
        .returning(Session.id)
    )
    await SignInLink.delete().where(SignInLink.person == person_id)
    await ApiToken.update({ApiToken.revoked_at: now}).where(ApiToken.person == person_id, ApiToken.revoked_at.is_null())
    await let_go_above(names=ABOVE, person_id=person_id, address=None, now=now)
    return len(ended)


async def end_mailed(*, person_id: int, now: datetime) -> None:
    """Somebody's mail address became another one: what was mailed to the former one gives no access any more."""
    await SignInLink.delete().where(SignInLink.person == person_id)
    await let_go_above(names=(_MAILED,), person_id=person_id, address=None, now=now)


async def end_made_with_factor(*, person_id: int, now: datetime) -> None:
    """The second factor is gone: what shows more because it was made with it ends."""
    await let_go_above(names=(_CALENDAR,), person_id=person_id, address=None, now=now)


async def end_without_role(*, person_id: int, now: datetime) -> None:
    """A role ended: all access when it was the last one, also of days to come; else the tokens for a municipality at
    which none is left. A role that is given later does not bring them back.
    """
    today = dutch_day(now)
    if not await fetch_values(int, f"SELECT 1 FROM role_grant g WHERE {_HOLDS} LIMIT 1", person_id, today):
        await end_access(person_id=person_id, now=now)
        return
    await execute(
        "UPDATE api_token t SET revoked_at = $3 WHERE t.person = $1 AND t.revoked_at IS NULL"
        f" AND NOT EXISTS (SELECT FROM role_grant g WHERE {_HOLDS} AND g.municipality = t.municipality)"
        " AND t.municipality IS NOT NULL",
        person_id,
        today,
        now,
    )


async def end_after_last_day(*, now: datetime) -> int:
    """The same for whom a role ended by its own date; how many people were looked at. Run every night."""
    now = await moment(now)
    people = await fetch_values(
        int,
        "SELECT DISTINCT person FROM role_grant WHERE revoked_at IS NULL AND ends < $1 AND ends >= $1 - 7",
        dutch_day(now),
    )
    for person_id in people:
        async with transaction():
            await end_without_role(person_id=person_id, now=now)
    return len(people)
