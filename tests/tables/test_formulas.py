"""A cell that a spreadsheet would compute gets an apostrophe in front, and comes back as it was; a number stays one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.tables import csv_file, harmless, unharmed


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_formula_is_shown_and_not_computed(sign: str) -> None:
    text = f"{sign}HYPERLINK(A1)"
    assert harmless(text) == f"'{text}"
    assert csv_file([text], [[text]]).decode("utf-8-sig").count(f"'{text}") == 2, "in the head as well"


@given(st.text())
def test_each_text_comes_back(text: str) -> None:
    assert unharmed(harmless(text)) == text


@pytest.mark.parametrize("number", [-3, -2.5, Decimal("-1.20")])
def test_a_number_below_nothing_is_a_number(number: float | Decimal) -> None:
    assert harmless(number) == str(number)
