"""Accounts and their roles for the administrator of the platform, and roles that wait for a second person."""

from datetime import date, datetime

import msgspec

from innovatie.domain.authority import ROLE_LABELS, Role
from innovatie.infra.database import fetch_as, fetch_one_as


class AccountRow(msgspec.Struct, frozen=True):
    """`state`: open, gesloten or gewist; `roles` that hold today or later, in words."""

    id: int
    name: str
    email: str
    state: str
    signed_in_at: datetime | None
    roles: tuple[str, ...]


class RoleRow(msgspec.Struct, frozen=True):
    """`over`: the municipality or the Kring, '' for the country. `holds`: today or later."""

    id: int
    role: Role
    label: str
    over: str
    starts: date
    ends: date | None
    given_by: str
    reason: str
    holds: bool


class ProposalRow(msgspec.Struct, frozen=True):
    """A role that waits. `own`: the reader proposed it or would get it."""

    id: int
    name: str
    label: str
    over: str
    ends: date | None
    reason: str
    proposed_by: str
    proposed_at: datetime
    own: bool


class _Account(msgspec.Struct, frozen=True):
    id: int
    name: str
    email: str
    state: str
    signed_in_at: datetime | None
    roles: tuple[Role, ...]


_ACCOUNTS = """
SELECT p.id, p.name, coalesce(p.email, '') AS email, p.signed_in_at,
       CASE WHEN p.erased_at IS NOT NULL THEN 'gewist' WHEN p.active THEN 'open' ELSE 'gesloten' END AS state,
       ARRAY(SELECT DISTINCT g.role FROM role_grant g WHERE g.person = p.id AND g.revoked_at IS NULL
                AND (g.ends IS NULL OR g.ends >= $1) ORDER BY 1) AS roles
  FROM person p
"""


def _in_words(row: _Account) -> AccountRow:
    return AccountRow(
        row.id, row.name, row.email, row.state, row.signed_in_at, tuple(ROLE_LABELS[role] for role in row.roles)
    )


async def accounts_found(words: str, *, today: date, most: int = 50) -> tuple[AccountRow, ...]:
    """Accounts whose name or address holds `words`, by name; at most `most`. Erased ones are not shown."""
    rows = await fetch_as(
        _Account,
        f"{_ACCOUNTS} WHERE p.erased_at IS NULL AND (position(unaccent(lower($2)) IN unaccent(lower(p.name))) > 0"
        " OR position(lower($2) IN coalesce(p.email, '')) > 0) ORDER BY unaccent(lower(p.name)), p.id LIMIT $3",
        today,
        words,
        most,
    )
    return tuple(_in_words(row) for row in rows)


async def account(person_id: int, *, today: date) -> AccountRow | None:
    row = await fetch_one_as(_Account, f"{_ACCOUNTS} WHERE p.id = $2", today, person_id)
    return None if row is None else _in_words(row)


class _Role(msgspec.Struct, frozen=True):
    id: int
    role: Role
    over: str
    starts: date
    ends: date | None
    given_by: str
    reason: str
    holds: bool


async def roles_of(person_id: int, *, today: date) -> tuple[RoleRow, ...]:
    """Every role that this person holds or held, the newest first."""
    rows = await fetch_as(
        _Role,
        "SELECT g.id, g.role, coalesce(m.name, k.name, '') AS over, g.starts, g.ends, coalesce(b.name, '') AS given_by,"
        " g.reason, g.revoked_at IS NULL AND (g.ends IS NULL OR g.ends >= $2) AS holds FROM role_grant g"
        " LEFT JOIN municipality m ON m.id = g.municipality LEFT JOIN partnership k ON k.id = g.partnership"
        " LEFT JOIN person b ON b.id = g.granted_by WHERE g.person = $1 ORDER BY g.id DESC",
        person_id,
        today,
    )
    return tuple(
        RoleRow(
            row.id, row.role, ROLE_LABELS[row.role], row.over, row.starts, row.ends, row.given_by, row.reason, row.holds
        )
        for row in rows
    )


class _Proposal(msgspec.Struct, frozen=True):
    id: int
    name: str
    role: Role
    over: str
    ends: date | None
    reason: str
    proposed_by: str
    proposed_at: datetime
    own: bool


async def open_proposals(*, reader: int) -> tuple[ProposalRow, ...]:
    """Roles that wait for a second person, the oldest first."""
    rows = await fetch_as(
        _Proposal,
        "SELECT r.id, p.name, r.role, coalesce(k.name, '') AS over, r.ends, r.reason, b.name AS proposed_by,"
        " r.proposed_at, $1 IN (r.proposed_by, r.person) AS own FROM role_proposal r JOIN person p ON p.id = r.person"
        " JOIN person b ON b.id = r.proposed_by LEFT JOIN partnership k ON k.id = r.partnership"
        " WHERE r.given IS NULL ORDER BY r.id",
        reader,
    )
    return tuple(
        ProposalRow(
            row.id, row.name, ROLE_LABELS[row.role], row.over, row.ends, row.reason, row.proposed_by, row.proposed_at,
            row.own,
        )
        for row in rows
    )  # fmt: skip


class Choice(msgspec.Struct, frozen=True):
    value: str
    name: str


async def scopes(*, today: date) -> tuple[tuple[str, str], ...]:
    """Municipalities and Kringen that exist today, as options: "gemeente 12" and "kring 3"."""
    rows = await fetch_as(
        Choice,
        "SELECT value, name FROM (SELECT 'kring ' || id AS value, name, 0 AS place, name AS sorted FROM partnership"
        " WHERE kind = 'kring' AND active UNION ALL SELECT 'gemeente ' || id, name, 1, sort_name FROM municipality"
        " WHERE ended IS NULL OR ended > $1) o ORDER BY place, sorted",
        today,
    )
    return tuple((row.value, row.name) for row in rows)
