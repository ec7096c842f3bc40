"""Who of a party hears what was decided about it by somebody else."""

from datetime import datetime

from innovatie.accounts.queries import people_who_may
from innovatie.agreements.queries import Agreement, Party
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.wording import Wording, wording
from innovatie.municipalities.queries import successor_of
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind


async def tell_role(*, found: Agreement, heir: Party, leaver: Party, by: Actor, now: datetime) -> None:
    """The municipality that has the role of a party that leaves hears it, but for who handed it over."""
    await _tell(
        found,
        heir,
        subject=wording("Uw gemeente is nu %(rol)s van ‘%(titel)s’", rol=leaver.label.lower(), titel=found.title),
        body=wording(
            "%(partij)s vertrekt en droeg deze rol aan u over. %(naam)s legde dit vast. Lees wat er is afgesproken en"
            " wat u vanaf nu bijhoudt.",
            partij=leaver.name,
            naam=by.name,
        ),
        once=f"rol {leaver.id} naar {heir.id} {now.isoformat()}",
        by=by,
        now=now,
    )


async def tell_task(*, found: Agreement, task_id: int, title: str, doer: Party, by: Actor, now: datetime) -> None:
    """The municipality that does a task from now on hears it, but for who wrote that down. Nothing for another
    organisation: none of its people is known here.
    """
    await _tell(
        found,
        doer,
        subject=wording("Uw gemeente doet nu: ‘%(titel)s’", titel=title),
        body=wording(
            "Deze taak hoort bij ‘%(titel)s’. %(naam)s legde vast dat uw gemeente haar doet. Klopt het niet? Neem dan"
            " contact op met wie de overeenkomst bijhoudt.",
            titel=found.title,
            naam=by.name,
        ),
        once=f"taak {task_id} naar {doer.id} {now.isoformat()}",
        by=by,
        now=now,
    )


async def _tell(
    found: Agreement, to: Party, *, subject: Wording, body: Wording, once: str, by: Actor, now: datetime
) -> None:
    if to.town is None:
        return
    today = dutch_day(now)
    people = await people_who_may(Act.KEEP_AGREEMENT, [await successor_of(to.town, day=today)], today=today)
    await tell_many(
        person_ids=[person for person in people if person != by.person_id],
        kind=Kind.ASKED,
        subject=subject,
        body=body,
        path=found.address,
        once=once,
        now=now,
    )
