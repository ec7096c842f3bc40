"""Who reviews what: the exact optimum under a cap of one half per pair, and then a public draw.

In three steps that anyone can repeat from the published seed and the input: `problem()` sorts and digests,
`solve()` finds the best fractional assignment, `assign()` draws by an Euler split and explains the outcome.
"""

from innovatie.domain.review_assignment.conflicts import GroupFacts, ReviewerFacts, Stake, conflicts_between
from innovatie.domain.review_assignment.lot import ring_allows, ring_colours
from innovatie.domain.review_assignment.outcome import (
    WEAK_MEAN,
    Assigned,
    Outcome,
    Served,
    UnworkableError,
    assign,
)
from innovatie.domain.review_assignment.problem import (
    REVIEWS_PER_GROUP,
    DuplicatePairError,
    Fit,
    Group,
    Pair,
    Problem,
    Reviewer,
    fit_of,
    problem,
)
from innovatie.domain.review_assignment.solver import Solution, pair_costs, remaining, solve

__all__ = [
    "REVIEWS_PER_GROUP",
    "WEAK_MEAN",
    "Assigned",
    "DuplicatePairError",
    "Fit",
    "Group",
    "GroupFacts",
    "Outcome",
    "Pair",
    "Problem",
    "Reviewer",
    "ReviewerFacts",
    "Served",
    "Solution",
    "Stake",
    "UnworkableError",
    "assign",
    "conflicts_between",
    "fit_of",
    "pair_costs",
    "problem",
    "remaining",
    "ring_allows",
    "ring_colours",
    "solve",
]
