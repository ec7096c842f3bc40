"""The four rounds of the demo, walked phase by phase, so that every act happens while its phase is open.

A stage that has something to do in a phase gives a step (`async def step(round_, at)`) and stands in `WORK`. A step
may use any moment from `at` (just after the opening) until the phase closes; `during` spreads moments over it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from innovatie.domain.authority import SYSTEM
from innovatie.domain.phases import ORDER, Phase
from innovatie.rounds import actions
from innovatie.rounds.queries import RoundDetail, round_by_id

Step = Callable[[RoundDetail, datetime], Awaitable[None]]

WORK: dict[Phase, tuple[Step, ...]] = {}
"""What happens in each phase: plans enter, groups are settled, reviews, votes, elaborations, the publication."""


@dataclass(frozen=True, slots=True)
class Script:
    """A round of the demo: `openings` are days before today, one for each phase that has been opened.

    `until` is the number of days from today until the deadline of the last one.
    """

    code: str
    name: str
    description: str
    openings: tuple[int, ...]
    until: int | None

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases that have been opened."""
        return ORDER[: len(self.openings)]


@dataclass(frozen=True, slots=True)
class Scripts:
    """The four rounds, by what they show."""

    finished: Script
    in_vote: Script
    in_review: Script
    open: Script

    @property
    def all(self) -> tuple[Script, ...]:
        return (self.finished, self.in_vote, self.in_review, self.open)


def scripts(now: datetime) -> Scripts:
    """The rounds as they stand at `now`; their codes follow the year."""
    year = now.year
    return Scripts(
        finished=Script(
            f"{year - 3}-1",
            f"Innovatieronde {year - 3}",
            "De eerste ronde: welke plannen maken gemeenten één keer goed, voor allemaal?",
            (1410, 1352, 1338, 1290, 1262, 1157, 1129, 1087),
            None,
        ),
        in_vote=Script(
            f"{year}-1",
            f"Voorjaarsronde {year}",
            "Plannen die gemeenten dit voorjaar inzonden. Nu stemmen de gemeenten over de finalisten.",
            (313, 250, 228, 173, 145, 26),
            13,
        ),
        in_review=Script(
            f"{year}-2",
            f"Najaarsronde {year}",
            "Plannen van na de zomer. Collega’s van andere gemeenten beoordelen de groepen.",
            (130, 47, 26),
            20,
        ),
        open=Script(
            f"{year + 1}-1",
            f"Voorjaarsronde {year + 1}",
            "Zend uw plan in, of haak aan bij een gemeente die hetzelfde wiel al uitvindt.",
            (19,),
            72,
        ),
    )


async def load(*, now: datetime, progress: Callable[[str], None]) -> None:
    """Make the four rounds and do in each phase what its steps do. Needs people, plans and groups."""
    for script in scripts(now).all:
        progress(script.name)
        await _walk(script, now)


async def _walk(script: Script, now: datetime) -> None:
    opened = [now - timedelta(days=days) for days in script.openings]
    last_deadline = now + timedelta(days=script.until) if script.until is not None else None
    deadlines = dict(zip(script.phases, [*opened[1:], last_deadline], strict=True))
    round_id = await actions.create_round(
        actor=SYSTEM,
        code=script.code,
        name=script.name,
        description=script.description,
        deadlines={phase: moment for phase, moment in deadlines.items() if moment is not None},
        settings={},
        now=opened[0] - timedelta(days=30),
    )
    for phase, moment in zip(script.phases, opened, strict=True):
        await actions.open_next_phase(actor=SYSTEM, round_id=round_id, deadline=deadlines[phase], now=moment)
        at = moment + timedelta(hours=1)
        for step in WORK.get(phase, ()):
            await step(await round_by_id(round_id, now=at), at)


def during(round_: RoundDetail, number: int, *, now: datetime) -> list[datetime]:
    """`number` moments in the present phase, evenly spread and in office-like order, none after `now`."""
    row = round_.current
    assert row is not None and row.opened_at is not None
    end = min(row.deadline or now, now)
    pace = (end - row.opened_at) / (number + 1)
    return [row.opened_at + pace * (position + 1) for position in range(number)]
