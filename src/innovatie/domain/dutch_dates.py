"""The day that it is in the Netherlands, and days as people write them in Dutch where no page is, such as mail."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip


def dutch_day(moment: datetime) -> date:
    """The day that it is in the Netherlands at this (aware) moment: the one that decides about roles.

    In UTC the day begins an hour later, two in summer: a role that ends would outlive its last day.
    """
    return moment.astimezone(HERE).date()


def days_until(last: datetime, now: datetime) -> int:
    """Days in the Netherlands from today to the day of `last` (both aware); 0: it is today, below 0: it was."""
    return (dutch_day(last) - dutch_day(now)).days


def day_in_words(moment: datetime) -> str:
    """The day in the Netherlands of an aware moment, as in 5 maart 2026."""
    day = moment.astimezone(HERE)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
