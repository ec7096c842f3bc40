"""Everything that people can do to groups. Nothing merges without a person, and nothing is ever lost."""

from innovatie.grouping.actions.forming import enter_round, form_group, found_group, name_lead
from innovatie.grouping.actions.proposing import agree, object_to, propose_merge
from innovatie.grouping.actions.reshaping import split_off, undo
from innovatie.grouping.actions.talking import answer_suggestion, link_groups, remark

__all__ = [
    "agree",
    "answer_suggestion",
    "enter_round",
    "form_group",
    "found_group",
    "link_groups",
    "name_lead",
    "object_to",
    "propose_merge",
    "remark",
    "split_off",
    "undo",
]
