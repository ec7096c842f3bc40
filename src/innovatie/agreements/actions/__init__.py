"""What is done with agreements."""

from innovatie.agreements.actions.continuing import (
    TaskText,
    add_file,
    add_task,
    change_task,
    remove_file,
    remove_task,
)
from innovatie.agreements.actions.joining import (
    Who,
    add_party,
    hand_over,
    leave,
    note_signature,
    remove_party,
    stay,
    take_back_signature,
)
from innovatie.agreements.actions.reminding import remind
from innovatie.agreements.actions.writing import AgreementText, change_agreement, make_agreement, show_agreement

__all__ = [
    "AgreementText",
    "TaskText",
    "Who",
    "add_file",
    "add_party",
    "add_task",
    "change_agreement",
    "change_task",
    "hand_over",
    "leave",
    "make_agreement",
    "note_signature",
    "remind",
    "remove_file",
    "remove_party",
    "remove_task",
    "show_agreement",
    "stay",
    "take_back_signature",
]
