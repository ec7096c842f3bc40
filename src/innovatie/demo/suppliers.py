"""A supplier of the demo: asked in by VNG for two solutions, with proposals that wait and that were answered."""

from collections.abc import Callable
from datetime import datetime, timedelta

from innovatie.adoption import actions, queries
from innovatie.adoption.actions.supplying import invite_supplier
from innovatie.demo import people
from innovatie.demo.adoptions import chance
from innovatie.domain.adoption_states import Stage
from innovatie.domain.dutch_dates import dutch_day

COMPANY = "Voorbeeldsoftware"
PERSONA = "marloes-vink"
SUPPLIED = 2
"""So many winners are of this company: one to look at, one more so that it has to choose."""
ASKED = 7
CONFIRMED, REJECTED = 2, 1
"""Of those asked, how many said yes and how many no; the others have not answered."""
NOTE = "Deze gemeente heeft bij ons een licentie."


async def load(*, now: datetime, progress: Callable[[str], None]) -> None:
    """Needs the winners and what municipalities said of themselves."""
    progress("Leveranciers")
    today = dutch_day(now)
    supplier = await people.persona(PERSONA, today=today)
    towns = await queries.towns(on=today)
    winners = [card.id for card in await queries.solutions() if card.is_winner]
    for number in sorted(winners)[:SUPPLIED]:
        await invite_supplier(
            actor=await people.vng(today=today),
            solution_id=number,
            company=COMPANY,
            name=supplier.name,
            address=people.address_of(PERSONA),
            now=now - timedelta(days=60),
        )
        known = await queries.statuses(number)
        asked = {one.municipality for one in await queries.proposals_for() if one.solution == number}
        silent = sorted(
            (town for town in towns if town.id not in known and town.id not in asked),
            key=lambda town: chance(number, town.code, "leverancier"),
        )
        for place, town in enumerate(silent[:ASKED]):
            at = now - timedelta(days=40 - 4 * place)
            made = await actions.propose_for(
                actor=supplier,
                solution_id=number,
                municipalities=(town.id,),
                stage=Stage.IN_USE if place % 2 == 0 else Stage.INTRODUCING,
                on=dutch_day(at) - timedelta(days=30),
                proposer=COMPANY,
                note=NOTE,
                now=at,
            )
            if place < CONFIRMED + REJECTED:
                answered = at + timedelta(days=2)
                await actions.settle_proposal(
                    actor=await people.civil_servant_of(town.id, today=dutch_day(answered)),
                    proposal_id=made.asked[0],
                    agree=place < CONFIRMED,
                    now=answered,
                )
