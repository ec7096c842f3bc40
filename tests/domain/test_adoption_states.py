"""The ladder: history only grows, replays to the present, survives mergers, and "ever in use" never falls."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.adoption_states import (
    Event,
    Merger,
    Source,
    Stage,
    carried_over,
    check,
    counts_through,
    ever_in_use,
    merged,
    standing,
    status,
    successors,
)
from innovatie.domain.errors import Invalid

START = date(2020, 1, 1)
HEARD = datetime(2020, 1, 1, 9, 0, tzinfo=UTC)
DAYS = [START + timedelta(days=30 * step) for step in range(80)]


def event(number: int, stage: Stage, day: int, *, heard: int | None = None, **more: object) -> Event:
    return Event(
        id=number,
        municipality=int(more.pop("municipality", 1)),  # type: ignore[call-overload]
        stage=stage,
        on=START + timedelta(days=day),
        heard=HEARD + timedelta(days=day if heard is None else heard),
        source=more.pop("source", Source.SAID),  # type: ignore[arg-type]
        replaces=more.pop("replaces", None),  # type: ignore[arg-type]
    )


@st.composite
def towns_with_histories(draw: st.DrawFn) -> dict[int, list[Event]]:
    number = 0
    histories: dict[int, list[Event]] = {}
    for town in range(draw(st.integers(1, 6))):
        for _ in range(draw(st.integers(0, 5))):
            number += 1
            day = draw(st.integers(0, 2000))
            stage = draw(st.sampled_from(list(Stage)))
            histories.setdefault(town, []).append(event(number, stage, day, municipality=town))
    return histories


def test_a_correction_replaces_but_what_we_believed_then_can_be_retold() -> None:
    history = [
        event(1, Stage.IN_USE, 10, heard=10),
        event(2, Stage.EXPLORING, 10, heard=50, replaces=1),
    ]
    now, then = status(history), status(history, heard_by=HEARD + timedelta(days=20))
    assert now is not None and then is not None
    assert (now.stage, now.first_used) == (Stage.EXPLORING, None)
    assert (then.stage, then.first_used) == (Stage.IN_USE, START + timedelta(days=10))


def test_a_late_report_of_an_early_fact_lands_where_it_was_true() -> None:
    history = [event(1, Stage.IN_USE, 100, heard=100), event(2, Stage.EXPLORING, 20, heard=200)]
    assert [e.id for e in standing(history)] == [2, 1]
    present = status(history)
    assert present is not None and present.stage is Stage.IN_USE


def test_confirming_keeps_since_and_renews_the_confirmation() -> None:
    history = [event(1, Stage.IN_USE, 0), event(2, Stage.IN_USE, 0, heard=400, source=Source.CONFIRMED)]
    present = status(history)
    assert present is not None
    assert (present.since, present.confirmed) == (START, (HEARD + timedelta(days=400)).date())
    assert present.is_fresh(START + timedelta(days=580))
    assert not present.is_fresh(START + timedelta(days=590))


def test_what_a_register_says_is_never_fresh() -> None:
    present = status([event(1, Stage.IN_USE, 0, source=Source.DERIVED)])
    assert present is not None and not present.is_fresh(START)


@pytest.mark.parametrize(
    ("said", "stage", "reason", "field"),
    [
        ([], Stage.DECLINED, "", "toelichting"),
        ([], Stage.STOPPED, "", "stap"),
        ([Stage.EXPLORING], Stage.STOPPED, "", "stap"),
        ([Stage.IN_USE], Stage.NONE, "", "stap"),
    ],
)
def test_what_cannot_be_said_next(said: list[Stage], stage: Stage, reason: str, field: str) -> None:
    history = [event(i + 1, s, i * 10) for i, s in enumerate(said)]
    with pytest.raises(Invalid) as refused:
        check(history, stage, START + timedelta(days=90), today=START + timedelta(days=100), reason=reason)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ([], Stage.IN_USE),
        ([Stage.INTRODUCING], Stage.STOPPED),
        ([Stage.IN_USE], Stage.STOPPED),
        ([Stage.IN_USE, Stage.STOPPED], Stage.NONE),
        ([Stage.DECLINED], Stage.EXPLORING),
    ],
)
def test_what_can_be_said_next(said: list[Stage], stage: Stage) -> None:
    history = [event(i + 1, s, i * 10) for i, s in enumerate(said)]
    check(history, stage, START + timedelta(days=90), today=START + timedelta(days=100))


@given(towns_with_histories())
def test_ever_in_use_never_falls(histories: dict[int, list[Event]]) -> None:
    curve = ever_in_use(carried_over(histories, []), DAYS)
    assert curve == sorted(curve)


@given(towns_with_histories())
def test_the_history_replays_to_the_present(histories: dict[int, list[Event]]) -> None:
    last = max((e.on for h in histories.values() for e in h), default=START)
    by_step = {town: status(h, on=last) for town, h in histories.items()}
    assert by_step == {town: status(h) for town, h in histories.items()}
    (counts,) = counts_through(histories, [], [last])
    assert sum(counts.values()) == len(histories)
    assert counts == {
        stage: n for stage in Stage if (n := sum(s is not None and s.stage is stage for s in by_step.values()))
    }


@given(towns_with_histories(), st.lists(st.integers(0, 2400), min_size=1, max_size=4))
def test_mergers_conserve_totals(histories: dict[int, list[Event]], moments: list[int]) -> None:
    """Every adopter before is an adopter after, in its successor; nobody is added, and the curve still never falls."""
    towns = list(range(6))
    mergers = [
        Merger(old=town, new=town + 1, on=START + timedelta(days=day))
        for town, day in zip(towns, sorted(moments), strict=False)
    ]
    before, after = carried_over(histories, []), carried_over(histories, mergers)
    goes_to = successors(mergers)
    adopters = {goes_to.get(town, town) for town, s in before.items() if s.ever_used}
    assert {town for town, s in after.items() if s.ever_used} == adopters
    for town in adopters:
        family = [s.first_used for old, s in before.items() if goes_to.get(old, old) == town and s.first_used]
        assert after[town].first_used == min(family)
    curve = ever_in_use(after, DAYS)
    assert curve == sorted(curve)
    assert (curve[-1] if curve else 0) <= len(adopters)


def test_a_successor_that_says_something_itself_goes_before_what_it_inherited() -> None:
    merger = Merger(old=1, new=2, on=START + timedelta(days=100))
    histories = {
        1: [event(1, Stage.IN_USE, 10, municipality=1)],
        2: [event(2, Stage.EXPLORING, 20, municipality=2)],
    }
    after = carried_over(histories, [merger])
    assert (after[2].stage, set(after)) == (Stage.IN_USE, {2})
    histories[2].append(event(3, Stage.STOPPED, 200, municipality=2))
    later = carried_over(histories, [merger])[2]
    assert (later.stage, later.first_used) == (Stage.STOPPED, START + timedelta(days=10))
    on_the_day_before = carried_over(histories, [merger], on=START + timedelta(days=99))
    assert {town: s.stage for town, s in on_the_day_before.items()} == {1: Stage.IN_USE, 2: Stage.EXPLORING}


def test_mergers_in_a_row_lead_to_the_last_successor() -> None:
    mergers = [Merger(1, 2, START), Merger(2, 3, START + timedelta(days=365))]
    assert successors(mergers) == {1: 3, 2: 3}
    assert successors(mergers, on=START) == {1: 2}


def test_nothing_merged_is_nothing() -> None:
    assert merged([]) is None
