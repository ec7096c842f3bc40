"""Exact PAV at its limits: more ties than are listed, and weights that no float holds exactly."""

from math import comb

import pytest

from innovatie.domain.preselection import Approvals, pav_committees, pav_score
from innovatie.domain.preselection.pav import LISTED_TIES


@pytest.mark.parametrize(("candidates", "seats"), [(51, 3), (28, 4)])
def test_of_very_many_ties_the_first_twenty_thousand_are_listed_and_all_are_counted(
    candidates: int, seats: int
) -> None:
    found = pav_committees(Approvals.of(map(str, range(candidates)), [((), 1)]), seats)
    assert found is not None
    assert (len(found.tied), found.tie_count, found.complete) == (20_000, comb(candidates, seats), False)
    assert LISTED_TIES == 20_000
    assert found.tied[0] == tuple(range(seats))


@pytest.mark.parametrize("heavy", [2**60, 2**51])
def test_three_seats_differ_by_one_in_weights_whose_scores_are_no_float(heavy: int) -> None:
    approvals = Approvals.of("ABCDE", [("ABC", heavy), ("ABD", heavy + 1)])
    found = pav_committees(approvals, 3)
    assert found is not None
    assert (found.tied, found.score) == (((0, 1, 3),), pav_score(approvals, (0, 1, 3)))
    assert (found.runner_up, found.runner_up_score) == ((0, 1, 2), pav_score(approvals, (0, 1, 2)))


def test_five_seats_have_the_score_of_the_definition_where_a_fifteenth_of_it_is_no_float() -> None:
    approvals = Approvals.of("ABCDEF", [("ABCDE", 6 * 2**49 // 5 | 1)])
    found = pav_committees(approvals, 5)
    assert found is not None
    assert (found.tied, found.score) == (((0, 1, 2, 3, 4),), pav_score(approvals, range(5)))


@pytest.mark.parametrize("seats", [2, 4])
def test_two_that_never_go_together_and_one_of_whom_is_not_in_the_running_are_no_condition(seats: int) -> None:
    approvals = Approvals.of("ABCDEF", [("ABCDEF", 1)])
    allowed = range(5)
    assert pav_committees(approvals, seats, allowed=allowed, never_together=[(0, 5)]) == pav_committees(
        approvals, seats, allowed=allowed
    )
