"""How a receiver knows that a message is ours and of now: HMAC-SHA256 over its id, its time and its body.

The form is that of Standard Webhooks, for which libraries exist. Secrets are not kept: they follow from the secret of
the installation, the subscription and a generation that counts up.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from innovatie.infra.former_secrets import each_of

BOTH_FOR: Final = timedelta(days=7)
"""How long the secret before goes on after a new one was given."""
MOST: Final = 5
"""Secrets of one subscription under a message, however often somebody asked for another."""
_PREFIX: Final = "whsec_"


def secret_of(key: str, subscription: int, generation: int) -> str:
    """The secret as its owner keeps it: `whsec_` and base64."""
    text = f"innovatie webhook v1 {subscription} {generation}"
    return _PREFIX + base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


def secrets_of(
    key: str, subscription: int, *, generation: int, oldest: int, former_until: datetime | None, now: datetime
) -> tuple[str, ...]:
    """Those with which a message is signed now: the newest first, then those before while they still hold.

    `oldest` is the one that the receiver had when the first of them was asked for: whoever asks twice, for the page
    was gone, must not lose the secret that is in use.
    """
    holds = former_until is not None and now < former_until
    last = max(oldest, generation - MOST + 1) if holds else generation
    generations = range(generation, last - 1, -1)
    return tuple(secret_of(each, subscription, one) for one in generations for each in each_of(key))


def headers_of(event_id: str, body: bytes, *, secrets: Iterable[str], now: datetime) -> dict[str, str]:
    """The three headers that go with the message."""
    moment = str(int(now.timestamp()))
    signed = b".".join((event_id.encode(), moment.encode(), body))
    marks = [
        "v1," + base64.b64encode(hmac.digest(base64.b64decode(one.removeprefix(_PREFIX)), signed, "sha256")).decode()
        for one in secrets
    ]
    return {"webhook-id": event_id, "webhook-timestamp": moment, "webhook-signature": " ".join(marks)}
