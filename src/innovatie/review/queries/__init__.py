"""Reads of the review stage. Later stages use `shortlist` and `calibrated_means`."""

from innovatie.review.queries.candidates import Candidate, best_candidates, vacancies
from innovatie.review.queries.desk import counts, fixed_seed, group_names, last_run, progress, reviewer_names, rules
from innovatie.review.queries.discussion import discussion_of
from innovatie.review.queries.feedback import feedback_of, municipalities_of, rounds_with_feedback
from innovatie.review.queries.gate import Budget, budget_of, colours_of, preview, seed_for_ties, wanted_extras
from innovatie.review.queries.matching import Matching, matching
from innovatie.review.queries.reviewers import municipalities, possible_reviewers, profile, profile_of, profiles
from innovatie.review.queries.scores import calibrated_means, draws_of, scores_of, settled_shortlist, shortlist
from innovatie.review.queries.work import dossier, tasks_of

__all__ = [
    "Budget",
    "Candidate",
    "Matching",
    "best_candidates",
    "budget_of",
    "calibrated_means",
    "colours_of",
    "counts",
    "discussion_of",
    "dossier",
    "draws_of",
    "feedback_of",
    "fixed_seed",
    "group_names",
    "last_run",
    "matching",
    "municipalities",
    "municipalities_of",
    "possible_reviewers",
    "preview",
    "profile",
    "profile_of",
    "profiles",
    "progress",
    "reviewer_names",
    "rounds_with_feedback",
    "rules",
    "scores_of",
    "seed_for_ties",
    "settled_shortlist",
    "shortlist",
    "tasks_of",
    "vacancies",
    "wanted_extras",
]
