"""Making and changing subscriptions, planning what is sent to them, and noting what came of it."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from innovatie.audit.actions import record
from innovatie.changes.queries import changes_after, newest_change
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.event_words import DeliveryState, MessageForm
from innovatie.domain.vocabulary import PublicResource
from innovatie.infra.database import execute, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.moments import moment
from innovatie.infra.rate_limit import Limit, take
from innovatie.subscriptions import queries
from innovatie.subscriptions.outbound_requests import wrong_address
from innovatie.subscriptions.payloads import DeliverEvents
from innovatie.subscriptions.queries import SubscriptionRow
from innovatie.subscriptions.signing import BOTH_FOR, secret_of
from innovatie.subscriptions.tables import EventDelivery, Subscription

TRIED: Final = Limit(name="proefbericht", size=60, period=timedelta(hours=1))
"""Trial messages of one municipality: the address is somebody's, and need not be theirs."""
KEPT_FOR: Final = timedelta(days=90)
MOST: Final = 20
"""Subscriptions of one municipality."""
_AT_ONCE: Final = 500


async def subscribe(
    *,
    actor: Actor,
    municipality_id: int,
    name: str,
    address: str,
    form: MessageForm,
    resources: Collection[PublicResource],
    key: str,
    plain_http: bool,
    now: datetime,
) -> tuple[int, str]:
    """A new subscription from now on: its number, and its secret, shown this once."""
    authority.require(actor, Act.MANAGE_APPLICATIONS, Context(municipality_id=municipality_id))
    wrong = {} if resources else {"soorten": "Kies waarover u wilt horen."}
    reason = wrong_address(address, plain_http=plain_http)
    if reason:
        wrong["adres"] = reason
    if wrong:
        raise Invalid(wrong)
    async with transaction():
        await execute("SELECT 1 FROM municipality WHERE id = $1 FOR NO KEY UPDATE", municipality_id)  # one at a time
        there = await queries.subscriptions_of(municipality_id)
        if sum(one.ended_at is None for one in there) >= MOST:
            raise Conflict("Uw gemeente heeft al twintig abonnementen. Beëindig er eerst een.")
        made = Subscription(
            municipality=municipality_id,
            name=name,
            address=address,
            kind=form.value,
            resources=" ".join(sorted(resources)),
            position=await newest_change(),
            created_by=actor.person_id,
            created_at=now,
        )
        await made.save()
        await _record(actor, "abonnement nemen", int(made.id), municipality_id, now)
    return int(made.id), secret_of(key, int(made.id), 1)


async def new_secret(*, actor: Actor, municipality_id: int, number: int, key: str, now: datetime) -> str:
    """Another secret, shown this once; messages bear the signature of both for a week.

    Within that week the secret that was in use before stays in use, however often another is asked for.
    """
    async with transaction():
        known = await _mine(actor, municipality_id, number)
        now = await moment(now)
        generation = known.generation + 1
        holds = known.former_until is not None and now < known.former_until
        await Subscription.update(
            {
                Subscription.generation: generation,
                Subscription.former_generation: known.former_generation if holds else known.generation,
                Subscription.former_until: now + BOTH_FOR,
            }
        ).where(Subscription.id == number)
        await _record(actor, "geheim van abonnement vernieuwen", number, municipality_id, now)
    return secret_of(key, number, generation)


async def try_out(*, actor: Actor, municipality_id: int, number: int, now: datetime) -> None:
    """A message that says that it is a trial. TooMany beyond the limit, which trials share with sending again."""
    async with transaction():
        _require_running(await _mine(actor, municipality_id, number))
        await take(TRIED, municipality_id, now=now)
        await _wait(number, f"proef-{secrets.token_hex(8)}", None, now)
        await _now(number)


async def send_again(*, actor: Actor, municipality_id: int, number: int, delivery_id: int, now: datetime) -> None:
    """An event that arrived, or that was given up, once more, under the same id."""
    async with transaction():
        _require_running(await _mine(actor, municipality_id, number))
        if await queries.delivery_of(number, delivery_id) is None:
            raise NotFound("Deze bezorging bestaat niet.")
        await take(TRIED, municipality_id, now=now)
        await EventDelivery.update({EventDelivery.state: DeliveryState.WAITING, EventDelivery.skipped_at: None}).where(
            EventDelivery.id == delivery_id
        )
        await _now(number)
        await _record(actor, "gebeurtenis opnieuw bezorgen", number, municipality_id, now)


async def skip(*, actor: Actor, municipality_id: int, number: int, delivery_id: int, now: datetime) -> None:
    """Let go of an event that the receiver refused: what waits behind it goes on. It can be sent again later.

    Conflict when it arrived meanwhile, or was never tried.
    """
    async with transaction():
        known = await _mine(actor, municipality_id, number)
        delivery = await queries.delivery_of(number, delivery_id)
        if delivery is None:
            raise NotFound("Deze bezorging bestaat niet.")
        if not delivery.holds_up:
            raise Conflict("Dit bericht houdt niets op. Alleen een bericht dat geweigerd is, kunt u overslaan.")
        await EventDelivery.update({EventDelivery.state: DeliveryState.GIVEN_UP, EventDelivery.skipped_at: now}).where(
            EventDelivery.id == delivery_id
        )
        if known.paused_at is None:
            await Subscription.update({Subscription.failing_since: None}).where(Subscription.id == number)
            await _now(number)
        await record(
            actor=actor,
            act="gebeurtenis overslaan",
            object_kind="abonnement",
            object_id=number,
            on_behalf_of=municipality_id,
            now=now,
            details={"kenmerk": delivery.event_id},
        )


async def pause(*, actor: Actor, municipality_id: int, number: int, now: datetime) -> None:
    """Send nothing until it is resumed: the receiver is being worked on. What happens meanwhile is kept for it."""
    async with transaction():
        _require_running(await _mine(actor, municipality_id, number))
        await Subscription.update({Subscription.paused_at: now}).where(Subscription.id == number)
        await _record(actor, "abonnement stilzetten", number, municipality_id, now)


async def resume(*, actor: Actor, municipality_id: int, number: int, now: datetime) -> None:
    """Go on with a subscription that was paused: what it missed is sent now. TooMany as for trials: each is a try."""
    async with transaction():
        await _mine(actor, municipality_id, number)
        await take(TRIED, municipality_id, now=now)
        await Subscription.update({Subscription.paused_at: None, Subscription.failing_since: None}).where(
            Subscription.id == number
        )
        await _now(number)
        await _record(actor, "abonnement hervatten", number, municipality_id, now)


async def end(*, actor: Actor, municipality_id: int, number: int, now: datetime) -> None:
    """Nothing more is sent."""
    async with transaction():
        await _mine(actor, municipality_id, number)
        await Subscription.update({Subscription.ended_at: now}).where(Subscription.id == number)
        await EventDelivery.update({EventDelivery.state: DeliveryState.GIVEN_UP}).where(
            EventDelivery.subscription == number, EventDelivery.state == DeliveryState.WAITING
        )
        await _record(actor, "abonnement beëindigen", number, municipality_id, now)


async def plan(*, now: datetime) -> None:
    """Set out what changed for each subscription. In one transaction with how far was read: none is lost or doubled."""
    for number in await queries.all_working():
        async with transaction():
            await Subscription.select(Subscription.id).where(Subscription.id == number).lock_rows()
            known = await queries.working(number)
            if known is None:
                continue
            changes = await changes_after(known.position, limit=_AT_ONCE, resources=known.kinds)
            for change in changes:
                await _wait(number, f"wijziging-{change.number}", change.number, now)
            if changes:
                await Subscription.update({Subscription.position: changes[-1].number}).where(Subscription.id == number)
            due = known.next_try_at is None or known.next_try_at <= now
            if due and (changes or known.waiting):
                await enqueue(DeliverEvents(subscription=number), unless_waiting=True)


async def forget_deliveries(*, now: datetime) -> None:
    """Let go of deliveries older than ninety days that wait no more. Run by the nightly job."""
    await EventDelivery.delete().where(
        EventDelivery.created_at < now - KEPT_FOR, EventDelivery.state != DeliveryState.WAITING
    )


async def _mine(actor: Actor, municipality_id: int, number: int) -> SubscriptionRow:
    """The subscription, locked; for the administrator of its municipality, as long as it was not ended."""
    authority.require(actor, Act.MANAGE_APPLICATIONS, Context(municipality_id=municipality_id))
    await Subscription.select(Subscription.id).where(Subscription.id == number).lock_rows()
    known = await queries.subscription_of(number, municipality_id=municipality_id)
    if known.ended_at is not None:
        raise Conflict("Dit abonnement is beëindigd.")
    return known


def _require_running(known: SubscriptionRow) -> None:
    if known.paused_at is not None:
        raise Conflict("Dit abonnement staat stil. Hervat het eerst.")


async def _now(number: int) -> None:
    """Try at once, whatever the wait was."""
    await Subscription.update({Subscription.next_try_at: None, Subscription.failures: 0}).where(
        Subscription.id == number
    )
    await enqueue(DeliverEvents(subscription=number), unless_waiting=True)


async def _wait(number: int, event_id: str, change: int | None, now: datetime) -> None:
    await execute(
        "INSERT INTO event_delivery (subscription, event_id, change, state, created_at)"
        " VALUES ($1, $2, $3, 'wacht', $4)"
        " ON CONFLICT (subscription, event_id) DO NOTHING",
        number,
        event_id,
        change,
        now,
    )


async def _record(actor: Actor, act: str, number: int, municipality_id: int, now: datetime) -> None:
    await record(
        actor=actor, act=act, object_kind="abonnement", object_id=number, on_behalf_of=municipality_id, now=now
    )
