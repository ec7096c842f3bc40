"""The Ed25519 key of a vote that signs its tree heads, and times as the log writes them.

The key is derived from the secret of the installation and the name of the log, and stands nowhere: whoever has only
the database cannot sign, and the key of one vote says nothing of another's. Its public half stands in the opening row.
"""

import hmac
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from innovatie.domain.errors import Conflict
from innovatie.domain.wording import wording
from innovatie.infra.former_secrets import each_of
from innovatie.settings import current

_PURPOSE = b"innovatie ballot log v1 "


class _Secret:
    """Set while the app or the worker is built; else the secret of this process's settings."""

    value = ""


def configure(secret: str) -> None:
    """Sign with a key derived from `secret` from now on."""
    _Secret.value = secret


@cache
def _key(secret: str, log: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hmac.new(secret.encode(), _PURPOSE + log.encode(), sha256).digest())


def _secret() -> str:
    return _Secret.value or current().required_secret()


def _key_of(log: str, public: bytes) -> Ed25519PrivateKey | None:
    """The key with which this log was opened: from the secret of now, or from an earlier one. None when of neither."""
    keys = (_key(secret, log) for secret in each_of(_secret()))
    return next((key for key in keys if hmac.compare_digest(_public(key), public)), None)


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_key(log: str) -> bytes:
    """The 32 bytes that verify what is signed for a log that is opened now."""
    return _public(_key(_secret(), log))


def can_sign(log: str, public: bytes) -> bool:
    """Whether this installation still has the key with which the log was opened."""
    return _key_of(log, public) is not None


def sign(log: str, public: bytes, message: bytes) -> bytes:
    """Sign for a log that was opened with the key `public`. Conflict when the secret is another one since: a signature
    that nobody can verify would be worse than none.
    """
    key = _key_of(log, public)
    if key is None:
        raise Conflict(
            wording(
                "Het platform kan nu niets in dit stemlogboek schrijven: de geheime sleutel is niet die van de opening."
                " De beheerder moet het geheim van toen (INNOVATIE_SECRET_OLD) terugzetten. Er is niets opgeslagen."
            )
        )
    return key.sign(message)


def is_signed(message: bytes, signature: bytes, public: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def mark(text: str) -> str:
    """A mark (64 hexadecimal digits) that only this installation can put on `text`: for links in our own mails."""
    return _mark(_secret(), text)


def marks(text: str) -> tuple[str, ...]:
    """The marks that are ours for `text`: `mark`, and those that were put with an earlier secret."""
    return tuple(_mark(secret, text) for secret in each_of(_secret()))


def _mark(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), b"innovatie link v1 " + text.encode(), sha256).hexdigest()


def log_time(now: datetime) -> str:
    """RFC 3339 in UTC, to the millisecond."""
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
