"""One idea with its participants and its versions."""

from datetime import date, datetime
from functools import cached_property

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.idea_states import Part, State
from innovatie.domain.slugs import numbered
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value


class ParticipantRow(msgspec.Struct, frozen=True):
    """A municipality in an idea; `successor` is the name of what it went up in, if it did."""

    municipality_id: int
    code: str
    name: str
    role: Part
    joined_at: datetime
    left_at: datetime | None
    note: str
    successor: str | None


CONTENT_COLUMNS = """
    i.title, i.summary, i.problem, i.approach, i.public_value, i.stage, i.theme, i.planned_start, i.cost_euro,
    i.effort_hours, i.contact, i.links, i.partnership AS partnership_id
"""


class ContentRow(msgspec.Struct, frozen=True, dict=True):
    """The columns of the table idea that people write, as CONTENT_COLUMNS names them.

    It has a dict for what is worked out once of it: a page asks for its content some thirty times.
    """

    title: str
    summary: str
    problem: str
    approach: str
    public_value: str
    stage: str
    theme: str
    planned_start: date | None
    cost_euro: int | None
    effort_hours: int | None
    contact: str
    links: tuple[str, ...]
    partnership_id: int | None

    @cached_property
    def content(self) -> IdeaContent:
        return IdeaContent(
            title=self.title,
            summary=self.summary,
            problem=self.problem,
            approach=self.approach,
            public_value=self.public_value,
            stage=self.stage,
            theme=self.theme,
            planned_start=self.planned_start,
            cost_euro=self.cost_euro,
            effort_hours=self.effort_hours,
            contact=self.contact,
            links=self.links,
            partnership_id=self.partnership_id,
        )


class IdeaDetail(ContentRow, frozen=True):
    """An idea as it is now."""

    id: int
    municipality_id: int
    municipality: str
    municipality_code: str
    province: str
    partnership: str | None
    round_id: int | None
    round_code: str | None
    state: State
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
    participants: tuple[ParticipantRow, ...] = ()

    @cached_property
    def active(self) -> tuple[ParticipantRow, ...]:
        """Those who take part now, the submitter first."""
        return tuple(one for one in self.participants if one.left_at is None)

    @property
    def co_submitters(self) -> tuple[ParticipantRow, ...]:
        return tuple(one for one in self.active if one.role == Part.CO_SUBMITTER)

    @property
    def address(self) -> str:
        """The path of its page."""
        return f"/ideeen/{numbered(self.id, self.title)}"

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


_IDEA = f"""
    SELECT {CONTENT_COLUMNS}, i.id, i.municipality AS municipality_id, m.name AS municipality,
           m.code AS municipality_code, m.province, p.name AS partnership, i.round AS round_id, r.code AS round_code,
           i.state, i.version, i.created_by, i.created_at, i.updated_at, i.submitted_at, i.withdrawn_at,
           i.withdraw_reason, i.form_token, i.source, i.source_number
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


async def idea_by_id(idea_id: int) -> IdeaDetail:
    """The idea with this number in whatever state; NotFound if there is none. May show drafts: mind who asks."""
    idea = await fetch_one_as(IdeaDetail, f"{_IDEA} WHERE i.id = $1", idea_id)
    if idea is None:
        raise NotFound("Dit plan bestaat niet.")
    participants = await fetch_as(ParticipantRow, _PARTICIPANTS, idea_id)
    return msgspec.structs.replace(idea, participants=tuple(participants))


async def visible_idea(idea_id: int, *, municipality_ids: tuple[int, ...]) -> IdeaDetail:
    """The idea if people of these municipalities may see it; a draft of others is NotFound, like no idea at all."""
    idea = await idea_by_id(idea_id)
    if idea.is_draft and not any(one.municipality_id in municipality_ids for one in idea.active):
        raise NotFound("Dit plan bestaat niet.")
    return idea


async def idea_of_token(form_token: str) -> int | None:
    """The idea that was made from the form with this token."""
    return await fetch_one_value(int, "SELECT id FROM idea WHERE form_token = $1", form_token)


async def versions(idea_id: int) -> tuple[VersionRow, ...]:
    """All versions of an idea, the newest first."""
    saved = await fetch_as(
        VersionRow,
        """
        SELECT v.version, v.content, coalesce(p.name, 'Innovatie') AS saved_by, v.saved_at, v.note
          FROM idea_version v LEFT JOIN person p ON p.id = v.saved_by WHERE v.idea = $1 ORDER BY v.version DESC
        """,
        idea_id,
    )
    return tuple(saved)
