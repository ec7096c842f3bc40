"""Tokens for programs: what a good one says, and each way to forge or outlive one."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jose import jwt

from innovatie.accounts import secret_tokens
from innovatie.accounts.api_tokens import ApiToken, Scope, TokenRefused, issue, read, signing_key

KEY = signing_key("een geheim van minstens tweeendertig tekens")
ISSUER = "https://innovatie.example"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def token(**changes: Any) -> str:
    fields: dict[str, Any] = {"scopes": (Scope.READ, Scope.IDEAS), "life": timedelta(days=30), "now": NOW} | changes
    return issue(key=KEY, issuer=ISSUER, number=7, **fields)


def refused(text: str, now: datetime = NOW) -> str:
    with pytest.raises(TokenRefused) as caught:
        read(text, key=KEY, issuer=ISSUER, now=now)
    return str(caught.value)


def forged(key: str = KEY, algorithm: str = "HS256", typ: str = "at+jwt", **changes: Any) -> str:
    moment = int(NOW.timestamp())
    claims = {"iss": ISSUER, "aud": "innovatie-api", "sub": "7", "scope": "lezen", "iat": moment, "exp": moment + 60}
    kept = {name: value for name, value in (claims | changes).items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm, headers={"typ": typ})


def test_a_token_says_its_number_its_purposes_and_its_end() -> None:
    end = int((NOW + timedelta(days=30)).timestamp())
    assert read(token(), key=KEY, issuer=ISSUER, now=NOW) == ApiToken(
        number=7, scopes=(Scope.IDEAS, Scope.READ), expires_at=end
    )


def test_it_ends_at_its_end() -> None:
    last = NOW + timedelta(days=30) - timedelta(seconds=1)
    assert read(token(), key=KEY, issuer=ISSUER, now=last).number == 7
    assert refused(token(), last + timedelta(seconds=1)) == "exp"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"key": "ander"}, "JWTError"), ({"algorithm": "HS512"}, "JWTError"), ({"typ": "JWT"}, "typ"),
        ({"iss": "https://ander.example"}, "JWTClaimsError"), ({"aud": "iets"}, "JWTClaimsError"),
        ({"exp": None}, "exp"), ({"exp": "9999999999"}, "exp"), ({"iat": None}, "exp"),
        ({"exp": int(NOW.timestamp()) + 91 * 86400}, "iat"), ({"iat": int(NOW.timestamp()) + 3600}, "iat"),
        ({"sub": "x"}, "sub"), ({"sub": "٧"}, "sub"), ({"sub": None}, "sub"), ({"scope": None}, "sub"), ({"scope": "alles"}, "scope"),
    ],
)  # fmt: skip
def test_a_forged_or_stretched_token_is_refused(changes: dict[str, Any], reason: str) -> None:
    assert refused(forged(**changes)) == reason


def test_a_token_without_signature_is_refused() -> None:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    _, claims, _ = forged().split(".")
    assert refused(f"{part({'alg': 'none', 'typ': 'at+jwt'})}.{claims}.") == "JWTError"


@given(st.text(max_size=300))
def test_any_text_is_refused_without_another_error(text: str) -> None:
    assert refused(text) != ""


def test_no_token_outlives_ninety_days_or_is_for_nothing() -> None:
    with pytest.raises(ValueError):
        token(life=timedelta(days=91))
    with pytest.raises(ValueError):
        token(scopes=())


def test_the_key_is_not_the_secret_and_differs_per_installation() -> None:
    assert signing_key("een ander geheim van minstens tweeendertig tekens") != KEY
    assert "geheim" not in KEY and len(KEY) == 64


def test_a_secret_for_one_purpose_is_worth_nothing_for_another() -> None:
    secret = secret_tokens.new_secret()
    assert len(secret) == 43
    assert secret_tokens.digest(secret, "sessie") == secret_tokens.digest(secret, "sessie")
    assert secret_tokens.digest(secret, "sessie") != secret_tokens.digest(secret, "inloglink")
