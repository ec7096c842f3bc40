"""The second factor of a person: enrolling an app, confirming a session with it, and codes on paper."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from innovatie.accounts import limits, second_factor
from innovatie.accounts.actions.access import end_made_with_factor
from innovatie.accounts.encryption import seal, unseal
from innovatie.accounts.tables import FactorRecovery, Passkey, RecoveryCode, SecondFactor, Session
from innovatie.audit.actions import record
from innovatie.domain.authority import Actor, person_of
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.factor_recovery import Outcome
from innovatie.domain.wording import Wording, wording
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch_one_as, fetch_one_value, transaction
from innovatie.infra.moments import moment
from innovatie.infra.rate_limit import take
from innovatie.infra.secret import Secret

ENROLMENT_LIFE: Final = timedelta(minutes=10)
FACTOR: Final = "second factor"
"""What a confirmed factor is sealed for."""
_WRONG: Final = {"code": wording("Deze code klopt niet of is al gebruikt. Wacht op de volgende code in uw app.")}


async def begin_enrolment(*, actor: Actor, key: str, now: datetime) -> Secret:
    """A new secret for the app of who has none confirmed yet. Asking again in this session gives the same one for ten
    minutes; in another session, or later, there is another: nobody else's secret can be confirmed by accident.
    """
    person_id = person_of(actor)
    async with transaction():
        factor = await _locked(person_id)
        now = await moment(now)
        if factor is not None and factor.confirmed_at is not None:
            raise Conflict("U hebt al een app met codes. Verwijder die eerst.")
        await shown_if_any(actor=actor, now=now)
        known = _unfinished(factor, actor, key=key, now=now)
        if known is not None:
            return known
        fresh = second_factor.new_secret()
        await execute(
            "INSERT INTO second_factor (person, sealed_secret, created_at) VALUES ($1, $2, $3)"
            " ON CONFLICT (person) DO UPDATE SET sealed_secret = $2, created_at = $3, last_step = NULL",
            person_id,
            seal(fresh.reveal(), key=key, purpose=_in_session(actor), owner=person_id),
            now,
        )
        await record(actor=actor, act="tweede factor beginnen", object_kind="persoon", object_id=person_id, now=now)
        await tell(actor=actor, what=wording("Iemand begon een tweede factor in te stellen voor uw account"), now=now)
    return fresh


async def finish_enrolment(*, actor: Actor, code: str, key: str, now: datetime) -> list[str]:
    """Confirm the app with its first code; the recovery codes, shown this once. The session is strong from now on."""
    person_id = person_of(actor)
    await take(limits.SECOND_FACTOR, person_id, now=now)
    async with transaction():
        factor = await _locked(person_id)
        now = await moment(now)
        secret = None if factor is None or factor.confirmed_at else _unfinished(factor, actor, key=key, now=now)
        if secret is None:
            raise Conflict("Het instellen duurde te lang of begon ergens anders. Begin opnieuw met instellen.")
        await shown_if_any(actor=actor, now=now)
        step = second_factor.accepted_step(secret, code, now=now, last_step=None)
        if step is None:
            raise Invalid(_WRONG)
        sealed = seal(secret.reveal(), key=key, purpose=FACTOR, owner=person_id)
        await SecondFactor.update(
            {SecondFactor.confirmed_at: now, SecondFactor.last_step: step, SecondFactor.sealed_secret: sealed}
        ).where(SecondFactor.person == person_id)
        codes = await new_recovery_codes(person_id=person_id)
        await strengthen(actor=actor, now=now)
        await record(actor=actor, act="tweede factor instellen", object_kind="persoon", object_id=person_id, now=now)
        await tell(actor=actor, what=wording("U hebt een tweede factor ingesteld"), now=now)
    return codes


async def confirm_session(*, actor: Actor, code: str, key: str, now: datetime) -> None:
    """Show the second factor in this session: a code of the app, or a recovery code (which is then used up)."""
    person_id = person_of(actor)
    await take(limits.SECOND_FACTOR, person_id, now=now)
    async with transaction():
        factor = await _locked(person_id)
        now = await moment(now)
        app = factor if factor is not None and factor.confirmed_at is not None else None
        if app is None and not await Passkey.exists().where(Passkey.person == person_id):
            raise NotAllowed("Stel eerst een tweede factor in.")
        step = None if app is None else _step(app, code, person_id=person_id, key=key, now=now)
        if step is not None:
            await SecondFactor.update({SecondFactor.last_step: step}).where(SecondFactor.person == person_id)
        elif not await _use_recovery_code(person_id, code, now):
            raise Invalid(_WRONG)
        else:
            await tell(actor=actor, what=wording("Een herstelcode van uw account is gebruikt"), now=now)
        await strengthen(actor=actor, now=now)
        await record(
            actor=actor, act="tweede factor tonen", object_kind="sessie", object_id=actor.session_id or 0, now=now
        )


async def remove_factor(*, actor: Actor, now: datetime) -> None:
    """Remove one's own app with codes; only in a session that has shown the second factor lately."""
    async with transaction():
        await lock_factors(person_id=actor.person_id)
        now = await moment(now)
        await shown_lately(actor=actor, now=now)
        await SecondFactor.delete().where(SecondFactor.person == actor.person_id)
        await weaken_without_any(actor=actor, now=now)
        await record(
            actor=actor, act="tweede factor verwijderen", object_kind="persoon", object_id=actor.person_id or 0, now=now
        )
        await tell(actor=actor, what=wording("De tweede factor van uw account is verwijderd"), now=now)


async def lock_factors(*, person_id: int | None) -> None:
    """No other transaction adds, shows or removes a factor of this person until this one ends."""
    await execute("SELECT 1 FROM person WHERE id = $1 FOR NO KEY UPDATE", person_id)


async def has_any(*, person_id: int | None) -> bool:
    """Whether an app or a passkey of this person is set up."""
    app = SecondFactor.exists().where(SecondFactor.person == person_id, SecondFactor.confirmed_at.is_not_null())
    return await app or await Passkey.exists().where(Passkey.person == person_id)


async def shown_lately(*, actor: Actor, now: datetime) -> None:
    """Raises NotAllowed unless this session showed the second factor less than ten minutes ago."""
    since = await moment(now) - second_factor.FACTOR_FRESH
    if not await Session.exists().where(Session.id == actor.session_id, Session.factor_at > since):
        raise NotAllowed("Toon eerst uw tweede factor. Daarna kunt u die tien minuten lang wijzigen.")


async def shown_if_any(*, actor: Actor, now: datetime) -> None:
    """Who has a second factor adds another one only after showing it: else a stolen session would add its own."""
    if await has_any(person_id=actor.person_id):
        await shown_lately(actor=actor, now=now)


async def weaken_without_any(*, actor: Actor, now: datetime) -> None:
    """After the last of app and passkeys went: the codes on paper go too, and no session is strong any more."""
    if actor.person_id is not None and not await has_any(person_id=actor.person_id):
        await RecoveryCode.delete().where(RecoveryCode.person == actor.person_id)
        await Session.update({Session.factor_at: None}).where(
            Session.person == actor.person_id, Session.means != "persona"
        )
        await end_made_with_factor(person_id=actor.person_id, now=now)


async def forget_factors(*, person_id: int) -> None:
    """App, passkeys and codes on paper go, and no session is strong any more."""
    await SecondFactor.delete().where(SecondFactor.person == person_id)
    await Passkey.delete().where(Passkey.person == person_id)
    await RecoveryCode.delete().where(RecoveryCode.person == person_id)
    await Session.update({Session.factor_at: None}).where(Session.person == person_id)


class _Factor(msgspec.Struct, frozen=True):
    sealed_secret: bytes
    last_step: int | None
    created_at: datetime
    confirmed_at: datetime | None


def _in_session(actor: Actor) -> str:
    """The purpose that a secret is encrypted for until it is confirmed: only the session that began can read it."""
    return f"{FACTOR} of session {actor.session_id}"


def _unfinished(factor: _Factor | None, actor: Actor, *, key: str, now: datetime) -> Secret | None:
    """The secret of an enrolment that this very session began less than ten minutes ago."""
    person_id = person_of(actor)
    if factor is None or now - factor.created_at >= ENROLMENT_LIFE:
        return None
    found = unseal(factor.sealed_secret, key=key, purpose=_in_session(actor), owner=person_id)
    return None if found is None else Secret(found)


async def _locked(person_id: int) -> _Factor | None:
    await lock_factors(person_id=person_id)
    return await fetch_one_as(_Factor, "SELECT * FROM second_factor WHERE person = $1", person_id)


def _step(factor: _Factor, code: str, *, person_id: int, key: str, now: datetime) -> int | None:
    secret = unseal(factor.sealed_secret, key=key, purpose=FACTOR, owner=person_id)
    if secret is None:
        return None
    return second_factor.accepted_step(Secret(secret), code, now=now, last_step=factor.last_step)


async def new_recovery_codes(*, person_id: int) -> list[str]:
    codes = second_factor.new_recovery_codes()
    await RecoveryCode.delete().where(RecoveryCode.person == person_id)
    digests = [second_factor.recovery_digest(code, person_id=person_id) for code in codes]
    await RecoveryCode.insert(*(RecoveryCode(person=person_id, code_digest=digest) for digest in digests))
    return codes


async def _use_recovery_code(person_id: int, code: str, now: datetime) -> bool:
    digest = second_factor.recovery_digest(code, person_id=person_id)
    used = (
        await RecoveryCode.update({RecoveryCode.used_at: now})
        .where(RecoveryCode.person == person_id, RecoveryCode.code_digest == digest, RecoveryCode.used_at.is_null())
        .returning(RecoveryCode.id)
    )
    return len(used) == 1


async def strengthen(*, actor: Actor, now: datetime) -> None:
    """The factor was shown in this session. Who asked for a way back did not lose it: nothing comes of that."""
    await Session.update({Session.factor_at: now}).where(Session.id == actor.session_id)
    needless = (
        await FactorRecovery.update({FactorRecovery.outcome: Outcome.SHOWN.value, FactorRecovery.ended_at: now})
        .where(FactorRecovery.person == actor.person_id, FactorRecovery.ended_at.is_null())
        .returning(FactorRecovery.id)
    )
    if needless:
        await record(actor=actor, act="herstel vervalt", object_kind="persoon", object_id=actor.person_id or 0, now=now)
        await tell(actor=actor, what=wording("Uw tweede factor is getoond, dus het herstel vervalt"), now=now)


async def tell(*, actor: Actor, what: Wording, now: datetime) -> None:
    """A mail about what changed: whoever did not do this should hear of it."""
    address = await fetch_one_value(str, "SELECT email FROM person WHERE id = $1", actor.person_id)
    if address:
        details = {"naam": actor.name, "wat": what}
        await outbox.put(kind="accountbericht", address=address, person_id=actor.person_id, details=details, now=now)
