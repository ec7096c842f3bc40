"""Ideas as pages, the API and the later stages see them."""

from innovatie.ideas.queries.detail import (
    IdeaDetail,
    ParticipantRow,
    VersionRow,
    content_of,
    idea_by_id,
    idea_of_token,
    versions,
    visible_idea,
)
from innovatie.ideas.queries.listing import (
    FILTERS,
    SORTS,
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
    "FILTERS",
    "SORTS",
    "Facets",
    "Filter",
    "IdeaCard",
    "IdeaDetail",
    "ParticipantRow",
    "VersionRow",
    "cards",
    "content_of",
    "drafts_of",
    "export_rows",
    "facets",
    "idea_by_id",
    "idea_of_token",
    "ideas_of",
    "versions",
    "visible_idea",
]
