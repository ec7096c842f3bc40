"""The four rounds of the demo, walked phase by phase, so that every act happens while its phase is open.

A stage that has something to do in a phase gives a step (`async def step(round_, at)`) and stands in `WORK`. A step
may use any moment from `at` (just after the opening) until the phase closes; `during` spreads moments over it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from innovatie.demo import people
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.phases import ORDER, Phase
from innovatie.rounds import actions
from innovatie.rounds.queries import RoundDetail, round_by_id
from innovatie.rounds.settings import RoundSettings

_HERE = ZoneInfo("Europe/Amsterdam")

Step = Callable[[RoundDetail, datetime], Awaitable[None]]

WORK: dict[Phase, tuple[Step, ...]] = {}
"""What happens in each phase: plans enter, groups are settled, reviews, votes, elaborations, the publication."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A phase got `days` more, for a reason that everybody can read."""

    days: int
    reason: str


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
    extensions: Mapping[Phase, Extension] = field(default_factory=dict)
    audience: int = 0
    """Days in which the audience votes for its award."""

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
            audience=21,
        ),
        in_vote=Script(
            f"{year}-1",
            f"Voorjaarsronde {year}",
            "Plannen die gemeenten dit voorjaar inzonden. Nu stemmen de gemeenten over de finalisten.",
            (313, 250, 228, 173, 145, 26),
            13,
            {Phase.PRESELECT: Extension(7, "Drie Kringen vergaderden pas na de meivakantie.")},
            audience=45,
        ),
        in_review=Script(
            f"{year}-2",
            f"Najaarsronde {year}",
            "Plannen van na de zomer. Collega’s van andere gemeenten beoordelen de groepen.",
            (130, 47, 26),
            20,
            {Phase.SUBMIT: Extension(14, "Kleine gemeenten waren nog met zomervakantie.")},
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
    opened = [_morning(now - timedelta(days=days)) for days in script.openings]
    last_deadline = _evening(now + timedelta(days=script.until)) if script.until is not None else None
    evenings = [*(_evening(moment - timedelta(days=1)) for moment in opened[1:]), last_deadline]
    deadlines = dict(zip(script.phases, evenings, strict=True))
    made = opened[0] - timedelta(days=30)
    round_id = await actions.create_round(
        actor=await people.vng(today=dutch_day(made)),
        code=script.code,
        name=script.name,
        description=script.description,
        deadlines={phase: moment for phase, moment in deadlines.items() if moment is not None},
        settings=RoundSettings(audience=script.audience),
        now=made,
    )
    for phase, moment in zip(script.phases, opened, strict=True):
        await _open(script, round_id, phase, moment, deadlines[phase])
        at = moment + timedelta(hours=1)
        for step in WORK.get(phase, ()):
            await step(await round_by_id(round_id, now=at), at)
        deadline = deadlines[phase]
        if deadline is not None and deadline < now:
            await actions.note_lapse(round_id=round_id, phase=phase, now=deadline + timedelta(minutes=1))


async def _open(script: Script, round_id: int, phase: Phase, moment: datetime, deadline: datetime | None) -> None:
    """Open a phase; one that was extended opens with the shorter deadline it first had."""
    director = await people.vng(today=dutch_day(moment))
    extension = script.extensions.get(phase)
    first = deadline - timedelta(days=extension.days) if extension and deadline else deadline
    await actions.open_next_phase(actor=director, round_id=round_id, deadline=first, now=moment)
    if extension and first and deadline:
        await actions.extend_phase(
            actor=director,
            round_id=round_id,
            deadline=deadline,
            reason=extension.reason,
            now=_morning(first - timedelta(days=3)),
        )


def _morning(day: datetime) -> datetime:
    """Nine o'clock in the Netherlands on that day."""
    return datetime.combine(dutch_day(day), time(9), tzinfo=_HERE)


def _evening(day: datetime) -> datetime:
    """The last second of that day in the Netherlands."""
    return datetime.combine(dutch_day(day), time(23, 59, 59), tzinfo=_HERE)


def during(round_: RoundDetail, number: int, *, now: datetime) -> list[datetime]:
    """`number` moments in the present phase, evenly spread and in office-like order, none after `now`."""
    row = round_.current
    assert row is not None and row.opened_at is not None
    end = min(row.deadline or now, now)
    pace = (end - row.opened_at) / (number + 1)
    return [row.opened_at + pace * (position + 1) for position in range(number)]
