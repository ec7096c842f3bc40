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

__all__ = [
    "AttachmentFile",
    "AttachmentRow",
    "Draft",
    "ElaborationRow",
    "Published",
    "Snapshot",
    "VersionRow",
    "WinnerPage",
    "attachment",
    "attachments",
    "draft_of",
    "elaboration",
    "finalist_of",
    "published_of",
    "versions",
    "winner",
    "winners",
]
