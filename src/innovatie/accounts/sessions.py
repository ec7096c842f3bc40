"""Sessions on the server: a cookie with a random secret, of which the database knows only the digest.

A session ends when it is idle for too long, when it reaches its longest life, when it is ended, or when its person
is no longer active. A session that has not shown a second factor does not hold the roles that need one.
`session_middleware` reads the cookie.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from innovatie.accounts.queries import Held, grants_of
from innovatie.accounts.tables import Session
from innovatie.domain.authority import STRONG_ROLES, Actor
from innovatie.infra import own_cookies
from innovatie.infra.database import fetch_one_as
from innovatie.infra.moments import moment_or_none

_TOUCH_AFTER = timedelta(minutes=1)
_STRONG = sorted(STRONG_ROLES)


class _Current(msgspec.Struct, frozen=True):
    """A living session with whose it is."""

    id: int
    person: int
    name: str
    municipality: int | None
    seen_at: datetime
    grants: Held | None
    beside: list[int]


Beside = Mapping[str, str]
"""Numbers that are looked up in the same question as a session, because each page needs them: by name, each a scalar
in SQL about the session `s` and its person. The text is that of a programmer, never of a request."""


_CURRENT: Final = """
WITH at AS MATERIALIZED (SELECT coalesce($2::timestamptz, clock_timestamp()) AS moment),
     today AS MATERIALIZED (SELECT (moment AT TIME ZONE 'Europe/Amsterdam')::date AS day FROM at),
     held AS (SELECT g.municipality FROM role_grant g JOIN session o ON o.person = g.person, today
               WHERE o.secret_digest = $1 AND g.revoked_at IS NULL
                 AND g.starts <= today.day AND (g.ends IS NULL OR g.ends >= today.day))
SELECT s.id, s.person, s.seen_at, p.name,
       CASE WHEN NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.person = s.person AND g.municipality = s.municipality)
              OR EXISTS (SELECT 1 FROM held WHERE held.municipality = s.municipality)
            THEN s.municipality ELSE (SELECT min(held.municipality) FROM held) END AS municipality,
       (SELECT json_agg(json_build_array(g.role, g.municipality, g.partnership) ORDER BY g.id) FROM role_grant g
         WHERE g.person = s.person AND g.revoked_at IS NULL
           AND g.starts <= today.day AND (g.ends IS NULL OR g.ends >= today.day)
           AND (s.factor_at IS NOT NULL OR g.role <> ALL ($5::text[]))) AS grants,
       ARRAY[{beside}]::bigint[] AS beside
  FROM session s JOIN person p ON p.id = s.person, at, today
 WHERE s.secret_digest = $1 AND s.ended_at IS NULL AND p.active
   AND s.created_at > at.moment - $3::interval AND s.seen_at > at.moment - $4::interval
   AND (NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id) OR EXISTS (SELECT 1 FROM role_grant g
        WHERE g.person = p.id AND g.revoked_at IS NULL AND (g.ends IS NULL OR g.ends >= today.day)))
"""
"""Whether it lives, and which roles hold today, by the clock that all hosts share.

Who acted for a municipality in which all their roles ended meanwhile, acts for another of theirs, or for none.
"""


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lives, and how its cookie is named (`__Host-` needs https)."""

    idle: timedelta
    absolute: timedelta
    secure: bool

    @property
    def cookie(self) -> str:
        return own_cookies.written(own_cookies.SESSION, secure=self.secure)


def new_secret() -> str:
    """256 random bits, as text for a cookie."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def csrf_token(key: str, session_digest: bytes) -> str:
    """The token that a form of this session must carry; nothing needs to be stored for it."""
    return hmac.new(key.encode(), b"csrf" + session_digest, hashlib.sha256).hexdigest()


class SessionEnd(msgspec.Struct, frozen=True):
    """When a session ends: by idleness, and whatever one does."""

    idle: datetime
    absolute: datetime


async def end_of_session(session_id: int, *, limits: SessionLimits) -> SessionEnd | None:
    """When this session ends if nothing happens, and when it does anyhow; None for one that is no more."""
    return await fetch_one_as(
        SessionEnd,
        "SELECT seen_at + $2::interval AS idle, created_at + $3::interval AS absolute FROM session"
        " WHERE id = $1 AND ended_at IS NULL",
        session_id,
        limits.idle,
        limits.absolute,
    )


class Found(msgspec.Struct, frozen=True):
    """Whose living session it is, the digest of its secret, and the numbers that were asked beside it."""

    actor: Actor
    digest: bytes
    beside: Mapping[str, int]


async def actor_of_secret(
    secret: str, *, limits: SessionLimits, now: datetime, touch: bool = True
) -> tuple[Actor, bytes] | None:
    """The actor whose session has this secret, with the digest of it; None when there is no such living session.

    `touch`: this request is the person's own doing, so the session lives on.
    """
    found = await found_by_secret(secret, limits=limits, now=now, touch=touch, beside={})
    return None if found is None else (found.actor, found.digest)


async def found_by_secret(
    secret: str, *, limits: SessionLimits, now: datetime, touch: bool, beside: Beside
) -> Found | None:
    """As `actor_of_secret`, with the numbers `beside` it."""
    key = digest(secret)
    sql = _CURRENT.format(beside=", ".join(beside.values()))
    row = await fetch_one_as(_Current, sql, key, moment_or_none(now), limits.absolute, limits.idle, _STRONG)
    if row is None:
        return None
    if touch and now - row.seen_at > _TOUCH_AFTER:
        await Session.update({Session.seen_at: now}).where(Session.id == row.id)
    actor = Actor(
        person_id=row.person,
        name=row.name,
        municipality_id=row.municipality,
        grants=grants_of(row.grants),
        session_id=row.id,
    )
    return Found(actor, key, dict(zip(beside, row.beside, strict=True)))
