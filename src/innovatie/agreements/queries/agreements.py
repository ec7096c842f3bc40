"""Agreements as they stand: one whole, with its parties, signatures, tasks and files; and lists of them."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from innovatie.domain.agreement_words import KEEPING, AgreementKind, PartyRole
from innovatie.domain.agreements import (
    KIND_LABELS,
    ROLE_LABELS,
    Standing,
    Task,
    ToArrange,
    standing,
    to_arrange,
)
from innovatie.domain.errors import NotFound
from innovatie.domain.slugs import numbered
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.infra.kept_files import KeptFile, opened


class Agreement(msgspec.Struct, frozen=True):
    """What was agreed. `solution` and `partnership` are what it is about; at least one of them is there."""

    id: int
    version: int
    kind: AgreementKind
    title: str
    about: str
    solution: int | None
    solution_title: str | None
    solution_group: int | None
    solution_maker: int | None
    partnership: int | None
    partnership_name: str | None
    starts_on: date
    ends_on: date | None
    notice_months: int
    shown_at: datetime | None

    @property
    def address(self) -> str:
        return f"/overeenkomsten/{numbered(self.id, self.title)}"

    @property
    def base(self) -> str:
        """The address under which its acts are."""
        return f"/overeenkomsten/{self.id}"

    @property
    def label(self) -> str:
        return KIND_LABELS[self.kind]

    def standing(self, today: date) -> Standing:
        return standing(
            shown=self.shown_at is not None,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            notice_months=self.notice_months,
            today=today,
        )


class Party(msgspec.Struct, frozen=True):
    """Who agreed: a municipality, a partnership or another organisation. `signed_on`: the first signature for it."""

    id: int
    role: PartyRole
    name: str
    town: int | None
    town_code: str | None
    partnership: int | None
    joined_on: date
    notice_on: date | None
    leaves_on: date | None
    reason: str
    signed_on: date | None

    @property
    def label(self) -> str:
        return ROLE_LABELS[self.role]

    @property
    def address(self) -> str:
        """Of its page; '' for an organisation."""
        if self.town_code is not None:
            return f"/gemeenten/{self.town_code}"
        return f"/samenwerkingsverbanden/{self.partnership}" if self.partnership is not None else ""

    def keeps(self, today: date) -> bool:
        """Whether its people keep the agreement: as long as it does not leave, up to its last day."""
        return self.role in KEEPING and not self.has_left(today)

    def is_in(self, today: date) -> bool:
        return self.joined_on <= today and not self.has_left(today)

    def has_left(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.leaves_on is not None and self.leaves_on < today


class Signature(msgspec.Struct, frozen=True):
    id: int
    party: int
    signer: str
    capacity: str
    signed_on: date


class TaskRow(msgspec.Struct, frozen=True):
    """What a party does for the others; the names are of parties."""

    id: int
    version: int
    title: str
    done_by: int
    done_by_name: str
    successor: int | None
    successor_name: str | None
    handover: str


class FileRow(msgspec.Struct, frozen=True):
    id: int
    name: str
    kind: str
    size: int
    public: bool
    added_at: datetime


class FileContent(KeptFile, frozen=True):
    agreement: int
    name: str
    kind: str
    public: bool


AGREEMENT = """
SELECT a.id, a.version, a.kind, a.title, a.about, a.solution, s.title AS solution_title, s.grp AS solution_group,
       s.maker AS solution_maker, a.partnership, p.name AS partnership_name, a.starts_on, a.ends_on, a.notice_months,
       a.shown_at
  FROM agreement a LEFT JOIN solution s ON s.id = a.solution LEFT JOIN partnership p ON p.id = a.partnership
"""


async def agreement(number: int) -> Agreement:
    """One of them, whoever may see it. Raises NotFound."""
    found = await fetch_one_as(Agreement, f"{AGREEMENT} WHERE a.id = $1", number)
    if found is None:
        raise NotFound("Deze overeenkomst bestaat niet.")
    return found


async def parties(number: int) -> tuple[Party, ...]:
    """All who are or were party, those who keep it first, then by name."""
    rows = await fetch_as(
        Party,
        """
        SELECT x.id, x.role, coalesce(m.name, p.name, x.organisation) AS name, x.town, m.code AS town_code,
               x.partnership, x.joined_on, x.notice_on, x.leaves_on, x.reason,
               (SELECT min(g.signed_on) FROM agreement_signature g
                 WHERE g.party = x.id AND g.taken_back_at IS NULL) AS signed_on
          FROM agreement_party x LEFT JOIN municipality m ON m.id = x.town
          LEFT JOIN partnership p ON p.id = x.partnership
         WHERE x.agreement = $1 AND x.removed_at IS NULL
         ORDER BY array_position(ARRAY['penvoerder', 'opdrachtgever', 'opdrachtnemer', 'deelnemer'], x.role::text),
                  coalesce(m.sort_name, p.name, x.organisation), x.id
        """,
        number,
    )
    return tuple(rows)


async def party(number: int, party_id: int) -> Party:
    """One party of this agreement. Raises NotFound."""
    found = next((one for one in await parties(number) if one.id == party_id), None)
    if found is None:
        raise NotFound("Deze partij staat niet (meer) in de overeenkomst.")
    return found


async def signatures(number: int) -> tuple[Signature, ...]:
    rows = await fetch_as(
        Signature,
        "SELECT g.id, g.party, g.signer, g.capacity, g.signed_on FROM agreement_signature g"
        " JOIN agreement_party x ON x.id = g.party"
        " WHERE x.agreement = $1 AND x.removed_at IS NULL AND g.taken_back_at IS NULL ORDER BY g.signed_on, g.id",
        number,
    )
    return tuple(rows)


async def tasks(number: int) -> tuple[TaskRow, ...]:
    rows = await fetch_as(
        TaskRow,
        """
        SELECT t.id, t.version, t.title, t.done_by, coalesce(dm.name, dp.name, d.organisation) AS done_by_name,
               t.successor, coalesce(sm.name, sp.name, s.organisation) AS successor_name, t.handover
          FROM agreement_task t JOIN agreement_party d ON d.id = t.done_by
          LEFT JOIN municipality dm ON dm.id = d.town LEFT JOIN partnership dp ON dp.id = d.partnership
          LEFT JOIN agreement_party s ON s.id = t.successor
          LEFT JOIN municipality sm ON sm.id = s.town LEFT JOIN partnership sp ON sp.id = s.partnership
         WHERE t.agreement = $1 AND t.removed_at IS NULL ORDER BY t.title, t.id
        """,
        number,
    )
    return tuple(rows)


async def task(number: int, task_id: int) -> TaskRow:
    """One task of this agreement. Raises NotFound."""
    found = next((one for one in await tasks(number) if one.id == task_id), None)
    if found is None:
        raise NotFound("Deze taak staat niet (meer) in de overeenkomst.")
    return found


async def files(number: int) -> tuple[FileRow, ...]:
    rows = await fetch_as(
        FileRow,
        "SELECT id, name, kind, size, public, added_at FROM agreement_file"
        " WHERE agreement = $1 AND removed_at IS NULL ORDER BY added_at, id",
        number,
    )
    return tuple(rows)


async def file_content(file_id: int) -> FileContent:
    """A file with its bytes, whoever may read it. Raises NotFound."""
    found = await fetch_one_as(
        FileContent,
        "SELECT agreement, name, kind, coalesce(content, '') AS content, kept_as, public"
        " FROM agreement_file WHERE id = $1 AND removed_at IS NULL",
        file_id,
    )
    if found is None:
        raise NotFound("Dit bestand bestaat niet (meer).")
    return await opened(found)


def arranging(
    leaver: int, rows: Sequence[TaskRow], present: Sequence[Party], today: date
) -> tuple[tuple[TaskRow, ToArrange], ...]:
    """What a party that leaves must arrange, beside the task that it is about."""
    by_id = {row.id: row for row in rows}
    away = {one.id for one in present if one.leaves_on is not None and one.id != leaver}
    away |= {one.id for one in present if not one.is_in(today) and one.joined_on <= today and one.id != leaver}
    found = to_arrange(leaver, [Task(row.id, row.done_by, row.successor) for row in rows], leaving=away)
    return tuple((by_id[one.task], one) for one in found)


def heirs(leaver: Party, present: Sequence[Party]) -> tuple[Party, ...]:
    """Who could take over the role of a party that leaves: none when that role keeps nothing, or somebody has it.

    Only members can: another would lose the role it has.
    """
    staying = [one for one in present if one.leaves_on is None and one.id != leaver.id]
    if leaver.role not in KEEPING or any(one.role is leaver.role for one in staying):
        return ()
    return tuple(one for one in staying if one.town is not None and one.role is PartyRole.MEMBER)


async def shown(*, solution: int | None = None, partnership: int | None = None) -> tuple[Agreement, ...]:
    """What everybody may see: of one solution, of one partnership (as its own or as a party), or all."""
    rows = await fetch_as(
        Agreement,
        f"""{AGREEMENT} WHERE a.shown_at IS NOT NULL AND ($1::int IS NULL OR a.solution = $1)
            AND ($2::int IS NULL OR a.partnership = $2 OR EXISTS (SELECT FROM agreement_party x
                 WHERE x.agreement = a.id AND x.partnership = $2 AND x.removed_at IS NULL))
          ORDER BY a.ends_on NULLS LAST, a.title, a.id""",
        solution,
        partnership,
    )
    return tuple(rows)
