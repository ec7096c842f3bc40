"""People of a municipality that merged go on for its heir, from the day on which the merger takes effect."""

from datetime import date, datetime

import msgspec

from innovatie.accounts.tables import ApiToken, RoleGrant, Session
from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra.database import execute, fetch_as, fetch_one_as, transaction
from innovatie.infra.moments import moment
from innovatie.municipalities.queries import successor_of


class _Held(msgspec.Struct, frozen=True):
    id: int
    person: int
    role: Role
    municipality: int
    starts: date
    ends: date | None


class _Dates(msgspec.Struct, frozen=True):
    id: int
    starts: date
    ends: date | None


async def move_to_heirs(*, now: datetime) -> int:
    """Each role that holds for a municipality that went up in another one goes on for that one; how many.

    The same dates and the same giver; whoever has that role at the heir already, and for as long, keeps that one only.
    """
    async with transaction():
        now = await moment(now)
        today = dutch_day(now)
        rows = await fetch_as(
            _Held,
            "SELECT id, person, role, municipality, starts, ends FROM role_grant g WHERE revoked_at IS NULL"
            " AND (ends IS NULL OR ends >= $1) AND EXISTS (SELECT 1 FROM merger m WHERE m.predecessor = g.municipality"
            " AND m.takes_effect <= $1) ORDER BY id FOR UPDATE",
            today,
        )
        for row in rows:
            heir = await successor_of(row.municipality, day=today)
            await _give(row, heir, today, now)
            await RoleGrant.update({RoleGrant.revoked_at: now}).where(RoleGrant.id == row.id)
            await Session.update({Session.municipality: heir}).where(
                Session.person == row.person, Session.municipality == row.municipality, Session.ended_at.is_null()
            )
            await ApiToken.update({ApiToken.municipality: heir}).where(
                ApiToken.person == row.person, ApiToken.municipality == row.municipality
            )
            await record(
                actor=SYSTEM, act="rol naar opvolger", object_kind="rol", object_id=row.id, now=now,
                on_behalf_of=heir, details={"rol": row.role.value, "persoon": row.person},
            )  # fmt: skip
    return len(rows)


async def _give(row: _Held, heir: int, today: date, now: datetime) -> None:
    """The role at the heir, on each day on which either role holds and on no other."""
    starts, ends = max(row.starts, today), row.ends
    there = await fetch_one_as(
        _Dates,
        "SELECT id, starts, ends FROM role_grant WHERE person = $1 AND role = $2 AND municipality = $3"
        " AND revoked_at IS NULL AND (ends IS NULL OR ends >= $4) AND ($5::date IS NULL OR starts <= $5)"
        " ORDER BY ends DESC NULLS FIRST, starts LIMIT 1",
        row.person,
        row.role.value,
        heir,
        starts,
        ends,
    )
    if there is not None:
        if there.starts <= starts and (there.ends is None or (ends is not None and there.ends >= ends)):
            return
        starts = min(starts, max(there.starts, today))
        ends = None if ends is None or there.ends is None else max(ends, there.ends)
        await RoleGrant.update({RoleGrant.revoked_at: now}).where(RoleGrant.id == there.id)
    await execute(
        "INSERT INTO role_grant (person, role, municipality, starts, ends, granted_by, granted_at, reason)"
        " SELECT person, role, $2, $3, $4, granted_by, $5, 'De gemeente is gefuseerd.' FROM role_grant WHERE id = $1",
        row.id,
        heir,
        starts,
        ends,
        now,
    )
