"""The day that it is in the Netherlands, and days and moments in words where no page is, such as mail."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from innovatie.domain.wording import Wording, wording

HERE = ZoneInfo("Europe/Amsterdam")
_MONTHS = (
    wording("januari"), wording("februari"), wording("maart"), wording("april"), wording("mei"), wording("juni"),
    wording("juli"), wording("augustus"), wording("september"), wording("oktober"), wording("november"),
    wording("december"),
)  # fmt: skip


def dutch_day(moment: datetime) -> date:
    """The day that it is in the Netherlands at this (aware) moment: the one that decides about roles.

    In UTC the day begins an hour later, two in summer: a role that ends would outlive its last day.
    """
    return moment.astimezone(HERE).date()


def days_until(last: datetime, now: datetime) -> int:
    """Days in the Netherlands from today to the day of `last` (both aware); 0: it is today, below 0: it was."""
    return (dutch_day(last) - dutch_day(now)).days


def day_in_words(day: date) -> Wording:
    """A day, or that of an aware moment in the Netherlands, as in 5 maart 2026."""
    if isinstance(day, datetime):
        day = dutch_day(day)
    return wording("%(dag)s %(maand)s %(jaar)s", dag=day.day, maand=_MONTHS[day.month - 1], jaar=day.year)


def moment_in_words(moment: datetime) -> Wording:
    """An aware moment as in 5 maart 2026, 15.30 uur."""
    here = moment.astimezone(HERE)
    # Two digits each, so texts, but nothing that somebody wrote.
    hour, minutes = Wording(f"{here:%H}"), Wording(f"{here:%M}")
    return wording("%(dag)s, %(uur)s.%(minuten)s uur", dag=day_in_words(moment), uur=hour, minuten=minutes)
