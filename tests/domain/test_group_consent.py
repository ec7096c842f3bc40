"""Who speaks for which side of a proposal for groups: nobody decides for both sides alone."""

from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.group_consent import Side, is_agreed, sides_of

people = st.sets(st.integers(1, 5), max_size=4)


@given(st.integers(1, 5), people, people)
def test_a_municipality_speaks_only_for_a_side_it_is_on(who: int, one: set[int], other: set[int]) -> None:
    for side in sides_of(who, one, other):
        assert who in (one if side is Side.ONE else other)


@given(st.integers(1, 5), people, people)
def test_no_municipality_decides_alone_where_others_take_part(who: int, one: set[int], other: set[int]) -> None:
    if (one | other) != {who}:
        assert not is_agreed(sides_of(who, one, other))


@given(people, people)
def test_when_everybody_agrees_in_any_order_it_is_agreed(one: set[int], other: set[int]) -> None:
    agreed: set[Side] = set()
    for who in sorted(one | other):
        agreed |= set(sides_of(who, one, other, agreed=agreed))
    assert is_agreed(agreed) == (bool(one) and bool(other))


def test_a_municipality_on_both_sides_speaks_where_it_stands_alone() -> None:
    assert sides_of(1, {1}, {1, 2}) == (Side.ONE,)
    assert sides_of(1, {1, 2}, {1}) == (Side.OTHER,)
    assert sides_of(1, {1}, {1}) == (Side.ONE, Side.OTHER)


def test_with_others_on_both_sides_it_speaks_for_the_side_that_has_not_agreed() -> None:
    assert sides_of(1, {1, 2}, {1, 3}) == (Side.ONE,)
    assert sides_of(1, {1, 2}, {1, 3}, agreed=[Side.ONE]) == (Side.OTHER,)


def test_vng_speaks_for_one_silent_side_and_never_for_both() -> None:
    assert not is_agreed([Side.VNG])
    assert is_agreed([Side.VNG, Side.OTHER])
    assert is_agreed([Side.ONE, Side.VNG])
    assert is_agreed([Side.ONE, Side.OTHER])
    assert not is_agreed([Side.OTHER])
    assert not is_agreed([])
