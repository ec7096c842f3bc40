"""Exact PAV against abcvoting, against the definition, and on worked examples."""

import random
from fractions import Fraction
from itertools import combinations

import pytest

from innovatie.domain.preselection import Approvals, pav_committees, pav_score

LETTERS = "ABCDEFGHIJ"


def random_profile(rng: random.Random, size: int, weighted: bool) -> list[tuple[list[str], int]]:
    ballots = []
    for _ in range(rng.randint(1, 14)):
        approved = rng.sample(LETTERS[:size], rng.randint(0, min(5, size)))
        ballots.append((approved, rng.choice([1, 2, 3, 7]) if weighted else 1))
    return ballots


def by_definition(approvals: Approvals, seats: int) -> tuple[Fraction, list[tuple[int, ...]]]:
    scores = {c: pav_score(approvals, c) for c in combinations(range(len(approvals.candidates)), seats)}
    top = max(scores.values())
    return top, [c for c in scores if scores[c] == top]


@pytest.mark.parametrize("seats", [1, 2, 3, 4, 5])
def test_score_ties_and_order_are_those_of_the_definition(seats: int) -> None:
    rng = random.Random(seats)
    for _ in range(60):
        approvals = Approvals.of(LETTERS[:7], random_profile(rng, 7, True))
        found = pav_committees(approvals, seats)
        top, committees = by_definition(approvals, seats)
        assert found is not None
        assert (found.score, list(found.tied), found.tie_count) == (top, committees, len(committees))


def test_the_runner_up_is_the_best_committee_with_a_lower_score() -> None:
    rng = random.Random(9)
    for _ in range(60):
        approvals = Approvals.of(LETTERS[:6], random_profile(rng, 6, True))
        found = pav_committees(approvals, 3)
        assert found is not None
        lower = {score for c in combinations(range(6), 3) if (score := pav_score(approvals, c)) < found.score}
        assert found.runner_up_score == (max(lower) if lower else None)
        if found.runner_up is not None:
            assert pav_score(approvals, found.runner_up) == found.runner_up_score


def test_huge_weights_stay_exact() -> None:
    heavy = 10**30
    approvals = Approvals.of("ABC", [(["A"], heavy), (["B"], heavy + 1), (["C"], heavy + 2)])
    found = pav_committees(approvals, 2)
    assert found is not None
    assert (found.tied, found.score) == (((1, 2),), Fraction(2 * heavy + 3))


def test_clones_do_not_take_all_seats() -> None:
    ballots = [(["A1", "A2", "A3"], 60), (["B"], 23), (["C"], 16)]
    approvals = Approvals.of(["A1", "A2", "A3", "B", "C"], ballots)
    found = pav_committees(approvals, 3)
    assert found is not None
    assert found.tied == ((0, 1, 3), (0, 2, 3), (1, 2, 3))


def test_those_who_may_not_be_together_never_are() -> None:
    approvals = Approvals.of("ABCD", [(["A", "B"], 10), (["C"], 3), (["D"], 2)])
    found = pav_committees(approvals, 2, never_together=[(1, 0)])
    assert found is not None
    assert found.tied == ((0, 2), (1, 2))
    assert pav_committees(approvals, 2, allowed=[0, 1], never_together=[(0, 1)]) is None


def test_the_family_rule_holds_beyond_three_seats() -> None:
    approvals = Approvals.of("ABCDEF", [(["A", "B"], 10), (["C"], 3), (["D"], 2), (["E"], 1)])
    found = pav_committees(approvals, 4, never_together=[(0, 1)])
    assert found is not None
    assert found.tied == ((0, 2, 3, 4), (1, 2, 3, 4))


def test_without_any_approval_all_committees_tie() -> None:
    found = pav_committees(Approvals.of("ABCD", [([], 5)]), 2)
    assert found is not None
    assert (found.score, found.tie_count, found.runner_up) == (Fraction(0), 6, None)


@pytest.mark.parametrize(
    ("candidates", "ballots", "reason"),
    [
        (["A", "A"], [], "two candidates have the same name"),
        (["A"], [(["B"], 1)], "'B' is not a candidate"),
        (["A"], [(["A"], -1)], "weight -1 is negative"),
    ],
)
def test_a_wrong_profile_is_refused(candidates: list[str], ballots: list[tuple[list[str], int]], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Approvals.of(candidates, ballots)
