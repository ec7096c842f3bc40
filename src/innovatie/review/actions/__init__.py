"""What changes in the review stage: reviewers, assignments, reviews, discussions, the gate."""

from innovatie.review.actions.assigning import drop_rule, propose, send, set_rule
from innovatie.review.actions.discussing import close_discussion, say
from innovatie.review.actions.gate import ask_extras, settle_shortlist
from innovatie.review.actions.meeting import note
from innovatie.review.actions.replacing import appoint, decline, mark_reminded, reassign
from innovatie.review.actions.reviewers import Expertise, admit, invite, retire, volunteer
from innovatie.review.actions.writing import hand_in, save_draft, take_back

__all__ = [
    "Expertise",
    "admit",
    "appoint",
    "ask_extras",
    "close_discussion",
    "decline",
    "drop_rule",
    "hand_in",
    "invite",
    "mark_reminded",
    "note",
    "propose",
    "reassign",
    "retire",
    "save_draft",
    "say",
    "send",
    "set_rule",
    "settle_shortlist",
    "take_back",
    "volunteer",
]
