"""The days of rounds, for the page and the file of the calendar."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

import msgspec

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.icalendar import Day
from innovatie.rounds.queries import RoundDetail


class CalendarDay(msgspec.Struct, frozen=True):
    """The last day of a phase, or the first day of a round (`phase` is then empty)."""

    day: date
    code: str
    name: str
    phase: str
    label: str
    explanation: str
    called_off: datetime | None = None
    """When VNG ended the round before this day came."""


class Month(msgspec.Struct, frozen=True):
    """The days of one month; `first` is a day in it, to name it by."""

    first: date
    days: tuple[CalendarDay, ...]


def days_of(rounds: Sequence[RoundDetail]) -> tuple[CalendarDay, ...]:
    """The days of these rounds in their order; those of a round that VNG ended before they came are called off."""
    found = []
    for round_ in rounds:
        if round_.starts_at is not None:
            day = dutch_day(round_.starts_at)
            found.append(CalendarDay(day, round_.code, round_.name, "", "", round_.phases[0].explanation))
        found += [
            CalendarDay(dutch_day(row.deadline), round_.code, round_.name, row.phase.value, row.label, row.explanation)
            for row in round_.phases
            if row.deadline is not None
        ]
    ended = {round_.code: round_.ended_at for round_ in rounds if round_.ended_at is not None}
    found = [
        msgspec.structs.replace(one, called_off=ended[one.code])
        if one.code in ended and one.day >= dutch_day(ended[one.code])
        else one
        for one in found
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.code)))


def from_today(days: Sequence[CalendarDay], today: date) -> tuple[Month, ...]:
    """What is still to come, by month."""
    coming = [one for one in days if one.day >= today and one.called_off is None]
    return tuple(
        Month(first=date(year, month, 1), days=tuple(group))
        for (year, month), group in groupby(coming, key=lambda one: (one.day.year, one.day.month))
    )


def as_file_days(days: Sequence[CalendarDay], *, site: str, changes: Mapping[str, int]) -> list[Day]:
    """The same days for a calendar file; `site` is the address of this site, with its scheme.

    `changes` says of a round by its code how often it was changed: any change may have moved any day of it.
    """
    host = site.split("//", 1)[-1].strip("/").replace(":", "-")
    return [
        Day(
            uid=f"ronde-{one.code}-{one.phase or 'begin'}@{host}",
            day=one.day,
            summary=f"{one.name}: laatste dag {one.label.lower()}" if one.phase else f"{one.name} begint",
            description=one.explanation,
            address=f"{site.rstrip('/')}/rondes/{one.code}",
            sequence=changes.get(one.code, 0),
            changed=one.called_off,
            cancelled=one.called_off is not None,
        )
        for one in days
    ]
