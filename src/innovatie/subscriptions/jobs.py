"""Reading the stream of changes for each subscription, and sending what waits."""

from datetime import datetime, timedelta
from typing import Final

from innovatie.infra.jobs import does, every, nightly
from innovatie.subscriptions import actions
from innovatie.subscriptions.delivering import deliver
from innovatie.subscriptions.payloads import DeliverEvents


async def _deliver(payload: DeliverEvents, /, *, now: datetime) -> None:
    await deliver(payload.subscription, now=now)


AT_THE_SAME_TIME: Final = 4
"""Deliveries over all workers: half of what one worker does at once, so that slow receivers hold up nothing else."""

JOBS = (
    does(DeliverEvents, _deliver, most=AT_THE_SAME_TIME),
    every(timedelta(seconds=10), "gebeurtenissen klaarzetten", actions.plan),
    nightly("bezorgde gebeurtenissen opruimen", actions.forget_deliveries),
)
