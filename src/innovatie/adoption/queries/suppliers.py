"""Which companies supply what, and who of them may propose."""

from datetime import datetime

import msgspec

from innovatie.adoption.queries.solutions import slug_of
from innovatie.domain.adoption_states import LABELS, Stage
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value


class Supplier(msgspec.Struct, frozen=True):
    """Somebody of a company who may propose for a solution."""

    id: int
    company: str
    name: str
    invited_at: datetime


class Supplied(msgspec.Struct, frozen=True):
    """A solution of the company of whoever looks."""

    id: int
    title: str

    @property
    def slug(self) -> str:
        return slug_of(self.id, self.title)


async def suppliers_of(solution_id: int) -> tuple[Supplier, ...]:
    """Who may propose for this solution today, by company and name."""
    found = await fetch_as(
        Supplier,
        "SELECT s.id, s.company, p.name, s.invited_at FROM solution_supplier s JOIN person p ON p.id = s.person"
        " WHERE s.solution = $1 AND s.ended_at IS NULL ORDER BY s.company, p.name, s.id",
        solution_id,
    )
    return tuple(found)


async def company_of(person_id: int | None, solution_id: int) -> str | None:
    """The company in whose name this person may propose for this solution; None when there is none."""
    if person_id is None:
        return None
    return await fetch_one_value(
        str,
        "SELECT company FROM solution_supplier WHERE person = $1 AND solution = $2 AND ended_at IS NULL"
        " ORDER BY id DESC LIMIT 1",
        person_id,
        solution_id,
    )


async def supplied_by(person_id: int | None) -> tuple[Supplied, ...]:
    """The solutions for which this person may propose."""
    found = await fetch_as(
        Supplied,
        "SELECT DISTINCT s.id, s.title FROM solution s JOIN solution_supplier x ON x.solution = s.id"
        " WHERE x.person = $1 AND x.ended_at IS NULL ORDER BY s.title",
        person_id,
    )
    return tuple(found)


class Answered(msgspec.Struct, frozen=True):
    """A proposal that a municipality answered, with the moment; `stage` is what was proposed."""

    municipality_name: str
    stage: Stage
    proposer: str
    made_at: datetime
    settled_at: datetime
    confirmed: bool

    @property
    def label(self) -> str:
        return LABELS[self.stage]


class Answers(msgspec.Struct, frozen=True):
    """How many said yes and no to proposals for a solution, and the newest answers."""

    yes: int
    no: int
    newest: tuple[Answered, ...]


SHOWN = 50
"""Answers on a page; the counts are of all."""


class _YesAndNo(msgspec.Struct, frozen=True):
    yes: int
    no: int


async def answers_to(solution_id: int, company: str | None) -> Answers:
    """What municipalities answered to the proposals of this company; None: of everybody."""
    counted = await fetch_one_as(
        _YesAndNo,
        "SELECT count(*) FILTER (WHERE state = 'bevestigd') AS yes, count(*) FILTER (WHERE state = 'afgewezen') AS no"
        " FROM adoption_proposal WHERE solution = $1 AND ($2::text IS NULL OR proposer = $2)",
        solution_id,
        company,
    )
    newest = await fetch_as(
        Answered,
        "SELECT m.name AS municipality_name, p.stage, p.proposer, p.made_at, p.settled_at,"
        " p.state = 'bevestigd' AS confirmed FROM adoption_proposal p JOIN municipality m ON m.id = p.municipality"
        " WHERE p.solution = $1 AND ($2::text IS NULL OR p.proposer = $2) AND p.state IN ('bevestigd', 'afgewezen')"
        f" ORDER BY p.settled_at DESC, p.id DESC LIMIT {SHOWN}",
        solution_id,
        company,
    )
    return Answers(counted.yes if counted else 0, counted.no if counted else 0, tuple(newest))
