"""Letters to many: written, looked at, tried, planned or sent, called off; and letters to begin from."""

from innovatie.insight.letters.actions.sending import (
    call_off,
    keep_deliveries,
    look_at_letter,
    plan_letter,
    send_letter,
    send_planned,
    send_test,
    write_messages,
)
from innovatie.insight.letters.actions.templates import keep_template, remove_template
from innovatie.insight.letters.actions.writing import (
    LETTER_LIMIT,
    Content,
    change_letter,
    check,
    content_of,
    discard_letter,
    write_letter,
)

__all__ = [
    "LETTER_LIMIT",
    "Content",
    "call_off",
    "change_letter",
    "check",
    "content_of",
    "discard_letter",
    "keep_deliveries",
    "keep_template",
    "look_at_letter",
    "plan_letter",
    "remove_template",
    "send_letter",
    "send_planned",
    "send_test",
    "write_letter",
    "write_messages",
]
