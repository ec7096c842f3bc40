"""Making and revoking tokens for programs."""

from datetime import datetime, timedelta

from innovatie.accounts import api_tokens, limits
from innovatie.accounts.api_tokens import Scope
from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Invalid, NotAllowed, NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_row, fetch_value, transaction
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
    """A new token, shown this once; for oneself, or for a municipality one has a role at."""
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
        number: int = await fetch_value(
            "INSERT INTO api_token (person, municipality, name, scopes, created_at, expires_at)"
            " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
            actor.person_id,
            municipality_id,
            name,
            " ".join(sorted(scopes)),
            now,
            now + life,
        )
        await record(
            actor=actor,
            act="token maken",
            object_kind="token",
            object_id=number,
            now=now,
            on_behalf_of=municipality_id,
            details={"doelen": sorted(scopes), "dagen": days},
        )
    return api_tokens.issue(key=key, issuer=issuer, number=number, scopes=scopes, now=now, life=life)


async def revoke_token(*, actor: Actor, number: int, now: datetime) -> None:
    """From now on this token of one's own is refused."""
    async with transaction():
        row = await fetch_row("SELECT person, municipality FROM api_token WHERE id = $1 FOR UPDATE", number)
        if row is None or row["person"] != actor.person_id:
            raise NotFound("Dit token bestaat niet.")
        await execute("UPDATE api_token SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", now, number)
        await record(
            actor=actor,
            act="token intrekken",
            object_kind="token",
            object_id=number,
            now=now,
            on_behalf_of=row["municipality"],
        )
