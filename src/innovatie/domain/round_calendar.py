"""The days of a round: what is usual, which days to avoid, and which cannot be.

The last day of a phase is a working day in a proposal: not in a weekend, not on a public holiday, not between Christmas
and New Year. VNG may choose another day; it is then told what that day is.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from innovatie.domain.phases import LABELS, ORDER, Phase
from innovatie.domain.wording import Wording, wording

USUAL_DAYS: Final[Mapping[Phase, int]] = {
    Phase.SUBMIT: 42,
    Phase.GROUP: 14,
    Phase.REVIEW: 35,
    Phase.PRESELECT: 28,
    Phase.DEVELOP: 56,
    Phase.VOTE: 28,
    Phase.RESULT: 14,
    Phase.ADOPT: 365,
}
"""How many days each phase usually lasts."""
FURTHEST: Final = timedelta(days=5 * 366)
"""A day further away than this is a slip of the pen."""


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _kings_day(year: int) -> date:
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.weekday() == 6 else day


def holidays(year: int) -> dict[date, Wording]:
    """The public holidays of the Netherlands in this year, with their names."""
    first = easter(year)
    return {
        date(year, 1, 1): wording("Nieuwjaarsdag"),
        first: wording("Eerste paasdag"),
        first + timedelta(days=1): wording("Tweede paasdag"),
        _kings_day(year): wording("Koningsdag"),
        date(year, 5, 5): wording("Bevrijdingsdag"),
        first + timedelta(days=39): wording("Hemelvaartsdag"),
        first + timedelta(days=49): wording("Eerste pinksterdag"),
        first + timedelta(days=50): wording("Tweede pinksterdag"),
        date(year, 12, 25): wording("Eerste kerstdag"),
        date(year, 12, 26): wording("Tweede kerstdag"),
    }


def remark_on(day: date) -> Wording | None:
    """Why this is no good last day: few people work then. None for a usual working day."""
    name = holidays(day.year).get(day)
    if name is not None:
        return name
    if (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1):
        return wording("tussen Kerst en Nieuwjaar")
    return wording("een dag in het weekend") if day.weekday() >= 5 else None


def working_day(day: date) -> date:
    """`day`, or the first one after it on which people work."""
    while remark_on(day) is not None:
        day += timedelta(days=1)
    return day


def proposed(first_day: date, lengths: Mapping[Phase, int] = USUAL_DAYS) -> dict[Phase, date]:
    """The last day of each phase of a round that begins on `first_day`; `lengths` in days.

    Each phase begins on the day after the one before and lasts at least one day.
    """
    days: dict[Phase, date] = {}
    begins = first_day
    for phase in ORDER:
        days[phase] = working_day(begins + timedelta(days=max(lengths.get(phase, USUAL_DAYS[phase]), 1) - 1))
        begins = days[phase] + timedelta(days=1)
    return days


def lengths_of(first_day: date, last_days: Mapping[Phase, date]) -> dict[Phase, int]:
    """How many days each phase of an earlier round lasted; the usual number where that round does not say."""
    lengths: dict[Phase, int] = {}
    begins: date | None = first_day
    for phase in ORDER:
        last = last_days.get(phase)
        known = last is not None and begins is not None and last >= begins
        lengths[phase] = (last - begins).days + 1 if known and last and begins else USUAL_DAYS[phase]
        begins = last + timedelta(days=1) if last is not None else None
    return lengths


def impossible_end(moment: datetime, *, now: datetime) -> Wording | None:
    """Why a phase cannot end at this moment: it has passed, or is decades away. A deadline only ever moves on, so a
    slip of the pen in its year could not be put right.
    """
    if moment <= now:
        return wording("Kies een einddatum in de toekomst.")
    if moment > now + FURTHEST:
        return wording("Deze dag is meer dan vijf jaar weg. Kijk het jaartal na.")
    return None


def impossible(
    last_days: Mapping[Phase, date], *, today: date, first_day: date | None = None
) -> dict[Phase | None, Wording]:
    """What is wrong with a plan, by phase (None: with its first day): in the past, out of order, or decades away."""
    wrong: dict[Phase | None, Wording] = {}
    if first_day is not None and first_day < today:
        wrong[None] = wording("Deze dag is al voorbij. Kies vandaag of een dag daarna.")
    earlier = first_day
    for phase in ORDER:
        day = last_days.get(phase)
        if day is None:
            continue
        if day < today:
            wrong[phase] = wording("Deze dag is al voorbij. Kies vandaag of een dag daarna.")
        elif day > today + FURTHEST:
            wrong[phase] = wording("Deze dag is meer dan vijf jaar weg. Kijk het jaartal na.")
        elif earlier is not None and (day < earlier or (day == earlier and earlier is not first_day)):
            wrong[phase] = wording(
                "Kies voor %(fase)s een datum na die van de fase ervoor.", fase=LABELS[phase].lower()
            )
        earlier = day
    return wrong
