"""Everything that can be done to an idea: draft, submit, edit, withdraw, enter or leave a round, join, step out."""

from innovatie.ideas.actions.admitting import appeal, judge_entry
from innovatie.ideas.actions.files import add_file, remove_file
from innovatie.ideas.actions.from_systems import post_from_system
from innovatie.ideas.actions.importing import Imported, Outcome, import_ideas
from innovatie.ideas.actions.importing.changes import settle_conflict
from innovatie.ideas.actions.importing.lists import bring_in_list
from innovatie.ideas.actions.importing.targets import Line
from innovatie.ideas.actions.retention import let_go_of_drafts
from innovatie.ideas.actions.taking_part import enter_round, join, leave_round, step_out, withdraw
from innovatie.ideas.actions.writing import discard_draft, discard_written, edit, post, post_draft, save_draft
from innovatie.ideas.records import Stale

__all__ = [
    "Imported",
    "Line",
    "Outcome",
    "Stale",
    "add_file",
    "appeal",
    "bring_in_list",
    "discard_draft",
    "discard_written",
    "edit",
    "enter_round",
    "import_ideas",
    "join",
    "judge_entry",
    "leave_round",
    "let_go_of_drafts",
    "post",
    "post_draft",
    "post_from_system",
    "remove_file",
    "save_draft",
    "settle_conflict",
    "step_out",
    "withdraw",
]
