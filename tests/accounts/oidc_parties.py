"""The parties of the OIDC tests: real providers in Node, a browser made of httpx, and a forger with keys of its own."""

import base64
import json
import re
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwt

from innovatie.accounts.oidc.settings import Provider
from innovatie.infra.secret import Secret

SCRIPT = Path(__file__).with_name("provider.mjs")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def private_pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()


def public_jwk(key: rsa.RSAPrivateKey, kid: str, **more: str) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "kid": kid, "use": "sig", "n": _number(numbers.n), "e": _number(numbers.e)} | more


@contextmanager
def running_provider(**settings: Any) -> Iterator[str]:
    """A provider on a free port; yields its issuer. Stopped by the id of the process that was started."""
    node = shutil.which("node")
    assert node, "de proef met een echte inlogdienst vraagt Node (make test haalt hem op)"
    assert (SCRIPT.parents[2] / "node_modules/oidc-provider").is_dir(), "npm ci is nog niet gedaan"
    process = subprocess.Popen(
        [node, str(SCRIPT), json.dumps(settings)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stderr is not None
    try:
        readable, _, _ = select.select([process.stdout], [], [], 20)
        assert readable and process.stdout.readline() == "klaar\n", process.stderr.read()
        yield f"http://127.0.0.1:{settings['port']}"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
        process.stderr.close()


def signs_in(address: str, login: str, stop_at: str) -> dict[str, str]:
    """What a person does at the provider: fill in a name, agree; gives the answer brought back to `stop_at`."""
    with httpx.Client(trust_env=False) as browser:
        return _signs_in(browser, address, login, stop_at)


def _signs_in(browser: httpx.Client, address: str, login: str, stop_at: str) -> dict[str, str]:
    response = browser.get(address)
    for _ in range(12):
        if response.is_redirect:
            target = response.headers["location"]
            if target.startswith(stop_at):
                return dict(httpx.URL(target).params)
            response = browser.get(httpx.URL(str(response.url)).join(target))
            continue
        form = re.search(r'<form[^>]*action="([^"]+)"', response.text)
        assert form, response.text
        response = browser.post(form[1], data={"login": login})
    raise AssertionError("het inloggen kwam niet tot een einde")


class Forger:
    """Signs tokens as a provider would, or wrongly on purpose; at `moment` (seconds), or whenever it is asked."""

    def __init__(self, moment: int | None = None) -> None:
        self.moment = moment
        self.key = rsa.generate_private_key(65537, 2048)
        self.keys = [public_jwk(self.key, "k1")]
        self.provider = Provider(
            code="vervalst", name="Gemeente Test", municipality="GM0363", issuer="https://login.example",
            client_id="innovatie", client_secret=Secret("geheim"), acr_required="substantieel",
            acr_order=("laag", "substantieel", "hoog"), known_audiences=("zuster",),
        )  # fmt: skip

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Good claims; a change to None leaves the claim out."""
        moment = self.moment or int(time.time())
        good = {
            "iss": self.provider.issuer, "sub": "p-1", "aud": "innovatie", "iat": moment, "exp": moment + 300,
            "nonce": "n-1", "acr": "substantieel", "name": "Ans", "email": "ans@example.nl", "email_verified": True, "sid": "s-1",
        }  # fmt: skip
        return {name: value for name, value in (good | changes).items() if value is not None}

    def token(
        self, *, algorithm: str = "RS256", key: Any = None, headers: dict[str, Any] | None = None, **changes: Any
    ) -> str:
        return jwt.encode(
            self.claims(**changes), key or private_pem(self.key), algorithm=algorithm,
            headers={"kid": "k1"} if headers is None else headers,
        )  # fmt: skip
