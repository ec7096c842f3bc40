"""Agreements: notice, ends, what somebody who leaves must arrange, and where partnerships overlap."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.agreements import (
    Arranging,
    EndStep,
    Standing,
    Task,
    ToArrange,
    doubles,
    end_step,
    months_after,
    overlaps,
    standing,
    to_arrange,
)

days = st.dates(min_value=date(2000, 1, 31), max_value=date(2090, 12, 31))


def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month() -> None:
    assert months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_after(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert months_after(date(2027, 3, 31), -1) == date(2027, 2, 28)
    assert months_after(date(2027, 5, 4), 0) == date(2027, 5, 4)


@given(days, st.integers(0, 60))
def test_months_go_on_and_never_back(day: date, months: int) -> None:
    later = months_after(day, months)
    assert later >= day
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months


def test_an_end_is_told_before_notice_must_be_given_then_soon_and_then_when_it_passed() -> None:
    end = date(2027, 12, 31)
    told = {day: end_step(end, 6, day) for day in (date(2027, 4, 1), date(2027, 5, 2), date(2027, 12, 1))}
    assert list(told.values()) == [None, EndStep.DECIDE, EndStep.SOON]
    assert end_step(end, 6, date(2028, 1, 1)) is EndStep.PASSED
    assert end_step(end, 6, date(2028, 4, 1)) is None
    assert end_step(None, 6, end) is None


def test_where_an_agreement_is_on_a_day() -> None:
    today = date(2027, 6, 1)

    def at(starts: date, ends: date | None, shown: bool = True) -> Standing:
        return standing(shown=shown, starts_on=starts, ends_on=ends, notice_months=3, today=today)

    assert at(today, None, shown=False) is Standing.DRAFT
    assert at(today + timedelta(days=1), None) is Standing.COMING
    assert at(today, None) is Standing.HOLDS
    assert at(date(2026, 1, 1), today + timedelta(days=10)) is Standing.ENDS
    assert at(date(2026, 1, 1), today - timedelta(days=1)) is Standing.ENDED


def test_who_leaves_hands_its_tasks_over_or_finds_somebody_and_what_it_would_take_over_gets_another() -> None:
    tasks = [Task(1, done_by=10, successor=20), Task(2, done_by=10), Task(3, done_by=20, successor=10), Task(4, 20, 30)]
    assert to_arrange(10, tasks) == (
        ToArrange(1, Arranging.HAND_OVER, 20),
        ToArrange(2, Arranging.FIND),
        ToArrange(3, Arranging.REPLACE),
    )
    assert to_arrange(30, tasks) == (ToArrange(4, Arranging.REPLACE),)
    assert to_arrange(10, tasks, leaving=[20])[0] == ToArrange(1, Arranging.FIND), "nobody hands over to who leaves too"
    assert to_arrange(99, tasks) == ()


@given(
    st.lists(st.tuples(st.integers(1, 5), st.one_of(st.none(), st.integers(1, 5))), max_size=8),
    st.integers(1, 5),
    st.sets(st.integers(1, 5)),
)
def test_when_the_list_is_done_nothing_hangs_on_who_left(
    given_: list[tuple[int, int | None]], leaver: int, leaving: set[int]
) -> None:
    tasks = [Task(number, done_by, heir if heir != done_by else None) for number, (done_by, heir) in enumerate(given_)]
    listed = {one.task: one for one in to_arrange(leaver, tasks, leaving=leaving)}
    assert all(one.to not in {leaver, *leaving} for one in listed.values())
    for task in tasks:
        if task.done_by == leaver:
            assert task.id in listed
        elif task.id not in listed:
            assert task.successor != leaver or task.done_by in leaving


def test_overlaps_are_the_pairs_that_share_the_largest_first() -> None:
    found = overlaps({1: [100, 200, 300], 2: [300, 400], 3: [100, 200], 4: [900]})
    assert [(one.one, one.other, sorted(one.shared)) for one in found] == [(1, 3, [100, 200]), (1, 2, [300])]
    assert overlaps({}) == ()


def test_twice_agreed_is_one_municipality_with_one_solution_in_two_agreements() -> None:
    assert doubles({7: [(1, 50), (2, 50)], 8: [(1, 50), (1, 50)], 9: [(2, 60)]}) == ((1, 50, (7, 8)),)
