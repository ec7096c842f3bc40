"""A round before it begins: made as a draft, changed, shown to everybody, hidden again, thrown away."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import asyncpg
import msgspec

from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.phases import LABELS, ORDER, Phase
from innovatie.domain.round_calendar import impossible
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.domain.wording import wording
from innovatie.infra.database import transaction
from innovatie.infra.retrying import retried
from innovatie.rounds.actions.course import locked
from innovatie.rounds.queries import RoundDetail, changes, is_untouched
from innovatie.rounds.settings import RoundSettings
from innovatie.rounds.tables import PhaseChange, PhaseWindow, Round

_CODE = re.compile(r"^[0-9]{4}-[0-9]{1,2}$")


async def create_round(
    *,
    actor: Actor,
    code: str,
    name: str,
    description: str,
    deadlines: Mapping[Phase, datetime],
    settings: RoundSettings,
    now: datetime,
    starts_at: datetime | None = None,
    opens_itself: bool = False,
    witnesses: Sequence[str] = (),
) -> int:
    """A new round as a draft that only VNG sees, with the planned deadline of each phase; its number.

    `witnesses`: mail addresses outside that keep the states of the log of its votes; who calls knows that they may be.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    errors = _of_plan(deadlines, starts_at, now)
    if not _CODE.match(code):
        errors["code"] = "Geef de code als jaar en volgnummer, bijvoorbeeld 2027-1."
    if errors:
        raise Invalid(errors)
    async with transaction():
        if await Round.exists().where(Round.code == code):
            raise Invalid(
                {"code": wording("De code %(code)s is al van een andere ronde. Kies een andere code.", code=code)}
            )
        added = await Round.insert(
            Round(
                code=code,
                name=name,
                description=description,
                settings=_as_json(settings),
                created_at=now,
                starts_at=starts_at,
                opens_itself=opens_itself,
                witnesses="\n".join(witnesses),
            )
        )
        round_id: int = added[0]["id"]
        await PhaseWindow.insert(
            *(PhaseWindow(round=round_id, phase=phase.value, deadline=deadlines.get(phase)) for phase in ORDER)
        )
        await record(actor=actor, act="ronde maken", object_kind="ronde", object_id=code, now=now)
    return round_id


@retried
async def change_round(
    *,
    actor: Actor,
    round_id: int,
    name: str,
    description: str,
    deadlines: Mapping[Phase, datetime],
    now: datetime,
    settings: RoundSettings | None = None,
    starts_at: datetime | None = None,
    opens_itself: bool = False,
    witnesses: Sequence[str] = (),
) -> None:
    """Change the texts of a round and the plan of the phases that have not been opened.

    The deadline of an open phase changes by an extension, with its reason. `settings` only change while no phase has
    been opened; Conflict afterwards.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        if round_.ended_at is not None:
            raise Conflict("Deze ronde is beëindigd. Er is niets meer aan te veranderen.")
        ahead = [row.phase for row in round_.phases if not round_.has_reached(row.phase)]
        plan = {phase: deadlines.get(phase) for phase in ahead}
        after = round_.current.deadline if round_.current else None
        errors = _of_plan({phase: day for phase, day in plan.items() if day}, starts_at, now, after=after)
        if errors:
            raise Invalid(errors)
        if settings is not None and settings != round_.settings:
            if round_.frozen_at is not None:
                raise Conflict("De regels van deze ronde staan vast sinds haar eerste fase openging.")
            await Round.update({Round.settings: _as_json(settings)}).where(Round.id == round_id)
        await Round.update(
            {
                Round.name: name,
                Round.description: description,
                Round.starts_at: starts_at if round_.phase is None else round_.starts_at,
                Round.opens_itself: opens_itself,
                Round.witnesses: "\n".join(witnesses),
            }
        ).where(Round.id == round_id)
        for phase, deadline in plan.items():
            await PhaseWindow.update({PhaseWindow.deadline: deadline}).where(
                PhaseWindow.round == round_id, PhaseWindow.phase == phase
            )
        if round_.published_at is not None:
            await tell_changes(resource=PublicResource.ROUND, kind=ChangeKind.CHANGED, object_ids=(round_.code,))
        await record(actor=actor, act="ronde wijzigen", object_kind="ronde", object_id=round_.code, now=now)


@retried
async def publish_round(*, actor: Actor, round_id: int, now: datetime) -> None:
    """From now on everybody sees the round and its dates. Nobody gets a message: that comes with the first phase."""
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        if round_.published_at is not None:
            raise Conflict("Deze ronde is al voor iedereen te zien.")
        await Round.update({Round.published_at: now}).where(Round.id == round_id)
        await record(actor=actor, act="ronde tonen", object_kind="ronde", object_id=round_.code, now=now)


@retried
async def hide_round(*, actor: Actor, round_id: int, now: datetime) -> None:
    """Make the round a draft again; only while nothing happened in it."""
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        await _require_nothing_happened(round_)
        if round_.published_at is None:
            raise Conflict("Deze ronde is al een concept.")
        await Round.update({Round.published_at: None}).where(Round.id == round_id)
        await record(actor=actor, act="ronde verbergen", object_kind="ronde", object_id=round_.code, now=now)


@retried
async def delete_round(*, actor: Actor, round_id: int, now: datetime) -> None:
    """Throw a round away; only while nothing happened in it."""
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        await _require_nothing_happened(round_)
        try:
            async with transaction():
                await PhaseChange.delete().where(PhaseChange.round == round_id)
                await PhaseWindow.delete().where(PhaseWindow.round == round_id)
                await Round.delete().where(Round.id == round_id)
        except asyncpg.IntegrityConstraintViolationError as error:  # a later stage holds on to it, such as a mandate
            raise Conflict("Een gemeente heeft voor deze ronde al iets vastgelegd. Gooi haar niet weg.") from error
        await record(actor=actor, act="ronde weggooien", object_kind="ronde", object_id=round_.code, now=now)


async def _require_nothing_happened(round_: RoundDetail) -> None:
    if not is_untouched(round_, await changes(round_.id)):
        raise Conflict("In deze ronde is al een fase geopend. U kunt haar wel beëindigen.")


def _as_json(settings: RoundSettings) -> str:
    return msgspec.json.encode(settings).decode()


def _of_plan(
    deadlines: Mapping[Phase, datetime], starts_at: datetime | None, now: datetime, *, after: datetime | None = None
) -> dict[str, str]:
    """What is wrong with a plan, by the name of its field. `after`: the deadline of the phase that is open now."""
    days = {phase: dutch_day(moment) for phase, moment in deadlines.items()}
    wrong = impossible(days, today=dutch_day(now), first_day=dutch_day(starts_at) if starts_at else None)
    errors: dict[str, str] = {
        "begin" if phase is None else f"deadline_{phase.value}": reason for phase, reason in wrong.items()
    }
    first = next((phase for phase in ORDER if phase in days), None)
    if first is not None and after is not None and days[first] <= dutch_day(after):
        errors[f"deadline_{first.value}"] = wording(
            "Kies voor %(fase)s een datum na die van de fase ervoor.", fase=LABELS[first].lower()
        )
    return errors
