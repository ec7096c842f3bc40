"""The pages of the review stage: for reviewers, for the desk of VNG, and what others may see."""

from innovatie.review.pages.assignment import AssignmentDeskPages
from innovatie.review.pages.discussion import DiscussionPages
from innovatie.review.pages.gate import GateDeskPages
from innovatie.review.pages.meeting import MeetingPages
from innovatie.review.pages.outcome import OutcomePages
from innovatie.review.pages.progress import ProgressDeskPages
from innovatie.review.pages.reviewers import ReviewerDeskPages, SignUpPages
from innovatie.review.pages.writing import WritingPages

PAGES = (
    WritingPages,
    DiscussionPages,
    SignUpPages,
    ReviewerDeskPages,
    AssignmentDeskPages,
    ProgressDeskPages,
    GateDeskPages,
    MeetingPages,
    OutcomePages,
)

__all__ = ["PAGES"]
