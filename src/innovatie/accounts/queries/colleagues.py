"""The people of a municipality and their roles, for its administrator; and who was asked in."""

from datetime import date, datetime, timedelta

import msgspec

from innovatie.accounts import secret_tokens
from innovatie.domain.authority import ROLE_LABELS, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value, fetch_values
from innovatie.municipalities.queries import names

REVIEW_EVERY = timedelta(days=365)


class GrantRow(msgspec.Struct, frozen=True):
    """A role of a colleague. `review_due`: not looked at for a year."""

    id: int
    person_id: int
    name: str
    email: str
    role: str
    label: str
    starts: date
    ends: date | None
    granted_by: str
    reason: str
    reviewed_at: datetime | None
    review_due: bool
    state: str


class InvitationRow(msgspec.Struct, frozen=True):
    id: int
    name: str
    email: str
    label: str
    created_at: datetime
    expires_at: datetime
    state: str


class Colleague(msgspec.Struct, frozen=True):
    id: int
    name: str
    email: str


class OpenInvitation(msgspec.Struct, frozen=True):
    """What somebody with the link sees before saying yes."""

    name: str
    municipality: str
    invited_by: str
    label: str
    expires_at: datetime


async def municipality_name(municipality_id: int) -> str:
    return (await names((municipality_id,)))[municipality_id]


class _Town(msgspec.Struct, frozen=True):
    id: int
    name: str


async def municipalities_named(ids: tuple[int, ...]) -> tuple[tuple[str, str], ...]:
    """(number, name) of municipalities, by name: the options of a choice."""
    rows = await fetch_as(
        _Town, "SELECT id, name FROM municipality WHERE id = ANY ($1::int[]) ORDER BY sort_name", list(ids)
    )
    return tuple((str(row.id), row.name) for row in rows)


class _Grant(msgspec.Struct, frozen=True):
    id: int
    person: int
    name: str
    email: str
    role: Role
    starts: date
    ends: date | None
    by_name: str
    reason: str
    granted_at: datetime
    revoked_at: datetime | None
    reviewed_at: datetime | None


async def grants_in(municipality_id: int, *, now: datetime) -> tuple[GrantRow, ...]:
    """All roles that hold or will hold, and those that ended in the last year."""
    rows = await fetch_as(
        _Grant,
        """
        SELECT g.*, p.name, coalesce(p.email, '') AS email, coalesce(b.name, '') AS by_name
          FROM role_grant g JOIN person p ON p.id = g.person LEFT JOIN person b ON b.id = g.granted_by
         WHERE g.municipality = $1 AND (g.revoked_at IS NULL OR g.revoked_at > $2)
           AND (g.ends IS NULL OR g.ends > $3)
         ORDER BY p.name, p.id, g.role, g.starts
        """,
        municipality_id,
        now - REVIEW_EVERY,
        dutch_day(now - REVIEW_EVERY),
    )
    return tuple(_grant(row, now) for row in rows)


def _grant(row: _Grant, now: datetime) -> GrantRow:
    today = dutch_day(now)
    if row.revoked_at:
        state = wording("ingetrokken")
    elif row.starts > today:
        state = wording("begint later")
    elif row.ends and row.ends < today:
        state = wording("afgelopen")
    else:
        state = wording("geldt")
    looked_at = row.reviewed_at or row.granted_at
    return GrantRow(
        id=row.id,
        person_id=row.person,
        name=row.name,
        email=row.email,
        role=row.role.value,
        label=ROLE_LABELS[row.role],
        starts=row.starts,
        ends=row.ends,
        granted_by=row.by_name,
        reason=row.reason,
        reviewed_at=row.reviewed_at,
        review_due=state == "geldt" and looked_at < now - REVIEW_EVERY,
        state=state,
    )


async def colleagues_in(municipality_id: int) -> tuple[Colleague, ...]:
    """Active people who have or had a role here, or have an address of this municipality."""
    rows = await fetch_as(
        Colleague,
        """
        SELECT p.id, p.name, coalesce(p.email, '') AS email FROM person p WHERE p.active AND (
            EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.municipality = $1)
            OR EXISTS (SELECT 1 FROM mail_domain d
                        WHERE d.municipality = $1 AND d.domain = split_part(p.email, '@', 2)))
         ORDER BY p.name, p.id
        """,
        municipality_id,
    )
    return tuple(rows)


class _Invitation(msgspec.Struct, frozen=True):
    id: int
    name: str | None
    email: str | None
    role: Role
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None


async def invitations_of(municipality_id: int, *, now: datetime) -> tuple[InvitationRow, ...]:
    """The invitations of the last ninety days, the newest first."""
    rows = await fetch_as(
        _Invitation,
        "SELECT * FROM colleague_invitation WHERE municipality = $1 AND created_at > $2 ORDER BY id DESC",
        municipality_id,
        now - timedelta(days=90),
    )
    return tuple(
        InvitationRow(
            id=row.id,
            name=row.name or "",
            email=row.email or "",
            label=ROLE_LABELS[row.role],
            created_at=row.created_at,
            expires_at=row.expires_at,
            state=(
                wording("aangenomen") if row.accepted_at else wording("ingetrokken") if row.withdrawn_at
                else wording("verlopen") if row.expires_at <= now else wording("open")
            ),
        )
        for row in rows
    )  # fmt: skip


async def domains_of(municipality_id: int) -> tuple[str, ...]:
    return tuple(
        await fetch_values(
            str, "SELECT domain FROM mail_domain WHERE municipality = $1 ORDER BY domain", municipality_id
        )
    )


class _Open(msgspec.Struct, frozen=True):
    name: str
    role: Role
    expires_at: datetime
    town: str
    by_name: str


STILL_ADMINISTERS = """
    EXISTS (SELECT 1 FROM role_grant g JOIN person b ON b.id = g.person AND b.active
             WHERE g.person = i.invited_by AND g.role = 'gemeentebeheerder' AND g.revoked_at IS NULL
               AND (g.ends IS NULL OR g.ends >= {day}::date)
               AND (g.municipality = i.municipality OR EXISTS (SELECT 1 FROM merger m
                     WHERE m.predecessor = i.municipality AND m.successor = g.municipality)))
"""
"""Whoever invited still gives roles there: what an administrator who left had set out is worth nothing."""


async def open_invitation(secret: str, *, now: datetime) -> OpenInvitation | None:
    row = await fetch_one_as(
        _Open,
        "SELECT i.name, i.role, i.expires_at, m.name AS town, p.name AS by_name FROM colleague_invitation i"
        " JOIN municipality m ON m.id = i.municipality JOIN person p ON p.id = i.invited_by"
        " WHERE i.secret_digest = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > $2"
        f" AND {STILL_ADMINISTERS.format(day='$3')}",
        secret_tokens.digest(secret, "uitnodiging"),
        now,
        dutch_day(now),
    )
    if row is None:
        return None
    return OpenInvitation(
        name=row.name,
        municipality=row.town,
        invited_by=row.by_name,
        label=ROLE_LABELS[row.role],
        expires_at=row.expires_at,
    )


async def link_waits(secret: str, *, now: datetime) -> bool:
    """Whether a sign-in link with this secret still waits to be used (in whichever browser)."""
    return (
        await fetch_one_value(
            bool,
            "SELECT EXISTS (SELECT 1 FROM sign_in_link"
            " WHERE secret_digest = $1 AND used_at IS NULL AND expires_at > $2)",
            secret_tokens.digest(secret, "inloglink"),
            now,
        )
        is True
    )
