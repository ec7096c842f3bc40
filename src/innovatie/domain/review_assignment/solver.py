"""The best fractional assignment: a linear programme whose vertices are multiples of one half.

    minimise   sum_e cost_e x_e          cost = (1 - similarity)^3, in millionths, plus a drawn tie-break
    subject to sum_e at group g    = the reviews g still needs, less those that stay out
               sum_e at reviewer r <= what r may still take
               0 <= x_e <= 1/2           so that six reviewers are in the running for three places

What stays out costs more than any pair, and more still when a group would have few or none.
The matrix is that of a bipartite graph, hence totally unimodular: a vertex of the doubled problem is integral
(Jecmen and others 2020 for the cap, Kobren and others 2019 for the programme).
HiGHS' dual simplex gives a vertex.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from innovatie.domain.review_assignment.candidates import (
    ALL_PAIRS_UP_TO,
    BEST_OF_EACH,
    best_pairs,
    permitted,
    unlisted,
)
from innovatie.domain.review_assignment.lot import number
from innovatie.domain.review_assignment.problem import Fit, Problem

UNIT = 1_000_000
OVER_CAP = 2 * UNIT
UNLISTED = 4 * UNIT
MISSING = 100 * UNIT
SPREAD = 100 * UNIT
"""What a first review is worth more than a second one, and a second more than a third: under shortage places are
spread before they are doubled, and only then does similarity count.
"""

COST_SCALE = 1000.0
"""HiGHS sees cost / 1000: one unit is then 0.001, far above its tolerance of 1e-7."""


@dataclass(frozen=True, slots=True)
class Solution:
    """`twice[e]` is 2 x of pair e: 0, 1 or 2; `missing[g]` is twice the reviews that cannot be had."""

    fit: Fit
    cost: NDArray[np.int64]
    twice: NDArray[np.int64]
    missing: NDArray[np.int64]
    objective: int
    """Sum of cost * twice over the pairs, in half units: comparable to the last unit between solvers."""

    relaxed: bool
    """True when somewhere the cap had to give way or a pair without a similarity was used."""

    version: str = f"scipy {scipy.__version__} HiGHS highs-ds"


def solve(problem: Problem, seed: str) -> Solution:
    """Solve with as few pairs as will do; open up step by step where a group falls short."""
    demand, capacity = remaining(problem)
    listed = _without_pinned(problem, problem.fit)
    keep = permitted(problem, seed, listed)
    fit = Fit(listed.group[keep], listed.reviewer[keep], listed.similarity[keep])
    limits: tuple[tuple[int, int] | None, ...] = BEST_OF_EACH if len(fit) > ALL_PAIRS_UP_TO else (None,)
    for limit in limits:
        some = best_pairs(fit, demand.size, capacity.size, *limit) if limit else slice(None)
        tried = Fit(fit.group[some], fit.reviewer[some], fit.similarity[some])
        solution = _programme(tried, pair_costs(problem, tried, seed), _Room.of(problem), problem.cap)
        if not solution.missing.any():
            return solution
    return _opened_up(problem=problem, seed=seed, fit=tried, first=solution, demand=demand, capacity=capacity)


def _opened_up(
    *,
    problem: Problem,
    seed: str,
    fit: Fit,
    first: Solution,
    demand: NDArray[np.int64],
    capacity: NDArray[np.int64],
) -> Solution:
    """Let the cap give way (dear), then pairs without similarity (dearer), before leaving a group short."""
    short = np.flatnonzero(first.missing)
    for groups in (short, np.flatnonzero(demand)):
        if groups.size * capacity.size > 5 * ALL_PAIRS_UP_TO and groups is not short:
            break
        extra = _without_pinned(problem, unlisted(problem, seed, groups))
        both = Fit(
            np.concatenate([fit.group, extra.group]),
            np.concatenate([fit.reviewer, extra.reviewer]),
            np.concatenate([fit.similarity, extra.similarity]),
        )
        cost = pair_costs(problem, both, seed)
        cost[len(fit) :] += UNLISTED
        solution = _programme(both, cost, _Room.of(problem), problem.cap, may_exceed=True)
        if not solution.missing.any():
            break
    return solution


def remaining(problem: Problem) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Reviews each group still needs, and reviews each reviewer may still take, after the pinned pairs."""
    pins_of_group: dict[str, int] = {}
    pins_of_reviewer: dict[str, int] = {}
    for group, reviewer in problem.pinned:
        pins_of_group[group] = pins_of_group.get(group, 0) + 1
        pins_of_reviewer[reviewer] = pins_of_reviewer.get(reviewer, 0) + 1
    demand = np.array([max(0, g.reviews - pins_of_group.get(g.id, 0)) for g in problem.groups], dtype=np.int64)
    capacity = np.array([max(0, r.maximum - pins_of_reviewer.get(r.id, 0)) for r in problem.reviewers], dtype=np.int64)
    return demand, capacity


def pair_costs(problem: Problem, fit: Fit, seed: str) -> NDArray[np.int64]:
    """(1 - s)^3 in millionths, plus a draw of 0..99 that breaks ties in a way anyone can recompute."""
    rounded = np.rint(np.clip(fit.similarity, 0.0, 1.0) * UNIT) / UNIT
    cost = np.rint((1.0 - rounded) ** 3 * UNIT).astype(np.int64)
    groups = [g.id for g in problem.groups]
    reviewers = [r.id for r in problem.reviewers]
    pairs = zip(fit.group.tolist(), fit.reviewer.tolist(), strict=True)
    draws = (number(seed, "tie", groups[g], reviewers[r]) % 100 for g, r in pairs)
    return cost + np.fromiter(draws, dtype=np.int64, count=len(fit))


def _without_pinned(problem: Problem, fit: Fit) -> Fit:
    if not problem.pinned:
        return fit
    group_place = {g.id: i for i, g in enumerate(problem.groups)}
    reviewer_place = {r.id: i for i, r in enumerate(problem.reviewers)}
    width = len(problem.reviewers)
    codes = [group_place[g] * width + reviewer_place[r] for g, r in problem.pinned]
    keep = ~np.isin(fit.group * width + fit.reviewer, codes)
    return Fit(fit.group[keep], fit.reviewer[keep], fit.similarity[keep])


@dataclass(frozen=True, slots=True)
class _Room:
    """What must and may be filled: per group the reviews it needs and those it has, per reviewer what is left."""

    demand: NDArray[np.int64]
    had: NDArray[np.int64]
    capacity: NDArray[np.int64]

    @classmethod
    def of(cls, problem: Problem) -> _Room:
        demand, capacity = remaining(problem)
        pins = np.array([g.reviews for g in problem.groups], dtype=np.int64) - demand
        return cls(demand, pins + np.array([g.had for g in problem.groups], dtype=np.int64), capacity)

    def shortages(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """A column for each review that may stay out: its group, and its price. The first review of a group is
        the dearest to miss, so a group loses its last ones first.
        """
        owner = np.repeat(np.arange(self.demand.size), self.demand)
        place = np.arange(owner.size) - np.repeat(np.cumsum(self.demand) - self.demand, self.demand)
        rank = self.had[owner] + place
        most = int(rank.max(initial=0))
        return owner, (MISSING + SPREAD * (most - rank)).astype(np.float64)


def _programme(
    fit: Fit,
    cost: NDArray[np.int64],
    room: _Room,
    cap: float,
    *,
    may_exceed: bool = False,
) -> Solution:
    """One call of HiGHS. Columns: pairs, with `may_exceed` each again above its cap, reviews that stay out."""
    demand, capacity = room.demand, room.capacity
    owner, dearness = room.shortages()
    pairs, groups, reviewers = len(fit), demand.size, capacity.size
    copies = 2 if may_exceed and cap < 1 else 1
    columns = np.arange(pairs * copies)
    ones = np.ones(pairs * copies)
    at_group = scipy.sparse.csr_matrix(
        (
            np.ones(ones.size + owner.size),
            (
                np.concatenate([np.tile(fit.group, copies), owner]),
                np.arange(ones.size + owner.size),
            ),
        ),
        shape=(groups, ones.size + owner.size),
    )
    at_reviewer = scipy.sparse.csr_matrix(
        (ones, (np.tile(fit.reviewer, copies), columns)), shape=(reviewers, ones.size + owner.size)
    )
    price = np.concatenate([cost, *([cost + OVER_CAP] if copies == 2 else []), dearness]).astype(np.float64)
    upper = np.concatenate([np.full(pairs, cap), np.full(pairs * (copies - 1), 1.0 - cap), np.ones(owner.size)])
    result = scipy.optimize.linprog(
        price / COST_SCALE,
        A_ub=at_reviewer,
        b_ub=capacity,
        A_eq=at_group,
        b_eq=demand,
        bounds=np.column_stack([np.zeros(upper.size), upper]),
        method="highs-ds",
        options={"presolve": True},
    )
    if result.x is None:
        raise RuntimeError(f"HiGHS gave no answer: {result.message}")
    doubled = 2.0 * np.asarray(result.x)
    whole = np.rint(doubled).astype(np.int64)
    if np.abs(doubled - whole).max(initial=0.0) > 1e-5:
        raise RuntimeError("HiGHS gave a point that is no vertex: it is not a multiple of one half.")
    twice = whole[:pairs] + (whole[pairs : 2 * pairs] if copies == 2 else 0)
    exceeded = bool(copies == 2 and whole[pairs : 2 * pairs].any())
    return Solution(
        fit=fit,
        cost=cost,
        twice=twice,
        missing=np.bincount(owner, whole[pairs * copies :], groups).astype(np.int64),
        objective=int(cost @ twice),
        relaxed=exceeded or bool((fit.similarity[twice > 0] == 0).any() and may_exceed),
    )
