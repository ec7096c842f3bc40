"""Mail that came back: a report of delivery (RFC 3464) with the enhanced status of each address (RFC 3463).

Such a report may come from anyone. It counts only by the mark that our own mail carried and that came back with it.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32
from typing import Final

MARK: Final = "X-Innovatie-Mail"
"""The header of our own mail by which its report is known."""
_STATUS: Final = re.compile(r"(?<![0-9.])[245]\.[0-9]{1,3}\.[0-9]{1,3}(?!\.?[0-9])", re.ASCII)
"""Never a part of an IP address, which many answers name."""
_NO_SUCH_ADDRESS: Final = frozenset({"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "4.4"})
"""Class 5 with these: no such mailbox, system or route, a mailbox that moved or was closed."""
_WITHOUT_STATUS: Final = frozenset({550, 551, 553})
"""Replies to RCPT that mean the same where a server gives no enhanced status."""
_UNDEFINED: Final = "5.0.0"
_REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
"""The second where an address may have signs beyond ASCII (RFC 6533)."""
_EMPTY_LINES: Final = re.compile(rb"(?:\r?\n){2,}")
LARGEST: Final = 1_000_000
"""Bytes of a report that are looked at: the beginning; our own mails are small."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """`mark`: what our mail carried. `status`: such as 5.1.1; `reply`: the words of the other server."""

    mark: str
    status: str
    reply: str

    @property
    def is_of_address(self) -> bool:
        """Whether the address itself takes no mail any more; else this one mail was refused, say as spam."""
        return status_of_address(self.status)


def status_of_address(status: str) -> bool:
    """Whether an enhanced status says that an address takes no mail any more."""
    return status.startswith("5.") and status[2:] in _NO_SUCH_ADDRESS


def refuses_address(code: int, reply: str) -> bool:
    """Whether the answer to RCPT says so: by its enhanced status, or without one by its code."""
    found = _STATUS.search(reply)
    return status_of_address(found[0]) if found else code in _WITHOUT_STATUS


def status_in(reply: str) -> str:
    """The enhanced status in an answer; empty when there is none."""
    found = _STATUS.search(reply)
    return found[0] if found else ""


def read_bounce(content: bytes) -> Bounce | None:
    """The failure that a message reports; None for any other message, a delay and a report without our mark."""
    message = email.message_from_bytes(content[:LARGEST], policy=compat32)
    failed = next((block for block in _recipients(message) if _failed(block)), None)
    mark = _mark(message)
    if failed is None or not mark:
        return None
    reply = str(failed.get("Diagnostic-Code", "") or "").partition(";")[2]
    status, told = status_in(str(failed.get("Status", "") or "")), status_in(reply)
    if status == _UNDEFINED and told.startswith("5."):  # a gateway that passes on what it was told
        status = told
    return Bounce(mark, status, " ".join(reply.split())[:300])


def _failed(block: Message) -> bool:
    status = status_in(str(block.get("Status", "") or ""))
    return str(block.get("Action", "") or "").strip().lower() == "failed" and status.startswith("5.")


def _recipients(message: Message) -> Iterator[Message]:
    """The blocks about each address of the report."""
    for part in message.walk():
        if part.get_content_type() in _REPORTS:
            for block in _blocks(part):
                if block.get("Action") is not None:
                    yield block


def _blocks(part: Message) -> Iterator[Message]:
    """The blocks of fields, between empty lines; the parser knows them apart in the older of the two kinds only."""
    inside = part.get_payload()
    for one in inside if isinstance(inside, list) else ():
        if isinstance(one, Message):
            for text in _EMPTY_LINES.split(one.as_bytes()):
                yield email.message_from_bytes(text, policy=compat32)


def _mark(message: Message) -> str:
    """Our mark in the mail, or its headers, that came back."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            body = part.get_payload(decode=True)
            headers = email.message_from_bytes(body if isinstance(body, bytes) else b"", policy=compat32)
            if headers.get(MARK):
                return str(headers[MARK]).strip()
        elif part is not message and part.get(MARK):
            return str(part[MARK]).strip()
    return ""
