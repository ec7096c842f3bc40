"""The chain of digests that shows whether a row of the trail was changed, dropped, added or moved.

digest = SHA-256(previous digest || content); the first row follows on 32 zero bytes. The content is every field of the
row as text, in a fixed order, each with its length in bytes before it (`3:abc`; `-` for an empty field), so that no two
different rows have the same content. The database makes the links when a transaction commits; this module makes them
again, from the rows alone, to compare.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from innovatie.domain.wording import wording

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Link:
    """A row of the trail with its link. `fields` are the texts of the row, None when the row itself is gone;
    `digest` is None when the row was never sealed."""

    number: int
    fields: Sequence[str | None] | None
    previous: bytes | None
    digest: bytes | None


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row that does not hold, and what is wrong with it (Dutch)."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`head` is the digest of the last good row: keep it elsewhere, and cutting off the end is noticed as well."""

    rows: int
    head: bytes
    fault: Fault | None
    head_seen: bool


def content(fields: Sequence[str | None]) -> bytes:
    """The bytes that a digest covers."""
    return b"".join(b"-" if field is None else b"%d:%s" % (len(field.encode()), field.encode()) for field in fields)


def digest_of(previous: bytes, fields: Sequence[str | None]) -> bytes:
    """The digest (32 bytes) of a row that follows the row with digest `previous`."""
    return hashlib.sha256(previous + content(fields)).digest()


def _fault(link: Link, head: bytes) -> str | None:
    if link.digest is None:
        return wording("deze regel is niet door de database verzegeld")
    if link.previous != head:
        return wording("de regel hiervoor ontbreekt, is ingevoegd of is verplaatst")
    if link.fields is None:
        return wording("de regel zelf is weg")
    if digest_of(head, link.fields) != link.digest:
        return wording("de inhoud van de regel is gewijzigd")
    return None


def verify(links: Iterable[Link], *, expected_head: bytes | None = None) -> Verdict:
    """Walk the chain from its start and stop at the first fault. `expected_head` must be met on the way."""
    rows, head, seen = 0, GENESIS, expected_head is None or expected_head == GENESIS
    for link in links:
        reason = _fault(link, head)
        if reason is not None:
            return Verdict(rows, head, Fault(link.number, reason), seen)
        assert link.digest is not None
        head = link.digest
        rows += 1
        seen = seen or head == expected_head
    return Verdict(rows, head, None, seen)
