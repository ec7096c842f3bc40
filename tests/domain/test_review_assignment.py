"""Assignment: exact, fair, reproducible, and nobody reviews what they have a stake in."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from innovatie.domain.review_assignment import (
    DuplicatePairError,
    Group,
    GroupFacts,
    Outcome,
    Pair,
    Problem,
    Reviewer,
    ReviewerFacts,
    Stake,
    UnworkableError,
    assign,
    conflicts_between,
    fit_of,
    problem,
    ring_colours,
    solve,
)
from innovatie.domain.review_assignment.draw import euler_split


def build(
    groups: list[Group],
    reviewers: list[Reviewer],
    similarity: dict[Pair, float],
    conflicts: dict[Pair, tuple[str, ...]] | None = None,
    **rules: object,
) -> Problem:
    group_order, reviewer_order = [g.id for g in groups], [r.id for r in reviewers]
    return problem(
        groups=groups,
        reviewers=reviewers,
        fit=fit_of(similarity, group_order, reviewer_order),
        group_order=group_order,
        reviewer_order=reviewer_order,
        conflicts=conflicts or {},
        **rules,  # type: ignore[arg-type]
    )


def random_problem(seed: int, groups: int, reviewers: int, maximum: int = 6, **rules: object) -> Problem:
    rng = np.random.default_rng(seed)
    gs = [Group(f"g{i:03}", kring=f"K{rng.integers(9)}") for i in range(groups)]
    rs = [Reviewer(f"r{i:03}", kring=f"K{rng.integers(9)}", maximum=maximum) for i in range(reviewers)]
    similarity = {(g.id, r.id): round(float(rng.uniform()), 4) for g in gs for r in rs}
    conflicts = {pair: ("belang",) for pair in similarity if rng.uniform() < 0.1}
    return build(gs, rs, similarity, conflicts, **rules)


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


def flow_optimum(p: Problem, seed: str) -> int:
    """Independent: successive shortest paths on doubled capacities, in whole numbers, no linear programme."""
    solution = solve(p, seed)
    source, sink = 0, 1
    groups, reviewers = len(p.groups), len(p.reviewers)
    edges: list[list[int]] = []  # to, capacity, cost
    graph: list[list[int]] = [[] for _ in range(2 + groups + reviewers)]

    def add(a: int, b: int, capacity: int, cost: int) -> None:
        graph[a].append(len(edges))
        edges.append([b, capacity, cost])
        graph[b].append(len(edges))
        edges.append([a, 0, -cost])

    for i, g in enumerate(p.groups):
        add(source, 2 + i, 2 * g.reviews, 0)
    for j, r in enumerate(p.reviewers):
        add(2 + groups + j, sink, 2 * r.maximum, 0)
    for g, r, cost in zip(solution.fit.group, solution.fit.reviewer, solution.cost, strict=True):
        add(2 + int(g), 2 + groups + int(r), 1, int(cost))
    total = 0
    while True:
        distance: dict[int, int] = {source: 0}
        via: dict[int, int] = {}
        changed = [source]
        while changed:  # Bellman-Ford by a queue
            node = changed.pop(0)
            for e in graph[node]:
                to, capacity, cost = edges[e]
                if capacity and distance[node] + cost < distance.get(to, 1 << 60):
                    distance[to], via[to] = distance[node] + cost, e
                    if to not in changed:
                        changed.append(to)
        if sink not in distance:
            return total
        node = sink
        while node != source:
            edges[via[node]][1] -= 1
            edges[via[node] ^ 1][1] += 1
            node = edges[via[node] ^ 1][0]
        total += distance[sink]


@pytest.mark.parametrize("seed", range(12))
def test_a_flow_algorithm_finds_the_same_optimum_to_the_last_unit(seed: int) -> None:
    p = random_problem(seed, 8, 14, maximum=4)
    assert solve(p, "zaad").objective == flow_optimum(p, "zaad")


@pytest.mark.parametrize("seed", range(6))
def test_without_cap_the_integer_solver_finds_the_same_optimum(seed: int) -> None:
    p = random_problem(seed, 7, 11, maximum=3, cap=1.0)
    solution = solve(p, "zaad")
    pairs = len(solution.fit)
    rows = np.zeros((len(p.groups) + len(p.reviewers), pairs))
    rows[solution.fit.group, np.arange(pairs)] = 1
    rows[len(p.groups) + solution.fit.reviewer, np.arange(pairs)] = 1
    low = [g.reviews for g in p.groups] + [0] * len(p.reviewers)
    high = [g.reviews for g in p.groups] + [r.maximum for r in p.reviewers]
    other = milp(
        solution.cost.astype(float),
        constraints=LinearConstraint(rows, low, high),
        integrality=np.ones(pairs),
        bounds=Bounds(0, 1),
    )
    assert solution.objective == 2 * round(other.fun)


def test_brute_force_over_every_assignment_agrees_on_a_tiny_world() -> None:
    p = random_problem(9, 2, 6, maximum=2, cap=1.0)
    solution = solve(p, "zaad")
    cost = {
        (int(g), int(r)): int(c)
        for g, r, c in zip(solution.fit.group, solution.fit.reviewer, solution.cost, strict=True)
    }
    best = min(
        sum(cost[0, r] for r in one) + sum(cost[1, r] for r in other)
        for one in itertools.combinations([r for g, r in cost if g == 0], 3)
        for other in itertools.combinations([r for g, r in cost if g == 1], 3)
        if max(Counter(one + other).values()) <= 2
    )
    assert solution.objective == 2 * best


def test_no_pair_is_certain_and_each_pair_in_the_running_is_drawn_half_the_time() -> None:
    p = random_problem(5, 10, 20)
    drawn: Counter[Pair] = Counter()
    times = 400
    for i in range(times):
        outcome = assign(p, f"trekking {i}")
        drawn.update((a.group, a.reviewer) for a in outcome.assignments)
        assert {a.chance for a in outcome.assignments} == {0.5}
    assert max(drawn.values()) < 0.6 * times


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
    assert outcome.worst[0].why.startswith("Geen passende beoordelaars: weinig deskundigheid")


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


def random_facts(seed: int) -> tuple[list[GroupFacts], list[ReviewerFacts], dict[str, list[str]], int]:
    rng = np.random.default_rng(seed)
    towns = [f"GM{i:02}" for i in range(int(rng.integers(4, 30)))]
    circles = {t: [f"K{rng.integers(6)}", f"S{rng.integers(12)}"] for t in towns}

    def some(values: list[str], most: int) -> frozenset[str]:
        return frozenset(rng.choice(values, size=min(len(values), int(rng.integers(0, most + 1))), replace=False))

    groups = [
        GroupFacts(
            f"g{i}",
            municipalities=some(towns, 3) | {towns[int(rng.integers(len(towns)))]},
            people=some([f"p{k}" for k in range(30)], 2),
            suppliers=some(["Acme", "Bits BV", "Cloud"], 1),
        )
        for i in range(int(rng.integers(1, 7)))
    ]
    reviewers = [
        ReviewerFacts(
            f"r{i}",
            person=f"p{i}",
            municipality=towns[int(rng.integers(len(towns)))],
            suppliers=some(["acme", "bits  bv"], 1),
            employers=some(towns, 1),
            groups=some([g.id for g in groups], 1),
        )
        for i in range(int(rng.integers(6, 25)))
    ]
    return groups, reviewers, circles, len(towns)


def test_in_a_thousand_worlds_nobody_reviews_what_they_have_a_stake_in() -> None:
    served = 0
    for seed in range(1000):
        groups, reviewers, circles, towns = random_facts(seed)
        stakes = conflicts_between(groups, reviewers, partnerships_of=circles, municipalities=towns)
        rng = np.random.default_rng(seed)
        similarity = {(g.id, r.id): float(rng.uniform()) for g in groups for r in reviewers}
        outcome = assign(
            build([Group(g.id) for g in groups], [Reviewer(r.id) for r in reviewers], similarity, stakes), str(seed)
        )
        facts, who = {g.id: g for g in groups}, {r.id: r for r in reviewers}
        for a in outcome.assignments:  # judged from the facts, not from the computed conflicts
            group, reviewer = facts[a.group], who[a.reviewer]
            near = {k for m in group.municipalities for k in circles[m]}
            assert reviewer.municipality not in group.municipalities
            assert len(group.municipalities) > towns / 2 or not near & set(circles[reviewer.municipality])
            assert reviewer.person not in group.people
            assert not {s.lower() for s in group.suppliers} & {" ".join(s.split()) for s in reviewer.suppliers}
            assert not group.municipalities & reviewer.employers
            assert group.id not in reviewer.groups
            served += 1
    assert served > 5000


def test_a_group_of_half_the_country_bars_only_its_own_members() -> None:
    circles = {f"GM{i}": ["K"] for i in range(10)}
    reviewers = [ReviewerFacts(f"r{i}", person=f"p{i}", municipality=f"GM{i}") for i in range(10)]
    wide = GroupFacts("g", municipalities=frozenset(f"GM{i}" for i in range(6)))
    stakes = conflicts_between([wide], reviewers, partnerships_of=circles, municipalities=10)
    assert stakes == {("g", f"r{i}"): (Stake.MUNICIPALITY,) for i in range(6)}
    small = GroupFacts("g", municipalities=frozenset({"GM0"}))
    stakes = conflicts_between([small], reviewers, partnerships_of=circles, municipalities=10)
    assert len(stakes) == 10
