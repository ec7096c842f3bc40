"""A line as long as its maker likes is read once: these would not end if each way to divide it was tried."""

import pytest

from innovatie.voting.formats import MalformedFile, parse_preflib

LONG = 500_000
HEAD = "# ALTERNATIVE NAME 1: K1\n# ALTERNATIVE NAME 2: K2\n"


@pytest.mark.parametrize(
    "text",
    [
        f"# ALTERNATIVE NAME {' ' * LONG}x\n",
        f"# ALTERNATIVE NAME {'x ' * LONG}x\n",
        f"# NUMBER VOTERS: 1{' ' * LONG}x\n",
        f"{HEAD}1: {'1,' * LONG}2\n",
        f"{HEAD}1: {{1{',1' * LONG}\n",
        f"{HEAD}1: {'{' * LONG}\n",
    ],
    ids=["blanks without a colon", "words without a colon", "blanks in a total", "commas", "open tie", "braces"],
)
def test_a_long_line_of_preflib_is_refused_at_once(text: str) -> None:
    with pytest.raises(MalformedFile):
        parse_preflib(text, "toi")


def test_a_name_with_a_long_gap_is_a_name() -> None:
    read = parse_preflib(f"# ALTERNATIVE NAME {' ' * LONG}1{' ' * LONG}:  K{' ' * LONG}1  \n1: 1\n", "toi")
    assert read.candidates == (f"K{' ' * LONG}1",)
