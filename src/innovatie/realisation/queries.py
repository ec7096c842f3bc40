"""The plan of realisation of a winner, as it stands and as one's own work."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

import msgspec
from msgspec import json

from innovatie.accounts.queries import people_who_may
from innovatie.domain.authority import Act
from innovatie.domain.errors import NotFound
from innovatie.domain.realisation import ROLES, Course, Standing, why_it_stays
from innovatie.domain.slugs import numbered
from innovatie.domain.vocabulary import MilestoneState, RealisationRole, RiskSize
from innovatie.domain.wording import Wording
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value
from innovatie.publication.queries.withdrawals import WITHDRAWAL_STANDS

SOON = timedelta(days=14)
"""Before its day an owner hears of a milestone."""


class Milestone(msgspec.Struct, frozen=True):
    """One milestone. Its owner is a municipality (`town`, `person` when one of its people looks after it) or another
    organisation. `left`: that municipality does not take part in the group any more.
    """

    id: int
    version: int
    title: str
    starts_on: date
    promised_on: date
    expected_on: date
    state: MilestoneState
    done_on: date | None
    town: int | None
    town_name: str | None
    organisation: str
    person: int | None
    person_name: str | None
    note: str
    evidence: str
    evidence_url: str
    changed_on: date
    left: bool

    @property
    def course(self) -> Course:
        return Course(self.starts_on, self.promised_on, self.expected_on, self.state, self.done_on)

    @property
    def owner(self) -> str:
        return self.town_name or self.organisation

    @property
    def needs_owner(self) -> bool:
        """Still to be done, by a municipality that does not take part any more."""
        return self.left and self.state in {MilestoneState.PLANNED, MilestoneState.BUSY}

    def why_it_stays(self, today: date) -> Wording | None:
        """Why it cannot be taken out of the plan; None when it can."""
        return why_it_stays(self.course, added_on=self.changed_on if self.version == 1 else None, today=today)


class Part(msgspec.Struct, frozen=True):
    """Who has a role; name and organisation are '' while nobody has it."""

    role: RealisationRole
    name: str = ""
    organisation: str = ""
    contact: str = ""

    @property
    def label(self) -> str:
        return ROLES[self.role][0]

    @property
    def purpose(self) -> str:
        return ROLES[self.role][1]

    @property
    def mail_address(self) -> str:
        """The contact when it is a mail address, else ''."""
        return self.contact if "@" in self.contact and " " not in self.contact else ""


class Risk(msgspec.Struct, frozen=True):
    """What may go wrong."""

    id: int
    title: str
    measure: str
    chance: RiskSize
    harm: RiskSize
    closed_at: datetime | None


class Owner(msgspec.Struct, frozen=True):
    """Somebody of a municipality of the group who may look after a milestone."""

    id: int
    name: str
    town: int
    town_name: str


class Due(msgspec.Struct, frozen=True):
    """A milestone that is not done, with the winner it belongs to; `left` as for a Milestone."""

    id: int
    title: str
    expected_on: date
    town: int | None
    organisation: str
    person: int | None
    group_id: int
    winner: str
    left: bool

    @property
    def address(self) -> str:
        return f"/winnaars/{numbered(self.group_id, self.winner)}/realisatie/mijlpalen/{self.id}"


async def winner_number(group_id: int) -> int:
    """The row of the winner that this group is. NotFound when it is none."""
    found = await fetch_one_value(int, 'SELECT id FROM winner WHERE "group" = $1', group_id)
    if found is None:
        raise NotFound("Dit is geen winnaar.")
    return found


async def winner_title(group_id: int) -> str:
    """Of this winner, as it was chosen."""
    return await fetch_one_value(str, 'SELECT title FROM winner WHERE "group" = $1', group_id) or ""


_LEFT = """
(m.town IS NOT NULL AND NOT EXISTS (
    SELECT FROM group_member g JOIN idea i ON i.id = g.idea AND i.state = 'ingediend'
      JOIN idea_participant d ON d.idea = i.id AND d.left_at IS NULL
     WHERE g."group" = w."group" AND d.municipality = m.town))
"""

_MILESTONE = f"""
SELECT m.id, m.version, m.title, m.starts_on, m.promised_on, m.expected_on, m.state, m.done_on, m.town,
       t.name AS town_name, m.organisation, m.person, p.name AS person_name, m.note, m.evidence, m.evidence_url,
       (m.changed_at AT TIME ZONE 'Europe/Amsterdam')::date AS changed_on, {_LEFT} AS left
  FROM realisation_milestone m JOIN winner w ON w.id = m.winner
  LEFT JOIN municipality t ON t.id = m.town LEFT JOIN person p ON p.id = m.person
 WHERE w."group" = $1 AND m.removed_at IS NULL
"""


async def milestones(group_id: int) -> tuple[Milestone, ...]:
    """In the order of their promises."""
    return tuple(await fetch_as(Milestone, f"{_MILESTONE} ORDER BY m.promised_on, m.starts_on, m.id", group_id))


async def milestone(group_id: int, number: int) -> Milestone:
    """One of them. Raises NotFound."""
    found = await fetch_one_as(Milestone, f"{_MILESTONE} AND m.id = $2", group_id, number)
    if found is None:
        raise NotFound("Deze mijlpaal bestaat niet (meer).")
    return found


async def parts(group_id: int) -> tuple[Part, ...]:
    """All five roles in their order, whoever has them."""
    rows = await fetch_as(
        Part,
        "SELECT x.role, x.name, x.organisation, x.contact FROM realisation_part x JOIN winner w ON w.id = x.winner"
        ' WHERE w."group" = $1',
        group_id,
    )
    known = {row.role: row for row in rows}
    return tuple(known.get(role, Part(role)) for role in ROLES)


def standing(parts: Sequence[Part]) -> str:
    """A mark of who has which role: another one once anything of it is another."""
    written = json.encode([(one.role.value, one.name, one.organisation, one.contact) for one in parts])
    return sha256(written).hexdigest()[:16]


async def risks(group_id: int) -> tuple[Risk, ...]:
    """Open ones first, the largest chance and harm before."""
    return tuple(
        await fetch_as(
            Risk,
            """
            SELECT r.id, r.title, r.measure, r.chance, r.harm, r.closed_at
              FROM realisation_risk r JOIN winner w ON w.id = r.winner WHERE w."group" = $1
             ORDER BY r.closed_at IS NOT NULL,
                      array_position(ARRAY['groot', 'middel', 'klein'], r.harm::text)
                    + array_position(ARRAY['groot', 'middel', 'klein'], r.chance::text), r.id
            """,
            group_id,
        )
    )


async def owners(towns: Sequence[int], *, today: date) -> tuple[Owner, ...]:
    """The people of these municipalities who may keep the plan, by municipality and name."""
    people = await people_who_may(Act.KEEP_REALISATION, towns, today=today)
    return tuple(
        await fetch_as(
            Owner,
            """
            SELECT DISTINCT p.id, p.name, t.id AS town, t.name AS town_name
              FROM role_grant g JOIN person p ON p.id = g.person JOIN municipality t ON t.id = g.municipality
             WHERE g.person = ANY($1) AND g.municipality = ANY($2) AND g.revoked_at IS NULL AND g.starts <= $3
               AND (g.ends IS NULL OR g.ends >= $3) ORDER BY t.name, p.name, p.id
            """,
            people,
            list(towns),
            today,
        )
    )


_OPEN = f"""
SELECT m.id, m.title, m.expected_on, m.town, m.organisation, m.person, w."group" AS group_id, w.title AS winner,
       {_LEFT} AS left
  FROM realisation_milestone m JOIN winner w ON w.id = m.winner
 WHERE m.removed_at IS NULL AND m.state IN ('gepland', 'bezig')
   AND NOT EXISTS (SELECT FROM winner_withdrawal x WHERE x.winner = w.id AND {WITHDRAWAL_STANDS})
"""
_DUE = f"{_OPEN} AND m.expected_on <= $1"


async def due(*, today: date) -> tuple[Due, ...]:
    """Every milestone that should be done within two weeks or should have been."""
    return tuple(await fetch_as(Due, f"{_DUE} ORDER BY m.expected_on, m.id", today + SOON))


async def without_owner() -> tuple[Due, ...]:
    """Every milestone, whenever it is due, whose municipality does not take part any more."""
    return tuple(await fetch_as(Due, f"{_OPEN} AND {_LEFT} ORDER BY m.id"))


async def due_for(towns: Sequence[int], *, today: date) -> tuple[Due, ...]:
    """Those of these municipalities, while they take part."""
    sql = f"{_DUE} AND m.town = ANY($2) AND NOT {_LEFT} ORDER BY m.expected_on, m.id"
    return tuple(await fetch_as(Due, sql, today + SOON, list(towns)))


def counts(found: Sequence[Milestone], today: date) -> dict[Standing, int]:
    """How many milestones stand how."""
    return {look: sum(one.course.standing(today) is look for one in found) for look in Standing}
