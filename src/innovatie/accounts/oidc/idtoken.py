"""Judges an ID token (OpenID Connect Core 3.1.3.7, with the additions of the NL GOV profile).

python-jose checks the signature, the audience, the issuer and at_hash. What it leaves open is added here: the algorithm
is ours and not the header's, only RSA keys of 2048 bits or more, all claims we need must be there and be of the right
type, a list of audiences holds only parties we know, `azp` is us, the token was made just now, the nonce is the one of
this browser, and the level of assurance (`acr`) is at least what the municipality asks.
"""

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from jose import jwt
from jose.exceptions import JOSEError

from innovatie.accounts.oidc.errors import SignInRejected, UnknownKey
from innovatie.accounts.oidc.settings import Provider
from innovatie.domain.wording import wording

Key = Mapping[str, object]
_LONGEST = 16_384
_SMALLEST_MODULUS = 256  # bytes: 2048 bits


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed in, as the provider tells it. `subject` with `issuer` is the person; mail and name only describe.

    `email` only when the provider says that it verified it.
    """

    provider: str
    issuer: str
    subject: str
    name: str | None
    email: str | None
    acr: str | None
    session_id: str | None
    municipality: str


def _size(key: Key) -> int:
    text = str(key.get("n", ""))
    try:
        return len(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).lstrip(b"\0"))
    except ValueError:
        return 0


def _usable(key: Key) -> bool:
    return key.get("kty") == "RSA" and key.get("use", "sig") == "sig" and _size(key) >= _SMALLEST_MODULUS


def _header(token: str, kinds: Sequence[str], algorithms: Sequence[str]) -> Mapping[str, object]:
    if len(token) > _LONGEST or token.count(".") != 2:
        raise SignInRejected("vorm")
    try:
        header: Mapping[str, object] = jwt.get_unverified_header(token)
    except JOSEError:
        raise SignInRejected("vorm") from None
    if header.get("alg") not in algorithms:
        raise SignInRejected("alg")
    if str(header.get("typ", kinds[0])).lower() not in kinds:
        raise SignInRejected("typ")
    if "crit" in header or header.get("b64") is False:
        raise SignInRejected("crit")
    return header


def _choose_key(header: Mapping[str, object], keys: Sequence[Key]) -> dict[str, object]:
    wanted = header.get("kid")
    candidates = [key for key in keys if _usable(key) and (wanted is None or key.get("kid") == wanted)]
    if len(candidates) != 1:
        raise UnknownKey("kid")
    key = {name: candidates[0][name] for name in ("kty", "n", "e") if name in candidates[0]}
    return key | {"alg": header["alg"]}


def signed_claims(
    token: str,
    *,
    provider: Provider,
    keys: Sequence[Key],
    kinds: Sequence[str],
    required: Sequence[str],
    access_token: str | None = None,
) -> dict[str, object]:
    """The claims of a token whose signature, issuer and audience hold. Times are not judged yet."""
    header = _header(token, kinds, provider.algorithms)
    # Times are judged by our own clock in check_times: the library's would make `now` unmovable in tests, and its
    # options `require_...` silently switch its own time checks on again.
    options = {
        "verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_at_hash": access_token is not None
    }  # fmt: skip
    try:
        claims: dict[str, object] = jwt.decode(
            token,
            _choose_key(header, keys),
            algorithms=list(provider.algorithms),
            audience=provider.client_id,
            issuer=provider.issuer,
            access_token=access_token,
            options=options,
        )
    except JOSEError as error:
        raise SignInRejected(f"handtekening of inhoud: {type(error).__name__}") from None
    for name in required:
        if name not in claims:
            raise SignInRejected(f"{name} ontbreekt")
    return claims


def _moment(claims: Mapping[str, object], name: str) -> int:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise SignInRejected(name)
    return value


def check_times(claims: Mapping[str, object], *, provider: Provider, now: datetime) -> None:
    """exp ahead, iat in the last `oldest_token` seconds, nbf passed; clocks may differ by `leeway` seconds."""
    moment, leeway = now.timestamp(), provider.leeway
    if _moment(claims, "exp") <= moment - leeway:
        raise SignInRejected("exp")
    issued = _moment(claims, "iat")
    if not moment - provider.oldest_token - leeway <= issued <= moment + leeway:
        raise SignInRejected("iat")
    if "nbf" in claims and _moment(claims, "nbf") > moment + leeway:
        raise SignInRejected("nbf")


def _check_audience(claims: Mapping[str, object], provider: Provider) -> None:
    audience = claims["aud"]
    listed = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    if not all(isinstance(one, str) for one in listed):
        raise SignInRejected("aud")
    if provider.client_id not in listed or not set(listed) <= {provider.client_id, *provider.known_audiences}:
        raise SignInRejected("aud")
    if (len(listed) > 1 or "azp" in claims) and claims.get("azp") != provider.client_id:
        raise SignInRejected("azp")


def _check_assurance(claims: Mapping[str, object], provider: Provider) -> None:
    if provider.acr_required is None:
        return
    order = provider.acr_order
    given = claims.get("acr")
    if given not in order or order.index(given) < order.index(provider.acr_required):
        raise SignInRejected(
            "acr", wording("Uw inlogmiddel is niet sterk genoeg. Log in met een hoger betrouwbaarheidsniveau.")
        )


def _subject(claims: Mapping[str, object], provider: Provider) -> str:
    """The claims that name a person at this provider, joined; length-prefixed so that no two pairs look alike."""
    values = []
    for name in provider.subject_claims:
        value = claims.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= 255:
            raise SignInRejected(name)
        values.append(value)
    return values[0] if len(values) == 1 else "|".join(f"{len(value)}:{value}" for value in values)


def _text(claims: Mapping[str, object], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) else None


def judge(
    token: str, *, provider: Provider, keys: Sequence[Key], nonce: str, now: datetime, access_token: str | None
) -> Identity:
    """The person in a valid ID token. Raises SignInRejected (UnknownKey when the signing key is not in `keys`)."""
    claims = signed_claims(
        token,
        provider=provider,
        keys=keys,
        kinds=("jwt",),
        required=("exp", "iat", "aud", "iss", "sub"),
        access_token=access_token,
    )
    check_times(claims, provider=provider, now=now)
    _check_audience(claims, provider)
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
        raise SignInRejected("nonce")
    if provider.max_age is not None:
        signed_in = _moment(claims, "auth_time")
        if signed_in < now.timestamp() - provider.max_age - provider.leeway:
            raise SignInRejected("auth_time")
    _check_assurance(claims, provider)
    texts = {name: _text(claims, name) for name in ("name", "email", "sid", "acr")}
    return Identity(
        provider=provider.code,
        issuer=provider.issuer,
        subject=_subject(claims, provider),
        name=texts["name"],
        email=texts["email"] if claims.get("email_verified") is True else None,
        acr=texts["acr"],
        session_id=texts["sid"],
        municipality=provider.municipality,
    )
