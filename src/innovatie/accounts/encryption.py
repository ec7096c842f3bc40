"""Encrypts what must be kept and read again: secrets of second factors, tokens of providers (AES-256-GCM).

The key comes from the installation's secret (HKDF-SHA256), one for each purpose; the purpose and the owner are bound
to the text, so a sealed value cannot be moved to another row. Whoever has only the database has nothing.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from innovatie.infra.former_secrets import each_of

_NONCE = 12
PROVIDER_TOKEN = "id token"  # noqa: S105 -- no secret
"""What the token of a provider is sealed for, with which we sign out there."""


def _cipher(installation_secret: str, purpose: str) -> AESGCM:
    info = f"innovatie seal v1 {purpose}".encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(installation_secret.encode()))


def seal(text: str, *, key: str, purpose: str, owner: int) -> bytes:
    """`text`, readable only with the installation's secret `key`, for this purpose and owner."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(key, purpose).encrypt(nonce, text.encode(), str(owner).encode())


def unseal(sealed: bytes, *, key: str, purpose: str, owner: int) -> str | None:
    """The text again; None when neither the key nor an earlier one fits, or the value was tampered with."""
    for each in each_of(key):
        text = unseal_with(sealed, key=each, purpose=purpose, owner=owner)
        if text is not None:
            return text
    return None


def unseal_with(sealed: bytes, *, key: str, purpose: str, owner: int) -> str | None:
    """As `unseal`, with this very secret and no earlier one."""
    try:
        return _cipher(key, purpose).decrypt(sealed[:_NONCE], sealed[_NONCE:], str(owner).encode()).decode()
    except (InvalidTag, ValueError):
        return None
