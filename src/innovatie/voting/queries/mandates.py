"""Who may vote for whom today: voters named by a municipality, and mandates to a Kring."""

from datetime import date, datetime

import msgspec

from innovatie.infra.database import fetch_as, fetch_one_as


class MandateRow(msgspec.Struct, frozen=True):
    """An active mandate."""

    id: int
    municipality_id: int
    municipality: str
    partnership_id: int
    kring: str
    scope: str
    starts: date
    ends: date | None
    document: str
    instruction: str
    granted_at: datetime


class VoterRow(msgspec.Struct, frozen=True):
    """A municipality: how many voters it named, and which Kring it mandates. No names of people."""

    municipality_id: int
    code: str
    name: str
    province: str
    voters: int
    kring: str

    @property
    def has_gap(self) -> bool:
        """Nobody can vote for it."""
        return self.voters == 0 and not self.kring


class _Kring(msgspec.Struct, frozen=True):
    id: int
    name: str


_MANDATE = """
SELECT m.id, m.municipality AS municipality_id, g.name AS municipality, m.partnership AS partnership_id,
       p.name AS kring, m.scope, m.starts, m.ends,
       m.document, m.instruction, m.granted_at
  FROM mandate m JOIN municipality g ON g.id = m.municipality JOIN partnership p ON p.id = m.partnership
 WHERE m.round = $1 AND m.revoked_at IS NULL
"""


async def mandate_of(round_id: int, municipality_id: int) -> MandateRow | None:
    """The active mandate of a municipality in a round."""
    return await fetch_one_as(MandateRow, f"{_MANDATE} AND m.municipality = $2", round_id, municipality_id)


async def mandates_to(round_id: int, partnership_id: int) -> tuple[MandateRow, ...]:
    """Active mandates to a Kring, by name of the municipality."""
    sql = f"{_MANDATE} AND m.partnership = $2 ORDER BY g.name"
    return tuple(await fetch_as(MandateRow, sql, round_id, partnership_id))


async def kringen_of(municipality_id: int, today: date) -> tuple[tuple[int, str], ...]:
    """Kringen to which the municipality belongs today: (number, name)."""
    rows = await fetch_as(
        _Kring,
        """
        SELECT p.id, p.name FROM partnership p JOIN partnership_member m ON m.partnership = p.id
         WHERE p.kind = 'kring' AND p.active AND m.municipality = $1 AND m.starts <= $2
           AND (m.ends IS NULL OR m.ends >= $2) ORDER BY p.name
        """,
        municipality_id,
        today,
    )
    return tuple((row.id, row.name) for row in rows)


async def who_votes(round_id: int, *, today: date) -> tuple[VoterRow, ...]:
    """Every municipality of today, by name, with its voters and its mandate in this round."""
    rows = await fetch_as(
        VoterRow,
        """
        SELECT g.id AS municipality_id, g.code, g.name, g.province,
               (SELECT count(DISTINCT r.person) FROM role_grant r JOIN person q ON q.id = r.person AND q.active
                 WHERE r.municipality = g.id AND r.role = 'stemgemachtigde' AND r.revoked_at IS NULL
                   AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)) AS voters,
               coalesce(p.name, '') AS kring
          FROM municipality g
          LEFT JOIN mandate m ON m.round = $1 AND m.municipality = g.id AND m.revoked_at IS NULL
          LEFT JOIN partnership p ON p.id = m.partnership
         WHERE (g.ended IS NULL OR g.ended > $2) AND (g.started IS NULL OR g.started <= $2)
         ORDER BY g.sort_name
        """,
        round_id,
        today,
    )
    return tuple(rows)
