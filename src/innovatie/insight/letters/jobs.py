"""The jobs of letters: sending one at its moment, and keeping what became of its mail."""

from datetime import datetime

from innovatie.infra.jobs import does, nightly
from innovatie.insight.letters import actions
from innovatie.insight.letters.payloads import SendPlannedLetter


async def send_planned(payload: SendPlannedLetter, /, *, now: datetime) -> None:
    """Send what is still planned for this moment."""
    await actions.send_planned(number=payload.letter, planned_at=payload.planned_at, now=now)


JOBS = (
    does(SendPlannedLetter, send_planned),
    nightly("bezorging van brieven bewaren", actions.keep_deliveries),
)
