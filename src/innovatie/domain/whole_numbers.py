"""Whole numbers in text from outside: plain digits and nothing else, of a size that everything of ours can hold."""

from typing import Final

DIGITS: Final = 9
"""So that the number fits a column of 32 bits and no one waits for the reading of thousands of digits."""

LARGEST: Final = 2**31 - 1
"""The largest number that a column of 32 bits holds, such as the number of a row."""


def whole(text: str, *, digits: int = DIGITS) -> int | None:
    """The number that `text` writes in at most `digits` ASCII digits, else None.

    Not `str.isdigit` or `\\d` alone: those take digits of other scripts, of which not all are numbers to `int`.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
