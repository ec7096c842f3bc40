"""The course of a round: a phase opens, gets more time, is closed or taken back; the round may end early.

Nothing here looks at what later stages have: whether a phase is ready to open is asked by who directs
(`insight.directing`), inside the same transaction.
"""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import SYSTEM, Act, Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.phases import LABELS, ORDER, Phase, following
from innovatie.domain.round_calendar import impossible_end
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_one_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.moments import moment
from innovatie.infra.retrying import retried
from innovatie.rounds.notifications import announce, was_told
from innovatie.rounds.payloads import PhaseLapsed, What
from innovatie.rounds.queries import RoundDetail, round_by_id
from innovatie.rounds.tables import PhaseChange, PhaseWindow, Round


@retried
async def open_next_phase(
    *, actor: Actor, round_id: int, deadline: datetime | None, now: datetime, expected: Phase | None = None
) -> Phase:
    """Open the following phase, until `deadline` (None: the planned one); closes the present one. The opened phase.

    The first opening shows the round to everybody and fixes its settings.
    `expected` is the phase that the form named: Conflict when another one has been opened meanwhile.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        if round_.ended_at is not None:
            raise Conflict("Deze ronde is beëindigd. Er gaat geen fase meer open.")
        phase = following(round_.phase)
        if phase is None:
            raise Conflict("Deze ronde heeft geen volgende fase.")
        if expected is not None and phase is not expected:
            raise Conflict(
                wording("De volgende fase is nu %(fase)s. Bekijk de ronde opnieuw.", fase=LABELS[phase].lower())
            )
        until = deadline or next(row.deadline for row in round_.phases if row.phase is phase)
        if until is not None and (wrong := impossible_end(until, now=now)):
            raise Invalid({"deadline": wrong})
        if round_.phase is not None:
            await _close(actor, round_, round_.phase, now, reason="")
        await PhaseWindow.update(
            {PhaseWindow.opened_at: now, PhaseWindow.deadline: until, PhaseWindow.closed_at: None}
        ).where(PhaseWindow.round == round_id, PhaseWindow.phase == phase)
        await Round.update(
            {
                Round.phase: phase,
                Round.published_at: round_.published_at or now,
                Round.frozen_at: round_.frozen_at or now,
            }
        ).where(Round.id == round_id)
        await _note(actor, round_id, phase, "open", now, new_deadline=until)
        if until is not None:
            await enqueue(PhaseLapsed(round=round_id, phase=phase), at=until)
        await announce(round_id=round_id, phase=phase, what=What.OPENED, deadline=until, now=now)
        await record(
            actor=actor,
            act="fase openen",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"fase": phase.value},
        )
    return phase


@retried
async def extend_phase(*, actor: Actor, round_id: int, deadline: datetime, reason: str, now: datetime) -> None:
    """A later deadline for the present phase, with the reason that everybody can read.

    A phase that lapsed or that VNG closed opens again.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        errors: dict[str, str] = {}
        if not reason.strip():
            errors["reden"] = "Schrijf waarom u verlengt. Iedereen kan dit lezen."
        if wrong := impossible_end(deadline, now=now):
            errors["nieuwe_deadline"] = wrong
        if errors:
            raise Invalid(errors)
        row = round_.current
        if row is None or round_.ended_at is not None:
            raise Conflict("Er is geen fase om te verlengen.")
        if row.deadline is not None and deadline <= row.deadline and row.state != "gesloten":
            raise Invalid({"nieuwe_deadline": "Kies een datum na de einddatum van nu."})
        await PhaseWindow.update({PhaseWindow.deadline: deadline, PhaseWindow.closed_at: None}).where(
            PhaseWindow.round == round_id, PhaseWindow.phase == row.phase
        )
        await _note(
            actor,
            round_id,
            row.phase,
            "extend",
            now,
            reason=reason.strip(),
            old_deadline=row.deadline,
            new_deadline=deadline,
        )
        await enqueue(PhaseLapsed(round=round_id, phase=row.phase), at=deadline)
        await announce(round_id=round_id, phase=row.phase, what=What.EXTENDED, deadline=deadline, now=now)
        await record(
            actor=actor,
            act="fase verlengen",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"fase": row.phase.value, "tot": deadline.isoformat()},
        )


@retried
async def close_phase(*, actor: Actor, round_id: int, reason: str, now: datetime) -> None:
    """Close the present phase before the next one opens; from then on its acts are refused."""
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        row = round_.current
        if row is None or row.state == "gesloten":
            raise Conflict("Er is geen open fase om te sluiten.")
        await _close(actor, round_, row.phase, now, reason=reason.strip())
        await record(
            actor=actor,
            act="fase sluiten",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"fase": row.phase.value},
        )


@retried
async def take_back(*, actor: Actor, round_id: int, reason: str, now: datetime, expected: Phase | None = None) -> Phase:
    """Undo the last opening: the round stands where it stood before. The phase that is taken back.

    The phase before is open again when its deadline has not passed; VNG may extend it otherwise. Who heard of the
    opening hears this too. The caller knows that nothing was done in the phase.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    if not reason.strip():
        raise Invalid({"reden_terug": "Schrijf waarom u teruggaat. Iedereen kan dit lezen."})
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        row = round_.current
        if row is None or round_.ended_at is not None:
            raise Conflict("Er is geen fase om terug te nemen.")
        if expected is not None and row.phase is not expected:
            raise Conflict(wording("De fase is nu %(fase)s. Bekijk de ronde opnieuw.", fase=row.label.lower()))
        position = ORDER.index(row.phase)
        before = ORDER[position - 1] if position else None
        told = await was_told(round_=round_, row=row)
        await PhaseWindow.update({PhaseWindow.opened_at: None, PhaseWindow.closed_at: None}).where(
            PhaseWindow.round == round_id, PhaseWindow.phase == row.phase
        )
        if before is not None:
            # Only what this opening closed opens again: what VNG closed earlier stays closed.
            await PhaseWindow.update({PhaseWindow.closed_at: None}).where(
                PhaseWindow.round == round_id, PhaseWindow.phase == before, PhaseWindow.closed_at == row.opened_at
            )
        await Round.update({Round.phase: before}).where(Round.id == round_id)
        if before is None:  # as it stood before: its rules may change again, and it is a draft if it was one
            shown = None if round_.published_at == row.opened_at and not told else round_.published_at
            await Round.update({Round.frozen_at: None, Round.published_at: shown}).where(Round.id == round_id)
        await _note(actor, round_id, row.phase, "back", now, reason=reason.strip(), old_deadline=row.deadline)
        if told:
            await announce(round_id=round_id, phase=row.phase, what=What.TAKEN_BACK, deadline=None, now=now)
        await record(
            actor=actor,
            act="fase terugnemen",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"fase": row.phase.value},
        )
    return row.phase


@retried
async def end_round(*, actor: Actor, round_id: int, reason: str, now: datetime) -> None:
    """End a round early, with the reason that everybody can read: nothing can be done in it any more."""
    authority.require(actor, Act.DIRECT_ROUND)
    if not reason.strip():
        raise Invalid({"reden_einde": "Schrijf waarom u de ronde beëindigt. Iedereen kan dit lezen."})
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        row = round_.current
        if row is None and not await PhaseChange.exists().where(PhaseChange.round == round_id):
            raise Conflict("Er is nog geen fase geopend. Gooi het concept weg.")
        if round_.ended_at is not None:
            raise Conflict("Deze ronde is al beëindigd.")
        phase = row.phase if row else ORDER[0]  # a first phase that was taken back leaves none
        if row is not None:
            await _close(actor, round_, phase, now, reason="")
        await Round.update({Round.ended_at: now}).where(Round.id == round_id)
        await _note(actor, round_id, phase, "end", now, reason=reason.strip())
        await announce(round_id=round_id, phase=phase, what=What.ENDED, deadline=None, now=now)
        await record(actor=actor, act="ronde beëindigen", object_kind="ronde", object_id=round_.code, now=now)


@retried
async def note_lapse(*, round_id: int, phase: Phase, now: datetime) -> bool:
    """The trace of a deadline that passed. False when the phase was extended or closed meanwhile, or noted before."""
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        row = round_.current
        if row is None or row.phase is not phase or row.state != "verlopen":
            return False
        noted = PhaseChange.exists().where(
            PhaseChange.round == round_id,
            PhaseChange.phase == phase,
            PhaseChange.kind == "lapsed",
            PhaseChange.old_deadline == row.deadline,
        )
        if await noted:
            return False
        await _note(SYSTEM, round_id, phase, "lapsed", now, old_deadline=row.deadline)
        await record(
            actor=SYSTEM,
            act="fase verlopen",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"fase": phase.value},
        )
    return True


async def lock_round(*, round_id: int) -> None:
    """Acts on one round happen one after the other, until the transaction of each ends. FOR UPDATE, so that nothing
    new refers to the round meanwhile: what comes in during a phase is in before that phase closes, or not at all.
    """
    await fetch_one_value(int, "SELECT 1 FROM round WHERE id = $1 FOR UPDATE", round_id)


async def locked(*, round_id: int, now: datetime) -> tuple[RoundDetail, datetime]:
    """The round, locked until the transaction ends, and the moment at which it was; `now` is the caller's own idea."""
    await lock_round(round_id=round_id)
    at = await moment(now)
    return await round_by_id(round_id, now=at), at


async def during(*, round_id: int, now: datetime) -> tuple[RoundDetail, datetime]:
    """The same for who takes part: many at once, but no phase opens or closes before their transactions end."""
    await fetch_one_value(int, "SELECT 1 FROM round WHERE id = $1 FOR SHARE", round_id)
    at = await moment(now)
    return await round_by_id(round_id, now=at), at


async def _close(actor: Actor, round_: RoundDetail, phase: Phase, now: datetime, *, reason: str) -> None:
    closed = await (
        PhaseWindow.update({PhaseWindow.closed_at: now})
        .where(PhaseWindow.round == round_.id, PhaseWindow.phase == phase, PhaseWindow.closed_at.is_null())
        .returning(PhaseWindow.id)
    )
    if closed:
        await _note(actor, round_.id, phase, "close", now, reason=reason)


async def _note(
    actor: Actor,
    round_id: int,
    phase: Phase,
    kind: str,
    now: datetime,
    *,
    reason: str = "",
    old_deadline: datetime | None = None,
    new_deadline: datetime | None = None,
) -> None:
    await PhaseChange.insert(
        PhaseChange(
            round=round_id,
            phase=phase.value,
            kind=kind,
            at=now,
            by=actor.person_id,
            reason=reason,
            old_deadline=old_deadline,
            new_deadline=new_deadline,
        )
    )
