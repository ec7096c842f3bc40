"""Every date that decides is taken in the Netherlands: `domain/dutch_dates.py` alone makes a day of a moment."""

import re

from tests.house.source import CODE, ROOT

TAKING = re.compile(r"\bnow(\(UTC\))?\)?\.date\(\)|date\.today\(\)|CURRENT_DATE", re.IGNORECASE)


IN_FIGURES = re.compile(r"%d-%m-%Y")
KEPT_BY_PEOPLE = {"cli", "demo"}
"""What an administrator reads in a terminal, and a file that somebody named."""


def test_a_day_in_a_sentence_is_written_in_words() -> None:
    files = [file for file in CODE.rglob("*.py") if file.relative_to(CODE).parts[0] not in KEPT_BY_PEOPLE]
    assert len(files) > 500
    assert [str(file.relative_to(CODE)) for file in files if IN_FIGURES.search(file.read_text("utf-8"))] == []


def test_no_day_is_taken_from_the_clock_in_another_way() -> None:
    found = [
        f"{file.relative_to(CODE)}: {line.strip()}"
        for file in sorted(CODE.rglob("*.py"))
        if TAKING.search(text := file.read_text("utf-8"))
        for line in text.splitlines()
        if TAKING.search(line)
    ]
    assert found == []


def test_no_test_takes_the_day_of_the_clock_in_another_way() -> None:
    """Else it fails for an hour or two each night, when it is tomorrow in the Netherlands."""
    of_the_clock = re.compile(r"(?<![A-Z])now\((?:UTC)?\)\.date\(\)|\bnow\.date\(\)|date\.today\(\)(?! \+)")
    tests = ROOT / "tests"
    found = [
        f"{file.relative_to(tests)}: {line.strip()}"
        for file in sorted(tests.rglob("*.py"))
        for line in file.read_text("utf-8").splitlines()
        if of_the_clock.search(line) and "re.compile" not in line
    ]
    assert found == []
