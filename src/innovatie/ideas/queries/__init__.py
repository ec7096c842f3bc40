"""Ideas as pages, the API and the later stages see them."""

from innovatie.ideas.queries.detail import (
    CONTENT_COLUMNS,
    ContentRow,
    IdeaDetail,
    ParticipantRow,
    VersionRow,
    idea_by_id,
    idea_of_token,
    versions,
    visible_idea,
)
from innovatie.ideas.queries.listing import (
    FILTERS,
    SORTS,
    ExportRow,
    Facets,
    Filter,
    IdeaCard,
    cards,
    drafts_of,
    export_rows,
    facets,
    ideas_of,
)

__all__ = [
    "CONTENT_COLUMNS",
    "FILTERS",
    "SORTS",
    "ContentRow",
    "ExportRow",
    "Facets",
    "Filter",
    "IdeaCard",
    "IdeaDetail",
    "ParticipantRow",
    "VersionRow",
    "cards",
    "drafts_of",
    "export_rows",
    "facets",
    "idea_by_id",
    "idea_of_token",
    "ideas_of",
    "versions",
    "visible_idea",
]
