"""The jobs of rounds: noting that a phase lapsed, and telling the news."""

from datetime import datetime

from innovatie.infra.jobs import does
from innovatie.rounds import actions, notifications
from innovatie.rounds.payloads import PhaseLapsed, RoundNews


async def note_lapse(payload: PhaseLapsed, /, *, now: datetime) -> None:
    """Note that the phase lapsed, unless it got more time."""
    await actions.note_lapse(round_id=payload.round, phase=payload.phase, now=now)


async def tell_news(payload: RoundNews, /, *, now: datetime) -> None:
    """Tell everybody, unless the news is old by now."""
    await notifications.tell(
        round_id=payload.round, phase=payload.phase, what=payload.what, deadline=payload.deadline, now=now
    )


JOBS = (does(PhaseLapsed, note_lapse), does(RoundNews, tell_news))
