"""Subscriptions and what was sent to them."""

from piccolo.columns import BigInt, ForeignKey, Integer, OnDelete, Serial, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.event_words import DeliveryState, MessageForm
from innovatie.infra.checks import at_least, filled, in_order, not_before, one_of, where
from innovatie.municipalities.tables import Municipality


class Subscription(Table):
    """An address of a municipality that hears of changes. `resources` are words with blanks between.

    `position` is the last change that was looked at. `generation` counts the secrets; those from `former_generation` on
    go on until `former_until`. `busy_until`: a worker sends for it now. `failing_since`: nothing has arrived since.
    `paused_at`: nothing is sent.
    """

    id: Serial
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False, default=None)
    address = Varchar(length=500, null=False, default=None)
    kind = Varchar(length=12, null=False, default=None)
    resources = Varchar(length=200, null=False, default=None)
    generation = Integer(null=False, default=1)
    former_generation = Integer(null=False, default=1)
    former_until = Timestamptz(null=True, default=None)
    position = BigInt(null=False, default=None)
    busy_until = Timestamptz(null=True, default=None)
    next_try_at = Timestamptz(null=True, default=None)
    failures = Integer(null=False, default=0)
    failing_since = Timestamptz(null=True, default=None)
    paused_at = Timestamptz(null=True, default=None)
    created_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    created_at = Timestamptz(null=False, default=None)
    ended_at = Timestamptz(null=True, default=None)

    kind_known = one_of("kind", MessageForm)
    generation_from_one = at_least(1, "generation")
    former_generation_from_one = at_least(1, "former_generation")
    failures_not_negative = at_least(0, "failures")
    ended_later = in_order("created_at", "ended_at")
    something_to_read = filled("name", "address", "resources")
    not_before_created = not_before("created_at", "next_try_at", "paused_at")


class EventDelivery(Table):
    """One event for one subscription. `change` is its number in the stream; None is a trial. `answer`: HTTP status.

    `skipped_at`: when its owner let go of it, because the receiver kept refusing it.
    """

    id: Serial
    subscription = ForeignKey(Subscription, null=False, on_delete=OnDelete.restrict)
    event_id = Varchar(length=60, null=False, default=None)
    change = BigInt(null=True, default=None)
    state = Varchar(length=10, null=False, default=None)
    tries = Integer(null=False, default=0)
    answer = Integer(null=True, default=None)
    fault = Varchar(length=200, null=False, default="")
    created_at = Timestamptz(null=False, default=None, index=True)
    tried_at = Timestamptz(null=True, default=None)
    skipped_at = Timestamptz(null=True, default=None)

    event_delivery_once = Unique(["subscription", "event_id"])
    state_known = one_of("state", DeliveryState)
    tries_not_negative = at_least(0, "tries")
    delivered_was_tried = where("state", ("bezorgd",), then="tried_at IS NOT NULL")
    something_to_read = filled("event_id")
