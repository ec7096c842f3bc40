"""Judges the JWT with which an application proves who it is (RFC 7523, as the NL GOV profile for OAuth asks).

python-jose checks the signature, and cryptography where it is PS256, which python-jose does not know. What they leave
open is added here: the algorithm is one of the kind of the registered key, issuer and subject are the application, we
are the audience, it was made just now, lives minutes, and bears a `jti`.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from jose import jwt
from jose.exceptions import JOSEError
from jose.utils import base64url_decode

from innovatie.domain.errors import DomainError

ALGORITHMS: Final[Mapping[str, frozenset[str]]] = {"RSA": frozenset({"RS256", "PS256"}), "EC": frozenset({"ES256"})}
"""What a key of each kind may sign with."""
KNOWN: Final = tuple(sorted(frozenset[str]().union(*ALGORITHMS.values())))
LONGEST_LIFE: Final = 300
"""Seconds between `iat` and `exp`."""
LEEWAY: Final = 30
_LONGEST: Final = 16_384


_TOLD: Final = {
    "iss": "iss en sub moeten allebei het kenmerk van de koppeling zijn.",
    "aud": "aud moet het adres zijn waar u dit naartoe stuurt, of het adres van de site.",
    "exp": "Dit bewijs is verlopen, of exp ontbreekt. Loopt de klok van uw systeem gelijk?",
    "iat": "iat moet het moment van nu zijn, en exp hooguit 300 seconden later. Loopt de klok van uw systeem gelijk?",
    "nbf": "nbf ligt in de toekomst. Loopt de klok van uw systeem gelijk?",
    "jti": "jti ontbreekt of is korter dan 8 tekens.",
    "twice": "Dit bewijs (jti) is al eens gebruikt. Maak voor elke aanvraag een nieuw bewijs.",
}
"""What whoever holds the key may hear, in the signs that RFC 6749 allows for `error_description`."""


class AssertionRefused(DomainError):
    """`reason` is a short code for the log. The asker hears invalid_client; `told` is empty until the key is proven."""

    status = 401

    def __init__(self, reason: str) -> None:
        super().__init__("De koppeling kan zich hiermee niet aanmelden.")
        self.reason = reason
        self.told = _TOLD.get(reason, "")


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
    if header.get("alg") not in KNOWN or "crit" in header or header.get("b64") is False:
        raise AssertionRefused("alg")
    if not _is_name(client) or not (kid is None or _is_name(kid)):
        raise AssertionRefused("sub")
    return str(client), None if kid is None else str(kid)


def proven(assertion: str, *, jwk: Mapping[str, str]) -> dict[str, object]:
    """The claims, when this key signed them; AssertionRefused otherwise."""
    options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
    try:
        algorithm = str(jwt.get_unverified_header(assertion).get("alg"))
        if algorithm not in ALGORITHMS.get(jwk["kty"], ()):
            raise AssertionRefused("alg")
        if algorithm == "PS256":
            _verify_pss(assertion, jwk)
            told: dict[str, object] = jwt.get_unverified_claims(assertion)
            return told
        claims: dict[str, object] = jwt.decode(
            assertion, {**jwk, "alg": algorithm}, algorithms=[algorithm], options=options
        )
    except (JOSEError, InvalidSignature) as error:
        raise AssertionRefused(type(error).__name__) from None
    return claims


def _verify_pss(assertion: str, jwk: Mapping[str, str]) -> None:
    """RFC 7518, 3.5: PSS with SHA-256, and a salt as long as its digest. InvalidSignature when it does not hold."""
    n, e = (int.from_bytes(base64url_decode(jwk[name].encode()), "big") for name in ("n", "e"))
    signed, _, signature = assertion.rpartition(".")
    try:
        mark = base64url_decode(signature.encode())
    except ValueError:
        raise InvalidSignature from None
    padding = PSS(mgf=MGF1(SHA256()), salt_length=SHA256.digest_size)
    RSAPublicNumbers(e, n).public_key().verify(mark, signed.encode(), padding, SHA256())


def judge(claims: Mapping[str, object], *, client_id: str, audiences: Collection[str], now: datetime) -> Assertion:
    """AssertionRefused for claims that do not hold now. Whether the `jti` was used is for the database to say."""
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
