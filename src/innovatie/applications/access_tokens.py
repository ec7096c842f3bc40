"""Access tokens of applications: JWT, signed by us for us with a key of its own, for an hour.

The rows in the database decide on every use: a token ends at once with its application or with the key it was got with.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

import msgspec
from jose import jwt
from jose.exceptions import JOSEError

from innovatie.accounts.api_tokens import Scope, TokenRefused, is_canonical
from innovatie.infra.former_secrets import each_of

LIFE: Final = timedelta(hours=1)
_ALGORITHM: Final = "HS256"
_AUDIENCE: Final = "innovatie-api"
_LONGEST: Final = 2048
_PURPOSE: Final = b"innovatie access token v1"


class AccessToken(msgspec.Struct, frozen=True):
    """What a valid token says; `key` is the row of the key that was proven."""

    client_id: str
    key: int
    scopes: tuple[Scope, ...]


def signing_key(installation_secret: str) -> str:
    return hmac.new(installation_secret.encode(), _PURPOSE, hashlib.sha256).hexdigest()


def issue(*, secret: str, issuer: str, told: AccessToken, now: datetime) -> str:
    moment = int(now.timestamp())
    claims = {
        "iss": issuer,
        "aud": _AUDIENCE,
        "sub": told.client_id,
        "client_id": told.client_id,
        "key": told.key,
        "scope": " ".join(sorted(told.scopes)),
        "iat": moment,
        "exp": moment + int(LIFE.total_seconds()),
        "jti": secrets.token_urlsafe(12),
    }
    return jwt.encode(claims, signing_key(secret), algorithm=_ALGORITHM, headers={"typ": "at+jwt"})


def read(token: str, *, secret: str, issuer: str, now: datetime) -> AccessToken:
    """Raises TokenRefused."""
    if len(token) > _LONGEST or token.count(".") != 2 or not all(map(is_canonical, token.split("."))):
        raise TokenRefused("vorm")
    options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
    try:
        header = jwt.get_unverified_header(token)
        if header.get("typ") != "at+jwt" or "crit" in header:
            raise TokenRefused("typ")
        claims: dict[str, object] = jwt.decode(
            token,
            [signing_key(each) for each in each_of(secret)],
            algorithms=[_ALGORITHM],
            audience=_AUDIENCE,
            issuer=issuer,
            options=options,
        )
    except JOSEError as error:
        raise TokenRefused(type(error).__name__) from None
    client, key, scope, expires = (claims.get(name) for name in ("client_id", "key", "scope", "exp"))
    if not isinstance(expires, int) or expires <= now.timestamp():
        raise TokenRefused("exp")
    if not isinstance(client, str) or not isinstance(key, int) or not isinstance(scope, str):
        raise TokenRefused("inhoud")
    known = {str(each) for each in Scope}
    return AccessToken(client, key, tuple(Scope(word) for word in scope.split() if word in known))
