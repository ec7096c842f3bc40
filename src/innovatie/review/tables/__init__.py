"""Reviewers and their stakes, draws and assignments, reviews with every version, discussions, the shortlist."""

from innovatie.review.tables.reviewers import DeclaredStake, PairRule, Reviewer
from innovatie.review.tables.reviews import Assignment, AssignmentRun, Review, ReviewVersion
from innovatie.review.tables.weighing import (
    Discussion,
    DiscussionPost,
    ExtraPass,
    MeetingNote,
    Shortlist,
    ShortlistGroup,
)

__all__ = [
    "Assignment",
    "AssignmentRun",
    "DeclaredStake",
    "Discussion",
    "DiscussionPost",
    "ExtraPass",
    "MeetingNote",
    "PairRule",
    "Review",
    "ReviewVersion",
    "Reviewer",
    "Shortlist",
    "ShortlistGroup",
]
