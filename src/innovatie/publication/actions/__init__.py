"""Finalists save what they work out; VNG prepares, plans a moment, publishes once, and corrects in a new version."""

from innovatie.publication.actions.elaborating import (
    LONGEST_SECTION,
    MOST_ATTACHMENTS,
    add_attachment,
    remove_attachment,
    save_elaboration,
)
from innovatie.publication.actions.planning import (
    confirm_publication,
    plan_publication,
    publish_due,
    withdraw_plan,
)
from innovatie.publication.actions.publishing import ask_reader, prepare, publish
from innovatie.publication.actions.withdrawing import (
    ask_return,
    ask_withdrawal,
    confirm_withdrawal,
    drop_request,
    end_withdrawal,
)

__all__ = [
    "LONGEST_SECTION",
    "MOST_ATTACHMENTS",
    "add_attachment",
    "ask_reader",
    "ask_return",
    "ask_withdrawal",
    "confirm_publication",
    "confirm_withdrawal",
    "drop_request",
    "end_withdrawal",
    "plan_publication",
    "prepare",
    "publish",
    "publish_due",
    "remove_attachment",
    "save_elaboration",
    "withdraw_plan",
]
