"""Every way in which an ID token can be wrong, each signed by ourselves; and the ways in which it is right."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st
from jose import jwt
from jose.utils import calculate_at_hash

from innovatie.accounts.oidc.errors import SignInRejected, UnknownKey
from innovatie.accounts.oidc.idtoken import Identity, judge
from innovatie.accounts.oidc.logout_token import SignOut
from innovatie.accounts.oidc.logout_token import judge as judge_logout
from tests.accounts.oidc_parties import Forger, private_pem, public_jwk

OTHER_KEY = rsa.generate_private_key(65537, 2048)
NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
"""When tokens are made and judged: by the real clock they would grow old between the collecting of tests and their run."""
SOON = int(NOW.timestamp())
FORGER = Forger(SOON)


def judged(token: str, forger: Forger = FORGER, *, access_token: str | None = None, **changes: Any) -> Identity:
    provider = msgspec.structs.replace(forger.provider, **changes)
    return judge(token, provider=provider, keys=forger.keys, nonce="n-1", now=NOW, access_token=access_token)


def why_refused(token: str, **changes: Any) -> str:
    with pytest.raises(SignInRejected) as caught:
        judged(token, **changes)
    assert token not in str(caught.value) and "Traceback" not in caught.value.message
    return caught.value.reason


def test_a_good_token_names_the_person_and_the_municipality_of_the_provider() -> None:
    assert judged(FORGER.token()) == Identity(
        provider="vervalst", issuer="https://login.example", subject="p-1", name="Ans", email="ans@example.nl",
        acr="substantieel", session_id="s-1", municipality="GM0363",
    )  # fmt: skip


def test_a_claim_about_the_municipality_or_a_mail_address_changes_nothing() -> None:
    assert judged(FORGER.token(gemeente_code="GM0344", email="beheer@utrecht.nl")).municipality == "GM0363"


@pytest.mark.parametrize("claim", ["exp", "iat", "aud", "iss", "sub", "nonce", "acr"])
def test_each_claim_we_need_must_be_there(claim: str) -> None:
    changes: dict[str, Any] = {claim: None}
    assert why_refused(FORGER.token(**changes)) != ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": SOON - 31}, "exp"),
        ({"iat": SOON + 3600}, "iat"),
        ({"iat": SOON - 3600}, "iat"),
        ({"nbf": SOON + 3600}, "nbf"),
        ({"exp": float(SOON + 300)}, "exp"),
        ({"exp": True}, "exp"),
        ({"nonce": "n-2"}, "nonce"),
        ({"nonce": ["n-1"]}, "nonce"),
        ({"aud": ["innovatie", "vreemd"], "azp": "innovatie"}, "aud"),
        ({"aud": ["innovatie", "zuster"]}, "azp"),
        ({"aud": ["innovatie", "zuster"], "azp": "zuster"}, "azp"),
        ({"azp": "zuster"}, "azp"),
        ({"acr": "laag"}, "acr"),
        ({"acr": "onbekend"}, "acr"),
        ({"acr": ["hoog"]}, "acr"),
        ({"sub": ""}, "sub"),
        ({"sub": "x" * 256}, "sub"),
    ],
)
def test_a_wrong_value_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    assert why_refused(FORGER.token(**changes)) == reason


@pytest.mark.parametrize(
    "changes", [{"iss": "https://login.example/"}, {"iss": "https://ander.example"}, {"aud": "zuster"}, {"sub": 12}]
)
def test_what_the_library_judges_is_refused_too(changes: dict[str, Any]) -> None:
    assert why_refused(FORGER.token(**changes)) == "handtekening of inhoud: JWTClaimsError"


@pytest.mark.parametrize("acr", ["substantieel", "hoog"])
def test_a_level_at_least_as_high_as_asked_will_do(acr: str) -> None:
    assert judged(FORGER.token(acr=acr)).acr == acr


def test_a_list_of_known_audiences_with_us_as_the_party_will_do() -> None:
    assert judged(FORGER.token(aud=["innovatie", "zuster"], azp="innovatie")).subject == "p-1"


def test_clocks_may_differ_by_half_a_minute() -> None:
    assert judged(FORGER.token(iat=SOON + 20, exp=SOON + 300)).subject == "p-1"
    assert judged(FORGER.token(exp=SOON - 10)).subject == "p-1"


def test_a_person_of_two_claims_cannot_be_confused_with_another() -> None:
    def person(tid: str, oid: str) -> str:
        return judged(FORGER.token(tid=tid, oid=oid), subject_claims=("tid", "oid")).subject

    assert person("a", "b|1:c") != person("a|5:b", "c")
    assert why_refused(FORGER.token(tid="a"), subject_claims=("tid", "oid")) == "oid"


def test_the_time_of_signing_in_counts_when_an_age_is_asked() -> None:
    assert judged(FORGER.token(auth_time=SOON - 60), max_age=300).subject == "p-1"
    assert why_refused(FORGER.token(auth_time=SOON - 600), max_age=300) == "auth_time"
    assert why_refused(FORGER.token(), max_age=300) == "auth_time"


def _unsigned(header: dict[str, Any], claims: dict[str, Any], signature: str = "") -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part(header)}.{part(claims)}.{signature}"


def test_a_token_without_signature_is_refused() -> None:
    assert why_refused(_unsigned({"alg": "none"}, FORGER.claims())) == "alg"
    assert why_refused(_unsigned({"alg": "None"}, FORGER.claims())) == "alg"
    assert why_refused(_unsigned({"alg": "RS256", "kid": "k1"}, FORGER.claims())) != ""


def test_a_token_signed_with_our_public_key_as_a_shared_secret_is_refused() -> None:
    public = json.dumps(FORGER.keys[0])
    assert why_refused(jwt.encode(FORGER.claims(), public, algorithm="HS256", headers={"kid": "k1"})) == "alg"


def test_an_elliptic_key_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    assert why_refused(FORGER.token(algorithm="ES256", key=key)) == "alg"


def test_an_algorithm_of_the_family_that_this_provider_does_not_use_is_refused() -> None:
    token = FORGER.token(algorithm="RS384")
    assert why_refused(token) == "alg"
    assert judged(token, algorithms=("RS256", "RS384")).subject == "p-1"


def test_a_signature_by_another_key_is_refused() -> None:
    assert why_refused(FORGER.token(key=private_pem(OTHER_KEY))) == "handtekening of inhoud: JWTError"


def test_a_key_that_comes_along_in_the_header_is_not_used() -> None:
    headers = {"kid": "k1", "jwk": public_jwk(OTHER_KEY, "k1"), "jku": "https://kwaad.example/keys"}
    assert why_refused(FORGER.token(key=private_pem(OTHER_KEY), headers=headers)) == "handtekening of inhoud: JWTError"


def test_one_changed_letter_breaks_the_signature() -> None:
    head, _, signature = FORGER.token().split(".")
    changed = _unsigned({}, FORGER.claims(sub="p-2")).split(".")[1]
    assert why_refused(f"{head}.{changed}.{signature}") == "handtekening of inhoud: JWTError"


@pytest.mark.parametrize("headers", [{"kid": "k1", "crit": ["exp"]}, {"kid": "k1", "b64": False}])
def test_a_header_that_demands_something_special_is_refused(headers: dict[str, Any]) -> None:
    assert why_refused(FORGER.token(headers=headers)) == "crit"


def test_a_logout_or_access_token_is_no_id_token() -> None:
    assert why_refused(FORGER.token(headers={"kid": "k1", "typ": "logout+jwt"})) == "typ"
    assert why_refused(FORGER.token(headers={"kid": "k1", "typ": "at+jwt"})) == "typ"


def test_an_unknown_key_is_told_apart_so_that_it_can_be_fetched() -> None:
    with pytest.raises(UnknownKey):
        judged(FORGER.token(headers={"kid": "k9"}))


def test_without_key_id_only_a_single_usable_key_will_do() -> None:
    token = FORGER.token(headers={})
    assert judged(token).subject == "p-1"
    two = Forger()
    two.keys = [*FORGER.keys, public_jwk(OTHER_KEY, "k2")]
    with pytest.raises(UnknownKey):
        judged(token, two)


def test_a_short_key_or_one_for_encryption_is_not_used() -> None:
    weak = Forger()
    weak.key = rsa.generate_private_key(65537, 1024)
    weak.keys = [public_jwk(weak.key, "k1")]
    with pytest.raises(UnknownKey):
        judged(weak.token(), weak)
    encrypting = Forger()
    encrypting.keys = [public_jwk(encrypting.key, "k1", use="enc")]
    with pytest.raises(UnknownKey):
        judged(encrypting.token(), encrypting)


def test_the_access_token_must_be_the_one_the_id_token_was_made_with() -> None:
    import hashlib

    digest = calculate_at_hash("toegang", hashlib.sha256)
    assert judged(FORGER.token(at_hash=digest), access_token="toegang").subject == "p-1"
    assert why_refused(FORGER.token(at_hash=digest), access_token="ander") == "handtekening of inhoud: JWTClaimsError"


@given(st.text(max_size=200))
def test_any_text_at_all_is_refused_without_another_error(text: str) -> None:
    assert why_refused(text + "!") != ""


def test_a_huge_token_is_not_even_read() -> None:
    assert why_refused("a" * 20_000 + ".b.c") == "vorm"


# --- back-channel logout ---------------------------------------------------------------------------------------------

EVENTS: dict[str, Any] = {"http://schemas.openid.net/event/backchannel-logout": {}}


def logout(**changes: Any) -> SignOut:
    headers = {"kid": "k1", "typ": changes.pop("typ", "logout+jwt")}
    fields = {"events": EVENTS, "jti": "j-1", "nonce": None, "acr": None} | changes
    token = FORGER.token(headers=headers, **fields)
    return judge_logout(token, provider=FORGER.provider, keys=FORGER.keys, now=NOW)


def test_a_good_logout_token_names_the_session_that_ends() -> None:
    assert logout() == SignOut(issuer="https://login.example", token_id="j-1", subject="p-1", session_id="s-1")
    assert logout(sid=None).session_id is None
    assert logout(sub=None).subject is None


@pytest.mark.parametrize(
    "changes",
    [
        {"events": None}, {"events": {}}, {"events": {"http://schemas.openid.net/event/backchannel-logout": 1}},
        {"nonce": "n-1"}, {"jti": None}, {"jti": "x" * 256}, {"sub": None, "sid": None}, {"iat": SOON - 3600},
        {"exp": SOON - 100}, {"exp": None}, {"aud": "zuster"}, {"iss": "https://ander.example"}, {"typ": "at+jwt"},
    ],
)  # fmt: skip
def test_a_wrong_logout_token_ends_nothing(changes: dict[str, Any]) -> None:
    with pytest.raises(SignInRejected):
        logout(**dict(changes))


def test_an_old_token_is_old_by_our_clock() -> None:
    token = FORGER.token()
    later = NOW + timedelta(minutes=20)
    with pytest.raises(SignInRejected):
        judge(token, provider=FORGER.provider, keys=FORGER.keys, nonce="n-1", now=later, access_token=None)
