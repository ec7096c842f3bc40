"""API tokens: JWT, signed by us for us (HS256 with a key of its own, derived from the installation's secret).

The signature lets a false token be refused without touching the database; the row in the database is what makes a
token revocable. A token says what it may do (`scope`) and for whom, and lives at most ninety days.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec
from jose import jwt
from jose.exceptions import JOSEError

from innovatie.domain.wording import wording

LONGEST_LIFE: Final = timedelta(days=90)
_ALGORITHM: Final = "HS256"
_AUDIENCE: Final = "innovatie-api"
_LONGEST: Final = 2048
_PURPOSE: Final = b"innovatie api token v1"


class Scope(StrEnum):
    """What a token may be used for; reading public things needs no token."""

    READ = "lezen"
    """Everything its owner may read."""
    IDEAS = "ideeen"
    """Post and change ideas for its owner's municipality."""
    ADOPTION = "overname"
    """Report how far an adoption is."""


SCOPE_LABELS: Final = {
    Scope.READ: wording("Lezen wat u zelf ook kunt lezen"),
    Scope.IDEAS: wording("Plannen plaatsen en wijzigen voor uw gemeente"),
    Scope.ADOPTION: wording("De stand van overname doorgeven voor uw gemeente"),
}
OF_APPLICATIONS: Final = (Scope.IDEAS, Scope.ADOPTION)
"""What a system of a municipality may be for; reading what is one's own is for people."""


class TokenRefused(Exception):
    """Not a token of ours, or no longer valid; the reason is a short code for the log."""


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """What a valid token says. `number` is its row; `issued_at` and `expires_at` are seconds since 1970."""

    number: int
    scopes: tuple[Scope, ...]
    expires_at: int


def signing_key(installation_secret: str) -> str:
    """A key for this purpose only: knowing a token's signature tells nothing about any other use of the secret."""
    return hmac.new(installation_secret.encode(), _PURPOSE, hashlib.sha256).hexdigest()


def issue(*, key: str, issuer: str, number: int, scopes: tuple[Scope, ...], now: datetime, life: timedelta) -> str:
    """The token, shown once. Raises ValueError for a life longer than ninety days or no scope."""
    if not timedelta(0) < life <= LONGEST_LIFE or not scopes:
        raise ValueError("een token geldt hooguit 90 dagen en heeft minstens een doel")
    moment = int(now.timestamp())
    claims = {
        "iss": issuer,
        "aud": _AUDIENCE,
        "sub": str(number),
        "scope": " ".join(sorted(scopes)),
        "iat": moment,
        "exp": moment + int(life.total_seconds()),
    }
    return jwt.encode(claims, key, algorithm=_ALGORITHM, headers={"typ": "at+jwt"})


def read(token: str, *, key: str, issuer: str, now: datetime) -> ApiToken:
    """Raises TokenRefused. Whether the token was revoked is for the database to say."""
    if len(token) > _LONGEST or token.count(".") != 2 or not all(map(is_canonical, token.split("."))):
        raise TokenRefused("vorm")
    try:
        header = jwt.get_unverified_header(token)
        if header.get("typ") != "at+jwt" or "crit" in header:
            raise TokenRefused("typ")
        options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
        claims: dict[str, object] = jwt.decode(
            token, key, algorithms=[_ALGORITHM], audience=_AUDIENCE, issuer=issuer, options=options
        )
    except JOSEError as error:
        raise TokenRefused(type(error).__name__) from None
    return _told(claims, now)


def is_canonical(part: str) -> bool:
    """Whether this is the one way to write these bytes in base64url: a token has no twins that differ as text."""
    try:
        raw = base64.b64decode(part.encode("ascii") + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return False
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == part


def _told(claims: dict[str, object], now: datetime) -> ApiToken:
    expires, issued, number, scope = (claims.get(name) for name in ("exp", "iat", "sub", "scope"))
    if not isinstance(expires, int) or not isinstance(issued, int) or expires <= now.timestamp():
        raise TokenRefused("exp")
    if expires - issued > LONGEST_LIFE.total_seconds() or issued > now.timestamp() + 60:
        raise TokenRefused("iat")
    if not isinstance(number, str) or not number.isascii() or not number.isdigit() or not isinstance(scope, str):
        raise TokenRefused("sub")
    known = {str(each) for each in Scope}
    scopes = tuple(Scope(word) for word in scope.split() if word in known)
    if not scopes:
        raise TokenRefused("scope")
    return ApiToken(number=int(number), scopes=scopes, expires_at=expires)
