"""Every night: who keeps an agreement hears that its end comes near; who leaves a partnership hears what to arrange."""

from datetime import datetime

from innovatie.accounts.queries import people_who_may
from innovatie.agreements.queries import Agreement, departures, ending, of_partnership_and_town, towns_of
from innovatie.agreements.rights import keeping_towns
from innovatie.domain.agreements import EndStep
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.municipalities.queries import successor_of
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind

_SUBJECTS = {
    EndStep.DECIDE: "Verlengen of opzeggen? ‘{title}’",
    EndStep.SOON: "‘{title}’ loopt bijna af",
    EndStep.PASSED: "‘{title}’ is afgelopen",
}
_BODIES = {
    EndStep.DECIDE: "Deze overeenkomst loopt tot en met {end}. De opzegtermijn is {months} maanden. Beslis op tijd:"
    " verlengen, aanpassen of laten aflopen. Pas daarna de einddatum aan.",
    EndStep.SOON: "Deze overeenkomst loopt tot en met {end}. Is afgesproken hoe het verder gaat, en wie welke taak"
    " overneemt?",
    EndStep.PASSED: "Deze overeenkomst liep tot en met {end}. Loopt zij door? Pas dan de einddatum aan.",
}


async def remind(*, now: datetime) -> int:
    """Tell each once per step and end date, and once per membership that ends; how many messages."""
    return await _of_ends(now) + await _of_departures(now)


async def _of_ends(now: datetime) -> int:
    today = dutch_day(now)
    told = 0
    for found, step in await ending(today=today):
        towns = await keeping_towns(found, today=today)
        if step is not EndStep.DECIDE:
            towns += await _bound_towns(found, now)
        told += await tell_many(
            person_ids=await people_who_may(Act.KEEP_AGREEMENT, sorted(set(towns)), today=today),
            kind=Kind.ASKED,
            subject=_SUBJECTS[step].format(title=found.title),
            body=_BODIES[step].format(end=f"{found.ends_on:%d-%m-%Y}", months=found.notice_months),
            path=found.address,
            once=f"overeenkomst {found.id} {found.ends_on} {step.value}",
            now=now,
        )
    return told


async def _bound_towns(found: Agreement, now: datetime) -> list[int]:
    today = dutch_day(now)
    return [await successor_of(town, day=today) for town in await towns_of(found.id, today=today)]


async def _of_departures(now: datetime) -> int:
    today = dutch_day(now)
    told = 0
    for one in await departures(today=today):
        if not await of_partnership_and_town(one.partnership, one.town):
            continue
        told += await tell_many(
            person_ids=await people_who_may(Act.KEEP_AGREEMENT, [await successor_of(one.town, day=today)], today=today),
            kind=Kind.ASKED,
            subject=f"{one.town_name} verlaat {one.name}: wat moet u regelen?",
            body=f"De laatste dag is {one.ends:%d-%m-%Y}. In deze lijst staat welke overeenkomsten dit raakt,"
            " en welke taken een ander moet overnemen.",
            path=f"/samenwerkingsverbanden/{one.partnership}/vertrek/{one.code}",
            once=f"verband verlaten {one.id} {one.ends}",
            now=now,
        )
    return told
