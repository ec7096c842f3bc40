"""The two halves of a sign-in: the address we send the browser to, and the judgement of what it brings back.

Between them we remember (on the server, found by the hash of `state` and only from the same browser) the nonce, the
PKCE verifier and which provider was asked. An answer that names another issuer, arrives at another provider's address,
or belongs to another browser is refused: that is how a mix-up and a forced sign-in fail.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec

from innovatie.accounts.oidc.client import Metadata
from innovatie.accounts.oidc.errors import ProviderUnavailable, SignInRejected
from innovatie.accounts.oidc.settings import Provider
from innovatie.domain.wording import wording


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of a sign-in under way."""

    provider: str
    state: str
    nonce: str
    verifier: str
    redirect_uri: str


def challenge(verifier: str) -> str:
    """PKCE S256 (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def begin(provider: Provider, metadata: Metadata, redirect_uri: str) -> tuple[str, Attempt]:
    """The address at the provider to send the browser to, and what to remember; 256 random bits for each secret."""
    attempt = Attempt(
        provider=provider.code,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        redirect_uri=redirect_uri,
    )
    question = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(provider.scopes),
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": challenge(attempt.verifier),
        "code_challenge_method": "S256",
    }
    if provider.acr_required is not None:
        wanted = provider.acr_order[provider.acr_order.index(provider.acr_required) :]
        question["acr_values"] = " ".join(wanted)
    if provider.max_age is not None:
        question["max_age"] = str(provider.max_age)
    joiner = "&" if "?" in metadata.authorization_endpoint else "?"
    return metadata.authorization_endpoint + joiner + urlencode(question), attempt


def code_from(answer: Mapping[str, str], *, attempt: Attempt, provider: Provider, metadata: Metadata) -> str:
    """The authorization code in the answer of the provider. Raises SignInRejected or ProviderUnavailable."""
    if not hmac.compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
        raise SignInRejected("state")
    if attempt.provider != provider.code:
        raise SignInRejected("aanbieder")
    issuer = answer.get("iss")
    if issuer is None and metadata.issuer_in_answer:
        raise SignInRejected("iss ontbreekt")
    if issuer is not None and issuer != provider.issuer:
        raise SignInRejected("iss")
    error = answer.get("error")
    if error == "access_denied":
        raise SignInRejected("access_denied", wording("U hebt het inloggen afgebroken."))
    if error in {"temporarily_unavailable", "server_error"}:
        raise ProviderUnavailable(provider.name, error)
    if error is not None:
        raise SignInRejected(f"error: {error[:60]}")
    code = answer.get("code", "")
    if not code or len(code) > 2048:
        raise SignInRejected("code")
    return code


def end_session_address(metadata: Metadata, provider: Provider, *, id_token: str | None, back_to: str) -> str | None:
    """Where to send the browser so that the session at the provider ends as well; None when it offers no such place."""
    if metadata.end_session_endpoint is None:
        return None
    question = {"client_id": provider.client_id, "post_logout_redirect_uri": back_to}
    if id_token is not None:
        question["id_token_hint"] = id_token
    joiner = "&" if "?" in metadata.end_session_endpoint else "?"
    return metadata.end_session_endpoint + joiner + urlencode(question)
