"""Subscriptions as their municipality and the worker see them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.event_words import DeliveryState, MessageForm
from innovatie.domain.vocabulary import PublicResource
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_values
from innovatie.municipalities.queries import with_predecessors


class SubscriptionRow(msgspec.Struct, frozen=True):
    """One subscription, with how many events wait for it."""

    id: int
    municipality: int
    name: str
    address: str
    form: MessageForm
    resources: str
    generation: int
    former_generation: int
    former_until: datetime | None
    position: int
    next_try_at: datetime | None
    failures: int
    failing_since: datetime | None
    paused_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    waiting: int

    @property
    def kinds(self) -> tuple[PublicResource, ...]:
        return tuple(PublicResource(word) for word in self.resources.split())


class DeliveryRow(msgspec.Struct, frozen=True):
    """One event for it."""

    id: int
    event_id: str
    change: int | None
    state: DeliveryState
    tries: int
    answer: int | None
    fault: str
    created_at: datetime
    tried_at: datetime | None
    skipped_at: datetime | None

    @property
    def holds_up(self) -> bool:
        """Whether it was refused and waits: what came after it waits behind it."""
        return self.state is DeliveryState.WAITING and self.tries > 0


_ROW = """
    SELECT s.id, s.municipality, s.name, s.address, s.kind AS form, s.resources, s.generation,
           s.former_generation, s.former_until, s.position,
           s.next_try_at, s.failures, s.failing_since, s.paused_at, s.created_at, s.ended_at,
           (SELECT count(*) FROM event_delivery d WHERE d.subscription = s.id AND d.state = 'wacht') AS waiting
      FROM subscription s
"""
_DELIVERY = (
    "SELECT id, event_id, change, state, tries, answer, fault, created_at, tried_at, skipped_at FROM event_delivery"
)


async def subscriptions_of(municipality_id: int) -> tuple[SubscriptionRow, ...]:
    """Those that work first; of what went up in this municipality too."""
    return tuple(
        await fetch_as(
            SubscriptionRow,
            f"{_ROW} WHERE s.municipality = ANY($1) ORDER BY s.ended_at NULLS FIRST, s.id DESC",
            await with_predecessors(municipality_id),
        )
    )


async def subscription_of(number: int, *, municipality_id: int) -> SubscriptionRow:
    """NotFound for one of another municipality."""
    found = await fetch_one_as(
        SubscriptionRow,
        f"{_ROW} WHERE s.id = $1 AND s.municipality = ANY($2)",
        number,
        await with_predecessors(municipality_id),
    )
    if found is None:
        raise NotFound("Dit abonnement bestaat niet.")
    return found


async def working(number: int) -> SubscriptionRow | None:
    """The subscription, unless it was paused or ended."""
    return await fetch_one_as(
        SubscriptionRow, f"{_ROW} WHERE s.id = $1 AND s.paused_at IS NULL AND s.ended_at IS NULL", number
    )


async def all_working() -> Sequence[int]:
    """The numbers of all that are neither paused nor ended."""
    return await fetch_values(
        int, "SELECT id FROM subscription WHERE paused_at IS NULL AND ended_at IS NULL ORDER BY id"
    )


async def deliveries_of(subscription: int, *, limit: int = 100) -> tuple[DeliveryRow, ...]:
    """The newest first; at the end, however old, the one that holds up the others."""
    newest = tuple(
        await fetch_as(
            DeliveryRow, f"{_DELIVERY} WHERE subscription = $1 ORDER BY id DESC LIMIT $2", subscription, limit
        )
    )
    waiting = await next_delivery(subscription)
    held = waiting is not None and waiting.holds_up and waiting.id not in {one.id for one in newest}
    return (*newest, waiting) if held and waiting is not None else newest


async def delivery_of(subscription: int, number: int) -> DeliveryRow | None:
    """One of its deliveries, however old."""
    return await fetch_one_as(DeliveryRow, f"{_DELIVERY} WHERE subscription = $1 AND id = $2", subscription, number)


async def next_delivery(subscription: int) -> DeliveryRow | None:
    """The one that waits longest: events arrive in their order."""
    return await fetch_one_as(
        DeliveryRow, f"{_DELIVERY} WHERE subscription = $1 AND state = 'wacht' ORDER BY id LIMIT 1", subscription
    )
