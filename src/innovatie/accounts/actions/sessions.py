"""Signing in and out, and choosing for which municipality one acts."""

from datetime import datetime

import msgspec

from innovatie.accounts import sessions
from innovatie.accounts.actions.access import end_access
from innovatie.accounts.queries import actor_of
from innovatie.accounts.records import may_enter
from innovatie.accounts.tables import Person, Session
from innovatie.audit.actions import record
from innovatie.domain.authority import VISITOR, Actor, person_of
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.infra.database import fetch_one_as, transaction


class AtProvider(msgspec.Struct, frozen=True, kw_only=True):
    """What we keep of the session at the identity provider, so that both can end together."""

    code: str
    session_id: str | None
    sealed_id_token: bytes | None = None


async def start_session(
    *,
    person_id: int,
    device: str,
    now: datetime,
    means: str,
    second_factor_done: bool = False,
    municipality_id: int | None = None,
    provider: AtProvider | None = None,
) -> str:
    """A new session for this person; the secret for the cookie. `means`: persona, inlogdienst, inloglink, uitnodiging.

    Until the second factor is done the session does not hold the roles that need one. Personas of the demo need none.
    """
    async with transaction():
        actor = await actor_of(person_id=person_id, municipality_id=municipality_id, today=dutch_day(now))
        if actor is None:
            raise NotFound("Dit account bestaat niet of is afgesloten.")
        if not actor.grants and not await may_enter(person_id, today=dutch_day(now)):
            raise NotAllowed("Al uw rollen zijn afgelopen. Vraag de beheerder van uw gemeente om een nieuwe.")
        secret = sessions.new_secret()
        await Session(
            secret_digest=sessions.digest(secret),
            person=person_id,
            municipality=actor.municipality_id,
            created_at=now,
            seen_at=now,
            device=device[:200],
            means=means,
            factor_at=now if second_factor_done or means == "persona" else None,
            provider=provider.code if provider else None,
            provider_session=provider.session_id if provider else None,
            id_token=provider.sealed_id_token if provider else None,
        ).save()
        await Person.update({Person.signed_in_at: now, Person.warned_at: None}).where(Person.id == person_id)
        await record(
            actor=actor, act="inloggen", object_kind="persoon", object_id=person_id, now=now, details={"via": means}
        )
    return secret


async def note_failure(*, means: str, reason: str, now: datetime) -> None:
    """A sign-in that failed: in the trail without a name, since nobody knows who it was."""
    await record(
        actor=VISITOR,
        act="inloggen",
        object_kind="persoon",
        object_id="onbekend",
        now=now,
        result="geweigerd",
        details={"via": means, "reden": reason[:60]},
    )


class _Open(msgspec.Struct, frozen=True):
    person: int
    provider: str | None
    id_token: bytes | None


async def end_session(*, actor: Actor, session_id: int, now: datetime) -> tuple[str, bytes | None] | None:
    """End a session of one's own; one that has ended already stays so.

    Gives the provider's code and the sealed ID token when it was begun at a provider.
    """
    async with transaction():
        session = await fetch_one_as(
            _Open, "SELECT person, provider, id_token FROM session WHERE id = $1 FOR UPDATE", session_id
        )
        if session is None or session.person != actor.person_id:
            raise NotFound("Deze sessie bestaat niet.")
        await Session.update({Session.ended_at: now, Session.id_token: None}).where(
            Session.id == session_id, Session.ended_at.is_null()
        )
        await record(actor=actor, act="uitloggen", object_kind="sessie", object_id=session_id, now=now)
    return None if session.provider is None else (session.provider, session.id_token)


async def end_other_sessions(*, actor: Actor, now: datetime) -> int:
    """End all sessions of one's own but this one, and all else that gives access; how many sessions."""
    async with transaction():
        ended = await end_access(person_id=person_of(actor), but=actor.session_id, now=now)
        await record(
            actor=actor,
            act="andere sessies beëindigen",
            object_kind="persoon",
            object_id=actor.person_id or 0,
            now=now,
            details={"aantal": ended},
        )
    return ended


async def act_for(*, actor: Actor, municipality_id: int, now: datetime) -> None:
    """From now on this session acts for another of the person's own municipalities."""
    if municipality_id not in actor.municipalities():
        raise NotAllowed("U hebt geen rol bij deze gemeente.")
    async with transaction():
        await Session.update({Session.municipality: municipality_id}).where(Session.id == actor.session_id)
        await record(
            actor=actor,
            act="handelen namens",
            object_kind="gemeente",
            object_id=municipality_id,
            on_behalf_of=municipality_id,
            now=now,
        )
