"""What can be read of contact: whom one reaches, conversations, and reports of abuse."""

from innovatie.contact.queries.conversations import (
    ConversationDetail,
    ConversationRow,
    MessageRow,
    conversation,
    conversations_of,
    report_of_message,
)
from innovatie.contact.queries.reached import Addresses, Reached, addresses_of, reached, receivers
from innovatie.contact.queries.reports import ReportRow, report, reports

__all__ = [
    "Addresses",
    "ConversationDetail",
    "ConversationRow",
    "MessageRow",
    "Reached",
    "ReportRow",
    "addresses_of",
    "conversation",
    "conversations_of",
    "reached",
    "receivers",
    "report",
    "report_of_message",
    "reports",
]
