"""The discussion of a plan or a group: what it is about, who said what, and whom one can mention in it."""

from datetime import datetime

import msgspec

from innovatie.accounts.queries import names_of, people_who_may
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.idea_states import State
from innovatie.domain.reaching import Discussable, ReportState
from innovatie.domain.slugs import numbered
from innovatie.domain.whole_numbers import whole
from innovatie.grouping.queries import standing
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_values
from innovatie.municipalities.queries import municipalities_on


class Discussed(msgspec.Struct, frozen=True):
    """What people talk about. `closed`: the plan was withdrawn, so that one may read and say no more."""

    kind: Discussable
    id: int
    title: str
    address: str
    closed: bool

    @property
    def discussion(self) -> str:
        """The address of the page of the discussion."""
        return f"/gesprek-over/{self.kind.value}/{self.id}"


class RemarkRow(msgspec.Struct, frozen=True):
    """What somebody said; `answers`: the number of the remark it answers. `report`: where one about it stands."""

    id: int
    answers: int | None
    by_id: int | None
    town: int | None
    by: str
    municipality: str | None
    text: str
    at: datetime
    edited_at: datetime | None
    hidden_at: datetime | None
    hidden_reason: str
    report: ReportState | None
    ruled: bool


class VersionRow(msgspec.Struct, frozen=True):
    """What a remark said until `until`."""

    remark: int
    text: str
    until: datetime


class Thread(msgspec.Struct, frozen=True):
    """A remark with its answers, the oldest first."""

    first: RemarkRow
    answers: tuple[RemarkRow, ...]


class SaidWhere(msgspec.Struct, frozen=True):
    """A remark with where it stands: one of `idea` and `group`."""

    id: int
    idea: int | None
    group: int | None
    answers: int | None
    by: int | None
    town: int | None
    text: str
    hidden_at: datetime | None
    report: int | None

    @property
    def place(self) -> tuple[str, str]:
        """The kind and number of what it is about, as in an address."""
        if self.idea is not None:
            return Discussable.PLAN.value, str(self.idea)
        return Discussable.GROUP.value, str(self.group)


class Mentionable(msgspec.Struct, frozen=True):
    """Whom one can mention: names of colleagues and speakers, of municipalities, each with its numbers."""

    people: dict[str, tuple[int, ...]]
    municipalities: dict[str, int]


class _Plan(msgspec.Struct, frozen=True):
    id: int
    title: str
    state: State


async def discussed(kind: str, key: str) -> Discussed:
    """What is at this kind and number. Raises NotFound, for a draft too."""
    number = whole(key)
    if number is None:
        raise NotFound("Deze pagina bestaat niet.")
    if kind == Discussable.GROUP:
        card = await standing(number)
        return Discussed(kind=Discussable.GROUP, id=card.id, title=card.title, address=card.address, closed=False)
    if kind != Discussable.PLAN:
        raise NotFound("Deze pagina bestaat niet.")
    plan = await fetch_one_as(_Plan, "SELECT id, title, state FROM idea WHERE id = $1 AND state <> 'concept'", number)
    if plan is None:
        raise NotFound("Dit plan bestaat niet.")
    address = f"/ideeen/{numbered(plan.id, plan.title)}"
    closed = plan.state is State.WITHDRAWN
    return Discussed(kind=Discussable.PLAN, id=plan.id, title=plan.title, address=address, closed=closed)


_OF_THIS = """
    WITH RECURSIVE went_up(id) AS (
        SELECT $2::int WHERE $1 = 'groep'
        UNION SELECT g.id FROM idea_group g JOIN went_up ON g.merged_into = went_up.id
    ), said AS (
        SELECT * FROM group_remark WHERE "group" IN (SELECT id FROM went_up) OR ($1 = 'plan' AND idea = $2)
    )
"""
"""Remarks of a plan, or of a group with those of the groups that were merged into it."""


async def threads_of(about: Discussed) -> tuple[Thread, ...]:
    """Everything said about it, the oldest first."""
    rows = await fetch_as(
        RemarkRow,
        f"{_OF_THIS} SELECT r.id, r.answers, r.by AS by_id, r.municipality AS town,"
        " coalesce(p.name, 'Innovatie') AS by, n.name AS municipality, r.text,"
        " r.at, r.edited_at, r.hidden_at, r.hidden_reason, m.state AS report,"
        " m.ruled_at IS NOT NULL AS ruled FROM said r LEFT JOIN municipality n ON n.id = r.municipality"
        " LEFT JOIN person p ON p.id = r.by LEFT JOIN message_report m ON m.remark = r.id ORDER BY r.at, r.id",
        about.kind.value,
        about.id,
    )
    answers: dict[int, list[RemarkRow]] = {}
    for row in rows:
        if row.answers is not None:
            answers.setdefault(row.answers, []).append(row)
    return tuple(Thread(row, tuple(answers.get(row.id, ()))) for row in rows if row.answers is None)


async def versions_of(about: Discussed) -> dict[int, tuple[VersionRow, ...]]:
    """Earlier versions by the number of the remark, the newest first; none of what is hidden."""
    rows = await fetch_as(
        VersionRow,
        f"{_OF_THIS} SELECT v.remark, v.text, v.until FROM remark_version v JOIN said r ON r.id = v.remark"
        " WHERE r.hidden_at IS NULL ORDER BY v.id DESC",
        about.kind.value,
        about.id,
    )
    found: dict[int, tuple[VersionRow, ...]] = {}
    for row in rows:
        found[row.remark] = (*found.get(row.remark, ()), row)
    return found


async def remark_at(number: int) -> SaidWhere:
    """One remark. Raises NotFound."""
    found = await fetch_one_as(
        SaidWhere,
        'SELECT r.id, r.idea, r."group", r.answers, r.by, r.municipality AS town, r.text, r.hidden_at, m.id AS report'
        " FROM group_remark r LEFT JOIN message_report m ON m.remark = r.id WHERE r.id = $1",
        number,
    )
    if found is None:
        raise NotFound("Deze reactie bestaat niet.")
    return found


async def speakers_of(about: Discussed) -> list[int]:
    """Who said something about it and still has an account."""
    return await fetch_values(
        int,
        f"{_OF_THIS} SELECT DISTINCT r.by FROM said r JOIN person p ON p.id = r.by AND p.active ORDER BY r.by",
        about.kind.value,
        about.id,
    )


async def mentionable(about: Discussed, *, municipality_id: int | None, now: datetime) -> Mentionable:
    """Colleagues in this municipality, who spoke here before, and all municipalities of today."""
    day = dutch_day(now)
    here = [municipality_id] if municipality_id is not None else []
    colleagues = await people_who_may(Act.DISCUSS_GROUP, here, today=day)
    people: dict[str, tuple[int, ...]] = {}
    for number, name in (await names_of(tuple({*colleagues, *await speakers_of(about)}))).items():
        people[name] = (*people.get(name, ()), number)
    return Mentionable(
        people=dict(sorted(people.items())), municipalities={one.name: one.id for one in await municipalities_on(day)}
    )
