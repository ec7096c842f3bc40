"""Passkeys of a person: adding one, confirming a session with one, removing one."""

import secrets
from datetime import datetime
from typing import Final

import msgspec

from innovatie.accounts import limits, passkeys
from innovatie.accounts.actions.factors import (
    ENROLMENT_LIFE,
    has_any,
    lock_factors,
    new_recovery_codes,
    shown_if_any,
    shown_lately,
    strengthen,
    tell,
    weaken_without_any,
)
from innovatie.accounts.passkeys import Held, Made, Refused, Site
from innovatie.accounts.tables import Passkey, Session
from innovatie.audit.actions import DONE, record
from innovatie.domain.authority import Actor, person_of
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_one_as, transaction
from innovatie.infra.moments import moment
from innovatie.infra.rate_limit import take

MOST: Final = 10
"""Passkeys of one person."""
_WRONG: Final = {
    "passkey": wording("Dit is geen passkey van uw account, of de controle lukte niet. Probeer het opnieuw.")
}
_LATE: Final = "Het duurde te lang, of u begon ergens anders opnieuw. Probeer het nog een keer."


async def question_for_new(*, actor: Actor, site: Site, key: str, now: datetime) -> str:
    """What the browser is asked to make a passkey, as JSON. The challenge in it belongs to this session."""
    person_id = person_of(actor)
    held = [one.held() for one in await _held(person_id)]
    challenge = await _challenge(actor, now)
    return passkeys.question_for_new(
        site=site, challenge=challenge, person_id=person_id, person=actor.name, key=key, held=held
    )


async def question_for_known(*, actor: Actor, site: Site, now: datetime) -> str:
    """What the browser is asked to show a passkey, as JSON. The challenge in it belongs to this session."""
    person_id = person_of(actor)
    held = [one.held() for one in await _held(person_id)]
    return passkeys.question_for_known(site=site, challenge=await _challenge(actor, now), held=held)


async def add_passkey(*, actor: Actor, name: str, answer: str, site: Site, now: datetime) -> list[str]:
    """Keep a passkey that the browser made. Recovery codes, shown this once, when it is the first second factor;
    otherwise none. The session is strong from now on.
    """
    person_id = person_of(actor)
    await take(limits.SECOND_FACTOR, person_id, now=now)
    challenge = await _take_challenge(actor, now)
    async with transaction():
        await lock_factors(person_id=person_id)
        now = await moment(now)
        await shown_if_any(actor=actor, now=now)
        if await Passkey.count().where(Passkey.person == person_id) >= MOST:
            raise Conflict(wording("U hebt al %(n)s passkeys. Verwijder er eerst een.", n=MOST))
        made = _made(answer, site=site, challenge=challenge)
        if await Passkey.exists().where(Passkey.credential_id == made.identifier):
            raise Invalid({"passkey": wording("Deze passkey is al toegevoegd.")})
        codes = [] if await has_any(person_id=person_id) else await new_recovery_codes(person_id=person_id)
        await Passkey(
            person=person_id,
            credential_id=made.identifier,
            credential=made.held.credential,
            sign_count=made.count,
            transports=" ".join(made.held.transports),
            name=name,
            created_at=now,
        ).save()
        await strengthen(actor=actor, now=now)
        await record(actor=actor, act="passkey toevoegen", object_kind="persoon", object_id=person_id, now=now)
        await tell(actor=actor, what=wording("U hebt een passkey toegevoegd als tweede factor"), now=now)
    return codes


async def confirm_with_passkey(*, actor: Actor, answer: str, site: Site, now: datetime) -> None:
    """Show a passkey in this session. One whose counter went back is refused, and its owner is told."""
    person_id = person_of(actor)
    await take(limits.SECOND_FACTOR, person_id, now=now)
    challenge = await _take_challenge(actor, now)
    async with transaction():
        await lock_factors(person_id=person_id)
        rows = await _held(person_id)
        now = await moment(now)
        try:
            shown = passkeys.shown(answer, site=site, challenge=challenge, held=[one.held() for one in rows])
        except Refused as error:
            raise Invalid(_WRONG) from error
        row = next(one for one in rows if one.credential_id == shown.identifier)
        copied = passkeys.went_back(before=row.sign_count, count=shown.count)
        if copied:
            await tell(
                actor=actor,
                what=wording("Een passkey van uw account is geweigerd: mogelijk is hij gekopieerd"),
                now=now,
            )
        else:
            await Passkey.update({Passkey.sign_count: shown.count, Passkey.used_at: now}).where(Passkey.id == row.id)
            await strengthen(actor=actor, now=now)
        await record(
            actor=actor,
            act="passkey tonen",
            object_kind="sessie",
            object_id=actor.session_id or 0,
            result="geweigerd" if copied else DONE,
            now=now,
        )
    if copied:  # after the transaction: what was written down stays
        raise Invalid(
            {
                "passkey": wording(
                    "Deze passkey is geweigerd: mogelijk is hij gekopieerd. Gebruik een code en verwijder de passkey."
                )
            }
        )


async def remove_passkey(*, actor: Actor, number: int, now: datetime) -> None:
    """Remove a passkey of one's own; only in a session that has shown the second factor lately."""
    async with transaction():
        await lock_factors(person_id=actor.person_id)
        now = await moment(now)
        await shown_lately(actor=actor, now=now)
        gone = (
            await Passkey.delete().where(Passkey.id == number, Passkey.person == actor.person_id).returning(Passkey.id)
        )
        if not gone:
            raise NotFound("Deze passkey bestaat niet.")
        await weaken_without_any(actor=actor, now=now)
        await record(
            actor=actor, act="passkey verwijderen", object_kind="persoon", object_id=actor.person_id or 0, now=now
        )
        await tell(actor=actor, what=wording("Een passkey van uw account is verwijderd"), now=now)


class _Row(msgspec.Struct, frozen=True):
    id: int
    credential_id: bytes
    credential: bytes
    sign_count: int
    transports: str

    def held(self) -> Held:
        return Held(credential=self.credential, transports=tuple(self.transports.split()))


async def _held(person_id: int) -> list[_Row]:
    return await fetch_as(
        _Row,
        "SELECT id, credential_id, credential, sign_count, transports FROM passkey WHERE person = $1 ORDER BY id",
        person_id,
    )


def _made(answer: str, *, site: Site, challenge: bytes) -> Made:
    try:
        return passkeys.made(answer, site=site, challenge=challenge)
    except Refused as error:
        raise Invalid(
            {"passkey": wording("De passkey kon niet worden gemaakt of gecontroleerd. Probeer het opnieuw.")}
        ) from error


class _Asked(msgspec.Struct, frozen=True):
    challenge: bytes | None
    challenge_at: datetime | None


def _alive(asked: _Asked, now: datetime) -> bytes | None:
    return asked.challenge if asked.challenge_at and now - asked.challenge_at < ENROLMENT_LIFE else None


async def _asked(actor: Actor) -> _Asked:
    found = await fetch_one_as(
        _Asked, "SELECT challenge, challenge_at FROM session WHERE id = $1 FOR UPDATE", actor.session_id
    )
    return found or _Asked(challenge=None, challenge_at=None)


async def _challenge(actor: Actor, now: datetime) -> bytes:
    """The challenge of this session: the same for ten minutes or until it is answered, so that two tabs can be open."""
    async with transaction():
        asked = await _asked(actor)
        now = await moment(now)
        known = _alive(asked, now)
        if known is not None:
            return known
        fresh = secrets.token_bytes(32)
        await Session.update({Session.challenge: fresh, Session.challenge_at: now}).where(
            Session.id == actor.session_id
        )
    return fresh


async def _take_challenge(actor: Actor, now: datetime) -> bytes:
    """The challenge, gone before the answer to it is looked at: right or wrong, it is answered once."""
    async with transaction():
        asked = await _asked(actor)
        now = await moment(now)
        found = _alive(asked, now)
        await Session.update({Session.challenge: None, Session.challenge_at: None}).where(
            Session.id == actor.session_id
        )
    if found is None:
        raise Conflict(_LATE)
    return found
