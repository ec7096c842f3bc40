"""Every date that decides is taken in the Netherlands: `domain/dutch_dates.py` alone makes a day of a moment."""

import re

from tests.house.source import CODE, ROOT

TAKING = re.compile(r"(?<!astimezone\(UTC\))\.date\(\)|date\.today\(\)|CURRENT_DATE", re.IGNORECASE)
IN_A_TEST = re.compile(r"\bnow(\(UTC\)|\(\))?\.date\(\)|\(now [^()]*(\([^()]*\))?\)\.date\(\)|date\.today\(\)")
"""A fixed NOW, at noon, has one day everywhere; by the real clock a test would fail in the first hours of a day."""
WITHOUT_AN_HOUR = {
    "domain/dutch_dates.py",
    "domain/tables/cells.py",  # a cell of a spreadsheet
    "adoption/commands/data.py",  # a day that somebody typed
    "adoption/commands/forecasting.py",
    "remote/commands/bringing.py",
}


IN_FIGURES = re.compile(r"%d-%m-%Y")
KEPT_BY_PEOPLE = {"cli", "demo"}
"""What an administrator reads in a terminal, and a file that somebody named."""


def test_a_day_in_a_sentence_is_written_in_words() -> None:
    files = [file for file in CODE.rglob("*.py") if file.relative_to(CODE).parts[0] not in KEPT_BY_PEOPLE]
    assert len(files) > 500
    assert [str(file.relative_to(CODE)) for file in files if IN_FIGURES.search(file.read_text("utf-8"))] == []


def test_no_day_is_taken_from_a_moment_in_another_way() -> None:
    found = [
        f"{name}: {line.strip()}"
        for file in sorted(CODE.rglob("*.py"))
        if (name := file.relative_to(CODE).as_posix()) not in WITHOUT_AN_HOUR
        for line in file.read_text("utf-8").splitlines()
        if TAKING.search(line)
    ]
    assert found == []


def test_no_test_takes_the_day_of_the_real_clock_in_another_way() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in sorted((ROOT / "tests").rglob("*.py"))
        if file.name != "test_dutch_days.py"
        for line in file.read_text("utf-8").splitlines()
        if IN_A_TEST.search(line)
    ]
    assert found == []
