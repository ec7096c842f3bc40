"""Making and revoking tokens for programs."""

from datetime import datetime, timedelta

import msgspec

from innovatie.accounts import api_tokens, limits
from innovatie.accounts.api_tokens import Scope
from innovatie.accounts.records import tell_people
from innovatie.accounts.tables import ApiToken
from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Invalid, NotAllowed, NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_one_as, transaction
from innovatie.infra.rate_limit import take


async def make_token(
    *,
    actor: Actor,
    name: str,
    scopes: tuple[Scope, ...],
    days: int,
    municipality_id: int | None,
    key: str,
    issuer: str,
    now: datetime,
) -> str:
    """A new token, shown this once; for oneself, or for a municipality one has a role at. It outlives the session in
    which it was made, so a mail tells it to whoever it is of.
    """
    if actor.person_id is None:
        raise NotAllowed("Log eerst in.")
    if not scopes:
        raise Invalid({"doelen": "Kies waarvoor het token is."})
    if not 1 <= days <= api_tokens.LONGEST_LIFE.days:
        raise Invalid({"dagen": wording("Kies 1 tot en met %(n)s dagen.", n=api_tokens.LONGEST_LIFE.days)})
    if municipality_id is not None and municipality_id not in actor.municipalities():
        raise NotAllowed("U hebt geen rol bij deze gemeente.")
    await take(limits.API_TOKEN, actor.person_id, now=now)
    life = timedelta(days=days)
    async with transaction():
        token = ApiToken(
            person=actor.person_id,
            municipality=municipality_id,
            name=name,
            scopes=" ".join(sorted(scopes)),
            created_at=now,
            expires_at=now + life,
        )
        await token.save()
        number = int(token.id)
        await record(
            actor=actor,
            act="token maken",
            object_kind="token",
            object_id=number,
            now=now,
            on_behalf_of=municipality_id,
            details={"doelen": sorted(scopes), "dagen": days},
        )
        what = wording("U hebt een token gemaakt voor een programma: ‘%(naam)s’", naam=name)
        await tell_people(person_ids=[actor.person_id], what=what, path="/account/tokens", now=now)
    return api_tokens.issue(key=key, issuer=issuer, number=number, scopes=scopes, now=now, life=life)


class _Token(msgspec.Struct, frozen=True):
    person: int
    municipality: int | None


async def revoke_token(*, actor: Actor, number: int, now: datetime) -> None:
    """From now on this token of one's own is refused."""
    async with transaction():
        token = await fetch_one_as(
            _Token, "SELECT person, municipality FROM api_token WHERE id = $1 FOR UPDATE", number
        )
        if token is None or token.person != actor.person_id:
            raise NotFound("Dit token bestaat niet.")
        await ApiToken.update({ApiToken.revoked_at: now}).where(ApiToken.id == number, ApiToken.revoked_at.is_null())
        await record(
            actor=actor,
            act="token intrekken",
            object_kind="token",
            object_id=number,
            now=now,
            on_behalf_of=token.municipality,
        )
