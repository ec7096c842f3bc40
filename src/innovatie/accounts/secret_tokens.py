"""Random secrets that travel in a link or a cookie; the database only knows their digest.

256 random bits need no slow hash: guessing them is not a way in.
"""

import hashlib
import secrets

LONGEST = 200


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def digest(secret: str, purpose: str) -> bytes:
    """SHA-256 of the secret for one purpose, so that a link is never taken for a cookie."""
    return hashlib.sha256(f"innovatie:{purpose}:{secret[:LONGEST]}".encode()).digest()
