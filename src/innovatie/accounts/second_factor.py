"""The second factor: a code of six digits from an app (TOTP, RFC 6238), each usable once; and recovery codes.

A code is valid in its own half minute and in the one before and after it (clocks differ). The number of the half minute
that was used is kept, and only later ones are accepted: a code that somebody watched being typed is worth nothing.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

import pyotp

from innovatie.infra.secret import Secret

STEP = 30  # seconds
RECOVERY_CODES = 10
FACTOR_FRESH: Final = timedelta(minutes=10)
"""So long after showing it, somebody may change something about their second factor."""
_WINDOW = (-1, 0, 1)
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no signs that look like another


def new_secret() -> Secret:
    """160 random bits in base32, as authenticator apps expect them."""
    return Secret(pyotp.random_base32(32))


def enrolment_address(secret: Secret, *, account: str, issuer: str) -> str:
    """The otpauth: address in the QR code."""
    return pyotp.TOTP(secret.reveal()).provisioning_uri(name=account, issuer_name=issuer)


def accepted_step(secret: Secret, code: str, *, now: datetime, last_step: int | None) -> int | None:
    """The half minute whose code this is, later than `last_step`; None when it is wrong or was used before.

    All candidates are compared, always, so that the time taken tells nothing.
    """
    typed = "".join(code.split())
    current = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret.reveal())
    found: int | None = None
    for step in (current + shift for shift in _WINDOW):
        right = hmac.compare_digest(totp.at(step * STEP).encode(), typed.encode())
        if right and (last_step is None or step > last_step):
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Codes for who lost the app: each of 50 random bits, to be written down, each usable once."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)
    ]


def recovery_digest(code: str, *, person_id: int) -> bytes:
    """What is kept of a recovery code; `person_id` keeps equal codes of two persons apart."""
    plain = "".join(sign for sign in code.lower() if sign in _ALPHABET)
    return hashlib.sha256(f"{person_id}:{plain}".encode()).digest()
