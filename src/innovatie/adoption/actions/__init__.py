"""Writes of adoption: statements, proposals, experiences, and what is reckoned from them."""

from innovatie.adoption.actions.boundaries import import_boundaries
from innovatie.adoption.actions.evidence import in_capacity, withdraw_evidence
from innovatie.adoption.actions.following import follow, follow_group, set_assumptions
from innovatie.adoption.actions.forecasting import FORECAST_JOB, nightly, record_forecast
from innovatie.adoption.actions.importing import ImportReport, import_file
from innovatie.adoption.actions.proposing import Proposed, in_whose_name, propose, propose_for, settle_proposal
from innovatie.adoption.actions.reminders import Asked, answer_link, ask_again, look_at_link, nudge, preview_nudge
from innovatie.adoption.actions.reporting import (
    Details,
    confirm,
    report,
    report_for_partnership,
)
from innovatie.adoption.actions.sharing import (
    KIT_KINDS,
    add_kit_item,
    finish_milestone,
    write_experience,
)
from innovatie.adoption.actions.statuses import rebuild
from innovatie.adoption.actions.supplying import end_supplier, invite_supplier

__all__ = [
    "FORECAST_JOB",
    "KIT_KINDS",
    "Asked",
    "Details",
    "ImportReport",
    "Proposed",
    "add_kit_item",
    "answer_link",
    "ask_again",
    "confirm",
    "end_supplier",
    "finish_milestone",
    "follow",
    "follow_group",
    "import_boundaries",
    "import_file",
    "in_capacity",
    "in_whose_name",
    "invite_supplier",
    "look_at_link",
    "nightly",
    "nudge",
    "preview_nudge",
    "propose",
    "propose_for",
    "rebuild",
    "record_forecast",
    "report",
    "report_for_partnership",
    "set_assumptions",
    "settle_proposal",
    "withdraw_evidence",
    "write_experience",
]
