"""Judges the JWT with which an application proves who it is (RFC 7523, as the NL GOV profile for OAuth asks).

python-jose checks the signature; it knows no PS256, so RS256 is what we take. What it leaves open is added here: the
algorithm is ours and not the header's, issuer and subject are the application, we are the audience, it was made just
now, lives minutes, and bears a `jti`.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec
from jose import jwt
from jose.exceptions import JOSEError

from innovatie.domain.errors import DomainError

ALGORITHM: Final = "RS256"
LONGEST_LIFE: Final = 300
"""Seconds between `iat` and `exp`."""
LEEWAY: Final = 30
_LONGEST: Final = 16_384


class AssertionRefused(DomainError):
    """`reason` is a short code for the log; the asker only hears invalid_client."""

    status = 401

    def __init__(self, reason: str) -> None:
        super().__init__("De koppeling kan zich hiermee niet aanmelden.")
        self.reason = reason


class Assertion(msgspec.Struct, frozen=True):
    jti: str
    expires_at: datetime


def claimed_client(assertion: str) -> tuple[str, str | None]:
    """Who it says it is, and the key it names; nothing is proven yet."""
    if len(assertion) > _LONGEST or assertion.count(".") != 2:
        raise AssertionRefused("vorm")
    try:
        header, claims = jwt.get_unverified_header(assertion), jwt.get_unverified_claims(assertion)
    except (JOSEError, RecursionError):  # the second: claims of thousands of brackets
        raise AssertionRefused("vorm") from None
    client, kid = claims.get("sub"), header.get("kid")
    if header.get("alg") != ALGORITHM or "crit" in header or header.get("b64") is False:
        raise AssertionRefused("alg")
    if not _is_name(client) or not (kid is None or _is_name(kid)):
        raise AssertionRefused("sub")
    return str(client), None if kid is None else str(kid)


def judge(
    assertion: str, *, client_id: str, jwk: Mapping[str, str], audiences: Collection[str], now: datetime
) -> Assertion:
    """Raises AssertionRefused. Whether its `jti` was used before is for the database to say."""
    options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
    key = {**jwk, "alg": ALGORITHM}
    try:
        claims: dict[str, object] = jwt.decode(assertion, key, algorithms=[ALGORITHM], options=options)
    except JOSEError as error:
        raise AssertionRefused(type(error).__name__) from None
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise AssertionRefused("iss")
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    if not isinstance(named, list) or not named or any(one not in audiences for one in named):
        raise AssertionRefused("aud")
    moment = now.timestamp()
    expires, issued = _moment(claims, "exp"), _moment(claims, "iat")
    if expires <= moment - LEEWAY:
        raise AssertionRefused("exp")
    if not issued <= moment + LEEWAY or not 0 < expires - issued <= LONGEST_LIFE:
        raise AssertionRefused("iat")
    if "nbf" in claims and _moment(claims, "nbf") > moment + LEEWAY:
        raise AssertionRefused("nbf")
    jti = claims.get("jti")
    if not _is_name(jti) or len(str(jti)) < 8:
        raise AssertionRefused("jti")
    return Assertion(str(jti), datetime.fromtimestamp(expires + LEEWAY, UTC))


def _is_name(value: object) -> bool:
    """A text that a database can be asked for: no zero byte in it, no half of a sign."""
    return isinstance(value, str) and 0 < len(value) <= 255 and value.isprintable()


def _moment(claims: Mapping[str, object], name: str) -> int:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**40:
        raise AssertionRefused(name)
    return value
