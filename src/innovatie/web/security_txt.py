"""/.well-known/security.txt (RFC 9116): where to report a weakness. The expiry date is computed, never typed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

LIFE = timedelta(days=180)
WARN = timedelta(days=30)


def _expires(now: datetime) -> datetime:
    """Midnight, half a year ahead, so that the text is the same all day and may be cached."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + LIFE


def security_txt(
    *, now: datetime, contacts: Sequence[str], base_url: str, policy: str | None = None, languages: str = "nl, en"
) -> str:
    """The text, lines ended by CRLF. A contact is a mailto: or https: address; ValueError for anything else."""
    if not contacts:
        raise ValueError("security.txt vraagt minstens een contactadres")
    for contact in (*contacts, *([policy] if policy else [])):
        if not contact.startswith(("mailto:", "https://")) or any(sign.isspace() for sign in contact):
            raise ValueError(f"geen contactadres: {contact}")
    lines = [f"Contact: {contact}" for contact in contacts]
    lines.append(f"Expires: {_expires(now).strftime('%Y-%m-%dT%H:%M:%SZ')}")
    lines.append(f"Preferred-Languages: {languages}")
    lines.append(f"Canonical: {base_url}/.well-known/security.txt")
    if policy:
        lines.append(f"Policy: {policy}")
    return "".join(f"{line}\r\n" for line in lines)
