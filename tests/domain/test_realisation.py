"""Milestones against their promise, and where they lie on the line of time."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.realisation import Course, Standing, axis_of, same_person
from innovatie.domain.vocabulary import MilestoneState as State

TODAY = date(2027, 5, 14)
DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))


def course(state: State, promised: date, *, expected: date | None = None, done: date | None = None) -> Course:
    return Course(date(2027, 2, 1), promised, expected or promised, state, done)


def test_what_is_late_is_told_against_the_promise_and_not_against_the_new_day() -> None:
    moved = course(State.BUSY, date(2027, 4, 30), expected=date(2027, 5, 28))
    assert (moved.standing(TODAY), moved.days_late(TODAY)) == (Standing.LATE, 28)
    forgotten = course(State.PLANNED, date(2027, 5, 10))
    assert (forgotten.standing(TODAY), forgotten.days_late(TODAY)) == (Standing.LATE, 4)
    on_its_day = course(State.BUSY, TODAY)
    assert (on_its_day.standing(TODAY), on_its_day.days_late(TODAY)) == (Standing.BUSY, 0)
    done_late = course(State.DONE, date(2027, 4, 30), done=date(2027, 5, 7))
    assert (done_late.standing(TODAY), done_late.days_late(TODAY)) == (Standing.DONE, 7)
    dropped = course(State.DROPPED, date(2027, 3, 1))
    assert (dropped.standing(TODAY), dropped.days_late(TODAY)) == (Standing.DROPPED, 0)


def test_the_bar_of_a_late_milestone_shows_the_promise_and_what_came_after_it() -> None:
    late = course(State.BUSY, date(2027, 4, 30), expected=date(2027, 5, 28))
    axis = axis_of([late], TODAY)
    assert axis is not None
    assert (axis.first, axis.end) == (date(2027, 1, 1), date(2027, 7, 1))
    assert [tick.first for tick in axis.ticks] == [date(2027, 1, 1), date(2027, 4, 1)]
    first, second = axis.bars(late, TODAY)
    assert (first.look, second.look) == (Standing.BUSY, Standing.LATE)
    assert second.left == axis.at(date(2027, 4, 30)) == round(first.left + first.width, 2)
    assert round(second.left + second.width, 2) == axis.at(date(2027, 5, 28))


@given(st.lists(st.tuples(DAYS, DAYS, st.sampled_from([State.PLANNED, State.BUSY])), min_size=1, max_size=6), DAYS)
def test_every_bar_lies_on_the_line_and_ticks_are_few_and_touch(
    found: list[tuple[date, date, State]], today: date
) -> None:
    courses = [Course(min(a, b), max(a, b), max(a, b), state) for a, b, state in found]
    axis = axis_of(courses, today)
    assert axis is not None
    assert 1 <= len(axis.ticks) <= 6
    assert axis.ticks[0].first == axis.first
    assert axis.ticks[-1].last + timedelta(days=1) == axis.end
    for one in courses:
        assert axis.holds(one.starts_on) and axis.holds(one.ends(today))
        assert all(0 <= bar.left <= 100 and bar.width > 0 for bar in axis.bars(one, today))


def test_without_milestones_there_is_no_line() -> None:
    assert axis_of([], TODAY) is None


def test_one_person_is_one_however_the_name_is_typed() -> None:
    assert same_person("J. de Vries", "j de  vries")
    assert not same_person("J. de Vries", "P. de Vries")
    assert not same_person("", "")
