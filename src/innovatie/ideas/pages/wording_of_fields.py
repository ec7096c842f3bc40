"""Fields of an idea as texts that can be compared, and where its source says something else."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from innovatie.domain.idea_content import FIELD_LABELS, IdeaContent, content_with
from innovatie.domain.idea_rows import SOURCE_LABELS
from innovatie.domain.idea_states import STAGE_LABELS
from innovatie.domain.themes import BY_SLUG
from innovatie.ideas import queries


def written(content: IdeaContent, name: str, partnerships: Mapping[int, str]) -> str:
    """A field of an idea as a text that can be compared; `partnerships` gives names to their numbers."""
    value = getattr(content, name)
    if name == "partnership_id":
        return partnerships.get(value, "")
    if name == "stage":
        return str(STAGE_LABELS.get(value, value))
    if name == "theme":
        return BY_SLUG[value].label if value in BY_SLUG else str(value)
    if name == "links":
        return "\n".join(value)
    return "" if value is None else str(value)


class SourceConflict(msgspec.Struct, frozen=True):
    """One field: its label, what stands here and what the source says; `may_take`: people here may take the latter."""

    id: int
    label: str
    source: str
    ours: str
    theirs: str
    found_at: datetime
    may_take: bool


async def conflicts_of(idea: queries.IdeaDetail) -> tuple[SourceConflict, ...]:
    """What is still to be chosen for an idea, in words."""
    return tuple(_shown(one, idea) for one in await queries.open_conflicts(idea.id))


def _shown(one: queries.OpenConflict, idea: queries.IdeaDetail) -> SourceConflict:
    if one.field in FIELD_LABELS:
        theirs = content_with(idea.content, {one.field: one.theirs})
        ours, says = (written(content, one.field, {}) for content in (idea.content, theirs))
    else:
        ours = {
            "municipality": idea.municipality,
            "co_submitters": ", ".join(part.code for part in idea.co_submitters),
        }.get(one.field, "")
        says = ", ".join(map(str, one.theirs)) if isinstance(one.theirs, list) else str(one.theirs)
    return SourceConflict(
        id=one.id,
        label=SOURCE_LABELS[one.field],
        source=one.source,
        ours=ours,
        theirs=says,
        found_at=one.found_at,
        may_take=one.field not in ("municipality", "submitted"),
    )
