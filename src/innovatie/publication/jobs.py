"""The jobs of publication: asking finalists to elaborate their plans, and publishing at the planned moment."""

from datetime import datetime, timedelta

from innovatie.infra.jobs import does, every
from innovatie.publication import actions, notifications
from innovatie.rounds.payloads import FinalistsAsked


async def ask_finalists(payload: FinalistsAsked, /, *, now: datetime) -> None:
    """Tell finalists what is asked of them, unless that is old news."""
    await notifications.ask_finalists(
        round_id=payload.round, deadline=payload.deadline, reminder=payload.reminder, now=now
    )


JOBS = (
    does(FinalistsAsked, ask_finalists),
    every(timedelta(minutes=1), "publication.planned", actions.publish_due),
)
