"""Sending what waits for one subscription, in order, until it is done or one fails.

No connection of the database is held while a message is on its way. A worker that dies in between sends the same event
again, under the same id: a receiver that looks at the id gets each once, and none is lost.
"""

import ipaddress
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from innovatie.changes.queries import changes_after
from innovatie.infra.jobs import enqueue
from innovatie.settings import Settings, current
from innovatie.subscriptions import outcomes, queries
from innovatie.subscriptions.messages import MEDIA_TYPES, Event, body_of
from innovatie.subscriptions.outbound_requests import NotSent, send
from innovatie.subscriptions.payloads import DeliverEvents
from innovatie.subscriptions.queries import DeliveryRow, SubscriptionRow
from innovatie.subscriptions.signing import headers_of, secrets_of

AT_ONCE: Final = 100
"""Events in one job; what still waits gets another."""
TURN: Final = 20.0
"""Seconds after which a job begins no other event: a receiver that is slow must not keep the others waiting."""
_log = structlog.get_logger()


async def deliver(subscription_id: int, *, now: datetime, seconds: Callable[[], float] = time.monotonic) -> None:
    """Send the events that wait; stop at the first that fails, and say when to try again.

    `seconds` counts on from `now`, for each message bears the moment at which it is sent: a receiver takes none that is
    minutes old. Nothing when another worker does so now: it would send the same events beside us.
    """
    if not await outcomes.claim(subscription_id):
        return
    try:
        await _deliver(subscription_id, current(), now, seconds)
    finally:
        await outcomes.let_go(subscription_id)


async def _deliver(subscription_id: int, settings: Settings, began: datetime, seconds: Callable[[], float]) -> None:
    first = seconds()
    for _ in range(AT_ONCE):
        passed = seconds() - first
        if passed > TURN:
            break
        now = began + timedelta(seconds=passed)
        await outcomes.hold(subscription_id)
        subscription = await queries.working(subscription_id)
        delivery = await queries.next_delivery(subscription_id)
        if subscription is None or delivery is None:
            return
        if subscription.next_try_at is not None and subscription.next_try_at > now:
            return
        status, fault = await _send(subscription, delivery, settings, now)
        answered = began + timedelta(seconds=seconds() - first)
        if status is None or not 200 <= status < 300:
            await outcomes.note_failure(subscription, delivery, status=status, fault=fault, now=answered)
            return
        await outcomes.note_arrival(subscription, delivery, status=status, now=answered)
    await enqueue(DeliverEvents(subscription=subscription_id), unless_waiting=True)


async def _send(
    subscription: SubscriptionRow, delivery: DeliveryRow, settings: Settings, now: datetime
) -> tuple[int | None, str]:
    """The status of the answer, or why there is none."""
    found = [] if delivery.change is None else await changes_after(delivery.change - 1, limit=1)
    change = next((one for one in found if one.number == delivery.change), None)
    if delivery.change is not None and change is None:
        return 200, ""  # the stream no longer knows it: there is nothing left to tell
    event = Event(delivery.event_id, change.changed_at if change else delivery.created_at, change)
    body = body_of(event, subscription.form, base_url=settings.base_url)
    secrets = secrets_of(
        settings.required_secret(),
        subscription.id,
        generation=subscription.generation,
        oldest=subscription.former_generation,
        former_until=subscription.former_until,
        now=now,
    )
    headers = {
        "Content-Type": MEDIA_TYPES[subscription.form],
        "User-Agent": "Innovatie",
        **headers_of(delivery.event_id, body, secrets=secrets, now=now),
    }
    allowed = [ipaddress.ip_network(one) for one in settings.receivers_inside.split()]
    try:
        return await send(subscription.address, body, headers, plain_http=settings.demo, allowed=allowed), ""
    except NotSent as refused:
        _log.warning("event not sent", subscription=subscription.id, reason=str(refused))
        return None, str(refused)
