"""What is published, and what finalists worked out."""

from innovatie.publication.queries.elaborations import (
    AttachmentFile,
    AttachmentRow,
    ElaborationRow,
    VersionRow,
    attachment,
    attachments,
    elaboration,
    finalist_of,
    versions,
)
from innovatie.publication.queries.planned import PlannedPublication, due_plans, plan_of
from innovatie.publication.queries.publications import (
    Draft,
    Published,
    Snapshot,
    WinnerPage,
    draft_of,
    published_of,
    winner,
    winners,
)
from innovatie.publication.queries.withdrawals import Withdrawal, withdrawal, withdrawal_of

__all__ = [
    "AttachmentFile",
    "AttachmentRow",
    "Draft",
    "ElaborationRow",
    "PlannedPublication",
    "Published",
    "Snapshot",
    "VersionRow",
    "WinnerPage",
    "Withdrawal",
    "attachment",
    "attachments",
    "draft_of",
    "due_plans",
    "elaboration",
    "finalist_of",
    "plan_of",
    "published_of",
    "versions",
    "winner",
    "winners",
    "withdrawal",
    "withdrawal_of",
]
