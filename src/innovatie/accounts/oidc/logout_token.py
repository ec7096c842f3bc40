"""Judges a back-channel logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6)."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.accounts.oidc.errors import SignInRejected
from innovatie.accounts.oidc.idtoken import Key, check_times, signed_claims
from innovatie.accounts.oidc.settings import Provider

_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class SignOut(msgspec.Struct, frozen=True, kw_only=True):
    """Whose sessions end: one session of the provider, or all of a person. `token_id` is used only once."""

    issuer: str
    token_id: str
    subject: str | None
    session_id: str | None


def judge(token: str, *, provider: Provider, keys: Sequence[Key], now: datetime) -> SignOut:
    """Raises SignInRejected. That `token_id` was not seen before is checked where it is stored."""
    claims = signed_claims(
        token,
        provider=provider,
        keys=keys,
        kinds=("logout+jwt", "jwt"),
        required=("iat", "aud", "iss", "exp", "jti"),
    )
    check_times(claims, provider=provider, now=now)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(_EVENT), dict):
        raise SignInRejected("events")
    if "nonce" in claims:  # an ID token passed off as a logout token
        raise SignInRejected("nonce")
    subject, session_id, token_id = claims.get("sub"), claims.get("sid"), claims["jti"]
    if not isinstance(token_id, str) or not 0 < len(token_id) <= 255:
        raise SignInRejected("jti")
    if not isinstance(subject, str | None) or not isinstance(session_id, str | None) or not (subject or session_id):
        raise SignInRejected("sub")
    return SignOut(issuer=provider.issuer, token_id=token_id, subject=subject, session_id=session_id)
