"""The day is the one in the Netherlands."""

from datetime import UTC, date, datetime

import pytest

from innovatie.domain.dutch_dates import day_in_words, dutch_day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), date(2026, 12, 1)),  # winter: an hour before UTC
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),  # summer: two
    ],
)
def test_a_day_begins_at_midnight_in_the_netherlands(moment: datetime, day: date) -> None:
    assert dutch_day(moment) == day
    assert day_in_words(moment).startswith(f"{day.day} ")
