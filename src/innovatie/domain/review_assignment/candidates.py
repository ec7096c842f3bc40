"""Which pairs may be used at all, and which of them are worth giving to the solver."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.review_assignment.lot import ring_colours
from innovatie.domain.review_assignment.problem import Fit, Problem

ALL_PAIRS_UP_TO = 400_000
"""Below this many pairs the solver gets them all; above it only the best of each group and each reviewer."""

BEST_OF_EACH = ((60, 10), (200, 40))
"""How many best pairs per group and per reviewer are kept, in the order in which they are tried."""


def blocked_codes(problem: Problem) -> NDArray[np.int64]:
    """Pairs that may never be used (a conflict, or forbidden), as group * reviewers + reviewer, ascending."""
    group_place = {g.id: i * len(problem.reviewers) for i, g in enumerate(problem.groups)}
    reviewer_place = {r.id: i for i, r in enumerate(problem.reviewers)}
    pairs = itertools.chain(problem.conflicts, problem.forbidden)
    known = (group_place[g] + reviewer_place[r] for g, r in pairs if g in group_place and r in reviewer_place)
    return np.unique(np.fromiter(known, dtype=np.int64))


def ring_vectors(problem: Problem, seed: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The colour each group has, and the colour each reviewer may review; -1 for who stands outside."""
    groups = np.full(len(problem.groups), -1, dtype=np.int64)
    reviewers = np.full(len(problem.reviewers), -1, dtype=np.int64)
    if problem.ring:
        colours = ring_colours([g.kring for g in problem.groups] + [r.kring for r in problem.reviewers], seed)
        for i, g in enumerate(problem.groups):
            groups[i] = colours.get(g.kring, -1)
        for i, r in enumerate(problem.reviewers):
            reviewers[i] = (colours[r.kring] + 1) % 3 if r.kring else -1
    return groups, reviewers


def permitted(problem: Problem, seed: str, fit: Fit) -> NDArray[np.bool_]:
    """For each pair of `fit`, which is in canonical order: no conflict, not forbidden, and within the ring."""
    width = len(problem.reviewers)
    keep = np.ones(len(fit), dtype=bool)
    if len(fit):
        own, blocked = fit.group * width + fit.reviewer, blocked_codes(problem)
        place = np.searchsorted(own, blocked)
        keep[place[own.take(place, mode="clip") == blocked]] = False
    group_colour, may_review = ring_vectors(problem, seed)
    if problem.ring:
        colour, allowed = group_colour[fit.group], may_review[fit.reviewer]
        keep &= (colour == allowed) | (colour < 0) | (allowed < 0)
    return keep


def best_pairs(fit: Fit, groups: int, reviewers: int, per_group: int, per_reviewer: int) -> NDArray[np.bool_]:
    """Mark the best pairs of each group and of each reviewer. `fit` must be in canonical order."""
    keep = np.zeros(len(fit), dtype=bool)
    _mark_best(
        keep=keep,
        origin=np.arange(len(fit)),
        owner=fit.group,
        similarity=fit.similarity,
        owners=groups,
        best=per_group,
    )
    narrow = np.int16 if reviewers < np.iinfo(np.int16).max else np.int64  # sixteen bits sort by radix
    by_reviewer = np.argsort(fit.reviewer.astype(narrow), kind="stable")
    _mark_best(
        keep=keep,
        origin=by_reviewer,
        owner=fit.reviewer[by_reviewer],
        similarity=fit.similarity[by_reviewer],
        owners=reviewers,
        best=per_reviewer,
    )
    return keep


def _mark_best(
    *,
    keep: NDArray[np.bool_],
    origin: NDArray[np.int64],
    owner: NDArray[np.int64],
    similarity: NDArray[np.float64],
    owners: int,
    best: int,
) -> None:
    edges = np.searchsorted(owner, np.arange(owners + 1))
    for start, end in itertools.pairwise(edges):
        if end - start <= best:
            keep[origin[start:end]] = True
        else:
            here = similarity[start:end]
            least = np.partition(here, here.size - best)[here.size - best]
            above, level = np.flatnonzero(here > least), np.flatnonzero(here == least)
            keep[origin[start + above]] = True
            keep[origin[start + level[: best - above.size]]] = True


def unlisted(problem: Problem, seed: str, groups: NDArray[np.int64]) -> Fit:
    """For these groups every permitted pair that no similarity was given for, with similarity 0."""
    width = len(problem.reviewers)
    blocked = blocked_codes(problem)
    group_colour, may_review = ring_vectors(problem, seed)
    found: list[NDArray[np.int64]] = []
    for g in groups:
        start, end = np.searchsorted(problem.fit.group, [g, g + 1])
        free = np.ones(width, dtype=bool)
        free[problem.fit.reviewer[start:end]] = False
        here = blocked[(blocked >= g * width) & (blocked < (g + 1) * width)] - g * width
        free[here] = False
        if problem.ring and group_colour[g] >= 0:
            free &= (may_review == group_colour[g]) | (may_review < 0)
        found.append(np.flatnonzero(free) + g * width)
    codes = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
    return Fit(codes // width, codes % width, np.zeros(codes.size))
