"""VNG prepares a round, opens its phases one after the other, extends with a reason, and closes."""

import re
from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import SYSTEM, Act, Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.phases import LABELS, ORDER, Phase, following
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_one_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.moments import moment
from innovatie.infra.retrying import retried
from innovatie.rounds.notifications import announce
from innovatie.rounds.payloads import PhaseLapsed, What
from innovatie.rounds.queries import RoundDetail, round_by_id
from innovatie.rounds.settings import RoundSettings
from innovatie.rounds.tables import PhaseChange, PhaseWindow, Round

_CODE = re.compile(r"^[0-9]{4}-[0-9]{1,2}$")


async def create_round(
    *,
    actor: Actor,
    code: str,
    name: str,
    description: str,
    deadlines: dict[Phase, datetime],
    settings: RoundSettings,
    now: datetime,
) -> int:
    """A new round in preparation, with the planned deadline of each phase; its number."""
    authority.require(actor, Act.DIRECT_ROUND)
    _check_plan(code, deadlines)
    async with transaction():
        if await Round.exists().where(Round.code == code):
            raise Invalid(
                {"code": wording("De code %(code)s is al van een andere ronde. Kies een andere code.", code=code)}
            )
        text = msgspec.json.encode(settings).decode()
        added = await Round.insert(Round(code=code, name=name, description=description, settings=text, created_at=now))
        round_id: int = added[0]["id"]
        await PhaseWindow.insert(
            *(PhaseWindow(round=round_id, phase=phase.value, deadline=deadlines.get(phase)) for phase in ORDER)
        )
        await record(actor=actor, act="ronde maken", object_kind="ronde", object_id=code, now=now)
    return round_id


def _check_plan(code: str, deadlines: dict[Phase, datetime]) -> None:
    errors: dict[str, str] = {}
    if not _CODE.match(code):
        errors["code"] = "Geef de code als jaar en volgnummer, bijvoorbeeld 2027-1."
    earlier: datetime | None = None
    for phase in ORDER:
        deadline = deadlines.get(phase)
        if deadline is None:
            continue
        if earlier is not None and deadline <= earlier:
            errors[f"deadline_{phase.value}"] = wording(
                "Kies voor %(fase)s een datum na die van de fase ervoor.", fase=LABELS[phase].lower()
            )
        earlier = deadline
    if errors:
        raise Invalid(errors)


@retried
async def open_next_phase(
    *, actor: Actor, round_id: int, deadline: datetime | None, now: datetime, expected: Phase | None = None
) -> Phase:
    """Open the following phase, until `deadline` (None: the planned one); closes the present one. The opened phase.

    `expected` is the phase that the form named: Conflict when another one has been opened meanwhile.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await _locked(round_id, now)
        phase = following(round_.phase)
        if phase is None:
            raise Conflict("Deze ronde heeft geen volgende fase.")
        if expected is not None and phase is not expected:
            raise Conflict(
                wording("De volgende fase is nu %(fase)s. Bekijk de ronde opnieuw.", fase=LABELS[phase].lower())
            )
        until = deadline or next(row.deadline for row in round_.phases if row.phase is phase)
        if until is not None and until <= now:
            raise Invalid({"deadline": "Kies een einddatum in de toekomst."})
        if round_.phase is not None:
            await _close(actor, round_, round_.phase, now, reason="")
        await PhaseWindow.update(
            {PhaseWindow.opened_at: now, PhaseWindow.deadline: until, PhaseWindow.closed_at: None}
        ).where(PhaseWindow.round == round_id, PhaseWindow.phase == phase)
        await Round.update({Round.phase: phase}).where(Round.id == round_id)
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
    """A later deadline for the present phase, with the reason that everybody can read. A lapsed phase opens again."""
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await _locked(round_id, now)
        errors: dict[str, str] = {}
        if not reason.strip():
            errors["reden"] = "Schrijf waarom u verlengt. Iedereen kan dit lezen."
        if deadline <= now:
            errors["nieuwe_deadline"] = "Kies een einddatum in de toekomst."
        if errors:
            raise Invalid(errors)
        row = round_.current
        if row is None or row.state == "gesloten":
            raise Conflict("Er is geen fase om te verlengen: VNG heeft hem gesloten of nog niet geopend.")
        if row.deadline is not None and deadline <= row.deadline:
            raise Invalid({"nieuwe_deadline": "Kies een datum na de einddatum van nu."})
        await PhaseWindow.update({PhaseWindow.deadline: deadline}).where(
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
        round_, now = await _locked(round_id, now)
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
async def note_lapse(*, round_id: int, phase: Phase, now: datetime) -> bool:
    """The trace of a deadline that passed. False when the phase was extended or closed meanwhile, or noted before."""
    async with transaction():
        round_, now = await _locked(round_id, now)
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


async def _locked(round_id: int, told: datetime) -> tuple[RoundDetail, datetime]:
    """The round, locked, and the moment at which it was."""
    await lock_round(round_id=round_id)
    now = await moment(told)
    return await round_by_id(round_id, now=now), now


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
