"""Days as people write them in Dutch, for texts that are made where no page is, such as mail."""

from datetime import datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip


def day_in_words(moment: datetime) -> str:
    """The day in the Netherlands of an aware moment, as in 5 maart 2026."""
    day = moment.astimezone(HERE)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
