"""Everything that people can do to groups. Nothing merges without a person, and nothing is ever lost."""

from innovatie.grouping.actions.consenting import agree, object_to
from innovatie.grouping.actions.files import add_file, remove_file
from innovatie.grouping.actions.forming import enter_round, form_group, found_group, name_lead
from innovatie.grouping.actions.models import refuse_model, take_back_model, use_model
from innovatie.grouping.actions.proposing import propose_merge, propose_move, propose_split
from innovatie.grouping.actions.reshaping import split_off, undo
from innovatie.grouping.actions.talking import answer_suggestion, link_groups

__all__ = [
    "add_file",
    "agree",
    "answer_suggestion",
    "enter_round",
    "form_group",
    "found_group",
    "link_groups",
    "name_lead",
    "object_to",
    "propose_merge",
    "propose_move",
    "propose_split",
    "refuse_model",
    "remove_file",
    "split_off",
    "take_back_model",
    "undo",
    "use_model",
]
