"""The optimum of the assignment, against three other ways to find it."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from innovatie.domain.review_assignment import Problem, solve
from tests.domain.review_worlds import random_problem


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
