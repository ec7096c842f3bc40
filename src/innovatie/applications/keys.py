"""Public keys as people paste them: PEM or JWK. RSA from 2048 bits, or EC on P-256; a private key is sent back."""

import base64
import hashlib
import json
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from innovatie.domain.errors import Invalid
from innovatie.domain.wording import wording

SMALLEST: Final = 2048
LARGEST: Final = 8192
_LARGEST_EXPONENT: Final = 2**64
"""Beyond this OpenSSL refuses to use a large key; usual is 65537."""
_LONGEST_TEXT: Final = 20_000
_LONGEST_KID: Final = 100
_PRIVATE: Final = wording(
    "Dit is een privésleutel. Die hoort alleen in uw eigen systeem te staan. Maak een nieuw paar en plak hier de"
    " openbare sleutel."
)
_NO_KEY: Final = wording(
    "Dit is geen openbare sleutel die wij kennen: RSA of EC (P-256). Plak de sleutel als PEM (BEGIN PUBLIC KEY) of als"
    " JWK."
)
_P256_BYTES: Final = 32


class PublicKey(msgspec.Struct, frozen=True):
    """`kid` as the owner calls it, else its thumbprint (RFC 7638)."""

    kid: str
    jwk: dict[str, str]


def read_key(text: str) -> PublicKey:
    """The key in `text`. Invalid, for the field `sleutel`, with what to do."""
    text = text.strip()
    if "PRIVATE KEY" in text:
        raise Invalid({"sleutel": _PRIVATE})
    if not text or len(text) > _LONGEST_TEXT:
        raise Invalid({"sleutel": _NO_KEY})
    return _of_jwk(text) if text.startswith("{") else _of_pem(text)


def _of_pem(text: str) -> PublicKey:
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, TypeError):
        raise Invalid({"sleutel": _NO_KEY}) from None
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        point = key.public_numbers()
        return _on_curve(point.x, point.y, "")
    if not isinstance(key, RSAPublicKey):
        raise Invalid({"sleutel": _NO_KEY})
    numbers = key.public_numbers()
    return _checked(numbers.n, numbers.e, "")


class _Jwk(msgspec.Struct, frozen=True):
    """A key as JSON, or a list with one; `d`, `p` and `q` are what makes it private."""

    kty: str = ""
    n: str = ""
    e: str = ""
    crv: str = ""
    x: str = ""
    y: str = ""
    kid: str = ""
    d: str | None = None
    p: str | None = None
    q: str | None = None
    keys: tuple["_Jwk", ...] = ()


def _of_jwk(text: str) -> PublicKey:
    try:
        told = msgspec.json.decode(text, type=_Jwk)
        told = told.keys[0] if len(told.keys) == 1 else told
        n, e, x, y = (_number(part) for part in (told.n, told.e, told.x, told.y))
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        raise Invalid({"sleutel": _NO_KEY}) from None
    if (told.d, told.p, told.q) != (None, None, None):
        raise Invalid({"sleutel": _PRIVATE})
    if (told.kty, told.crv) == ("EC", "P-256"):
        return _on_curve(x, y, told.kid)
    if told.kty != "RSA":
        raise Invalid({"sleutel": _NO_KEY})
    return _checked(n, e, told.kid)


def _checked(n: int, e: int, kid: str) -> PublicKey:
    if not SMALLEST <= n.bit_length() <= LARGEST or not 3 <= e < _LARGEST_EXPONENT or n % 2 == 0 or e % 2 == 0:
        raise Invalid({"sleutel": wording("Neem een RSA-sleutel van %(n)s bits of meer.", n=SMALLEST)})
    try:
        RSAPublicNumbers(e, n).public_key()
    except ValueError:
        raise Invalid({"sleutel": _NO_KEY}) from None
    return _named({"e": _text(e), "kty": "RSA", "n": _text(n)}, kid)


def _on_curve(x: int, y: int, kid: str) -> PublicKey:
    try:
        EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
    except ValueError:
        raise Invalid({"sleutel": _NO_KEY}) from None
    return _named({"crv": "P-256", "kty": "EC", "x": _text(x, _P256_BYTES), "y": _text(y, _P256_BYTES)}, kid)


def _named(jwk: dict[str, str], kid: str) -> PublicKey:
    """The key with its own name, else its thumbprint: of these members, which are all that RFC 7638 asks for."""
    thumbprint = hashlib.sha256(json.dumps(jwk, sort_keys=True, separators=(",", ":")).encode()).digest()
    usable = kid.isprintable() and 0 < len(kid) <= _LONGEST_KID
    return PublicKey(kid if usable else base64.urlsafe_b64encode(thumbprint).rstrip(b"=").decode(), jwk)


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def _text(number: int, length: int = 0) -> str:
    raw = number.to_bytes(max(length, (number.bit_length() + 7) // 8), "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
