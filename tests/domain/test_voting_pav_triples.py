"""The threes of ballots with few marks, written out: the same scores, in a fraction of the time."""

import random

import numpy as np
import pytest

from innovatie.domain.preselection import Approvals, pav_committees, pav_score
from innovatie.domain.preselection import pav as searching
from innovatie.domain.preselection.triples import marks_worth_writing_out, triples
from tests.samples import sample


def profile(rng: random.Random, candidates: int, ballots: int, most: int) -> Approvals:
    names = [str(n) for n in range(candidates)]
    return Approvals.of(names, [(rng.sample(names, rng.randint(0, most)), rng.randint(0, 9)) for _ in range(ballots)])


def test_a_cube_of_threes_holds_the_weight_of_the_ballots_that_name_all_three() -> None:
    approvals = profile(random.Random(3), 7, 40, 7)
    cube = triples(approvals.matrix, approvals.weights(18))
    for i in range(7):
        for j in range(i + 1, 7):
            for k in range(j + 1, 7):
                assert cube[i, j, k] == sum(w for a, w in approvals.ballots if {i, j, k} <= set(a))


@pytest.mark.parametrize("few", [0, 2, 4, 12])
def test_it_makes_no_difference_how_many_ballots_are_written_out(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    approvals = profile(random.Random(few), 12, 200, 12)
    monkeypatch.setattr(searching, "marks_worth_writing_out", lambda _: few)
    found = pav_committees(approvals, 3)
    assert found is not None
    scores = {c: pav_score(approvals, c) for c in ((a, b, d) for a in range(12) for b in range(a) for d in range(b))}
    best = max(scores.values())
    assert found.score == best
    assert set(found.tied) == {tuple(sorted(c)) for c, score in scores.items() if score == best}


def test_with_very_many_candidates_nothing_is_written_out() -> None:
    assert [marks_worth_writing_out(n) for n in (3, 24, 160, 200, 201)] == [2, 12, 73, 90, 0]


@sample(2_000, whole=90_000)
def test_of_160_projects_with_all_distinct_ballots_the_most_wanted_three_are_found(size: int) -> None:
    rng = random.Random(1)
    wanted = np.array([1 / (place + 3) for place in range(160)])
    ballots: set[tuple[int, ...]] = set()
    while len(ballots) < size:
        ballots.add(tuple(sorted(set(rng.choices(range(160), wanted.tolist(), k=rng.randint(4, 15))))))
    approvals = Approvals(tuple(map(str, range(160))), tuple((one, 1) for one in sorted(ballots)))
    found = pav_committees(approvals, 3)
    assert found is not None
    assert found.tied == ((0, 1, 2),)
