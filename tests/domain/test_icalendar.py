"""The calendar file: lines of 75 octets that unfold to what was meant, whatever is in a name."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.icalendar import Day, calendar

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_day_is_a_whole_day_that_ends_on_the_next() -> None:
    lines = unfolded(calendar("Rondes", [Day("a@b", date(2027, 12, 31), "Inzenden", "", "https://x.nl")], now=NOW))
    assert "DTSTART;VALUE=DATE:20271231" in lines
    assert "DTEND;VALUE=DATE:20280101" in lines
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_no_line_is_longer_than_75_octets_and_nothing_is_lost(name: str) -> None:
    text = calendar(name, [Day("a@b", date(2027, 1, 4), name, name, "https://x.nl")], now=NOW)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    written = name.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:{written}" in unfolded(text)


def test_a_line_break_in_a_name_starts_no_line_of_its_own() -> None:
    text = calendar("Rondes", [Day("a@b", date(2027, 1, 4), "Een\r\nEND:VCALENDAR", "", "https://x.nl")], now=NOW)
    assert unfolded(text).count("END:VCALENDAR") == 1
