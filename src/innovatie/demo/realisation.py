"""How the winners of the demo are being made: milestones from their publication until after today, roles and a risk."""

from datetime import datetime, time, timedelta

from innovatie.demo import people
from innovatie.demo.rounds import Step
from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.vocabulary import MilestoneState, RealisationRole, RiskSize
from innovatie.realisation import actions
from innovatie.realisation.actions import MilestoneText
from innovatie.rounds.queries import RoundDetail
from innovatie.voting.queries import FinalistRow, finalists, result

DONE = (
    ("Afspraken getekend", 20, 60, 58, "De overeenkomst staat bij de stukken van de gemeenteraad."),
    ("Eisen vastgesteld met zes gemeenten", 60, 150, 148, "De eisen staan in het pakket voor hergebruik."),
    ("Eerste versie in gebruik bij drie gemeenten", 150, 400, 431, "Drie gemeenten werken ermee; zie hun ervaringen."),
)
"""Title, days after publication of begin, promise and end, and what shows it."""
AHEAD = (
    ("Koppeling met drie zaaksystemen", -200, -20, 24, MilestoneState.BUSY),
    ("Handleiding en lesuur", -30, 75, 75, MilestoneState.BUSY),
    ("Beheer gaat over naar alle gebruikers", 60, 190, 190, MilestoneState.PLANNED),
)
"""Title, days after today of begin, promise and what is expected now, and the state."""
LATE = "Eén leverancier levert de test later aan. De andere koppelingen werken."
PARTS = {
    RealisationRole.CLIENT: ("Wethouder dienstverlening", "{lead}", ""),
    RealisationRole.OWNER: ("Hoofd informatievoorziening", "{lead}", ""),
    RealisationRole.CONTRACTOR: ("Projectleider", "{lead}", ""),
    RealisationRole.BUILDER: ("", "Leverancier na openbare aanbesteding", ""),
    RealisationRole.DIRECTOR: ("", "VNG, namens alle gemeenten", "innovatie@vng.example"),
}


def realising(now: datetime) -> Step:
    """The municipality that leads each winner keeps its plan of realisation."""

    async def step(round_: RoundDetail, at: datetime) -> None:
        vote = await result(round_.code, now=at)
        if vote is None or vote.result is None or vote.draw_needed:
            return
        for one in await finalists(round_.id):
            if str(one.group_id) in vote.result.weighted.chosen and one.lead_id is not None:
                writer = await people.civil_servant_of(one.lead_id, today=dutch_day(now))
                await _plan(writer, one, one.lead_id, at=at, now=now)

    return step


async def _plan(writer: Actor, finalist: FinalistRow, town: int, *, at: datetime, now: datetime) -> None:
    first, today, group_id, lead = dutch_day(at), dutch_day(now), finalist.group_id, finalist.lead or ""
    texts = [
        (
            first + timedelta(days=end),
            MilestoneText(
                title=title,
                starts_on=first + timedelta(days=begin),
                promised_on=first + timedelta(days=promised),
                state=MilestoneState.DONE,
                done_on=first + timedelta(days=end),
                town=town,
                evidence=evidence,
            ),
        )
        for title, begin, promised, end, evidence in DONE
    ]
    texts += [
        (
            today,
            MilestoneText(
                title=title,
                starts_on=today + timedelta(days=begin),
                promised_on=today + timedelta(days=promised),
                expected_on=today + timedelta(days=expected),
                state=state,
                town=town,
                note=LATE if expected > promised else "",
            ),
        )
        for title, begin, promised, expected, state in AHEAD
    ]
    for day, text in texts:
        moment = min(datetime.combine(day, time(12), tzinfo=at.tzinfo), now)
        await actions.add_milestone(actor=writer, group_id=group_id, text=text, now=moment)
    await actions.set_parts(
        actor=writer,
        group_id=group_id,
        parts={role: (name, where.format(lead=lead), contact) for role, (name, where, contact) in PARTS.items()},
        now=now,
    )
    await actions.add_risk(
        actor=writer,
        group_id=group_id,
        title="De leverancier kan na de aanbesteding duurder worden",
        measure="Elk half jaar kijken wij samen naar de kosten.",
        chance=RiskSize.MIDDLE,
        harm=RiskSize.LARGE,
        now=now,
    )
