"""Signing in at an identity provider: what is remembered between its two halves, and who it turns out to be."""

from datetime import datetime, timedelta

from innovatie.accounts import one_time
from innovatie.accounts.oidc.flow import Attempt
from innovatie.accounts.oidc.idtoken import Identity
from innovatie.accounts.oidc.logout_token import SignOut
from innovatie.accounts.oidc.settings import VNG
from innovatie.accounts.queries import actor_of
from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import NotAllowed
from innovatie.infra.database import execute, fetch, fetch_row, fetch_value, transaction

ATTEMPT_LIFE = timedelta(minutes=10)
_STATE, _BROWSER = "oidc state", "browser"


async def remember_attempt(*, attempt: Attempt, browser: str, after: str, now: datetime) -> None:
    """Keep what the second half needs, found by `state` and only from the browser that has the secret `browser`."""
    await execute(
        "INSERT INTO sign_in_attempt (state_digest, browser_digest, provider, nonce, verifier, redirect_uri, after,"
        " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        one_time.digest(attempt.state, _STATE),
        one_time.digest(browser, _BROWSER),
        attempt.provider,
        attempt.nonce,
        attempt.verifier,
        attempt.redirect_uri,
        after,
        now,
    )


async def take_attempt(*, state: str, browser: str, now: datetime) -> tuple[Attempt, str] | None:
    """The attempt with this state, once, in the browser that began it and within ten minutes; and where to go after."""
    row = await fetch_row(
        "UPDATE sign_in_attempt SET used_at = $3 WHERE state_digest = $1 AND browser_digest = $2 AND used_at IS NULL"
        " AND created_at > $4 RETURNING provider, nonce, verifier, redirect_uri, after",
        one_time.digest(state, _STATE),
        one_time.digest(browser, _BROWSER),
        now,
        now - ATTEMPT_LIFE,
    )
    if row is None:
        return None
    attempt = Attempt(
        provider=row["provider"],
        state=state,
        nonce=row["nonce"],
        verifier=row["verifier"],
        redirect_uri=row["redirect_uri"],
    )
    return attempt, row["after"]


async def person_of_identity(*, identity: Identity, now: datetime) -> tuple[int, int | None]:
    """The person with this identity, and the municipality of the provider; a new person when nobody has it yet.

    Never by mail address: whoever controls an address at one provider must not become somebody of another. A new person
    from a municipality's own provider is one of its civil servants; at VNG a new person has no role until given one.
    """
    async with transaction():
        municipality_id = await _municipality(identity)
        await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 7))", f"{identity.issuer} {identity.subject}")
        row = await fetch_row(
            "UPDATE identity i SET used_at = $3 FROM person p"
            " WHERE i.issuer = $1 AND i.subject = $2 AND p.id = i.person RETURNING p.id, p.active",
            identity.issuer,
            identity.subject,
            now,
        )
        if row is not None:
            if not row["active"]:
                raise NotAllowed("Uw account is afgesloten. Vraag de beheerder van uw gemeente.")
            return row["id"], municipality_id
        return await _new_person(identity, municipality_id, now), municipality_id


async def _municipality(identity: Identity) -> int | None:
    if identity.municipality == VNG:
        return None
    found: int | None = await fetch_value("SELECT id FROM municipality WHERE code = $1", identity.municipality)
    if found is None:
        raise NotAllowed("De gemeente van deze inlogdienst is niet bekend. Vraag de beheerder van dit platform.")
    return found


async def _new_person(identity: Identity, municipality_id: int | None, now: datetime) -> int:
    # The address only describes, and belongs to whoever had it first here.
    taken = await fetch_value("SELECT true FROM person WHERE email = $1", (identity.email or "").lower())
    person_id: int = await fetch_value(
        "INSERT INTO person (name, email, description, active, created_at) VALUES ($1, $2, '', true, $3) RETURNING id",
        (identity.name or "Medewerker")[:120],
        None if taken or not identity.email else identity.email.lower()[:254],
        now,
    )
    await execute(
        "INSERT INTO identity (person, provider, issuer, subject, created_at, used_at) VALUES ($1, $2, $3, $4, $5, $5)",
        person_id,
        identity.provider,
        identity.issuer,
        identity.subject,
        now,
    )
    if municipality_id is not None:
        await execute(
            "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
            " VALUES ($1, $2, $3, $4, $5, 'Kwam binnen via de inlogdienst van de gemeente.')",
            person_id,
            Role.CIVIL_SERVANT.value,
            municipality_id,
            now.date(),
            now,
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


async def sign_out_from_provider(*, sign_out: SignOut, provider: str, now: datetime) -> int:
    """Carry out a back-channel logout, once; how many sessions ended. A token seen before ends nothing."""
    async with transaction():
        new = await fetch_value(
            "INSERT INTO logout_seen (issuer, token_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id",
            sign_out.issuer,
            sign_out.token_id,
            now,
        )
        if new is None:
            raise NotAllowed("Deze afmelding is al uitgevoerd.")
        ended = await fetch(
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
            actor = await actor_of(person_id=row["person"], municipality_id=None, today=now.date())
            await record(
                actor=actor or SYSTEM,
                act="uitloggen",
                object_kind="sessie",
                object_id=row["id"],
                now=now,
                origin="inlogdienst",
            )
    return len(ended)
