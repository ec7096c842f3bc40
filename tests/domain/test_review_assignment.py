"""Assignment: exact, fair, reproducible, and nobody reviews what they have a stake in."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from innovatie.domain.review_assignment import (
    DuplicatePairError,
    Group,
    Outcome,
    Pair,
    Problem,
    Reviewer,
    UnworkableError,
    assign,
    fit_of,
    problem,
    ring_colours,
)
from innovatie.domain.review_assignment.draw import euler_split
from tests.domain.review_worlds import build, random_problem
from tests.samples import sample


def check(p: Problem, outcome: Outcome) -> None:
    """What any outsider would verify of a complete outcome."""
    per_group = Counter(a.group for a in outcome.assignments)
    per_reviewer = Counter(a.reviewer for a in outcome.assignments)
    pairs = [(a.group, a.reviewer) for a in outcome.assignments]
    assert len(set(pairs)) == len(pairs)
    assert per_group == {g.id: g.reviews for g in p.groups if g.reviews}
    assert all(per_reviewer[r.id] <= r.maximum for r in p.reviewers)
    assert not set(pairs) & set(p.conflicts)
    assert not set(pairs) & p.forbidden
    assert p.pinned <= set(pairs)


def test_each_group_gets_exactly_three_reviewers_within_every_limit() -> None:
    p = random_problem(1, 30, 40, maximum=3)
    outcome = assign(p, "zaad")
    check(p, outcome)
    assert outcome.short == ()
    assert outcome.total_similarity == pytest.approx(math.fsum(a.similarity for a in outcome.assignments), abs=1e-12)


def test_the_order_of_rows_never_changes_the_outcome() -> None:
    p = random_problem(2, 12, 18)
    groups, reviewers = list(p.groups)[::-1], list(p.reviewers)[::-1]
    listed = {
        (p.groups[g].id, p.reviewers[r].id): float(s)
        for g, r, s in zip(p.fit.group, p.fit.reviewer, p.fit.similarity, strict=True)
    }
    turned = build(groups, reviewers, dict(reversed(listed.items())), dict(reversed(p.conflicts.items())))
    assert turned.digest == p.digest
    assert assign(turned, "zaad") == assign(p, "zaad")


def test_another_seed_gives_another_draw_and_another_input_another_digest() -> None:
    p = random_problem(3, 20, 30)
    one, two = assign(p, "een"), assign(p, "twee")
    assert one.assignments != two.assignments
    assert one.input_digest == two.input_digest
    assert random_problem(4, 20, 30).digest != p.digest


@sample(30, whole=400)
def test_no_pair_is_certain_and_each_pair_in_the_running_is_drawn_half_the_time(size: int) -> None:
    p = random_problem(5, 10, 20)
    drawn: Counter[Pair] = Counter()
    for i in range(size):
        outcome = assign(p, f"trekking {i}")
        drawn.update((a.group, a.reviewer) for a in outcome.assignments)
        assert {a.chance for a in outcome.assignments} == {0.5}
    # four standard deviations of a fair coin above half: the most extreme of many pairs
    assert max(drawn.values()) < size / 2 + 2 * size**0.5


def test_the_split_halves_every_even_end_exactly_and_every_odd_end_nearly() -> None:
    rng = np.random.default_rng(7)
    for trial in range(200):
        pairs = sorted({(int(rng.integers(8)), int(rng.integers(9))) for _ in range(40)})
        group, reviewer = np.array(pairs).T
        stays = euler_split(group, reviewer, list(rng.permutation(len(pairs))), f"s{trial}")
        for side in (group, reviewer):
            for end in np.unique(side):
                here = side == end
                assert abs(2 * int(stays[here].sum()) - int(here.sum())) <= int(here.sum()) % 2


def test_the_ring_lets_nobody_review_the_own_kring_nor_two_kringen_each_other() -> None:
    p = random_problem(6, 20, 60, ring=True)
    outcome = assign(p, "ring")
    check(p, outcome)
    group_kring = {g.id: g.kring for g in p.groups}
    reviewer_kring = {r.id: r.kring for r in p.reviewers}
    directions = {(reviewer_kring[a.reviewer], group_kring[a.group]) for a in outcome.assignments}
    assert all(a != b and (b, a) not in directions for a, b in directions)


def test_the_ring_deals_all_kringen_evenly_over_three_colours() -> None:
    colours = ring_colours([f"Kring {i}" for i in range(25)], "2026-1")
    assert sorted(Counter(colours.values()).values()) == [8, 8, 9]
    assert colours == ring_colours([f"Kring {i}" for i in reversed(range(25))], "2026-1")


def test_pinned_pairs_stay_forbidden_pairs_go_and_the_rest_is_solved_again() -> None:
    p = random_problem(8, 12, 20)
    first = assign(p, "zaad")
    keep = {(a.group, a.reviewer) for a in first.assignments[:9]}
    drop = {(a.group, a.reviewer) for a in first.assignments[9:14]}
    again = random_problem(8, 12, 20, pinned=keep, forbidden=drop)
    outcome = assign(again, "zaad")
    check(again, outcome)
    assert {(a.group, a.reviewer) for a in outcome.assignments if a.pinned} == keep
    assert {a.chance for a in outcome.assignments if a.pinned} == {1.0}


def test_a_pinned_pair_with_a_conflict_is_refused() -> None:
    p = random_problem(8, 5, 8)
    pair = next(iter(p.conflicts))
    with pytest.raises(UnworkableError, match="heeft een belang"):
        assign(random_problem(8, 5, 8, pinned={pair}), "zaad")


def test_more_pins_than_a_reviewer_takes_are_refused() -> None:
    groups = [Group(f"g{i}") for i in range(3)]
    reviewers = [Reviewer(f"r{i}", maximum=2) for i in range(6)]
    with pytest.raises(UnworkableError, match="meer vaste groepen"):
        assign(build(groups, reviewers, {}, pinned={(g.id, "r0") for g in groups}), "zaad")


def test_a_group_without_enough_reviewers_is_named_with_the_reason_and_the_rest_is_served() -> None:
    groups = [Group("alleen"), Group("gewoon")]
    reviewers = [Reviewer(f"r{i}") for i in range(8)]
    conflicts: dict[Pair, tuple[str, ...]] = {("alleen", f"r{i}"): ("eigen gemeente",) for i in range(6)}
    similarity = {(g.id, r.id): 0.6 for g in groups for r in reviewers}
    outcome = assign(build(groups, reviewers, similarity, conflicts), "zaad")
    assert [(s.group, s.missing) for s in outcome.short] == [("alleen", 1)]
    assert "Geen passende beoordelaars" in outcome.short[0].why
    assert "6 met een belang" in outcome.short[0].why
    assert Counter(a.group for a in outcome.assignments) == {"alleen": 2, "gewoon": 3}


def test_the_cap_gives_way_before_a_group_goes_short() -> None:
    groups, reviewers = [Group("g")], [Reviewer(f"r{i}") for i in range(4)]
    p = build(groups, reviewers, {("g", r.id): 0.5 for r in reviewers})
    outcome = assign(p, "zaad")
    check(p, outcome)
    assert outcome.relaxed


def test_a_pair_without_similarity_is_used_only_as_a_last_resort() -> None:
    groups = [Group("g"), Group("h")]
    reviewers = [Reviewer(f"r{i}", maximum=1) for i in range(6)]
    p = build(groups, reviewers, {("g", "r0"): 0.9, ("g", "r1"): 0.8, ("h", "r2"): 0.7, ("h", "r3"): 0.7})
    outcome = assign(p, "zaad")
    check(p, outcome)
    assert {(a.group, a.reviewer) for a in outcome.assignments if a.similarity} == {
        ("g", "r0"), ("g", "r1"), ("h", "r2"), ("h", "r3"),
    }  # fmt: skip


def test_weak_expertise_is_said_to_the_chair() -> None:
    groups, reviewers = [Group("g")], [Reviewer(f"r{i}") for i in range(8)]
    outcome = assign(build(groups, reviewers, {("g", r.id): 0.2 for r in reviewers}), "zaad")
    assert outcome.worst[0].why.startswith("Alle plaatsen zijn bezet, maar weinig deskundigheid")
    assert outcome.weak == 1


def test_a_pair_listed_twice_is_refused_with_its_row() -> None:
    groups, reviewers = [Group("g")], [Reviewer("r")]
    fit = fit_of({("g", "r"): 0.5}, ["g"], ["r"])
    twice = type(fit)(*(np.concatenate([a, a]) for a in (fit.group, fit.reviewer, fit.similarity)))
    with pytest.raises(DuplicatePairError) as refusal:
        problem(
            groups=groups,
            reviewers=reviewers,
            fit=twice,
            group_order=["g"],
            reviewer_order=["r"],
            conflicts={},
        )
    assert refusal.value.position == 1


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"pinned": frozenset({("g9", "r0")})}, "De vaste combinatie g9 met r0 bestaat niet."),
        ({"pinned": frozenset({("g0", "r9")})}, "De vaste combinatie g0 met r9 bestaat niet."),
        (
            {"pinned": frozenset({("g0", "r0")}), "forbidden": frozenset({("g0", "r0")})},
            "De combinatie g0 met r0 is zowel vastgezet als uitgesloten.",
        ),
    ],
)
def test_a_pair_that_is_pinned_and_cannot_be_says_which(rules: dict[str, frozenset[Pair]], words: str) -> None:
    groups, reviewers = [Group("g0")], [Reviewer(f"r{i}") for i in range(4)]
    with pytest.raises(UnworkableError) as refused:
        assign(build(groups, reviewers, {}, **rules), "zaad")
    assert str(refused.value) == words


@pytest.mark.parametrize(("seed", "stays"), [("een", "01010101010101"), ("twee", "10011001010101")])
def test_a_seed_splits_alike_on_every_machine_and_in_every_version(seed: str, stays: str) -> None:
    """Whoever draws again years later must find the same: each trail has the coin of its number, from 0."""
    group, reviewer = np.repeat(np.arange(6), 5), np.tile(np.arange(5), 6)
    apart = np.array([g // 2 == r // 2 or g == 5 for g, r in zip(group, reviewer, strict=True)])
    split = euler_split(group[apart], reviewer[apart], range(int(apart.sum())), seed)
    assert "".join(str(int(one)) for one in split) == stays


def test_a_reviewer_may_be_pinned_to_as_many_groups_as_they_take() -> None:
    groups, reviewers = (
        [Group("g0"), Group("g1")],
        [Reviewer("r0", maximum=1), *[Reviewer(f"r{i}") for i in range(1, 6)]],
    )
    fits = {(g.id, r.id): 0.5 for g in groups for r in reviewers}
    outcome = assign(build(groups, reviewers, fits, pinned=frozenset({("g0", "r0")})), "zaad")
    assert [a.group for a in outcome.assignments if a.reviewer == "r0"] == ["g0"]
