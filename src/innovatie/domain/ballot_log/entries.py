"""Checking a stored log row by row: which row is the first that cannot be what was written?

Each row holds its event (canonical JSON), nonce, leaf hash, the root of the tree up to and including it, and a
signature over that tree head. The event names the digest of the signature of the row before (`vorige`), so that one
signature vouches for all before it. A change within a row breaks its leaf hash, the root, or what the next row says of
it; a row dropped, added or moved breaks the sequence or the root. Whoever recomputes leaf and root too still lacks the
signing key, so the row's signature fails.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from innovatie.domain.ballot_log.canonical import canonical, commitment, tree_head_bytes
from innovatie.domain.ballot_log.merkle import Frontier, leaf_hash
from innovatie.domain.wording import wording

VerifySignature = Callable[[bytes, bytes], bool]
"""(message, signature) -> whether the log's key made the signature."""


@dataclass(frozen=True)
class LogRow:
    """One row as stored; `sequence` counts from 1."""

    log: str
    sequence: int
    kind: str
    time: str
    event: bytes
    nonce: bytes
    leaf: bytes
    root: bytes
    signature: bytes


@dataclass(frozen=True)
class FirstBad:
    """The first row that is wrong, by sequence number, and why (Dutch, for the auditor)."""

    sequence: int
    reason: str


def event_bytes(
    *, log: str, sequence: int, kind: str, time: str, previous: bytes, content: Mapping[str, object]
) -> bytes:
    """The event of a row as it is written; `previous` is the signature of the row before, empty for the first."""
    vouched = sha256(previous).hexdigest()
    return canonical(
        {"logboek": log, "volgnummer": sequence, "soort": kind, "tijd": time, "vorige": vouched, **content}
    )


def check_rows(log: str, rows: Iterable[LogRow], expected_size: int | None, verify: VerifySignature) -> FirstBad | None:
    """Check rows in the order of the log. `expected_size` is what the log says its length is; None skips that check.

    Hashing is linear. Signatures are checked at the end, by halving when the last one fails: all rows before a valid
    signature are covered by it, because its root is.
    """
    frontier = Frontier()
    seen: list[LogRow] = []
    bad: FirstBad | None = None
    for row in rows:
        bad = _check_row(log, row, seen[-1] if seen else None, frontier)
        if bad is not None:
            break
        seen.append(row)
    if bad is not None:
        del seen[bad.sequence - 1 :]
    unsigned = _first_unsigned(log, seen, verify)
    if unsigned is not None:
        return FirstBad(
            seen[unsigned].sequence, wording("de handtekening hoort niet bij deze rij: de rij is vervangen")
        )
    if bad is None and expected_size is not None and expected_size != len(seen):
        if expected_size > len(seen):
            return FirstBad(len(seen) + 1, wording("deze rij ontbreekt: het logboek is korter dan het was"))
        return FirstBad(expected_size + 1, wording("deze rij is toegevoegd: het logboek is langer dan het was"))
    return bad


def _check_row(log: str, row: LogRow, before: LogRow | None, frontier: Frontier) -> FirstBad | None:
    sequence = before.sequence + 1 if before else 1
    if row.sequence != sequence:
        return FirstBad(sequence, f"hier staat rij {row.sequence}: een rij ontbreekt, is toegevoegd of verplaatst")
    event, reason = _read(log, row)
    if reason:
        return FirstBad(sequence, reason)
    frontier.append(row.leaf)
    if frontier.root() != row.root:
        return FirstBad(sequence, wording("de rij sluit niet aan op de rijen ervoor"))
    if before is not None and row.time < before.time:
        return FirstBad(sequence, wording("de tijd van de rij ligt voor die van de rij ervoor"))
    if event.get("vorige") != sha256(before.signature if before else b"").hexdigest():
        return FirstBad(before.sequence if before else 1, wording("de handtekening van deze rij is gewijzigd"))
    return None


def _read(log: str, row: LogRow) -> tuple[dict[str, object], str]:
    """The event of a row, and why it cannot be that of this row, or an empty text."""
    try:
        event = json.loads(row.event)
        if canonical(event) != row.event:
            return {}, wording("de inhoud staat niet in de vaste schrijfwijze")
    except ValueError:
        return {}, wording("de inhoud is geen leesbare JSON")
    names = ("logboek", "volgnummer", "soort", "tijd")
    said = tuple(event.get(name) for name in names) if isinstance(event, dict) else ()
    if said != (log, row.sequence, row.kind, row.time):
        return {}, wording("de kolommen van de rij zeggen iets anders dan haar inhoud")
    if leaf_hash(commitment(row.nonce, row.event)) != row.leaf:
        return event, wording("de inhoud hoort niet bij haar vingerafdruk: de rij is gewijzigd")
    return event, ""


def _first_unsigned(log: str, rows: list[LogRow], verify: VerifySignature) -> int | None:
    """Position of the first row from which on signatures fail; None when the last row's is valid.

    Rows were consistent with each other, so a forger who changed row n had to change the roots of all rows after it
    without the key: signatures are valid up to some row and invalid from there.
    """

    def valid(position: int) -> bool:
        row = rows[position]
        return verify(tree_head_bytes(log, row.sequence, row.root, row.time), row.signature)

    if not rows or valid(len(rows) - 1):
        return None
    low, high = -1, len(rows) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if valid(middle):
            low = middle
        else:
            high = middle
    return high
