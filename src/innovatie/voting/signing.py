"""The Ed25519 key that signs tree heads, derived from the secret of the installation, and times as the log writes them.

Whoever has only the database cannot sign. Each vote keeps the public key it was opened with.
"""

import hmac
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from innovatie.settings import current

_PURPOSE = b"innovatie ballot log v1"


class _Secret:
    """Set while the app or the worker is built; else the secret of this process's settings."""

    value = ""


def configure(secret: str) -> None:
    """Sign with a key derived from `secret` from now on."""
    _Secret.value = secret


@cache
def _key(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hmac.new(secret.encode(), _PURPOSE, sha256).digest())


def _present() -> Ed25519PrivateKey:
    return _key(_Secret.value or current().required_secret())


def sign(message: bytes) -> bytes:
    return _present().sign(message)


def public_key() -> bytes:
    """The 32 bytes that verify what `sign` made."""
    return _present().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def is_signed(message: bytes, signature: bytes, public: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def log_time(now: datetime) -> str:
    """RFC 3339 in UTC, to the millisecond."""
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
