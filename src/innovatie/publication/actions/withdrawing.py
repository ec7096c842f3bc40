"""A winner is withdrawn after its publication: one director asks, with a reason, and another confirms.

Taking that back goes the same way.
"""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.domain.withdrawn_winners import WithdrawalGround
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_exactly, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.moments import moment
from innovatie.notifications.two_directors import ask_other_directors, require_second_director
from innovatie.publication.payloads import WinnerStands
from innovatie.publication.queries import WinnerPage, Withdrawal, winner, withdrawal_of
from innovatie.publication.tables import WinnerWithdrawal


async def ask_withdrawal(*, actor: Actor, group_id: int, ground: WithdrawalGround, reason: str, now: datetime) -> None:
    """Ask another director to withdraw this winner; nothing is public yet. Conflict when that was asked before."""
    authority.require(actor, Act.PUBLISH_RESULT)
    if not reason.strip():
        raise Invalid({"reden": "Schrijf waarom. Iedereen kan dit lezen."})
    async with transaction():
        found, number = await _locked(group_id)
        now = await moment(now)
        if await withdrawal_of(group_id, asked_too=True) is not None:
            raise Conflict("Dit is al gevraagd, of de winnaar is al ingetrokken.")
        await WinnerWithdrawal.insert(
            WinnerWithdrawal(
                winner=number, ground=ground.value, reason=reason.strip(), asked_by=actor.person_id, asked_at=now
            )
        )
        await ask_other_directors(
            actor=actor,
            subject=wording("Moet ‘%(winnaar)s’ worden ingetrokken?", winnaar=found.title),
            body=wording(
                "%(naam)s vraagt u om deze winnaar in te trekken. Lees de reden, en bevestig alleen als die klopt.",
                naam=actor.name,
            ),
            path=f"/vng/publicatie/{found.round_code}/winnaars/{group_id}",
            once=f"winnaar intrekken {number} {now.isoformat()}",
            now=now,
        )
        await record(
            actor=actor, act="vragen een winnaar in te trekken", object_kind="groep", object_id=group_id, now=now
        )


async def confirm_withdrawal(*, actor: Actor, group_id: int, seen: int, now: datetime) -> None:
    """Another director confirms: from now on everybody sees that the winner was withdrawn, and why. Who makes it,
    follows it or uses it hears that.

    `seen`: the request that this director read; Conflict when another one took its place.
    """
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        _, number = await _locked(group_id)
        now = await moment(now)
        found = await _standing(group_id)
        if found.confirmed_at is not None:
            raise Conflict("Deze winnaar is al ingetrokken.")
        await require_second_director(actor, asker=found.asked_by, now=now)
        if seen != found.id:
            raise Conflict("De reden is gewijzigd nadat u haar zag. Lees haar opnieuw en bevestig dan.")
        await WinnerWithdrawal.update(
            {WinnerWithdrawal.confirmed_by: actor.person_id, WinnerWithdrawal.confirmed_at: now}
        ).where(WinnerWithdrawal.id == found.id)
        await tell_changes(resource=PublicResource.WINNER, kind=ChangeKind.WITHDRAWN, object_ids=(group_id,))
        await enqueue(WinnerStands(group=group_id, withdrawal=found.id, stands=False))
        await record(
            actor=actor,
            act="winnaar intrekken",
            object_kind="groep",
            object_id=group_id,
            now=now,
            details={"winnaar": number, "grond": found.ground.value},
        )


async def ask_return(*, actor: Actor, group_id: int, reason: str, now: datetime) -> None:
    """Ask another director to let the winner stand again, for a reason that everybody hears then; within six weeks.
    Asking again replaces what was asked.
    """
    authority.require(actor, Act.PUBLISH_RESULT)
    if not reason.strip():
        raise Invalid({"herstel": "Schrijf waarom de winnaar toch blijft. Iedereen kan dit lezen."})
    async with transaction():
        page, number = await _locked(group_id)
        now = await moment(now)
        found = await _confirmed(group_id, now)
        await WinnerWithdrawal.update(
            {
                WinnerWithdrawal.return_asked_by: actor.person_id,
                WinnerWithdrawal.return_asked_at: now,
                WinnerWithdrawal.end_reason: reason.strip(),
            }
        ).where(WinnerWithdrawal.id == found.id)
        await ask_other_directors(
            actor=actor,
            subject=wording("Is ‘%(winnaar)s’ toch winnaar?", winnaar=page.title),
            body=wording(
                "%(naam)s vraagt u om het intrekken van deze winnaar terug te nemen. Lees de reden, en doe het alleen"
                " als die klopt.",
                naam=actor.name,
            ),
            path=f"/vng/publicatie/{page.round_code}/winnaars/{group_id}",
            once=f"winnaar herstellen {number} {now.isoformat()}",
            now=now,
        )
        await record(
            actor=actor, act="vragen een winnaar te herstellen", object_kind="groep", object_id=group_id, now=now
        )


async def end_withdrawal(*, actor: Actor, group_id: int, seen: str, now: datetime) -> None:
    """The winner stands again, as another director asked; everybody hears it with the reason. Within six weeks.

    `seen`: the `return_stand` that this director read; Conflict when something else is asked by now.
    """
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        _, number = await _locked(group_id)
        now = await moment(now)
        found = await _confirmed(group_id, now)
        if not found.return_stand:
            raise Conflict("Vraag eerst een collega: twee regisseurs nemen het intrekken samen terug.")
        await require_second_director(actor, asker=found.return_asked_by, now=now)
        if found.return_stand != seen:
            raise Conflict("De reden is gewijzigd nadat u haar zag. Lees haar opnieuw en doe het dan.")
        await _end(actor, found, now)
        await tell_changes(resource=PublicResource.WINNER, kind=ChangeKind.CHANGED, object_ids=(group_id,))
        await enqueue(WinnerStands(group=group_id, withdrawal=found.id, stands=True))
        await record(
            actor=actor,
            act="winnaar herstellen",
            object_kind="groep",
            object_id=group_id,
            now=now,
            details={"winnaar": number},
        )


async def drop_request(*, actor: Actor, group_id: int, now: datetime) -> None:
    """What one director asked, to withdraw the winner or to take that back, is asked no more; nobody hears of it."""
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        await _locked(group_id)
        now = await moment(now)
        found = await _standing(group_id)
        if found.confirmed_at is None:
            await _end(actor, found, now)
        elif found.return_stand:
            await WinnerWithdrawal.update(
                {
                    WinnerWithdrawal.return_asked_by: None,
                    WinnerWithdrawal.return_asked_at: None,
                    WinnerWithdrawal.end_reason: "",
                }
            ).where(WinnerWithdrawal.id == found.id)
        else:
            raise Conflict("Er is niets gevraagd dat u kunt laten vallen.")
        await record(
            actor=actor, act="vraag over een winnaar intrekken", object_kind="groep", object_id=group_id, now=now
        )


async def _end(actor: Actor, found: Withdrawal, now: datetime) -> None:
    await WinnerWithdrawal.update({WinnerWithdrawal.ended_by: actor.person_id, WinnerWithdrawal.ended_at: now}).where(
        WinnerWithdrawal.id == found.id
    )


async def _confirmed(group_id: int, now: datetime) -> Withdrawal:
    """The withdrawal that holds and may still be taken back."""
    found = await _standing(group_id)
    if found.confirmed_at is None:
        raise Conflict("Deze winnaar is niet ingetrokken.")
    if not found.may_end(now):
        raise Conflict("De tijd voor bezwaar is voorbij. Deze winnaar blijft ingetrokken.")
    return found


async def _locked(group_id: int) -> tuple[WinnerPage, int]:
    """The winner and its number; acts on one winner come one after the other. NotFound when the group is none."""
    found = await winner(group_id)
    return found, await fetch_exactly(int, 'SELECT id FROM winner WHERE "group" = $1 FOR UPDATE', group_id)


async def _standing(group_id: int) -> Withdrawal:
    found = await withdrawal_of(group_id, asked_too=True)
    if found is None:
        raise Conflict("Niemand vroeg om deze winnaar in te trekken.")
    return found
