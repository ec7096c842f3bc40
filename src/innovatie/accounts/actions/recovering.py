"""A way back for who lost app, passkeys and paper codes: asked, vouched for, confirmed by a third, and then a wait.

Every step stands in the trail and is told by mail: to the person, to the administrators and voters of their
municipalities, and to VNG and the administrators of the platform. Each of them can stop it (`stop_recovery`);
it ends by itself when the factor is shown after all (`factors.strengthen`).
"""

from datetime import datetime
from typing import Final

from innovatie.accounts import limits
from innovatie.accounts.actions.access import end_access
from innovatie.accounts.actions.factors import forget_factors, has_any, lock_factors
from innovatie.accounts.queries.recovering import (
    Recovery,
    judge_now,
    judge_of,
    may_stop,
    recovery,
    recovery_of,
    who_hears,
)
from innovatie.accounts.records import tell_people
from innovatie.accounts.tables import FactorRecovery, Session
from innovatie.audit.actions import record
from innovatie.domain.authority import Actor, person_of
from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.factor_recovery import WAIT, Outcome, why_not_confirm, why_not_vouch
from innovatie.domain.wording import Wording, wording
from innovatie.infra.database import fetch_one_value, transaction
from innovatie.infra.moments import moment
from innovatie.infra.rate_limit import take

PAGE: Final = "/herstel"
OWN_PAGE: Final = "/account/herstel"
SHORTEST_REASON: Final = 20
_GONE: Final = "Deze aanvraag is er niet (meer)."


async def ask_recovery(*, actor: Actor, now: datetime) -> int:
    """Ask for a way back, signed in by the first factor alone; its number. Everybody concerned is told.

    Conflict for who has no second factor, who showed it in this session, or who asked already.
    """
    person_id = person_of(actor)
    await take(limits.RECOVERY, person_id, now=now)
    async with transaction():
        await lock_factors(person_id=person_id)
        now = await moment(now)
        if not await has_any(person_id=person_id):
            raise Conflict("U hebt geen tweede factor. Stel er een in.")
        if await Session.exists().where(Session.id == actor.session_id, Session.factor_at.is_not_null()):
            raise Conflict("U toonde uw tweede factor in deze sessie. U kunt die zelf wijzigen.")
        if await recovery_of(person_id, now=now) is not None:
            raise Conflict("U vroeg dit al.")
        await FactorRecovery.update({FactorRecovery.outcome: Outcome.LAPSED.value, FactorRecovery.ended_at: now}).where(
            FactorRecovery.person == person_id, FactorRecovery.ended_at.is_null()
        )
        made = FactorRecovery(person=person_id, asked_at=now)
        await made.save()
        found = await _found(int(made.id), now)
        await _note(actor, found, "herstel van tweede factor vragen", now)
        what = wording("%(naam)s is de tweede factor kwijt en vraagt om herstel", naam=found.name)
        await _tell(found, wording("Iemand vroeg om herstel van de tweede factor van uw account"), what, now)
    return found.id


async def vouch(*, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """Say that it is really this person who asks, and by what one knew them. Another one still has to confirm."""
    async with transaction():
        found, now = await _locked(number, now)
        _refuse(why_not_vouch(found.asker, await judge_now(actor, now)))
        if found.vouched_by is not None:
            raise Conflict("Er stond al iemand in voor deze persoon.")
        if len(reason.strip()) < SHORTEST_REASON:
            raise Invalid({"waaraan": wording("Schrijf in een zin hoe u zeker weet dat deze persoon het zelf vraagt.")})
        await FactorRecovery.update(
            {
                FactorRecovery.vouched_by: actor.person_id,
                FactorRecovery.vouched_at: now,
                FactorRecovery.reason: reason.strip(),
            }
        ).where(FactorRecovery.id == number)
        await _note(actor, found, "instaan voor herstel van tweede factor", now)
        what = wording(
            "%(wie)s staat in voor %(naam)s: een ander bevestigt het herstel", wie=actor.name, naam=found.name
        )
        own = wording("%(wie)s staat voor u in: een ander bevestigt het herstel", wie=actor.name)
        await _tell(found, own, what, now)


async def confirm_recovery(*, actor: Actor, number: int, now: datetime) -> datetime:
    """A third confirms; from when on the person may start anew. Until then everybody who was told can stop it."""
    async with transaction():
        found, now = await _locked(number, now)
        if found.vouched_by is None:
            raise Conflict("Er staat nog niemand in voor deze persoon.")
        if found.opens_at is not None:
            raise Conflict("Dit herstel is al bevestigd.")
        _refuse(why_not_confirm(found.asker, await judge_now(actor, now), found.vouched_by))
        if why_not_vouch(found.asker, await judge_of(found.vouched_by, now=now)):
            raise Conflict("Wie instond, mag dat niet meer. Stop deze aanvraag en begin opnieuw.")
        opens_at = now + WAIT
        await FactorRecovery.update(
            {
                FactorRecovery.confirmed_by: actor.person_id,
                FactorRecovery.confirmed_at: now,
                FactorRecovery.opens_at: opens_at,
            }
        ).where(FactorRecovery.id == number)
        await _note(actor, found, "herstel van tweede factor bevestigen", now)
        day = day_in_words(opens_at)
        what = wording(
            "Vanaf %(dag)s mag %(naam)s een nieuwe tweede factor instellen. Klopt dat niet, stop het dan nu",
            dag=day,
            naam=found.name,
        )
        own = wording(
            "Vanaf %(dag)s mag u een nieuwe tweede factor instellen. Vroeg u dit niet, stop het dan nu", dag=day
        )
        await _tell(found, own, what, now)
    return opens_at


async def stop_recovery(*, actor: Actor, number: int, now: datetime) -> None:
    """Nothing comes of it. The person may, in any session, and everybody who was told of it."""
    async with transaction():
        found, now = await _locked(number, now)
        if not may_stop(actor, found):
            raise NotFound(_GONE)
        await FactorRecovery.update(
            {
                FactorRecovery.outcome: Outcome.STOPPED.value,
                FactorRecovery.ended_at: now,
                FactorRecovery.ended_by: actor.person_id,
            }
        ).where(FactorRecovery.id == number)
        await _note(actor, found, "herstel van tweede factor stoppen", now)
        what = wording("Het herstel van de tweede factor van %(naam)s is gestopt", naam=found.name)
        await _tell(found, wording("Het herstel van uw tweede factor is gestopt"), what, now)


async def carry_out_recovery(*, actor: Actor, now: datetime) -> None:
    """The person starts anew after the wait: app, passkeys and paper codes go, and all that gives access ends.

    This session stays weak: it can do no more than set up a second factor.
    """
    person_id = person_of(actor)
    async with transaction():
        await lock_factors(person_id=person_id)
        now = await moment(now)
        mine = await recovery_of(person_id, now=now)
        if mine is None:
            raise Conflict(_GONE)
        found, now = await _locked(mine.id, now)
        if not found.is_open(now):
            raise Conflict("Dit kan pas als twee anderen het bevestigden en de wachttijd voorbij is.")
        await FactorRecovery.update(
            {
                FactorRecovery.outcome: Outcome.DONE.value,
                FactorRecovery.ended_at: now,
                FactorRecovery.ended_by: person_id,
            }
        ).where(FactorRecovery.id == found.id)
        await forget_factors(person_id=person_id)
        await end_access(person_id=person_id, but=actor.session_id, now=now)
        await _note(actor, found, "tweede factor herstellen", now)
        what = wording("%(naam)s stelt na herstel een nieuwe tweede factor in", naam=found.name)
        await _tell(found, wording("De tweede factor van uw account is verwijderd, na herstel"), what, now)


def _refuse(reason: str | None) -> None:
    if reason is not None:
        raise NotAllowed(reason)


async def _locked(number: int, now: datetime) -> tuple[Recovery, datetime]:
    """A request that lives, locked, and the moment."""
    await fetch_one_value(int, "SELECT 1 FROM factor_recovery WHERE id = $1 FOR UPDATE", number)
    now = await moment(now)
    return await _found(number, now), now


async def _found(number: int, now: datetime) -> Recovery:
    found = await recovery(number, now=now)
    if found is None:
        raise NotFound(_GONE)
    return found


async def _note(actor: Actor, found: Recovery, act: str, now: datetime) -> None:
    await record(
        actor=actor,
        act=act,
        object_kind="persoon",
        object_id=found.person,
        on_behalf_of=found.towns[0] if found.towns and not found.central else None,
        now=now,
        details={"aanvraag": found.id},
    )


async def _tell(found: Recovery, own: Wording, others: Wording, now: datetime) -> None:
    await tell_people(person_ids=[found.person], what=own, now=now, path=OWN_PAGE)
    hearers = await who_hears(found.towns, today=dutch_day(now), but=found.person)
    await tell_people(person_ids=hearers, what=others, now=now, path=PAGE)
