"""The algorithms with which a system may sign: those of the NL GOV profile, each with a key of its own kind only."""

import base64
import json
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from innovatie.infra.database import fetch_value
from innovatie.remote import KeyAccess
from tests.applications.test_applications import HERE, System, system

__all__ = ["system"]

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


@cache
def elliptic(name: str) -> ec.EllipticCurvePrivateKey:
    """A key on P-256; another one for each name."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def of_rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def coded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed(system: System, algorithm: str, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, salt: int = 32) -> str:
    """An assertion as another library would make it, with the claims of the system."""
    head = coded(json.dumps({"alg": algorithm, "typ": "JWT"}).encode())
    content = f"{head}.{system.assertion().split('.')[1]}"
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(content.encode(), ec.ECDSA(SHA256())))
        return f"{content}.{coded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    pss = padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=salt)
    return f"{content}.{coded(key.sign(content.encode(), pss, SHA256()))}"


async def registered(system: System, key: str) -> None:
    answer = await system.client.post(f"{HERE}/{system.number}/sleutels", data={"sleutel": key})
    assert answer.status_code == 303, answer.text


async def test_a_system_may_sign_with_an_elliptic_key_that_it_pasted_as_pem_or_as_jwk(system: System) -> None:
    await registered(system, public(elliptic("pem")))
    point = elliptic("jwk").public_key().public_numbers()
    told = {
        "kty": "EC",
        "crv": "P-256",
        "x": coded(point.x.to_bytes(32, "big")),
        "y": coded(point.y.to_bytes(32, "big")),
    }
    await registered(system, json.dumps(told))
    for name in ("pem", "jwk"):
        answer = await system.ask(signed(system, "ES256", elliptic(name)))
        assert answer.status_code == 200, answer.text
    assert (await system.ask(signed(system, "ES256", elliptic("strange")))).status_code == 401
    kept = await fetch_value("SELECT jwk ->> 'x' FROM application_key WHERE jwk ->> 'x' = $1", told["x"])
    assert kept == told["x"]


async def test_a_system_may_sign_with_pss_and_only_with_a_salt_as_the_standard_says(system: System) -> None:
    await registered(system, public(of_rsa()))
    assert (await system.ask(signed(system, "PS256", of_rsa()))).status_code == 200
    assert (await system.ask(signed(system, "PS256", of_rsa(), salt=20))).status_code == 401
    broken = signed(system, "PS256", of_rsa())
    assert (await system.ask(broken[:-6] + "AAAAAA")).status_code == 401
    assert (await system.ask(broken.rsplit(".", 1)[0] + ".é")).status_code == 401


async def test_no_key_signs_with_an_algorithm_of_another_kind(system: System) -> None:
    await registered(system, public(of_rsa()))
    await registered(system, public(elliptic("own")))
    for algorithm, key in (("ES256", of_rsa()), ("PS256", elliptic("own")), ("PS512", of_rsa()), ("RS256", of_rsa())):
        assert (await system.ask(signed(system, algorithm, key))).status_code == 401, algorithm


async def test_another_curve_and_a_point_beside_the_curve_are_refused(system: System) -> None:
    other = ec.generate_private_key(ec.SECP384R1())
    beside = json.dumps({"kty": "EC", "crv": "P-256", "x": coded(b"\1" * 32), "y": coded(b"\1" * 32)})
    private = json.dumps(json.loads(beside) | {"d": coded(b"\1" * 32)})
    for key in (
        public(other),
        beside,
        private,
        '{"kty":"EC","crv":"P-256"}',
        '{"kty":"EC","crv":"P-384","x":"AQ","y":"AQ"}',
    ):
        answer = await system.client.post(f"{HERE}/{system.number}/sleutels", data={"sleutel": key})
        assert answer.status_code == 422, key
    assert await fetch_value("SELECT count(*) FROM application_key") == 1


async def test_the_metadata_names_them_and_our_own_client_signs_with_an_elliptic_key(system: System) -> None:
    told = (await system.client.get("/.well-known/oauth-authorization-server")).json()
    assert told["token_endpoint_auth_signing_alg_values_supported"] == ["ES256", "PS256", "RS256"]
    await registered(system, public(elliptic("own")))
    private = elliptic("own").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    access = KeyAccess(system.client_id, private)
    token = await access.token(
        "http://127.0.0.1:8000", lambda path, form: system.client.post(path, data=form), system.clock.now()
    )
    assert (await system.post({"Authorization": f"Bearer {token}"})).status_code == 201
