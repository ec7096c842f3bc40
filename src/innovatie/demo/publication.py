"""What the finalists of the demo worked out, and the publication of the finished round."""

from datetime import datetime, timedelta

from innovatie.demo import people
from innovatie.demo.rounds import Step
from innovatie.domain.authority import Actor, Grant, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra.database import transaction
from innovatie.publication import actions
from innovatie.rounds.queries import RoundDetail
from innovatie.voting.queries import finalists, result

DECISION = (
    "VNG stelt de uitslag van {round} vast zoals de gemeenten die kozen. Het plan gaat als voordracht naar de"
    " Taskforce"
    " Samen Organiseren. De Taskforce adviseert het College van Dienstverleningszaken over het vervolg."
)
PRESS = (
    "Gemeenten kozen samen welke plannen één keer goed gemaakt worden. Elke stem is openbaar en iedereen kan"
    " de uitslag"
    " natellen."
)
REASONS = (
    "Gemeenten van alle groottes zetten dit plan hoog, en het won ruim van ‘Geen van deze’.\n\nBeoordelaars"
    " noemden drie"
    " dingen: het probleem speelt bijna overal, het plan past op wat gemeenten al hebben, en {lead} heeft"
    " laten zien dat het"
    " in de praktijk werkt."
)
NEXT = (
    "{lead} blijft trekker. In het eerste kwartaal komt er een pakket voor hergebruik. Gemeenten die willen"
    " meedoen, melden"
    " zich bij de trekker."
)
CONTENT = {
    "plan": "We maken dit in drie stappen.\n\n1. **Samen kiezen wat erin moet**, met zes gemeenten, klein en groot.\n"
    "2. **Bouwen en proberen** bij {lead} en twee andere gemeenten.\n3. **Overdragen**: handleiding, scholing"
    " en beheer.",
    "specificatie": "- Een medewerker ziet in één scherm wat er speelt en wat de volgende stap is.\n"
    "- Elk voorstel van de software heeft een uitleg; de medewerker beslist.\n"
    "- Koppelt met het zaaksysteem via de standaard voor zaakgericht werken.\n- Voldoet aan WCAG 2.2 AA.",
    "kosten_baten": "Bouwen kost naar raming 380.000 euro, beheer 90.000 euro per jaar voor alle deelnemers"
    " samen.\n\n"
    "Een gemeente die het zelf maakt, is naar schatting 150.000 euro kwijt. De winst zit vooral in tijd van"
    " medewerkers.",
    "lokaal": "Elke gemeente richt zelf haar eigen werkproces in, sluit haar zaaksysteem aan en neemt het"
    " besluit over"
    " gegevensbescherming.",
    "hergebruik": "Broncode onder EUPL-1.2, een handleiding, een voorbeeld van de DPIA, scholing van twee"
    " dagdelen en een"
    " spreekuur in het eerste jaar.",
    "mijlpalen": "- Na 3 maanden: eisen vastgesteld\n- Na 8 maanden: proef bij drie gemeenten\n- Na 12"
    " maanden: pakket voor"
    " hergebruik beschikbaar",
    "opdrachtgever": "De deelnemende gemeenten, via een stuurgroep",
    "eigenaar": "{lead}",
    "opdrachtnemer": "{lead}, afdeling informatievoorziening",
    "uitvoerder": "Leverancier na openbare aanbesteding",
}


def developing(now: datetime) -> Step:
    """Each finalist saves a first sketch and later the whole."""

    async def step(round_: RoundDetail, at: datetime) -> None:
        today = dutch_day(at)
        for place, finalist in enumerate(await finalists(round_.id)):
            if finalist.lead_id is None:
                continue
            writer = await people.civil_servant_of(finalist.lead_id, today=today)
            actor = Actor(
                person_id=writer.person_id,
                name=writer.name,
                municipality_id=finalist.lead_id,
                grants=(Grant(Role.CIVIL_SERVANT, municipality_id=finalist.lead_id),),
            )
            whole = {name: text.format(lead=finalist.lead) for name, text in CONTENT.items()}
            sketch = {name: whole[name] for name in ("plan", "opdrachtgever", "eigenaar")}
            for version, (content, note, days) in enumerate(
                ((sketch, "Eerste opzet", 2 + place), (whole, "Kosten, rollen en mijlpalen toegevoegd", 7 + place))
            ):
                moment = at + timedelta(days=days)
                row = round_.current
                if row is not None and row.deadline is not None and moment < min(row.deadline, now):
                    await actions.save_elaboration(
                        actor=actor,
                        round_id=round_.id,
                        group_id=finalist.group_id,
                        content=content,
                        note=note,
                        expected_version=version,
                        now=moment,
                    )

    return step


def publishing(now: datetime) -> Step:
    """VNG publishes the result, with its reasons."""

    async def step(round_: RoundDetail, at: datetime) -> None:
        vote = await result(round_.code, now=at)
        if vote is None or vote.result is None or vote.draw_needed:
            return
        director = await people.vng(today=dutch_day(at))
        leads = {str(one.group_id): one.lead or "De trekker" for one in await finalists(round_.id)}
        chosen = vote.result.weighted.chosen
        moment = at + timedelta(days=6)
        async with transaction():
            await actions.prepare(
                actor=director,
                round_id=round_.id,
                decision=DECISION.format(round=round_.name),
                press=PRESS,
                correction="",
                reasons={code: REASONS.format(lead=leads[code]) for code in chosen},
                next_steps={code: NEXT.format(lead=leads[code]) for code in chosen},
                now=moment,
            )
            colleague = await people.second_director(today=dutch_day(moment))
            await actions.publish(actor=colleague, round_id=round_.id, now=moment + timedelta(hours=2))

    return step
