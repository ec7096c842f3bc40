"""Who sends for a subscription now, and what came of each event."""

from datetime import datetime, timedelta
from typing import Final

from innovatie.accounts.queries import people_who_may
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.event_words import DeliveryState
from innovatie.domain.wording import sentences, wording
from innovatie.infra.database import execute, fetch_exactly, transaction
from innovatie.infra.jobs import enqueue
from innovatie.municipalities.queries import successor_of
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.subscriptions.payloads import DeliverEvents
from innovatie.subscriptions.queries import DeliveryRow, SubscriptionRow
from innovatie.subscriptions.tables import EventDelivery, Subscription

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=6)
GIVES_UP_AFTER: Final = timedelta(days=3)
"""After so long without anything arriving we stop trying, and tell the municipality."""
GONE: Final = 410
"""The answer of a receiver that wants nothing more (Standard Webhooks): we stop at once."""
_SILENT: Final = wording("Drie dagen lang kwam geen bericht aan op het adres van dit abonnement.")
_GONE: Final = wording("Het adres van dit abonnement antwoordt dat het er niet meer is (410).")


def wait_after(failures: int) -> timedelta:
    """1 minute, 3, 9 ... to six hours."""
    return min(FIRST_WAIT * 3.0 ** min(failures, 10), LONGEST_WAIT)


async def claim(number: int) -> bool:
    """Be the one who sends for this subscription, for half a minute of the database's clock; False when another is.

    A worker that died lets go by that time running out.
    """
    tag = await execute(
        "UPDATE subscription SET busy_until = clock_timestamp() + interval '30 seconds'"
        " WHERE id = $1 AND coalesce(busy_until < clock_timestamp(), true)",
        number,
    )
    return tag == "UPDATE 1"


async def hold(number: int) -> None:
    """Go on being the one."""
    await execute(
        "UPDATE subscription SET busy_until = clock_timestamp() + interval '30 seconds' WHERE id = $1", number
    )


async def let_go(number: int) -> None:
    """Others may send for it."""
    await Subscription.update({Subscription.busy_until: None}).where(Subscription.id == number)


async def note_arrival(subscription: SubscriptionRow, delivery: DeliveryRow, *, status: int, now: datetime) -> None:
    """It arrived: whatever went wrong before is over."""
    async with transaction():
        await _locked(subscription.id)
        await _note(delivery, DeliveryState.DELIVERED, status, "", now)
        await Subscription.update(
            {Subscription.failures: 0, Subscription.failing_since: None, Subscription.next_try_at: None}
        ).where(Subscription.id == subscription.id)


async def note_failure(
    subscription: SubscriptionRow, delivery: DeliveryRow, *, status: int | None, fault: str, now: datetime
) -> None:
    """It did not arrive: try again later, each time later; after days stop, and tell whoever may mend it.

    Stop at once when the receiver says that it is gone. What somebody paused meanwhile stays paused, and of what was
    ended meanwhile nothing waits any more. An event that somebody skipped meanwhile stays skipped.
    """
    since = subscription.failing_since or now
    async with transaction():
        if await _locked(subscription.id) or await _let_go_of(delivery):
            await _note(delivery, DeliveryState.GIVEN_UP, status, fault, now)
            return
        await _note(delivery, DeliveryState.WAITING, status, fault, now)
        wait = wait_after(subscription.failures)
        stops = status == GONE or now - since >= GIVES_UP_AFTER
        await Subscription.update(
            {
                Subscription.failures: subscription.failures + 1,
                Subscription.failing_since: since,
                Subscription.next_try_at: now + wait,
            }
        ).where(Subscription.id == subscription.id)
        if not stops:
            await enqueue(DeliverEvents(subscription=subscription.id), at=now + wait)
            return
        await Subscription.update({Subscription.paused_at: now}).where(Subscription.id == subscription.id)
        today = dutch_day(now)
        town = await successor_of(subscription.municipality, day=today)
        await tell_many(
            person_ids=await people_who_may(Act.MANAGE_APPLICATIONS, (town,), today=today),
            kind=Kind.ASKED,
            subject=wording("Het abonnement ‘%(naam)s’ staat stil", naam=subscription.name),
            body=sentences(
                _GONE if status == GONE else _SILENT,
                wording("Wij proberen het niet meer."),
                wording("Kijk wat er mis is en hervat het: wat u miste, krijgt u dan alsnog."),
            ),
            path=f"/mijn-gemeente/abonnementen/{subscription.id}",
            once=f"abonnement {subscription.id} stil {since.isoformat()}",
            now=now,
        )


async def _locked(number: int) -> bool:
    """Whether it was ended. Locked before its deliveries, as by those who end it or send again: or both would wait."""
    return await fetch_exactly(bool, "SELECT ended_at IS NOT NULL FROM subscription WHERE id = $1 FOR UPDATE", number)


async def _let_go_of(delivery: DeliveryRow) -> bool:
    return await fetch_exactly(bool, "SELECT skipped_at IS NOT NULL FROM event_delivery WHERE id = $1", delivery.id)


async def _note(delivery: DeliveryRow, state: DeliveryState, status: int | None, fault: str, now: datetime) -> None:
    await EventDelivery.update(
        {
            EventDelivery.state: state,
            EventDelivery.tries: delivery.tries + 1,
            EventDelivery.answer: status,
            EventDelivery.fault: fault[:200],
            EventDelivery.tried_at: now,
        }
    ).where(EventDelivery.id == delivery.id)
