"""The jobs of letters: sending one at its moment, writing its messages, and keeping what became of its mail."""

from datetime import datetime

from innovatie.infra.jobs import does, nightly
from innovatie.insight.letters import actions
from innovatie.insight.letters.payloads import SendPlannedLetter, WriteLetter


async def send_planned(payload: SendPlannedLetter, /, *, now: datetime) -> None:
    """Send what is still planned for this moment."""
    await actions.send_planned(number=payload.letter, planned_at=payload.planned_at, now=now)


async def write_messages(payload: WriteLetter, /, *, now: datetime) -> None:
    """Write what a letter still owes."""
    await actions.write_messages(number=payload.letter, now=now)


JOBS = (
    does(SendPlannedLetter, send_planned),
    does(WriteLetter, write_messages),
    nightly("bezorging van brieven bewaren", actions.keep_deliveries),
)
