"""What people do to reach one another, and what is done about abuse."""

from innovatie.contact.actions.contact_points import keep_addresses, let_go
from innovatie.contact.actions.discussing import edit, remark
from innovatie.contact.actions.moderating import appeal, appeal_remark, decide, report_message, report_remark
from innovatie.contact.actions.talking import answer, begin, block, unblock

__all__ = [
    "answer",
    "appeal",
    "appeal_remark",
    "begin",
    "block",
    "decide",
    "edit",
    "keep_addresses",
    "let_go",
    "remark",
    "report_message",
    "report_remark",
    "unblock",
]
