"""VNG prepares a round, opens its phases one after the other, extends with a reason, and closes."""

import json
import re
from datetime import datetime
from typing import Any

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import SYSTEM, Act, Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.phases import LABELS, ORDER, Phase, following
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_row, fetch_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.rounds.news import announce
from innovatie.rounds.payloads import PhaseLapsed, What
from innovatie.rounds.queries import RoundDetail, round_by_id

_CODE = re.compile(r"^\d{4}-\d{1,2}$")


async def create_round(
    *,
    actor: Actor,
    code: str,
    name: str,
    description: str,
    deadlines: dict[Phase, datetime],
    settings: dict[str, Any],
    now: datetime,
) -> int:
    """A new round in preparation, with the planned deadline of each phase; its number."""
    authority.require(actor, Act.DIRECT_ROUND)
    _check_plan(code, deadlines)
    async with transaction():
        if await fetch_value("SELECT 1 FROM round WHERE code = $1", code):
            raise Invalid(
                {"code": wording("De code %(code)s is al van een andere ronde. Kies een andere code.", code=code)}
            )
        round_id: int = await fetch_value(
            "INSERT INTO round (code, name, description, settings, created_at)"
            " VALUES ($1, $2, $3, $4, $5) RETURNING id",
            code,
            name,
            description,
            json.dumps(settings),
            now,
        )
        for phase in ORDER:
            await execute(
                "INSERT INTO phase_window (round, phase, deadline) VALUES ($1, $2, $3)",
                round_id,
                phase.value,
                deadlines.get(phase),
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


async def open_next_phase(
    *, actor: Actor, round_id: int, deadline: datetime | None, now: datetime, expected: Phase | None = None
) -> Phase:
    """Open the following phase, until `deadline` (None: the planned one); closes the present one. The opened phase.

    `expected` is the phase that the form named: Conflict when another one has been opened meanwhile.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_ = await _locked(round_id, now)
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
        await execute(
            "UPDATE phase_window SET opened_at = $1, deadline = $2, closed_at = NULL WHERE round = $3 AND phase = $4",
            now,
            until,
            round_id,
            phase.value,
        )
        await execute("UPDATE round SET phase = $1 WHERE id = $2", phase.value, round_id)
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


async def extend_phase(*, actor: Actor, round_id: int, deadline: datetime, reason: str, now: datetime) -> None:
    """A later deadline for the present phase, with the reason that everybody can read. A lapsed phase opens again."""
    authority.require(actor, Act.DIRECT_ROUND)
    errors: dict[str, str] = {}
    if not reason.strip():
        errors["reden"] = "Schrijf waarom u verlengt. Iedereen kan dit lezen."
    if deadline <= now:
        errors["nieuwe_deadline"] = "Kies een einddatum in de toekomst."
    if errors:
        raise Invalid(errors)
    async with transaction():
        round_ = await _locked(round_id, now)
        row = round_.current
        if row is None or row.state == "gesloten":
            raise Conflict("Er is geen fase om te verlengen: VNG heeft hem gesloten of nog niet geopend.")
        if row.deadline is not None and deadline <= row.deadline:
            raise Invalid({"nieuwe_deadline": "Kies een datum na de einddatum van nu."})
        await execute(
            "UPDATE phase_window SET deadline = $1 WHERE round = $2 AND phase = $3", deadline, round_id, row.phase.value
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


async def close_phase(*, actor: Actor, round_id: int, reason: str, now: datetime) -> None:
    """Close the present phase before the next one opens; from then on its acts are refused."""
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_ = await _locked(round_id, now)
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


async def freeze_settings(*, actor: Actor, round_id: int, settings: dict[str, Any], now: datetime) -> None:
    """Fix the rules of the round; once fixed they never change."""
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_ = await _locked(round_id, now)
        if round_.frozen_at is not None:
            raise Conflict("De regels van deze ronde staan al vast.")
        await execute(
            "UPDATE round SET settings = $1, frozen_at = $2 WHERE id = $3", json.dumps(settings), now, round_id
        )
        await record(actor=actor, act="regels vastleggen", object_kind="ronde", object_id=round_.code, now=now)


async def note_lapse(*, round_id: int, phase: Phase, now: datetime) -> bool:
    """The trace of a deadline that passed. False when the phase was extended or closed meanwhile, or noted before."""
    async with transaction():
        round_ = await _locked(round_id, now)
        row = round_.current
        if row is None or row.phase is not phase or row.state != "verlopen":
            return False
        noted = await fetch_row(
            "SELECT 1 FROM phase_change WHERE round = $1 AND phase = $2 AND kind = 'lapsed' AND old_deadline = $3",
            round_id,
            phase.value,
            row.deadline,
        )
        if noted is not None:
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


async def _locked(round_id: int, now: datetime) -> RoundDetail:
    await execute("SELECT 1 FROM round WHERE id = $1 FOR UPDATE", round_id)
    return await round_by_id(round_id, now=now)


async def _close(actor: Actor, round_: RoundDetail, phase: Phase, now: datetime, *, reason: str) -> None:
    closed = await execute(
        "UPDATE phase_window SET closed_at = $1 WHERE round = $2 AND phase = $3 AND closed_at IS NULL",
        now,
        round_.id,
        phase.value,
    )
    if closed == "UPDATE 1":
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
    await execute(
        "INSERT INTO phase_change (round, phase, kind, at, by, reason, old_deadline, new_deadline)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        round_id,
        phase.value,
        kind,
        now,
        actor.person_id,
        reason,
        old_deadline,
        new_deadline,
    )
