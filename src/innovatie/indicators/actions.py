"""Choosing what is measured, with its promise, and measuring it each year."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from innovatie.accounts.queries import people_who_may
from innovatie.adoption.queries import solution as solution_of
from innovatie.agreements.rights import makers
from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import authority, phases
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.indicators import MOST, Better, Side, measured_by
from innovatie.domain.phases import Phase
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.domain.wording import wording
from innovatie.indicators.queries import indicator, of_group, of_solution, uses, waiting
from innovatie.indicators.tables import Indicator, IndicatorValue
from innovatie.infra.database import execute, transaction
from innovatie.municipalities.queries import successor_of
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.publication.queries import finalist_of
from innovatie.review.queries import municipalities_of
from innovatie.rounds.actions import locked
from innovatie.rounds.queries import RoundDetail, round_by_id

LARGEST = 1e12


class IndicatorText(msgspec.Struct, frozen=True):
    """What is measured. `promised`: for one municipality in one year, in `unit`; nought or more."""

    title: str
    unit: str
    side: Side
    better: Better
    promised: float
    how: str = ""


async def finalists_town(*, actor: Actor, round_id: int, group_id: int, now: datetime) -> int:
    """The municipality of a finalist for which the actor elaborates it, while that phase is open. Else NotAllowed.

    For who looks: who acts is asked again in its turn.
    """
    return await _town(actor, await round_by_id(round_id, now=now), group_id, now)


async def _town(actor: Actor, round_: RoundDetail, group_id: int, now: datetime) -> int:
    if (await finalist_of(round_.id, group_id)).withdrawn_at is not None:
        raise Conflict("Deze finalist doet niet meer mee. Uitwerken kan niet meer.")
    current = round_.current
    phases.require(current.window if current else None, Phase.DEVELOP, now)
    for town in sorted(await municipalities_of(group_id)):
        if authority.may(actor, Act.DEVELOP_FINALIST, Context(municipality_id=town, open_phase=Phase.DEVELOP)):
            return town
    raise NotAllowed("Dit plan uitwerken mag alleen iemand van een gemeente in deze groep.")


async def makers_town(*, actor: Actor, solution_id: int) -> int | None:
    """The municipality that makes a solution for which the actor acts; None for VNG. Else NotAllowed."""
    found = await solution_of(solution_id)
    for town in await makers(found.group, found.maker_id):
        if authority.may(actor, Act.KEEP_REALISATION, Context(municipality_id=town)):
            return town
    if authority.may(actor, Act.DIRECT_REALISATION):
        return None
    if actor.is_visitor:
        authority.require(actor, Act.DIRECT_REALISATION)
    raise NotAllowed("Indicatoren kiezen mag alleen wie deze oplossing maakt, en VNG.")


async def choose_for_finalist(*, actor: Actor, round_id: int, group_id: int, text: IndicatorText, now: datetime) -> int:
    """A finalist promises something that will be measured; its number."""
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)  # promises in one round are made one after the other
        town = await _town(actor, round_, group_id, now)
        _check(text, len(await of_group(group_id)))
        made = _row(text, actor, now)
        made.grp = group_id
        await made.save()
        await _note(
            actor, wording("indicator kiezen"), ("groep", group_id), town=town, details={"indicator": made.id}, now=now
        )
    return int(made.id)


async def drop_of_finalist(*, actor: Actor, round_id: int, group_id: int, number: int, now: datetime) -> None:
    """A finalist does not promise this after all, while plans are elaborated."""
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)  # promises in one round are made one after the other
        town = await _town(actor, round_, group_id, now)
        if all(one.id != number for one in await of_group(group_id)):
            raise NotFound("Deze indicator bestaat niet (meer).")
        await _drop(number, now)
        await _note(
            actor, wording("indicator weghalen"), ("groep", group_id), town=town, details={"indicator": number}, now=now
        )


async def choose_for_solution(*, actor: Actor, solution_id: int, text: IndicatorText, now: datetime) -> int:
    """Who makes a solution, or VNG, adds an indicator to it; its number."""
    async with transaction():
        town = await makers_town(actor=actor, solution_id=solution_id)
        await execute("SELECT pg_advisory_xact_lock(4302, $1)", solution_id)
        _check(text, len(await of_solution(solution_id)))
        made = _row(text, actor, now)
        made.solution = solution_id
        await made.save()
        await _note(
            actor,
            wording("indicator kiezen"),
            ("oplossing", solution_id),
            town=town,
            details={"indicator": made.id},
            now=now,
        )
        await _told(solution_id)
    return int(made.id)


async def drop_of_solution(*, actor: Actor, solution_id: int, number: int, now: datetime) -> None:
    """Take out an indicator that nobody measured yet. What was promised and measured stays."""
    async with transaction():
        town = await makers_town(actor=actor, solution_id=solution_id)
        if all(one.id != number for one in await of_solution(solution_id)):
            raise NotFound("Deze indicator bestaat niet (meer).")
        await _drop(number, now)
        await _note(
            actor,
            wording("indicator weghalen"),
            ("oplossing", solution_id),
            town=town,
            details={"indicator": number},
            now=now,
        )
        await _told(solution_id)


async def measure(
    *,
    actor: Actor,
    solution_id: int,
    municipality_id: int,
    year: int,
    values: Mapping[int, float],
    now: datetime,
) -> None:
    """What a municipality that uses the solution measured in a year, by indicator; an earlier number is replaced.

    NotAllowed for a municipality that never used it. Invalid for a year before that, or to come.
    """
    authority.require(actor, Act.REPORT_ADOPTION, Context(municipality_id=municipality_id))
    async with transaction():
        first = await uses(solution_id, municipality_id)
        if first is None:
            raise NotAllowed("Meten doet een gemeente die deze oplossing gebruikt. Meld dat eerst bij de overname.")
        if not first <= year <= dutch_day(now).year:
            raise Invalid({"jaar": wording("Kies een jaar van %(eerste)s tot en met nu.", eerste=first)})
        known = {one.id for one in await of_solution(solution_id)}
        if not values:
            raise Invalid({"": "Vul ten minste één getal in."})
        if not set(values) <= known or any(not 0 <= value <= LARGEST for value in values.values()):
            raise Invalid({"": "Meet alleen de indicatoren van deze oplossing, met getallen van 0 of hoger."})
        for number, value in sorted(values.items()):
            row = IndicatorValue(
                indicator=number,
                municipality=municipality_id,
                year=year,
                value=value,
                measured_at=now,
                measured_by=actor.person_id,
            )
            await IndicatorValue.insert(row).on_conflict(
                target=(IndicatorValue.indicator, IndicatorValue.municipality, IndicatorValue.year),
                action="DO UPDATE",
                values=[IndicatorValue.value, IndicatorValue.measured_at, IndicatorValue.measured_by],
            )
        details = {"jaar": year, "indicatoren": sorted(values)}
        await _note(
            actor,
            wording("indicatoren meten"),
            ("oplossing", solution_id),
            town=municipality_id,
            details=details,
            now=now,
        )
        await _told(solution_id, municipality_id)


async def remind(*, now: datetime) -> int:
    """From February: who uses a solution and measured nothing of last year hears it once; how many messages."""
    today = dutch_day(now)
    if today.month == 1:
        return 0
    told = 0
    for one in await waiting(year=today.year - 1):
        town = await successor_of(one.town, day=today)
        until = measured_by(today.year - 1)
        told += await tell_many(
            person_ids=await people_who_may(Act.REPORT_ADOPTION, [town], today=today),
            kind=Kind.ASKED,
            subject=wording("Wat leverde ‘%(titel)s’ op in %(jaar)s?", titel=one.title, jaar=today.year - 1),
            body=wording(
                "%(gemeente)s gebruikt deze oplossing. Vul in wat u mat: dan zien raden en andere gemeenten of de"
                " belofte uitkomt. Het zijn enkele getallen. Doe dit tot en met %(dag)s.",
                gemeente=one.town_name,
                dag=day_in_words(until),
            ),
            path=f"/overname/{one.solution}/indicatoren/meten",
            once=f"indicatoren {one.solution} {one.town} {today.year - 1}",
            now=now,
        )
    return told


def _row(text: IndicatorText, actor: Actor, now: datetime) -> Indicator:
    return Indicator(
        title=text.title.strip(),
        unit=text.unit.strip(),
        side=text.side.value,
        better=text.better.value,
        promised=text.promised,
        how=text.how.strip(),
        chosen_at=now,
        chosen_by=actor.person_id,
    )


def _check(text: IndicatorText, present: int) -> None:
    """Raises Invalid with everything that is wrong."""
    wrong: dict[str, str] = {}
    if not text.title.strip():
        wrong["titel"] = "Schrijf wat u meet."
    if not text.unit.strip():
        wrong["eenheid"] = "Schrijf in welke eenheid, zoals euro of uren."
    if not 0 <= text.promised <= LARGEST:
        wrong["belofte"] = "Vul een getal van 0 of hoger in."
    if present >= MOST:
        wrong[""] = wording("Kies hooguit %(n)s indicatoren. Minder meten is vaker meten.", n=MOST)
    if wrong:
        raise Invalid(wrong)


async def _drop(number: int, now: datetime) -> None:
    if (await indicator(number)).measured:
        raise Conflict("Hiervan is al gemeten. De belofte en de metingen blijven staan.")
    await Indicator.update({Indicator.removed_at: now}).where(Indicator.id == number)


async def _note(
    actor: Actor, act: str, what: tuple[str, int], *, town: int | None, details: Mapping[str, object], now: datetime
) -> None:
    """One row of the trail. `what`: the kind of the thing and its number."""
    await record(
        actor=actor, act=act, object_kind=what[0], object_id=what[1], on_behalf_of=town, details=details, now=now
    )


async def _told(solution_id: int, town: int | None = None) -> None:
    await tell_changes(
        resource=PublicResource.ADOPTION, kind=ChangeKind.CHANGED, object_ids=(solution_id,), municipality_id=town
    )
