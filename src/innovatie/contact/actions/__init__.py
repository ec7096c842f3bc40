"""What people do to reach one another, and what is done about abuse."""

from innovatie.contact.actions.keeping import keep_addresses, let_go
from innovatie.contact.actions.moderating import appeal, decide, report_message
from innovatie.contact.actions.talking import answer, begin, block, unblock

__all__ = [
    "answer",
    "appeal",
    "begin",
    "block",
    "decide",
    "keep_addresses",
    "let_go",
    "report_message",
    "unblock",
]
