"""How a program shows a site who it is: with a token that a person made, or with the key of an application."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

import httpx
import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jose import jwt
from jose.exceptions import JOSEError

from innovatie.domain.json_faults import NOT_JSON
from innovatie.remote.errors import RemoteError

_LIFE: Final = timedelta(seconds=120)
_EARLY: Final = timedelta(seconds=60)
_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SHORTEST: Final = timedelta(minutes=5)

Post = Callable[[str, dict[str, str]], Awaitable[httpx.Response]]
"""Sends a form to a path of the site, and gives its answer whatever that is."""


class Access(Protocol):
    """Gives a token to send along."""

    async def token(self, site: str, post: Post, now: datetime) -> str: ...

    def forget(self) -> bool:
        """The token was refused. Whether another one can be had."""
        ...


class TokenAccess:
    """A token of a person, made on /account/tokens."""

    def __init__(self, token: str) -> None:
        self._token = token.strip()
        if not self._token or not self._token.isascii() or not self._token.isprintable() or " " in self._token:
            raise RemoteError("Dit is geen token: het is één regel zonder spaties, zoals /account/tokens die geeft.")

    async def token(self, site: str, post: Post, now: datetime) -> str:
        return self._token

    def forget(self) -> bool:
        return False


class _Granted(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: int


class _Refused(msgspec.Struct, frozen=True):
    error: str = ""


class KeyAccess:
    """An application that proves itself with its own key (private_key_jwt); it asks for a token when it needs one.

    `private_key`: PEM, RSA or EC on P-256. `kid` names the key where the application has several.
    """

    def __init__(self, client_id: str, private_key: str, *, kid: str = "") -> None:
        self._client_id, self._key, self._kid = client_id, private_key, kid
        self._granted = ""
        self._until: datetime | None = None

    def _assertion(self, audience: str, now: datetime) -> str:
        moment = int(now.timestamp())
        claims = {
            "iss": self._client_id,
            "sub": self._client_id,
            "aud": audience,
            "iat": moment,
            "exp": moment + int(_LIFE.total_seconds()),
            "jti": secrets.token_urlsafe(18),
        }
        try:
            algorithm = "ES256" if _is_elliptic(self._key) else "RS256"
            named = {"kid": self._kid} if self._kid else None
            return str(jwt.encode(claims, self._key, algorithm=algorithm, headers=named))
        except (JOSEError, ValueError, TypeError, UnsupportedAlgorithm):
            raise RemoteError(
                "Dit is geen geheime sleutel in PEM (-----BEGIN PRIVATE KEY-----) van RSA of EC (P-256), of hij heeft"
                " een wachtwoord."
            ) from None

    async def token(self, site: str, post: Post, now: datetime) -> str:
        if self._until is not None and now < self._until:
            return self._granted
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION,
            "client_assertion": self._assertion(f"{site}/oauth/token", now),
        }
        answer = await post("/oauth/token", form)
        if answer.status_code != httpx.codes.OK:
            raise RemoteError(_why(answer), status=answer.status_code)
        try:
            granted = msgspec.json.decode(answer.content, type=_Granted)
        except NOT_JSON:
            raise RemoteError(f"{site} geeft geen token. Klopt het adres van de site?") from None
        life = timedelta(seconds=granted.expires_in)
        self._granted, self._until = granted.access_token, now + max(life - _EARLY, min(life, _SHORTEST))
        return self._granted

    def forget(self) -> bool:
        had, self._until = self._until is not None, None
        return had


def _is_elliptic(private_key: str) -> bool:
    """Whether this PEM holds a key on P-256. ValueError for another curve."""
    key = load_pem_private_key(private_key.encode(), None)
    if not isinstance(key, EllipticCurvePrivateKey):
        return False
    if not isinstance(key.curve, SECP256R1):
        raise ValueError("another curve")
    return True


def _why(answer: httpx.Response) -> str:
    try:
        error = msgspec.json.decode(answer.content, type=_Refused).error
    except NOT_JSON:
        error = ""
    if error == "invalid_client":
        return (
            "De site kent deze koppeling met deze sleutel niet. Kijk bij ‘Koppelingen’ of zij loopt, welke sleutel"
            " erbij staat en of de klok van deze computer goed staat."
        )
    return f"De site geeft geen token: antwoord {answer.status_code} {error}".strip() + "."
