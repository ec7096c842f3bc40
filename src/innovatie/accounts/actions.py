"""Signing in and out, and choosing for which municipality one acts."""

from datetime import datetime

from innovatie.accounts import sessions
from innovatie.accounts.queries import actor_of
from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.infra.database import execute, fetch_value, transaction


async def start_session(*, person_id: int, device: str, now: datetime, means: str) -> str:
    """A new session for this person; the secret for the cookie. `means`: persona, oidc or maillink."""
    async with transaction():
        actor = await actor_of(person_id=person_id, municipality_id=None, today=now.date())
        if actor is None:
            raise NotFound("Dit account bestaat niet of is afgesloten.")
        secret = sessions.new_secret()
        await execute(
            "INSERT INTO session (secret_digest, person, municipality, created_at, seen_at, device)"
            " VALUES ($1, $2, $3, $4, $4, $5)",
            sessions.digest(secret),
            person_id,
            actor.municipality_id,
            now,
            device[:200],
        )
        await record(
            actor=actor, act="inloggen", object_kind="persoon", object_id=person_id, now=now, details={"via": means}
        )
    return secret


async def end_session(*, actor: Actor, session_id: int, now: datetime) -> None:
    """End a session of one's own; one that has ended already stays so."""
    async with transaction():
        owner = await fetch_value("SELECT person FROM session WHERE id = $1", session_id)
        if owner is None or owner != actor.person_id:
            raise NotFound("Deze sessie bestaat niet.")
        await execute("UPDATE session SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL", now, session_id)
        await record(actor=actor, act="uitloggen", object_kind="sessie", object_id=session_id, now=now)


async def act_for(*, actor: Actor, municipality_id: int, now: datetime) -> None:
    """From now on this session acts for another of the person's own municipalities."""
    if municipality_id not in actor.municipalities():
        raise NotAllowed("U hebt geen rol bij deze gemeente.")
    async with transaction():
        await execute("UPDATE session SET municipality = $1 WHERE id = $2", municipality_id, actor.session_id)
        await record(
            actor=actor,
            act="handelen namens",
            object_kind="gemeente",
            object_id=municipality_id,
            on_behalf_of=municipality_id,
            now=now,
        )
