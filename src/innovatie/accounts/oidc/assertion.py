"""How we prove to the provider who we are: a signed assertion (private_key_jwt, RFC 7523) or a shared secret."""

import secrets
from datetime import datetime
from urllib.parse import quote

from jose import jwt

from innovatie.accounts.oidc.settings import Provider

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIFE = 60  # seconds


def client_proof(provider: Provider, audience: str, now: datetime) -> tuple[dict[str, str], tuple[str, str] | None]:
    """Form fields to add, and the basic-auth pair when a shared secret is used (RFC 6749, 2.3.1: form-encoded)."""
    if provider.client_secret is not None:
        return {}, (quote(provider.client_id, safe=""), quote(provider.client_secret.reveal(), safe=""))
    assert provider.private_key is not None  # the provider file demands one of the two
    moment = int(now.timestamp())
    claims = {
        "iss": provider.client_id,
        "sub": provider.client_id,
        "aud": audience,
        "iat": moment,
        "exp": moment + _LIFE,
        "jti": secrets.token_urlsafe(16),
    }
    headers = {"kid": provider.private_key_id} if provider.private_key_id else None
    signed = jwt.encode(claims, provider.private_key.reveal(), algorithm=provider.signing_algorithm, headers=headers)
    return {"client_id": provider.client_id, "client_assertion_type": _ASSERTION, "client_assertion": signed}, None
