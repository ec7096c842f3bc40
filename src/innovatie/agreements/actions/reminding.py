"""Every night: who keeps an agreement hears that its end comes near; who leaves a partnership hears what to arrange."""

from datetime import datetime

from innovatie.accounts.queries import people_who_may
from innovatie.agreements.queries import Agreement, departures, ending, of_partnership_and_town, towns_of
from innovatie.agreements.rights import keeping_towns
from innovatie.domain.agreements import EndStep
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.wording import wording
from innovatie.municipalities.queries import successor_of
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind

_SUBJECTS = {
    EndStep.DECIDE: wording("Verlengen of opzeggen? ‘%(titel)s’"),
    EndStep.SOON: wording("‘%(titel)s’ loopt bijna af"),
    EndStep.PASSED: wording("‘%(titel)s’ is afgelopen"),
}
_BODIES = {
    EndStep.DECIDE: wording(
        "Deze overeenkomst loopt tot en met %(dag)s. De opzegtermijn is %(n)s maanden. Beslis op tijd: verlengen,"
        " aanpassen of laten aflopen. Pas daarna de einddatum aan."
    ),
    EndStep.SOON: wording(
        "Deze overeenkomst loopt tot en met %(dag)s. Is afgesproken hoe het verder gaat, en wie welke taak overneemt?"
    ),
    EndStep.PASSED: wording("Deze overeenkomst liep tot en met %(dag)s. Loopt zij door? Pas dan de einddatum aan."),
}
_ONE_MONTH = wording(
    "Deze overeenkomst loopt tot en met %(dag)s. De opzegtermijn is 1 maand. Beslis op tijd: verlengen, aanpassen of"
    " laten aflopen. Pas daarna de einddatum aan."
)


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
        assert found.ends_on is not None, "only agreements with an end come to a step"
        body = _ONE_MONTH if step is EndStep.DECIDE and found.notice_months == 1 else _BODIES[step]
        told += await tell_many(
            person_ids=await people_who_may(Act.KEEP_AGREEMENT, sorted(set(towns)), today=today),
            kind=Kind.ASKED,
            subject=_SUBJECTS[step].filled(titel=found.title),
            body=body.filled(dag=day_in_words(found.ends_on), n=found.notice_months),
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
            subject=wording(
                "%(gemeente)s verlaat %(verband)s: wat moet u regelen?", gemeente=one.town_name, verband=one.name
            ),
            body=wording(
                "De laatste dag is %(dag)s. In deze lijst staat welke overeenkomsten dit raakt, en welke taken een"
                " ander moet overnemen.",
                dag=day_in_words(one.ends),
            ),
            path=f"/samenwerkingsverbanden/{one.partnership}/vertrek/{one.code}",
            once=f"verband verlaten {one.id} {one.ends}",
            now=now,
        )
    return told
