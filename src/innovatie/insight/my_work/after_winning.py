"""What a municipality must do after a round: milestones it owes, what it has not measured, agreements that end."""

from datetime import date, datetime, time

from innovatie.agreements.queries import Agreement, arranging, ending, heirs, leaving, parties, tasks, towns_of
from innovatie.agreements.rights import keeping_towns
from innovatie.domain.agreements import EndStep, months_after
from innovatie.domain.authority import Act, Actor, Context, Role, may
from innovatie.domain.dutch_dates import HERE, dutch_day
from innovatie.domain.indicators import measured_by
from innovatie.indicators.queries import waiting
from innovatie.insight.my_work.tasks import WRITERS, Task
from innovatie.municipalities.queries import successor_of, with_predecessors
from innovatie.realisation.queries import due_for


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59), tzinfo=HERE)


async def milestones(actor: Actor, now: datetime) -> list[Task]:
    """Milestones of winners that one's own municipalities owe within two weeks, or owed before today."""
    today = dutch_day(now)
    return [
        Task(
            kind="mijlpaal",
            title=one.title,
            text=one.winner,
            address=one.address,
            deadline=_end_of(one.expected_on),
            late=one.expected_on < today,
            beside=str(one.id),
        )
        for one in await due_for(actor.municipalities(*WRITERS), today=today)
    ]


async def measurements(actor: Actor, now: datetime) -> list[Task]:
    """From February: solutions that one's own municipalities use and of which they measured nothing of last year."""
    today = dutch_day(now)
    own = [
        town
        for town in actor.municipalities(*WRITERS)
        if may(actor, Act.REPORT_ADOPTION, Context(municipality_id=town))
    ]
    if today.month == 1 or not own:
        return []
    year = today.year - 1
    towns = [one for town in own for one in await with_predecessors(town)]
    return [
        Task(
            kind="meten",
            title=one.title,
            text=one.town_name,
            address=f"/overname/{one.solution}/indicatoren/meten",
            deadline=_end_of(measured_by(year)),
            late=today > measured_by(year),
            beside=f"{year} {one.town}",
        )
        for one in await waiting(year=year, towns=towns)
    ]


async def agreements(actor: Actor, now: datetime) -> list[Task]:
    """Agreements that one keeps or is bound by, whose end comes near: by the last day of notice, or by their end."""
    if not actor.municipalities(*WRITERS) and not actor.partnerships(Role.KRING_REPRESENTATIVE):
        return []
    today = dutch_day(now)
    found = []
    for one, step in await ending(today=today):
        if one.ends_on is None or not await _concerns(actor, one, step, today):
            continue
        notice = months_after(one.ends_on, -one.notice_months)
        decide = step is EndStep.DECIDE and today <= notice
        found.append(
            Task(
                kind="verlengen" if decide else "afloop",
                title=one.title,
                text="",
                address=one.address,
                deadline=_end_of(notice if decide else one.ends_on),
                late=step is EndStep.PASSED,
            )
        )
    return found


async def departures(actor: Actor, now: datetime) -> list[Task]:
    """Agreements that one's own municipality leaves, while something of it is still to be arranged."""
    today, own = dutch_day(now), actor.municipalities(*WRITERS)
    towns = {one for town in own for one in await with_predecessors(town)}
    found = []
    for one in await leaving(today=today) if towns else ():
        if one.town not in towns or await successor_of(one.town, day=today) not in own:
            continue
        present = await parties(one.agreement)
        leaver = next(each for each in present if each.id == one.party)
        if arranging(one.party, await tasks(one.agreement), present, today) or heirs(leaver, present):
            found.append(
                Task(
                    kind="regelen",
                    title=one.title,
                    text=one.town_name,
                    address=one.address,
                    deadline=_end_of(one.leaves_on),
                    late=today > one.leaves_on,
                    beside=str(one.town),
                )
            )
    return found


async def _concerns(actor: Actor, one: Agreement, step: EndStep, today: date) -> bool:
    """Who keeps it hears of it from the first step on; whom it binds when the end is near."""
    as_partnership = Context(partnership_id=one.partnership)
    if one.partnership is not None and may(actor, Act.KEEP_AGREEMENT_AS_PARTNERSHIP, as_partnership):
        return True
    towns = await keeping_towns(one, today=today)
    if step is not EndStep.DECIDE:
        towns += [await successor_of(town, day=today) for town in await towns_of(one.id, today=today)]
    own = set(actor.municipalities(*WRITERS))
    return any(may(actor, Act.KEEP_AGREEMENT, Context(municipality_id=town)) for town in towns if town in own)
