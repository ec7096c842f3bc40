"""Registering, rotating and ending applications, and exchanging an assertion for a token."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

import asyncpg
import structlog

from innovatie.accounts.api_tokens import Scope
from innovatie.accounts.records import people_with, tell_people
from innovatie.applications import access_tokens, queries
from innovatie.applications.assertions import AssertionRefused, claimed_client, judge, proven
from innovatie.applications.keys import read_key
from innovatie.applications.queries import ApplicationRow
from innovatie.applications.tables import Application, ApplicationKey, UsedAssertion
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.wording import Wording, wording
from innovatie.infra.database import transaction
from innovatie.infra.rate_limit import Limit, take
from innovatie.infra.rows import as_json

PER_NETWORK: Final = Limit(name="token voor koppeling", size=120, period=timedelta(minutes=1))
PER_APPLICATION: Final = Limit(name="token voor deze koppeling", size=60, period=timedelta(minutes=1))
MOST_KEYS: Final = 5
"""Keys of one application that hold at the same time."""
_log = structlog.get_logger()


class ScopeRefused(Invalid):
    """A purpose that this application was not registered for."""


async def register(
    *,
    actor: Actor,
    municipality_id: int,
    name: str,
    supplier: str,
    scopes: Collection[Scope],
    key_text: str,
    now: datetime,
) -> int:
    """A new application of this municipality with its first public key; its number."""
    authority.require(actor, Act.MANAGE_APPLICATIONS, Context(municipality_id=municipality_id))
    if not scopes:
        raise Invalid({"doelen": "Kies waarvoor de koppeling is."})
    key = read_key(key_text)
    async with transaction():
        made = Application(
            client_id=f"koppeling-{secrets.token_hex(8)}",
            municipality=municipality_id,
            name=name,
            supplier=supplier,
            scopes=" ".join(sorted(scopes)),
            created_by=actor.person_id,
            created_at=now,
        )
        await made.save()
        await _add(actor, int(made.id), key.kid, key.jwk, now)
        await _record(actor, "koppeling aanmelden", int(made.id), municipality_id, now, {"doelen": sorted(scopes)})
        what = wording("%(wie)s meldde een koppeling aan: ‘%(naam)s’", wie=actor.name, naam=name)
        await _tell(municipality_id, what, int(made.id), now)
    return int(made.id)


async def add_key(*, actor: Actor, municipality_id: int, number: int, key_text: str, now: datetime) -> None:
    """Another public key beside those that hold, so that the system can change over without a gap."""
    authority.require(actor, Act.MANAGE_APPLICATIONS, Context(municipality_id=municipality_id))
    key = read_key(key_text)
    async with transaction():
        system = await _working(number, municipality_id)
        known = await queries.keys_of(number)
        if sum(one.ended_at is None for one in known) >= MOST_KEYS:
            raise Conflict("Deze koppeling heeft al vijf sleutels. Beëindig er eerst een.")
        if any(one.kid == key.kid for one in known):
            raise Invalid({"sleutel": "Deze sleutel is al eens gebruikt. Maak een nieuw paar."})
        await _add(actor, number, key.kid, key.jwk, now)
        await _record(actor, "sleutel toevoegen", number, municipality_id, now, {"sleutel": key.kid})
        what = wording("%(wie)s voegde een sleutel toe aan koppeling ‘%(naam)s’", wie=actor.name, naam=system.name)
        await _tell(municipality_id, what, number, now)


async def _tell(municipality_id: int, what: Wording, number: int, now: datetime) -> None:
    """To all who administer the municipality, who did it too: a system acts on when a stolen session is over."""
    people = await people_with(Role.MUNICIPAL_ADMIN, today=dutch_day(now), municipality_id=municipality_id)
    await tell_people(person_ids=people, what=what, path=f"/mijn-gemeente/koppelingen/{number}", now=now)


async def end_key(*, actor: Actor, municipality_id: int, number: int, key_id: int, now: datetime) -> None:
    """From now on nothing signed with this key is taken, and no token that was got with it."""
    authority.require(actor, Act.MANAGE_APPLICATIONS, Context(municipality_id=municipality_id))
    async with transaction():
        await _working(number, municipality_id)
        key = next((one for one in await queries.keys_of(number) if one.id == key_id), None)
        if key is None or key.ended_at is not None:
            raise NotFound("Deze sleutel geldt niet meer.")
        await ApplicationKey.update({ApplicationKey.ended_at: now}).where(ApplicationKey.id == key_id)
        await _record(actor, "sleutel beëindigen", number, municipality_id, now, {"sleutel": key.kid})


async def end(*, actor: Actor, municipality_id: int, number: int, now: datetime) -> None:
    """The application may do nothing any more; what it did stays."""
    authority.require(actor, Act.MANAGE_APPLICATIONS, Context(municipality_id=municipality_id))
    async with transaction():
        await _working(number, municipality_id)
        await Application.update({Application.ended_at: now, Application.ended_by: actor.person_id}).where(
            Application.id == number
        )
        await _record(actor, "koppeling beëindigen", number, municipality_id, now, {})


async def exchange(
    *,
    assertion: str,
    asked: Sequence[str],
    audiences: Collection[str],
    secret: str,
    issuer: str,
    network: str,
    now: datetime,
) -> tuple[str, tuple[Scope, ...]]:
    """An access token for an hour and its scopes: those asked for, or all of the application.

    Raises AssertionRefused, ScopeRefused or TooMany.
    """
    await take(PER_NETWORK, network, now=now)
    client_id, kid = claimed_client(assertion)
    key, claims = _signer(assertion, await queries.known_keys(client_id, kid))
    told = judge(claims, client_id=client_id, audiences=audiences, now=now)
    await take(PER_APPLICATION, key.application, now=now)
    held = key.scopes.split()
    if any(word not in held for word in asked):
        raise ScopeRefused({"scope": "Deze koppeling is niet voor al deze doelen aangemeld."})
    scopes = tuple(Scope(word) for word in sorted(set(asked) or set(held)))
    used = UsedAssertion(
        application=key.application,
        jti_digest=hashlib.sha256(told.jti.encode()).digest(),
        expires_at=told.expires_at,
    )
    try:
        async with transaction():
            await used.save()
    except asyncpg.UniqueViolationError:
        _log.warning("assertion replayed", application=key.application)
        raise AssertionRefused("twice") from None
    await ApplicationKey.update({ApplicationKey.used_at: now}).where(ApplicationKey.id == key.key)
    granted = access_tokens.AccessToken(client_id, key.key, scopes)
    return access_tokens.issue(secret=secret, issuer=issuer, told=granted, now=now), scopes


def _signer(assertion: str, keys: Sequence[queries.KnownKey]) -> tuple[queries.KnownKey, dict[str, object]]:
    """The key that signed it, with what it claims.

    A system that names none (`kid`) goes on when its administrator adds a second key: each that holds is tried.
    """
    refused = AssertionRefused("kid")  # unknown or ended
    for key in keys:
        try:
            return key, proven(assertion, jwk=key.jwk)
        except AssertionRefused as wrong:
            refused = wrong
    raise refused


async def forget_assertions(*, now: datetime) -> None:
    """Let go of what expired by itself an hour ago, for any clock of ours. Run by the nightly job."""
    await UsedAssertion.delete().where(UsedAssertion.expires_at < now - timedelta(hours=1))


async def _working(number: int, municipality_id: int) -> ApplicationRow:
    await Application.select(Application.id).where(Application.id == number).lock_rows()
    found = await queries.application_of(number, municipality_id=municipality_id)
    if found.ended_at is not None:
        raise Conflict("Deze koppeling is beëindigd.")
    return found


async def _add(actor: Actor, number: int, kid: str, jwk: dict[str, str], now: datetime) -> None:
    key = ApplicationKey(application=number, kid=kid, jwk=as_json(jwk), added_by=actor.person_id, added_at=now)
    await key.save()


async def _record(  # noqa: PLR0917 -- one line of the trail
    actor: Actor, act: str, number: int, municipality_id: int, now: datetime, details: dict[str, object]
) -> None:
    await record(
        actor=actor,
        act=act,
        object_kind="koppeling",
        object_id=number,
        on_behalf_of=municipality_id,
        now=now,
        details=details,
    )
