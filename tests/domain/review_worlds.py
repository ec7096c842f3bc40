"""Problems of assignment for the tests: given pair by pair, or drawn."""

from __future__ import annotations

import numpy as np

from innovatie.domain.review_assignment import Group, Pair, Problem, Reviewer, fit_of, problem


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
