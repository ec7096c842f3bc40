"""What somebody's calendar file held when it was last taken: so that a change has a number, and what went is told.

A calendar program knows a day by its `uid` and takes over what has a higher SEQUENCE (RFC 5545, 3.8.7.4). Tasks come
from all stages and keep no such number themselves.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from innovatie.domain.icalendar import Day
from innovatie.infra.database import fetch_as, transaction
from innovatie.insight.tables import CalendarDay

CANCELLED_FOR: Final = timedelta(days=30)
"""So long a day that went is told as cancelled; then it is forgotten."""
_FIRST: Final = datetime(2026, 1, 1, tzinfo=UTC)


class _Kept(msgspec.Struct, frozen=True):
    id: int
    uid: str
    day: date
    digest: bytes
    sequence: int
    changed_at: datetime
    gone_at: datetime | None


async def numbered(days: Sequence[Day], *, person_id: int, now: datetime) -> list[Day]:
    """The days with their numbers, and those that went since as cancelled; kept for the next time."""
    async with transaction():
        kept = {
            one.uid: one
            for one in await fetch_as(
                _Kept,
                "SELECT id, uid, day, digest, sequence, changed_at, gone_at FROM calendar_day WHERE person = $1"
                " ORDER BY id FOR UPDATE",
                person_id,
            )
        }
        found = [await _numbered(day, kept.get(day.uid), person_id, now) for day in days]
        asked = {day.uid for day in days}
        for one in kept.values():
            if one.uid in asked:
                continue
            if one.gone_at is not None and now - one.gone_at > CANCELLED_FOR:
                await CalendarDay.delete().where(CalendarDay.id == one.id)
            else:
                found.append(await _gone(one, now))
    return found


async def _numbered(day: Day, known: _Kept | None, person_id: int, now: datetime) -> Day:
    digest = hashlib.sha256("\0".join((day.summary, day.description, day.address)).encode()).digest()
    if known is None:
        first = _first_number(now)
        row = CalendarDay(person=person_id, uid=day.uid, day=day.day, digest=digest, sequence=first, changed_at=now)
        await CalendarDay.insert(row).on_conflict(action="DO NOTHING")  # two programs that come at the same moment
        return replace(day, sequence=first, changed=now)
    if (known.day, known.digest, known.gone_at) == (day.day, digest, None):
        return replace(day, sequence=known.sequence, changed=known.changed_at)
    await CalendarDay.update(
        {
            CalendarDay.day: day.day,
            CalendarDay.digest: digest,
            CalendarDay.sequence: known.sequence + 1,
            CalendarDay.changed_at: now,
            CalendarDay.gone_at: None,
        }
    ).where(CalendarDay.id == known.id)
    return replace(day, sequence=known.sequence + 1, changed=now)


def _first_number(now: datetime) -> int:
    """Higher than any number under which a day was forgotten: a program that still has it cancelled takes it back."""
    return max(0, int((now - _FIRST) / timedelta(minutes=1)))


async def _gone(known: _Kept, now: datetime) -> Day:
    """A day that is asked no more: done, given to somebody else, or moved past."""
    sequence, changed = known.sequence, known.changed_at
    if known.gone_at is None:
        sequence, changed = sequence + 1, now
        await CalendarDay.update(
            {CalendarDay.sequence: sequence, CalendarDay.changed_at: now, CalendarDay.gone_at: now}
        ).where(CalendarDay.id == known.id)
    return Day(known.uid, known.day, "", "", "", sequence=sequence, changed=changed, cancelled=True)


async def forget_person(*, person_id: int, address: str | None, now: datetime) -> None:
    """Somebody is erased: their days go. Inside the act of `accounts` that erases."""
    await CalendarDay.delete().where(CalendarDay.person == person_id)
