"""One idea with its participants and its versions."""

import json
from datetime import datetime
from typing import Any

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.idea_states import Part, State
from innovatie.domain.slugs import numbered
from innovatie.infra.database import fetch, fetch_row, fetch_value


class ParticipantRow(msgspec.Struct, frozen=True):
    """A municipality in an idea; `successor` is the name of what it went up in, if it did."""

    municipality_id: int
    code: str
    name: str
    role: str
    joined_at: datetime
    left_at: datetime | None
    note: str
    successor: str | None


class IdeaDetail(msgspec.Struct, frozen=True):
    """An idea as it is now."""

    id: int
    content: IdeaContent
    municipality_id: int
    municipality: str
    municipality_code: str
    province: str
    partnership: str | None
    round_id: int | None
    round_code: str | None
    state: str
    version: int
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    withdrawn_at: datetime | None
    withdraw_reason: str
    form_token: str | None
    source: str
    source_number: str | None
    participants: tuple[ParticipantRow, ...]

    @property
    def active(self) -> tuple[ParticipantRow, ...]:
        """Those who take part now, the submitter first."""
        return tuple(one for one in self.participants if one.left_at is None)

    @property
    def co_submitters(self) -> tuple[ParticipantRow, ...]:
        return tuple(one for one in self.active if one.role == Part.CO_SUBMITTER)

    @property
    def address(self) -> str:
        """The path of its page."""
        return f"/ideeen/{numbered(self.id, self.content.title)}"

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_withdrawn(self) -> bool:
        return self.state == State.WITHDRAWN


class VersionRow(msgspec.Struct, frozen=True):
    """One saved version of an idea."""

    version: int
    content: IdeaContent
    saved_by: str
    saved_at: datetime
    note: str


_IDEA = """
    SELECT i.*, m.name AS municipality_name, m.code AS municipality_code, m.province, p.name AS partnership_name,
           r.code AS round_code
      FROM idea i JOIN municipality m ON m.id = i.municipality
      LEFT JOIN partnership p ON p.id = i.partnership LEFT JOIN round r ON r.id = i.round
"""
_PARTICIPANTS = """
    SELECT d.municipality AS municipality_id, m.code, m.name, d.role, d.joined_at, d.left_at, d.note,
           (SELECT s.name FROM merger g JOIN municipality s ON s.id = g.successor WHERE g.predecessor = m.id
             ORDER BY g.takes_effect DESC LIMIT 1) AS successor
      FROM idea_participant d JOIN municipality m ON m.id = d.municipality
     WHERE d.idea = $1
     ORDER BY CASE d.role WHEN 'indiener' THEN 0 WHEN 'mede-indiener' THEN 1 ELSE 2 END, m.sort_name
"""


def content_of(row: Any) -> IdeaContent:
    """The content in a row of the table idea."""
    return IdeaContent(
        title=row["title"],
        summary=row["summary"],
        problem=row["problem"],
        approach=row["approach"],
        public_value=row["public_value"],
        stage=row["stage"],
        theme=row["theme"],
        planned_start=row["planned_start"],
        cost_euro=row["cost_euro"],
        effort_hours=row["effort_hours"],
        contact=row["contact"],
        links=tuple(json.loads(row["links"])),
        partnership_id=row["partnership"],
    )


async def idea_by_id(idea_id: int) -> IdeaDetail:
    """The idea with this number in whatever state; NotFound if there is none. May show drafts: mind who asks."""
    row = await fetch_row(f"{_IDEA} WHERE i.id = $1", idea_id)
    if row is None:
        raise NotFound("Dit plan bestaat niet.")
    participants = await fetch(_PARTICIPANTS, idea_id)
    return IdeaDetail(
        id=row["id"],
        content=content_of(row),
        municipality_id=row["municipality"],
        municipality=row["municipality_name"],
        municipality_code=row["municipality_code"],
        province=row["province"],
        partnership=row["partnership_name"],
        round_id=row["round"],
        round_code=row["round_code"],
        state=row["state"],
        version=row["version"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        submitted_at=row["submitted_at"],
        withdrawn_at=row["withdrawn_at"],
        withdraw_reason=row["withdraw_reason"],
        form_token=row["form_token"],
        source=row["source"],
        source_number=row["source_number"],
        participants=tuple(ParticipantRow(**one) for one in participants),
    )


async def visible_idea(idea_id: int, *, municipality_ids: tuple[int, ...]) -> IdeaDetail:
    """The idea if people of these municipalities may see it; a draft of others is NotFound, like no idea at all."""
    idea = await idea_by_id(idea_id)
    if idea.is_draft and not any(one.municipality_id in municipality_ids for one in idea.active):
        raise NotFound("Dit plan bestaat niet.")
    return idea


async def idea_of_token(form_token: str) -> int | None:
    """The idea that was made from the form with this token."""
    number: int | None = await fetch_value("SELECT id FROM idea WHERE form_token = $1", form_token)
    return number


async def versions(idea_id: int) -> tuple[VersionRow, ...]:
    """All versions of an idea, the newest first."""
    rows = await fetch(
        """
        SELECT v.version, v.content, coalesce(p.name, 'Innovatie') AS saved_by, v.saved_at, v.note
          FROM idea_version v LEFT JOIN person p ON p.id = v.saved_by WHERE v.idea = $1 ORDER BY v.version DESC
        """,
        idea_id,
    )
    return tuple(
        VersionRow(
            version=row["version"],
            content=IdeaContent.from_json(json.loads(row["content"])),
            saved_by=row["saved_by"],
            saved_at=row["saved_at"],
            note=row["note"],
        )
        for row in rows
    )
