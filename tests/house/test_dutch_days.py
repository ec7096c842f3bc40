"""Every date that decides is taken in the Netherlands: `domain/dutch_dates.py` alone makes a day of a moment."""

import re

from tests.house.source import CODE

TAKING = re.compile(r"\bnow(\(UTC\))?\)?\.date\(\)|date\.today\(\)|CURRENT_DATE", re.IGNORECASE)


def test_no_day_is_taken_from_the_clock_in_another_way() -> None:
    found = [
        f"{file.relative_to(CODE)}: {line.strip()}"
        for file in sorted(CODE.rglob("*.py"))
        if TAKING.search(text := file.read_text("utf-8"))
        for line in text.splitlines()
        if TAKING.search(line)
    ]
    assert found == []
