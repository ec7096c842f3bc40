"""Days as an iCalendar file (RFC 5545), which every calendar program can subscribe to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LINE = 75
"""Octets in a line; what is longer goes on in the next one, after a space."""


@dataclass(frozen=True, slots=True)
class Day:
    """Something on one whole day. `uid` stays the same when the day changes, so that a subscriber sees it move."""

    uid: str
    day: date
    summary: str
    description: str
    address: str
    sequence: int = 0
    """How often this was changed: a calendar program takes over what has a higher number than it knows."""
    changed: datetime | None = None
    """When it last changed, if that is known."""
    cancelled: bool = False
    """It is asked no more: a program that has it takes it away, or crosses it out."""


def calendar(name: str, days: Iterable[Day], *, now: datetime) -> str:
    """The file, with CRLF; `now` is when it was made."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Innovatie//Rondes//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]
    for one in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}",
            f"SEQUENCE:{one.sequence}",
            f"DTSTAMP:{_moment(now)}",
            *([f"LAST-MODIFIED:{_moment(one.changed)}"] if one.changed else []),
            *(["STATUS:CANCELLED"] if one.cancelled else []),
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            *([f"SUMMARY:{_escaped(one.summary)}"] if one.summary else []),
            *([f"DESCRIPTION:{_escaped(one.description)}"] if one.description else []),
            *([f"URL:{one.address}"] if one.address else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """`line` in parts of at most 75 octets, never inside a character."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _LINE:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
