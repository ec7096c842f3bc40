"""Signing in at an identity provider: what is remembered between its two halves, and who it turns out to be."""

import re
from datetime import datetime, timedelta
from typing import Final

import msgspec

from innovatie.accounts import secret_tokens
from innovatie.accounts.actions.access import end_mailed
from innovatie.accounts.oidc.flow import Attempt
from innovatie.accounts.oidc.idtoken import Identity
from innovatie.accounts.oidc.logout_token import SignOut
from innovatie.accounts.oidc.settings import VNG
from innovatie.accounts.queries import actor_of
from innovatie.accounts.records import give_role, new_person, one_way
from innovatie.accounts.tables import Identity as IdentityTable
from innovatie.accounts.tables import LogoutSeen, Person, SignInAttempt
from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotAllowed
from innovatie.domain.names_in_texts import is_name_of_a_person
from innovatie.infra.database import execute, fetch_as, fetch_one_as, fetch_one_value, transaction
from innovatie.infra.moments import moment_or_none
from innovatie.municipalities.queries import ids_by_code

ATTEMPT_LIFE = timedelta(minutes=10)
NAMELESS: Final = "Naamloos"
"""Until somebody says who they are: one word, so that no text of others is ever searched for it."""
ADDRESS: Final = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}")
_STATE, _BROWSER = "oidc state", "browser"


async def remember_attempt(*, attempt: Attempt, browser: str, after: str, now: datetime) -> None:
    """Keep what the second half needs, found by `state` and only from the browser that has the secret `browser`."""
    await SignInAttempt(
        state_digest=secret_tokens.digest(attempt.state, _STATE),
        browser_digest=secret_tokens.digest(browser, _BROWSER),
        provider=attempt.provider,
        nonce=attempt.nonce,
        verifier=attempt.verifier,
        redirect_uri=attempt.redirect_uri,
        after=after,
        created_at=now,
    ).save()


class _Remembered(msgspec.Struct, frozen=True):
    provider: str
    nonce: str
    verifier: str
    redirect_uri: str
    after: str


async def take_attempt(*, state: str, browser: str, now: datetime) -> tuple[Attempt, str] | None:
    """The attempt with this state, once, in the browser that began it and within ten minutes; and where to go after."""
    kept = await fetch_one_as(
        _Remembered,
        "UPDATE sign_in_attempt SET used_at = coalesce($3::timestamptz, clock_timestamp())"
        " WHERE state_digest = $1 AND browser_digest = $2 AND used_at IS NULL"
        " AND created_at > coalesce($3::timestamptz, clock_timestamp()) - $4::interval"
        " RETURNING provider, nonce, verifier, redirect_uri, after",
        secret_tokens.digest(state, _STATE),
        secret_tokens.digest(browser, _BROWSER),
        moment_or_none(now),
        ATTEMPT_LIFE,
    )
    if kept is None:
        return None
    attempt = Attempt(
        provider=kept.provider,
        state=state,
        nonce=kept.nonce,
        verifier=kept.verifier,
        redirect_uri=kept.redirect_uri,
    )
    return attempt, kept.after


class _Known(msgspec.Struct, frozen=True):
    id: int
    active: bool


async def person_of_identity(*, identity: Identity, now: datetime) -> tuple[int, int | None]:
    """The person with this identity, and the municipality of the provider; a new person when nobody has it yet.

    Never by mail address: whoever controls an address at one provider must not become somebody of another. A new person
    from a municipality's own provider is one of its civil servants; at VNG a new person has no role until given one.
    """
    async with transaction():
        municipality_id = await _municipality(identity)
        await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 7))", f"{identity.issuer} {identity.subject}")
        known = await fetch_one_as(
            _Known,
            "UPDATE identity i SET used_at = $3 FROM person p"
            " WHERE i.issuer = $1 AND i.subject = $2 AND p.id = i.person RETURNING p.id, p.active",
            identity.issuer,
            identity.subject,
            now,
        )
        if known is not None:
            if not known.active:
                raise NotAllowed("Uw account is afgesloten. Vraag de beheerder van uw gemeente.")
            await _follow(known.id, identity, municipality_id, now)
            return known.id, municipality_id
        return await _new_person(identity, municipality_id, now), municipality_id


async def _municipality(identity: Identity) -> int | None:
    if identity.municipality == VNG:
        return None
    found = (await ids_by_code()).get(identity.municipality)
    if found is None:
        raise NotAllowed("De gemeente van deze inlogdienst is niet bekend. Vraag de beheerder van dit platform.")
    return found


def _name(identity: Identity) -> str | None:
    """The name when it looks like one of a person; what else a provider says (a role, a code) is no name here."""
    name = " ".join((identity.name or "").split())
    return name if len(name) <= 120 and is_name_of_a_person(name) else None


async def _follow(person_id: int, identity: Identity, municipality_id: int | None, now: datetime) -> None:
    """The name and the address of the person as the provider tells them today.

    An address counts only when it is of a mail domain of the provider's own municipality (or of VNG). Whom the same
    provider told us of before with this address has left: the address goes to who has it now. Nobody else's is taken.
    Links that were mailed to a former address work no more.
    """
    name = _name(identity)
    if name is not None:
        await Person.update({Person.name: name}).where(Person.id == person_id, Person.name != name)
    address = one_way(identity.email or "")
    if not ADDRESS.fullmatch(address) or len(address) > 254 or not await _own_domain(address, municipality_id):
        return
    bearer = await fetch_one_as(
        _Bearer,
        "SELECT p.id, EXISTS (SELECT 1 FROM identity i WHERE i.person = p.id AND i.issuer = $2) AS same_provider"
        " FROM person p WHERE p.email = $1 FOR UPDATE",
        address,
        identity.issuer,
    )
    if bearer is not None and bearer.id != person_id and not bearer.same_provider:
        return
    if bearer is not None and bearer.id == person_id:
        return
    if bearer is not None:
        await Person.update({Person.email: None}).where(Person.id == bearer.id)
        await end_mailed(person_id=bearer.id, now=now)
    await Person.update({Person.email: address}).where(Person.id == person_id)
    await end_mailed(person_id=person_id, now=now)


class _Bearer(msgspec.Struct, frozen=True):
    id: int
    same_provider: bool


async def _own_domain(address: str, municipality_id: int | None) -> bool:
    found = await fetch_one_value(
        bool,
        "SELECT true FROM mail_domain WHERE domain = $1 AND municipality IS NOT DISTINCT FROM $2 LIMIT 1",
        address.rsplit("@", 1)[1],
        municipality_id,
    )
    return found is True


async def _new_person(identity: Identity, municipality_id: int | None, now: datetime) -> int:
    name = _name(identity)
    person_id = await new_person(name=name or NAMELESS, email=None, now=now)
    await IdentityTable(
        person=person_id,
        provider=identity.provider,
        issuer=identity.issuer,
        subject=identity.subject,
        created_at=now,
        used_at=now,
    ).save()
    await _follow(person_id, identity, municipality_id, now)
    if municipality_id is not None:
        await give_role(
            person_id=person_id,
            role=Role.CIVIL_SERVANT,
            municipality_id=municipality_id,
            starts=dutch_day(now),
            reason="Kwam binnen via de inlogdienst van de gemeente.",
            now=now,
        )
    await record(
        actor=SYSTEM,
        act="account maken",
        object_kind="persoon",
        object_id=person_id,
        now=now,
        on_behalf_of=municipality_id,
        details={"via": "inlogdienst", "aanbieder": identity.provider},
    )
    return person_id


class _Ended(msgspec.Struct, frozen=True):
    id: int
    person: int


async def sign_out_from_provider(*, sign_out: SignOut, provider: str, now: datetime) -> int:
    """Carry out a back-channel logout, once; how many sessions ended. A token seen before ends nothing."""
    async with transaction():
        seen = LogoutSeen(issuer=sign_out.issuer, token_id=sign_out.token_id, at=now)
        if not await LogoutSeen.insert(seen).on_conflict(action="DO NOTHING").returning(LogoutSeen.id):
            raise NotAllowed("Deze afmelding is al uitgevoerd.")
        ended = await fetch_as(
            _Ended,
            "UPDATE session s SET ended_at = $1, id_token = NULL WHERE s.ended_at IS NULL AND s.provider = $2"
            " AND CASE WHEN $3::text IS NOT NULL THEN s.provider_session = $3 ELSE EXISTS (SELECT 1 FROM identity i"
            "      WHERE i.person = s.person AND i.issuer = $5 AND i.subject = $4) END RETURNING s.id, s.person",
            now,
            provider,
            sign_out.session_id,
            sign_out.subject,
            sign_out.issuer,
        )
        for row in ended:
            actor = await actor_of(person_id=row.person, municipality_id=None, today=dutch_day(now))
            await record(
                actor=actor or SYSTEM,
                act="uitloggen",
                object_kind="sessie",
                object_id=row.id,
                now=now,
                origin="inlogdienst",
            )
    return len(ended)
