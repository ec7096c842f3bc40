"""Who speaks through the API: the owner of the token in `Authorization: Bearer ...`, and never a cookie.

A token holds less than its owner: no roles that ask for a second factor (nobody votes, directs or gives roles with a
token), only the acts of its purposes, and when it was made for a municipality only the roles at that municipality.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from innovatie.accounts.api_tokens import ApiToken as Told
from innovatie.accounts.api_tokens import Scope, TokenRefused, read
from innovatie.accounts.queries import Held, grants_of
from innovatie.accounts.tables import ApiToken
from innovatie.domain.authority import STRONG_ROLES, Act, Actor
from innovatie.infra.database import fetch_one_as
from innovatie.infra.moments import moment_or_none

ACTS: dict[Scope, frozenset[Act]] = {
    Scope.READ: frozenset(),
    Scope.IDEAS: frozenset({Act.POST_IDEA, Act.EDIT_IDEA, Act.WITHDRAW_IDEA, Act.ENTER_ROUND, Act.JOIN_IDEA}),
    Scope.ADOPTION: frozenset({Act.REPORT_ADOPTION}),
}
_TOUCH_AFTER = timedelta(minutes=5)


class _Owner(msgspec.Struct, frozen=True):
    """A living token with whose it is."""

    person: int
    name: str
    municipality: int | None
    used_at: datetime | None
    grants: Held | None


_CURRENT = """
WITH at AS MATERIALIZED (SELECT coalesce($2::timestamptz, clock_timestamp()) AS moment),
     today AS MATERIALIZED (SELECT (moment AT TIME ZONE 'Europe/Amsterdam')::date AS day FROM at)
SELECT t.id, t.municipality, t.used_at, p.id AS person, p.name,
       (SELECT json_agg(json_build_array(g.role, g.municipality, g.partnership) ORDER BY g.id) FROM role_grant g
         WHERE g.person = t.person AND g.revoked_at IS NULL
           AND g.starts <= today.day AND (g.ends IS NULL OR g.ends >= today.day)
           AND g.role <> ALL ($3::text[]) AND (t.municipality IS NULL OR g.municipality = t.municipality)) AS grants
  FROM api_token t JOIN person p ON p.id = t.person, at, today
 WHERE t.id = $1 AND t.revoked_at IS NULL AND t.expires_at > at.moment AND p.active
   AND (NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id) OR EXISTS (SELECT 1 FROM role_grant g
        WHERE g.person = p.id AND g.revoked_at IS NULL AND (g.ends IS NULL OR g.ends >= today.day)))
"""


@dataclass(frozen=True, slots=True)
class TokenReader:
    """Reads tokens that were signed with `key`, or with one of the `earlier` keys, for the installation at `issuer`."""

    key: str
    issuer: str
    earlier: tuple[str, ...] = ()

    async def actor(self, token: str, now: datetime) -> Actor | None:
        """The actor of a valid token; None for any other text."""
        told = self._told(token, now)
        if told is None:
            return None
        row = await fetch_one_as(_Owner, _CURRENT, told.number, moment_or_none(now), sorted(STRONG_ROLES))
        if row is None:
            return None
        if row.used_at is None or now - row.used_at > _TOUCH_AFTER:
            await ApiToken.update({ApiToken.used_at: now}).where(ApiToken.id == told.number)
        actor = Actor(
            person_id=row.person,
            name=row.name,
            municipality_id=row.municipality,
            grants=grants_of(row.grants),
            acts=frozenset().union(*(ACTS[scope] for scope in told.scopes)),
        )
        if actor.municipality_id is None and actor.municipalities():
            return actor.acting_for(actor.municipalities()[0])
        return actor

    def _told(self, token: str, now: datetime) -> Told | None:
        for key in (self.key, *self.earlier):
            with suppress(TokenRefused):
                return read(token, key=key, issuer=self.issuer, now=now)
        return None
