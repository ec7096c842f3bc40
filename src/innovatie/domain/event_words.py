"""Closed lists of words of subscriptions; the tables refuse any other."""

from enum import StrEnum


class MessageForm(StrEnum):
    """In which form the receiver of a subscription gets an event."""

    CLOUDEVENTS = "cloudevents"
    TEAMS = "teams"
    SLACK = "slack"


class DeliveryState(StrEnum):
    WAITING = "wacht"
    DELIVERED = "bezorgd"
    GIVEN_UP = "opgegeven"
