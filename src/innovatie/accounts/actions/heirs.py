"""People of a municipality that merged go on for its heir, from the day on which the merger takes effect."""

from datetime import datetime

import msgspec

from innovatie.accounts.tables import RoleGrant, Session
from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra.database import execute, fetch_as, transaction
from innovatie.infra.moments import moment
from innovatie.municipalities.queries import successor_of


class _Held(msgspec.Struct, frozen=True):
    id: int
    person: int
    role: Role
    municipality: int


async def move_to_heirs(*, now: datetime) -> int:
    """Each role that holds for a municipality that went up in another one goes on for that one; how many.

    The same dates and the same giver; whoever holds that role at the heir already keeps that one only.
    """
    async with transaction():
        now = await moment(now)
        today = dutch_day(now)
        rows = await fetch_as(
            _Held,
            "SELECT id, person, role, municipality FROM role_grant g WHERE revoked_at IS NULL"
            " AND (ends IS NULL OR ends >= $1) AND EXISTS (SELECT 1 FROM merger m WHERE m.predecessor = g.municipality"
            " AND m.takes_effect <= $1) ORDER BY id FOR UPDATE",
            today,
        )
        for row in rows:
            heir = await successor_of(row.municipality, day=today)
            await execute(
                "INSERT INTO role_grant (person, role, municipality, starts, ends, granted_by, granted_at, reason)"
                " SELECT person, role, $2, greatest(starts, $3), ends, granted_by, $4, 'De gemeente is gefuseerd.'"
                " FROM role_grant g WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM role_grant h WHERE h.person = g.person"
                " AND h.role = g.role AND h.municipality = $2 AND h.revoked_at IS NULL"
                " AND (h.ends IS NULL OR h.ends >= $3))",
                row.id,
                heir,
                today,
                now,
            )
            await RoleGrant.update({RoleGrant.revoked_at: now}).where(RoleGrant.id == row.id)
            await Session.update({Session.municipality: heir}).where(
                Session.person == row.person, Session.municipality == row.municipality, Session.ended_at.is_null()
            )
            await record(
                actor=SYSTEM, act="rol naar opvolger", object_kind="rol", object_id=row.id, now=now,
                on_behalf_of=heir, details={"rol": row.role.value, "persoon": row.person},
            )  # fmt: skip
    return len(rows)
