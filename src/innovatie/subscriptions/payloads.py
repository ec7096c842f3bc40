"""What the jobs of subscriptions are told."""

from innovatie.infra.jobs import Payload


class DeliverEvents(Payload, frozen=True, kw_only=True):
    """Send what waits for this subscription."""

    job = "gebeurtenissen bezorgen"
    subscription: int
