"""Reads of the review stage. Later stages use `shortlist` and `calibrated_means`."""

from innovatie.review.queries.desk import counts, group_names, last_run, progress, reviewer_names, rules
from innovatie.review.queries.discussion import discussion_of
from innovatie.review.queries.feedback import feedback_of, municipalities_of
from innovatie.review.queries.reviewers import municipalities, possible_reviewers, profile, profile_of, profiles
from innovatie.review.queries.scores import calibrated_means, scores_of, settled_shortlist, shortlist
from innovatie.review.queries.work import dossier, tasks_of

__all__ = [
    "calibrated_means",
    "counts",
    "discussion_of",
    "dossier",
    "feedback_of",
    "group_names",
    "last_run",
    "municipalities",
    "municipalities_of",
    "possible_reviewers",
    "profile",
    "profile_of",
    "profiles",
    "progress",
    "reviewer_names",
    "rules",
    "scores_of",
    "settled_shortlist",
    "shortlist",
    "tasks_of",
]
