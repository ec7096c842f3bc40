"""A provider tells where its keys and its tokens are: it does not make us call a machine of our own network with that."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import msgspec
import pytest

from innovatie.accounts.oidc import client as oidc
from innovatie.accounts.oidc.client import ProviderClient, http_client
from innovatie.accounts.oidc.errors import ProviderUnavailable
from innovatie.accounts.oidc.settings import Provider
from tests.accounts.oidc_parties import Forger

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ISSUER = "https://login.example"
AT_HOME = "https://sleutels.binnen.example"


class Network(httpx.AsyncBaseTransport):
    """The network behind us: what was asked of which machine, and whose certificate it had to have."""

    def __init__(self, **endpoints: str) -> None:
        self.asked: list[tuple[str, str, object]] = []
        self.endpoints = endpoints

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((str(request.url), request.headers["host"], request.extensions.get("sni_hostname")))
        if request.url.path.endswith("openid-configuration"):
            told = {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/a",
                "token_endpoint": f"{ISSUER}/t",
                "jwks_uri": f"{ISSUER}/k",
            }
            return httpx.Response(200, content=msgspec.json.encode(told | self.endpoints))
        return httpx.Response(200, content=b'{"keys": []}')


@pytest.fixture
async def behind(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dict[str, list[str]]]:
    """What each name answers; a name that answers otherwise the second time has more of them."""
    names: dict[str, list[str]] = {}

    async def resolved(host: str, port: int) -> list[str]:
        del port
        answers = names.get(host, [host])
        return [answers.pop(0) if len(answers) > 1 else answers[0]]

    monkeypatch.setattr(oidc, "resolved", resolved)
    yield names


async def keys_of(network: Network, monkeypatch: pytest.MonkeyPatch, *, inside: tuple[str, ...] = ()) -> None:
    provider: Provider = msgspec.structs.replace(Forger().provider, issuer=ISSUER, inside=inside)
    monkeypatch.setattr(httpx, "AsyncHTTPTransport", lambda **_: network)
    async with http_client([provider]) as http:
        await ProviderClient(provider, http).keys(NOW)


@pytest.mark.parametrize(
    "address",
    [
        "https://169.254.169.254/latest/meta-data/", "https://127.0.0.1:5432/", "https://10.0.0.5/k", "https://[::1]/k",
        "https://[::ffff:10.0.0.1]/k", "https://[64:ff9b::a00:1]/k", "https://[fd12::1]/k", "https://kluis.binnen.example/k",
        "http://127.0.0.1:9200/_search", "http://localhost:7700/indexes", "https://login.example:8443/k",
    ],
)  # fmt: skip
async def test_keys_on_a_machine_inside_are_not_asked_for(
    address: str, behind: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    behind |= {"kluis.binnen.example": ["10.1.2.3"], "login.example": ["10.0.0.9"], "localhost": ["127.0.0.1"]}
    network = Network(jwks_uri=address)
    with pytest.raises(ProviderUnavailable):
        await keys_of(network, monkeypatch)
    assert [asked for asked, _, _ in network.asked] == [f"{ISSUER}/.well-known/openid-configuration"]


async def test_keys_elsewhere_on_the_internet_are_asked_of_the_address_that_was_judged(
    behind: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads inside the second time it is asked gains nothing: it is asked once."""
    behind["www.keys.example"] = ["93.184.215.14", "127.0.0.1"]
    network = Network(jwks_uri="https://www.keys.example/k")
    await keys_of(network, monkeypatch)
    assert network.asked[1:] == [("https://93.184.215.14/k", "www.keys.example", "www.keys.example")]


async def test_a_machine_inside_that_the_file_names_is_asked(
    behind: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    behind["sleutels.binnen.example"] = ["10.1.2.3"]
    network = Network(jwks_uri=f"{AT_HOME}/k")
    await keys_of(network, monkeypatch, inside=(AT_HOME,))
    assert network.asked[1:] == [(f"{AT_HOME}/k", "sleutels.binnen.example", None)]
