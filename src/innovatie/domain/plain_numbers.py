"""Numbers as people write them in files, read strictly: nothing is skipped, guessed or rounded on the way.

Python's own readings are wider than any file format means: `int` and `float` take 1_000 and the digits of every script,
`Fraction` takes exponents that need a gigabyte, and all of them fail in their own way on a number of a thousand digits.
"""

import re
from fractions import Fraction

MOST_DIGITS = 18
"""No count or weight needs more, and longer ones would only cost time."""

_WHOLE = re.compile(r"[0-9]+")
_DECIMAL = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?"
_EXACT = re.compile(rf"{_DECIMAL}|[0-9]+/[0-9]+")

_WITH_COMMA = re.compile(r"[0-9]+,[0-9]+")


def whole_number(text: str) -> int | None:
    """A whole number of 0 or more in the digits 0 to 9; None for anything else, spaces inside it included."""
    return int(text) if len(text) <= MOST_DIGITS and _WHOLE.fullmatch(text) else None


def exact_number(text: str) -> Fraction | None:
    """A number of 0 or more: 2, 0.5, 1e-3 or 1/3, exactly; None for anything else."""
    if len(text) > 2 * MOST_DIGITS or not _EXACT.fullmatch(text):
        return None
    try:
        return Fraction(text)
    except ZeroDivisionError:
        return None


def with_point(text: str) -> str:
    """`0,7`, as a Dutch spreadsheet writes it, with a point; other text as it is."""
    return text.replace(",", ".") if _WITH_COMMA.fullmatch(text) else text
