"""Indicators: a middle and a spread only of enough municipalities, beside the promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.indicators import LEAST, Better, keeps, spread, strip

numbers = st.lists(st.floats(0, 1e6, allow_nan=False), min_size=LEAST, max_size=30)


def test_five_municipalities_give_a_middle_and_four_do_not() -> None:
    found = spread([10, 20, 30, 40, 50], 25, Better.LOWER)
    assert found is not None
    assert (found.n, found.low, found.middle, found.high, found.kept) == (5, 20, 30, 40, 2)
    assert spread([10, 20, 30, 40], 25, Better.LOWER) is None


@pytest.mark.parametrize(("value", "better", "kept"), [(9, Better.LOWER, True), (10, Better.LOWER, True), (11, Better.LOWER, False), (11, Better.HIGHER, True), (9, Better.HIGHER, False)])  # fmt: skip
def test_a_promise_is_kept_when_it_is_at_least_as_good(value: float, better: Better, kept: bool) -> None:
    assert keeps(value, 10, better) is kept


@given(numbers, st.floats(0, 1e6, allow_nan=False), st.sampled_from(Better))
def test_the_middle_lies_in_the_middle_half_and_all_of_it_on_the_line(
    values: list[float], promised: float, better: Better
) -> None:
    found = spread(values, promised, better)
    assert found is not None
    assert min(values) <= found.low <= found.middle <= found.high <= max(values)
    assert 0 <= found.kept <= found.n == len(values)
    line = strip(found, promised)
    assert all(0 <= place <= 100 for place in (line.promised, line.low, line.middle, line.high))
