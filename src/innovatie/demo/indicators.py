"""What the winners of the demo promised, and what the municipalities that use them measured in the years since."""

from datetime import datetime

import msgspec

from innovatie.demo import people
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.indicators import Better, Side
from innovatie.indicators import actions
from innovatie.indicators.actions import IndicatorText
from innovatie.infra.database import fetch_as

PROMISES = (
    IndicatorText("Beheer en licentie", "euro", Side.COST, Better.LOWER, 6_000, "Wat u in het jaar betaalde."),
    IndicatorText("Bespaarde uren", "uren", Side.BENEFIT, Better.HIGHER, 400, "Tel een gewone week, keer 46."),
)
LINES = 12
"""Municipalities that measured, of each winner."""


class _Won(msgspec.Struct, frozen=True):
    id: int
    maker: int


class _Uses(msgspec.Struct, frozen=True):
    town: int
    first: int


async def load(*, now: datetime) -> None:
    """Its maker chooses; twelve users measured last year, some of them the year before too."""
    today = dutch_day(now)
    rows = await fetch_as(_Won, "SELECT id, maker FROM solution WHERE is_winner AND maker IS NOT NULL ORDER BY id")
    for won in rows:
        maker = await people.civil_servant_of(won.maker, today=today)
        chosen = [
            await actions.choose_for_solution(actor=maker, solution_id=won.id, text=text, now=now) for text in PROMISES
        ]
        users = await fetch_as(
            _Uses,
            "SELECT municipality AS town, extract(year FROM first_used)::int AS first FROM adoption_status"
            " WHERE solution = $1 AND stage = 'in_gebruik' AND first_used < $2 ORDER BY municipality LIMIT $3",
            won.id,
            today.replace(month=1, day=1),
            LINES,
        )
        for place, one in enumerate(users):
            actor = await people.civil_servant_of(one.town, today=today)
            for year in range(max(one.first, today.year - 2), today.year):
                turn = (place * 7 + year) % 11
                values = {chosen[0]: 5_200.0 + 180 * turn, chosen[1]: 330.0 + 24 * ((turn * 5) % 11)}
                await actions.measure(
                    actor=actor, solution_id=won.id, municipality_id=one.town, year=year, values=values, now=now
                )
