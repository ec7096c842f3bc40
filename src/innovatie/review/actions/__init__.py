"""What changes in the review stage: reviewers, assignments, reviews, discussions, the gate."""

from innovatie.review.actions.assigning import drop_rule, propose, send, set_rule
from innovatie.review.actions.discussing import close_discussion, say
from innovatie.review.actions.gate import (
    Budget,
    ask_extras,
    budget_of,
    colours_of,
    preview,
    settle_shortlist,
    wanted_extras,
)
from innovatie.review.actions.matching import matching
from innovatie.review.actions.replacing import (
    Candidate,
    appoint,
    best_candidates,
    decline,
    mark_reminded,
    reassign,
    vacancies,
)
from innovatie.review.actions.reviewers import Expertise, admit, invite, retire, volunteer
from innovatie.review.actions.writing import hand_in, save_draft

__all__ = [
    "Budget",
    "Candidate",
    "Expertise",
    "admit",
    "appoint",
    "ask_extras",
    "best_candidates",
    "budget_of",
    "close_discussion",
    "colours_of",
    "decline",
    "drop_rule",
    "hand_in",
    "invite",
    "mark_reminded",
    "matching",
    "preview",
    "propose",
    "reassign",
    "retire",
    "save_draft",
    "say",
    "send",
    "set_rule",
    "settle_shortlist",
    "vacancies",
    "volunteer",
    "wanted_extras",
]
