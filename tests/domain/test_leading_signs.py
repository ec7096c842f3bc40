"""Leading signs: who gives one, who no longer does, and how many came true a year later."""

from datetime import UTC, date, datetime, timedelta

import pytest

from innovatie.domain.adoption_states import Event, Source, Stage, Status, status
from innovatie.domain.diffusion.signs import KeptSign, SignScore, came_true, in_words, present_signs, year_later
from innovatie.domain.vocabulary import LeadingSign

TODAY = date(2026, 11, 30)
SOME = date(2026, 5, 1)


def at(stage: Stage, source: Source = Source.SAID, *, used: date | None = None) -> Status:
    return Status(stage, SOME, SOME, source, used)


def test_each_municipality_gives_the_signs_that_it_said() -> None:
    found = present_signs(
        {1: at(Stage.DECIDED), 2: at(Stage.INTRODUCING), 3: at(Stage.EXPLORING)},
        [(2, SOME), (4, SOME)],
        [5, 5],
        {},
        today=TODAY,
    )
    assert found == {
        LeadingSign.DECIDED: {1},
        LeadingSign.INTRODUCING: {2},
        LeadingSign.WITHIN_A_YEAR: {2, 4},
        LeadingSign.PILOT: {5},
    }


@pytest.mark.parametrize(
    "known",
    [
        at(Stage.IN_USE, used=SOME),
        at(Stage.INTRODUCING, used=SOME),
        at(Stage.STOPPED),
        at(Stage.DECLINED),
        at(Stage.DECIDED, Source.DERIVED, used=SOME),
    ],
)
def test_who_used_it_or_came_back_on_it_gives_no_sign(known: Status) -> None:
    assert present_signs({1: known}, [(1, SOME)], [1], {}, today=TODAY) == {}


def test_a_stage_from_a_register_was_not_said_by_anybody() -> None:
    assert present_signs({1: at(Stage.DECIDED, Source.DERIVED)}, [], [], {}, today=TODAY) == {}


def test_binnen_een_jaar_lapses_after_that_year() -> None:
    on_the_day, too_late = date(2025, 11, 30), date(2025, 11, 29)
    said = [(1, on_the_day), (2, too_late), (3, TODAY + timedelta(days=1))]
    assert present_signs({}, said, [], {}, today=TODAY) == {LeadingSign.WITHIN_A_YEAR: {1}}


def test_after_a_merger_the_successor_gives_the_sign_once_and_not_when_it_uses_it() -> None:
    merged = {1: 9, 2: 9, 3: 8}
    statuses = {8: at(Stage.IN_USE, used=SOME)}
    found = present_signs(statuses, [(1, SOME), (2, SOME), (3, SOME)], [], merged, today=TODAY)
    assert found == {LeadingSign.WITHIN_A_YEAR: {9}}


MADE = date(2025, 6, 1)


def kept(*who: int, on: date = MADE, sign: LeadingSign = LeadingSign.DECIDED, solution: int = 1) -> KeptSign:
    return KeptSign(solution, on, sign, who)


def test_what_was_used_within_the_year_came_true() -> None:
    used = {(1, 1): MADE + timedelta(days=1), (1, 2): date(2026, 6, 1), (1, 3): date(2026, 6, 2), (2, 4): SOME}
    assert came_true([kept(1, 2, 3, 4)], used, {}, today=TODAY) == (SignScore(LeadingSign.DECIDED, 4, 2),)


def test_a_sign_is_judged_when_it_is_a_year_old() -> None:
    used = {(1, 1): MADE + timedelta(days=9)}
    assert came_true([kept(1)], used, {}, today=date(2026, 5, 31)) == ()
    assert came_true([kept(1)], used, {}, today=date(2026, 6, 1)) == (SignScore(LeadingSign.DECIDED, 1, 1),)


def test_a_municipality_counts_once_from_the_first_night_that_it_was_kept() -> None:
    nights = [kept(1, 2, on=MADE + timedelta(days=days)) for days in (2, 0, 1)]
    # A year and a day after the first night: within the year of the last one, but not of the first.
    used = {(1, 1): date(2026, 6, 2)}
    assert came_true(nights, used, {}, today=TODAY) == (SignScore(LeadingSign.DECIDED, 2, 0),)


def test_who_turned_out_to_use_it_already_foretold_nothing() -> None:
    assert came_true([kept(1, 2)], {(1, 1): MADE}, {}, today=TODAY) == (SignScore(LeadingSign.DECIDED, 1, 0),)


def test_each_sign_and_each_solution_is_scored_apart_and_mergers_are_followed() -> None:
    signs = [kept(1, 2), kept(1, sign=LeadingSign.PILOT), kept(1, solution=2)]
    scores = came_true(signs, {(1, 9): SOME}, {1: 9, 2: 9}, today=TODAY)
    assert scores == (SignScore(LeadingSign.DECIDED, 2, 1), SignScore(LeadingSign.PILOT, 1, 1))


def test_the_year_of_a_leap_day_ends_on_the_last_of_february() -> None:
    assert year_later(date(2024, 2, 29)) == date(2025, 2, 28)
    assert year_later(date(2023, 2, 28)) == date(2024, 2, 28)


@pytest.mark.parametrize("sign", LeadingSign)
def test_one_and_more_are_said_rightly(sign: LeadingSign) -> None:
    assert in_words(sign, 1).startswith("1 gemeente ")
    assert in_words(sign, 12).startswith("12 gemeenten ")


def test_a_status_out_of_a_history_gives_its_sign() -> None:
    heard = datetime(2026, 5, 2, tzinfo=UTC)
    found = status([Event(1, 7, Stage.DECIDED, SOME, heard, Source.SAID)])
    assert found is not None
    assert present_signs({7: found}, [], [], {}, today=TODAY) == {LeadingSign.DECIDED: {7}}
