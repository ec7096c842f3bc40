"""A finalist withdraws before the final opens or while it is open: one director asks, with a reason, another confirms.

Nobody takes its place: the preselection chose finalists together and put nobody behind them. In an open vote it is
taken off every ballot, as the rules said at the opening; the log says so, and voters may change their ballot.
"""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.vocabulary import BallotEventKind
from innovatie.domain.vote_kinds import FINAL
from innovatie.domain.withdrawn_finalists import FinalistGround
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_one_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.moments import moment
from innovatie.infra.retrying import retried
from innovatie.notifications.two_directors import ask_other_directors, require_second_director
from innovatie.rounds.actions import lock_round
from innovatie.rounds.queries import round_by_id
from innovatie.voting.actions.log import LockedVote, append, lock_vote
from innovatie.voting.payloads import TellFinalistWithdrawn
from innovatie.voting.queries.finalists import FinalistState, finalist_state, why_no_withdrawal
from innovatie.voting.queries.votes import vote_by_id
from innovatie.voting.tables import Finalist, FinalistWithdrawal


@retried
async def ask_finalist_withdrawal(
    *, actor: Actor, round_code: str, group_id: int, ground: FinalistGround, reason: str, now: datetime
) -> None:
    """Ask another director to withdraw this finalist; nothing changes yet.

    Conflict when that was asked before, outside the weeks of the final, for the last finalist, in a vote whose rules do
    not know it, and when the vote closes too soon for anybody to react (NOTICE).
    """
    authority.require(actor, Act.DIRECT_VOTE)
    if not reason.strip():
        raise Invalid({"reden": "Schrijf waarom. Iedereen kan dit lezen."})
    async with transaction():
        found, _vote, now = await _held(round_code, group_id, now)
        if found.request is not None:
            raise Conflict("Dit is al gevraagd, of deze finalist doet al niet meer mee.")
        await FinalistWithdrawal.insert(
            FinalistWithdrawal(
                finalist=found.id, ground=ground.value, reason=reason.strip(), asked_by=actor.person_id, asked_at=now
            )
        )
        await ask_other_directors(
            actor=actor,
            subject=wording("Doet finalist ‘%(plan)s’ niet meer mee?", plan=found.title),
            body=wording(
                "%(naam)s vraagt u om deze finalist terug te trekken. Dat kan niet terug. Lees de reden, en bevestig"
                " alleen als die klopt.",
                naam=actor.name,
            ),
            path=f"/vng/stemming/{round_code}/finalisten/{group_id}",
            once=f"finalist terugtrekken {found.id} {now.isoformat()}",
            now=now,
        )
        await record(
            actor=actor,
            act="vragen een finalist terug te trekken",
            object_kind="groep",
            object_id=group_id,
            now=now,
            details={"ronde": round_code},
        )


@retried
async def confirm_finalist_withdrawal(
    *, actor: Actor, round_code: str, group_id: int, seen: int, now: datetime
) -> None:
    """Another director confirms: the finalist is off the ballot from now on, for good. Voters and its makers hear it.

    `seen`: the request that this director read; Conflict when another one took its place.
    """
    authority.require(actor, Act.DIRECT_VOTE)
    async with transaction():
        found, vote, now = await _held(round_code, group_id, now)
        if found.confirmed_at is not None:
            raise Conflict("Deze finalist doet al niet meer mee.")
        if found.request is None:
            raise Conflict("Niemand vroeg om deze finalist terug te trekken.")
        await require_second_director(actor, asker=found.asked_by, now=now)
        if found.request != seen:
            raise Conflict("De reden is gewijzigd nadat u haar zag. Lees haar opnieuw en bevestig dan.")
        await FinalistWithdrawal.update(
            {FinalistWithdrawal.confirmed_by: actor.person_id, FinalistWithdrawal.confirmed_at: now}
        ).where(FinalistWithdrawal.id == found.request)
        await Finalist.update({Finalist.withdrawn_at: now}).where(Finalist.id == found.id)
        if vote is not None:
            kind = BallotEventKind.FINALIST_WITHDRAWN.value
            await append(vote=vote, kind=kind, content={"optie": str(group_id)}, now=now)
        await enqueue(TellFinalistWithdrawn(withdrawal=found.request))
        await record(
            actor=actor,
            act="finalist terugtrekken",
            object_kind="groep",
            object_id=group_id,
            now=now,
            details={"ronde": round_code},
        )


@retried
async def drop_finalist_withdrawal(*, actor: Actor, round_code: str, group_id: int, now: datetime) -> None:
    """The finalist stays: any director drops a request that nobody confirmed, and nobody hears of it."""
    authority.require(actor, Act.DIRECT_VOTE)
    async with transaction():
        found, _vote = await _locked(round_code, group_id)
        now = await moment(now)
        if found.request is None:
            raise Conflict("Niemand vroeg om deze finalist terug te trekken.")
        if found.confirmed_at is not None:
            raise Conflict("Deze finalist doet al niet meer mee. Dat kan niet terug.")
        await FinalistWithdrawal.update(
            {FinalistWithdrawal.dropped_by: actor.person_id, FinalistWithdrawal.dropped_at: now}
        ).where(FinalistWithdrawal.id == found.request)
        await record(
            actor=actor,
            act="finalist laten staan",
            object_kind="groep",
            object_id=group_id,
            now=now,
            details={"ronde": round_code},
        )


async def _locked(round_code: str, group_id: int) -> tuple[FinalistState, LockedVote | None]:
    """The finalist with the final of its round, if that was opened: nobody votes, opens or withdraws meanwhile."""
    found = await finalist_state(round_code, group_id)
    vote = await _final_of(found.round_id)
    locked = await lock_vote(vote_id=vote) if vote is not None else None
    if locked is None:
        await lock_round(round_id=found.round_id)
        if await _final_of(found.round_id) is not None:
            raise Conflict("De stemming ging intussen open. Bekijk opnieuw wat er staat.")
    await fetch_one_value(int, "SELECT 1 FROM finalist WHERE id = $1 FOR UPDATE", found.id)
    return await finalist_state(round_code, group_id), locked


async def _held(round_code: str, group_id: int, now: datetime) -> tuple[FinalistState, LockedVote | None, datetime]:
    """The same with the moment of it; Conflict when this is no moment to withdraw it."""
    found, vote = await _locked(round_code, group_id)
    now = await moment(now)
    if found.confirmed_at is not None:
        return found, vote, now
    refusal = why_no_withdrawal(
        found,
        await round_by_id(found.round_id, now=now),
        None if vote is None else await vote_by_id(vote.id, now=now),
        now,
    )
    if refusal is not None:
        raise Conflict(refusal)
    return found, vote, now


async def _final_of(round_id: int) -> int | None:
    return await fetch_one_value(int, "SELECT id FROM round_vote WHERE round = $1 AND kind = $2", round_id, FINAL)
