"""The days of a round: proposals fall on working days, and impossible plans are seen."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.phases import ORDER, Phase
from innovatie.domain.round_calendar import (
    USUAL_DAYS,
    easter,
    holidays,
    impossible,
    lengths_of,
    proposed,
    remark_on,
)

DAYS = st.dates(date(2024, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2038, "2038-04-25"), (2285, "2285-03-22")],
)
def test_easter_falls_where_the_almanac_has_it(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(day)


def test_the_kings_day_moves_from_a_sunday_to_the_day_before() -> None:
    assert date(2025, 4, 26) in holidays(2025)
    assert date(2026, 4, 27) in holidays(2026)


@given(DAYS)
def test_a_proposal_has_every_phase_in_order_on_a_working_day(first: date) -> None:
    days = proposed(first)
    assert list(days) == list(ORDER)
    assert [remark_on(day) for day in days.values()] == [None] * len(ORDER)
    last = first
    for day in days.values():
        assert day >= last
        last = day + timedelta(days=1)


@given(DAYS)
def test_a_proposal_is_never_impossible(first: date) -> None:
    assert impossible(proposed(first), today=first, first_day=first) == {}


@given(DAYS)
def test_the_lengths_of_a_proposal_are_at_least_the_usual_ones(first: date) -> None:
    lengths = lengths_of(first, proposed(first))
    assert all(lengths[phase] >= USUAL_DAYS[phase] for phase in ORDER)
    assert lengths_of(first, {}) == dict(USUAL_DAYS)


def test_what_is_past_out_of_order_or_decades_away_is_named_by_phase() -> None:
    today = date(2026, 11, 29)
    days = {
        Phase.SUBMIT: date(2020, 3, 1),
        Phase.GROUP: date(2027, 3, 1),
        Phase.REVIEW: date(2027, 3, 1),
        Phase.PRESELECT: date(2207, 4, 1),
    }
    assert set(impossible(days, today=today, first_day=date(2026, 11, 28))) == {
        None,
        Phase.SUBMIT,
        Phase.REVIEW,
        Phase.PRESELECT,
    }
