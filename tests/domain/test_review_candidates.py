"""Which pairs of group and reviewer come before the solver, against the plainest way to say it."""

import numpy as np
import pytest

from innovatie.domain.review_assignment import Group, Problem, Reviewer
from innovatie.domain.review_assignment.candidates import (
    best_pairs,
    blocked_codes,
    permitted,
    ring_vectors,
    unlisted,
)
from innovatie.domain.review_assignment.problem import Fit
from tests.domain.review_worlds import build

SEED = "2026-1"


def drawn(seed: int, groups: int, reviewers: int, share: float) -> Fit:
    """Some of the pairs, in canonical order, with similarities of which many are equal."""
    rng = np.random.default_rng(seed)
    codes = np.flatnonzero(rng.uniform(size=groups * reviewers) < share)
    return Fit(codes // reviewers, codes % reviewers, rng.integers(0, 4, codes.size) / 4)


def best_of(fit: Fit, owner: str, best: int) -> set[int]:
    """Positions of the best pairs of each group or reviewer; of equals those that come first."""
    owners = getattr(fit, owner).tolist()
    kept: set[int] = set()
    for one in set(owners):
        own = [place for place, who in enumerate(owners) if who == one]
        kept |= set(sorted(own, key=lambda place: (-fit.similarity[place], place))[:best])
    return kept


@pytest.mark.parametrize(("per_group", "per_reviewer"), [(1, 1), (3, 2), (2, 5), (40, 1)])
def test_the_best_of_each_group_and_of_each_reviewer_are_kept_and_no_other(per_group: int, per_reviewer: int) -> None:
    for seed in range(4):
        fit = drawn(seed, 9, 12, 0.5)
        kept = best_pairs(fit, 9, 12, per_group, per_reviewer)
        wanted = best_of(fit, "group", per_group) | best_of(fit, "reviewer", per_reviewer)
        assert set(np.flatnonzero(kept).tolist()) == wanted


def test_with_more_reviewers_than_sixteen_bits_count_each_keeps_its_best() -> None:
    fit = Fit(np.array([0, 0, 1, 1]), np.array([7, 40_000, 7, 40_000]), np.array([0.9, 0.5, 0.8, 0.4]))
    assert best_pairs(fit, 2, 40_001, 1, 1).tolist() == [True, True, True, False]


def world(*, ring: bool) -> Problem:
    groups = [Group(f"g{i}", kring=f"K{i % 4}" if i else "") for i in range(6)]
    reviewers = [Reviewer(f"r{i:02}", kring=f"K{i % 5}" if i else "", maximum=3) for i in range(11)]
    listed = {(f"g{i}", f"r{j:02}"): 0.5 for i in range(6) for j in range(11) if (i + j) % 3 == 0}
    staked = [(0, 4), (1, 1), (1, 4), (2, 0), (3, 1), (3, 2), (5, 10)]
    conflicts = {(f"g{i}", f"r{j:02}"): ("belang",) for i, j in staked}
    conflicts |= {("g9", "r01"): ("weg",), ("g1", "r99"): ("weg",)}
    return build(groups, reviewers, listed, conflicts, ring=ring, forbidden=frozenset({("g2", "r03")}))


def test_a_conflict_of_who_does_not_take_part_blocks_nobody() -> None:
    blocked = [(0, 4), (1, 1), (1, 4), (2, 0), (2, 3), (3, 1), (3, 2), (5, 10)]
    assert blocked_codes(world(ring=False)).tolist() == [g * 11 + r for g, r in blocked]


@pytest.mark.parametrize("ring", [False, True])
def test_what_was_not_listed_and_is_permitted_counts_with_similarity_nothing(ring: bool) -> None:
    problem = world(ring=ring)
    every = Fit(np.repeat(np.arange(6), 11), np.tile(np.arange(11), 6), np.zeros(66))
    listed = set(zip(problem.fit.group.tolist(), problem.fit.reviewer.tolist(), strict=True))
    allowed = permitted(problem, SEED, every)
    for asked in ([0], [1, 2], [3, 5], range(6)):
        found = unlisted(problem, SEED, np.array(list(asked)))
        wanted = [(g, r) for g in asked for r in range(11) if allowed[g * 11 + r] and (g, r) not in listed]
        assert list(zip(found.group.tolist(), found.reviewer.tolist(), strict=True)) == wanted
        assert not found.similarity.any()
    assert len(unlisted(problem, SEED, np.array([], dtype=np.int64))) == 0


def test_in_the_ring_a_colour_reviews_the_next_and_who_has_no_kring_stands_outside() -> None:
    groups, reviewers = ring_vectors(world(ring=True), SEED)
    assert groups[0] == reviewers[0] == -1
    assert set(groups[1:].tolist()) <= {0, 1, 2} and {0, 1, 2} == set(reviewers[1:].tolist())
    by_kring = {f"K{i % 4}": int(groups[i]) for i in range(1, 6)}
    for i in range(1, 11):
        if f"K{i % 5}" in by_kring:
            assert reviewers[i] == (by_kring[f"K{i % 5}"] + 1) % 3
    outside = ring_vectors(world(ring=False), SEED)
    assert {-1} == {*outside[0].tolist(), *outside[1].tolist()}
