"""The chain of digests that shows whether a row of the trail was changed, dropped, added or moved.

`digest_of(previous, event)` = SHA-256(previous digest || canonical JSON of the event); the first row follows on
32 zero bytes. Canonical: keys sorted, no white space, UTF-8, no floats (RFC 8785 for what we put in it).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = bytes(32)


def canonical(event: Mapping[str, Any]) -> bytes:
    """`event` as bytes that are the same wherever and whenever they are made."""
    return json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(previous: bytes, event: Mapping[str, Any]) -> bytes:
    """The digest (32 bytes) of a row that follows the row with digest `previous`."""
    return hashlib.sha256(previous + canonical(event)).digest()
