"""Bytes that everyone agrees on: RFC 8785 JSON for the part of JSON that we use, and commitments to them."""

import json
from hashlib import sha256

NONCE_BYTES = 16
LARGEST_INTEGER = 2**53 - 1


def canonical(value: object) -> bytes:
    """RFC 8785 for objects with ASCII keys, lists, text, whole numbers within 2^53, booleans and null.

    Within those limits sorted keys and Python's shortest escapes are the canonical form. Raises ValueError outside
    them.
    """
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _check(value: object) -> None:
    if value is None or isinstance(value, bool | str):  # half a character in a text has no bytes: see above
        return
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError(f"{value} is too large for JSON numbers")
    elif isinstance(value, list | tuple):
        for one in value:
            _check(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError(f"{key!r} is not an ASCII key")
            _check(one)
    else:
        raise ValueError(f"{type(value).__name__} has no canonical form here")


def commitment(nonce: bytes, event: bytes) -> bytes:
    """SHA-256(nonce || canonical event). Without the nonce the few possible ballots could be guessed in no time."""
    if len(nonce) != NONCE_BYTES:
        raise ValueError(f"a nonce is {NONCE_BYTES} bytes")
    return sha256(nonce + event).digest()


def tree_head_bytes(log: str, size: int, root: bytes, time: str) -> bytes:
    """What is signed for a tree head; `time` as in the log, RFC 3339 in UTC."""
    return canonical({"logboek": log, "grootte": size, "wortel": root.hex(), "tijd": time})
