"""Reading the stream of changes for each subscription, and sending what waits."""

from datetime import datetime, timedelta

from innovatie.infra.jobs import does, every, nightly
from innovatie.subscriptions import actions
from innovatie.subscriptions.delivering import deliver
from innovatie.subscriptions.payloads import DeliverEvents


async def _deliver(payload: DeliverEvents, /, *, now: datetime) -> None:
    await deliver(payload.subscription, now=now)


JOBS = (
    does(DeliverEvents, _deliver),
    every(timedelta(seconds=10), "gebeurtenissen klaarzetten", actions.plan),
    nightly("bezorgde gebeurtenissen opruimen", actions.forget_deliveries),
)
