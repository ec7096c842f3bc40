"""Preselection: approval ballots, exact Proportional Approval Voting, and the rule of a round around it."""

from innovatie.domain.preselection.approvals import Approvals
from innovatie.domain.preselection.pav import Committees, pav_committees, pav_score
from innovatie.domain.preselection.robustness import Variant, variants
from innovatie.domain.preselection.rule import (
    ApprovalBallot,
    CandidateTest,
    OwnSupport,
    PreselectionOutcome,
    PreselectionRules,
    decide_finalists,
    validate_approvals,
)

__all__ = [
    "ApprovalBallot",
    "Approvals",
    "CandidateTest",
    "Committees",
    "OwnSupport",
    "PreselectionOutcome",
    "PreselectionRules",
    "Variant",
    "decide_finalists",
    "pav_committees",
    "pav_score",
    "validate_approvals",
    "variants",
]
