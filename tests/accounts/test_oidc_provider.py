"""The whole sign-in against real providers: two instances side by side, and everything that may go wrong in between."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from innovatie.accounts.oidc.client import Metadata, ProviderClient, http_client
from innovatie.accounts.oidc.errors import ProviderUnavailable, SignInRejected
from innovatie.accounts.oidc.flow import Attempt, begin, challenge, code_from, end_session_address
from innovatie.accounts.oidc.idtoken import Identity
from innovatie.accounts.oidc.settings import Provider
from innovatie.infra.secret import Secret
from tests.accounts.oidc_parties import free_port, private_pem, public_jwk, running_provider, signs_in

KEY = rsa.generate_private_key(65537, 2048)
OURS = "http://127.0.0.1:8999"
NOW = datetime.now(UTC)


OPENED: list[httpx.AsyncClient] = []


def opened_client(provider: Provider) -> httpx.AsyncClient:
    OPENED.append(http_client([provider]))
    return OPENED[-1]


@pytest.fixture(autouse=True)
async def _close_clients() -> AsyncIterator[None]:
    yield
    while OPENED:
        await OPENED.pop().aclose()


class Town:
    """A municipality with its provider, and our client for it."""

    def __init__(self, code: str, municipality: str, issuer: str, proof: dict[str, Any]) -> None:
        self.redirect_uri = f"{OURS}/inloggen/oidc/{code}/terug"
        self.provider = Provider(
            code=code, name=f"Gemeente {code}", municipality=municipality, issuer=issuer, client_id="innovatie",
            acr_required="substantieel", acr_order=("laag", "substantieel", "hoog"), **proof,
        )  # fmt: skip
        self.http = opened_client(self.provider)
        self.client = ProviderClient(self.provider, self.http)

    def replaced(self, **changes: Any) -> "Town":
        other = Town.__new__(Town)
        other.redirect_uri = self.redirect_uri
        other.provider = msgspec.structs.replace(self.provider, **changes)
        other.http = opened_client(other.provider)
        other.client = ProviderClient(other.provider, other.http)
        return other

    async def start(self, now: datetime = NOW) -> tuple[str, Attempt, Metadata]:
        metadata = await self.client.metadata(now)
        return *begin(self.provider, metadata, self.redirect_uri), metadata

    async def sign_in(self, login: str, now: datetime | None = None) -> Identity:
        now = now or datetime.now(UTC)
        address, attempt, metadata = await self.start(now)
        answer = await asyncio.to_thread(signs_in, address, login, self.redirect_uri)
        code = code_from(answer, attempt=attempt, provider=self.provider, metadata=metadata)
        person, _ = await self.client.identify(
            code, verifier=attempt.verifier, redirect_uri=attempt.redirect_uri, nonce=attempt.nonce, now=now
        )
        return person


def client_entry(town: str, **proof: Any) -> dict[str, Any]:
    return {
        "client_id": "innovatie", "redirect_uris": [f"{OURS}/inloggen/oidc/{town}/terug"],
        "response_types": ["code"], "grant_types": ["authorization_code"],
        "post_logout_redirect_uris": [f"{OURS}/"], **proof,
    }  # fmt: skip


@pytest.fixture(scope="module")
def issuers() -> Iterator[tuple[str, str]]:
    by_key = {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [public_jwk(KEY, "wij")]}}
    by_secret = {"client_secret": "een geheim: met + en %"}
    with (
        running_provider(port=free_port(), acr="hoog", clients=[client_entry("noord", **by_key)]) as first,
        running_provider(port=free_port(), acr="substantieel", clients=[client_entry("zuid", **by_secret)]) as second,
    ):
        yield first, second


@pytest.fixture
def north(issuers: tuple[str, str]) -> Town:
    return Town("noord", "GM0363", issuers[0], {"private_key": Secret(private_pem(KEY)), "private_key_id": "wij"})


@pytest.fixture
def south(issuers: tuple[str, str]) -> Town:
    return Town("zuid", "GM0344", issuers[1], {"client_secret": Secret("een geheim: met + en %")})


pytestmark = pytest.mark.anyio


async def test_with_a_key_of_our_own_a_person_signs_in(north: Town) -> None:
    person = await north.sign_in("jansen")
    assert (person.subject, person.municipality, person.acr) == ("jansen", "GM0363", "hoog")


async def test_with_a_shared_secret_of_strange_signs_a_person_signs_in_elsewhere(south: Town) -> None:
    person = await south.sign_in("jansen")
    assert (person.subject, person.municipality, person.issuer) == ("jansen", "GM0344", south.provider.issuer)


async def test_the_question_holds_the_s256_challenge_and_never_the_verifier(north: Town) -> None:
    address, attempt, _ = await north.start()
    params = httpx.URL(address).params
    assert params["code_challenge"] == challenge(attempt.verifier)
    assert params["code_challenge_method"] == "S256"
    assert params["acr_values"] == "substantieel hoog"
    assert attempt.verifier not in address
    assert len({attempt.state, attempt.nonce, attempt.verifier}) == 3


async def answered(town: Town) -> tuple[dict[str, str], Attempt, Metadata]:
    address, attempt, metadata = await town.start()
    return await asyncio.to_thread(signs_in, address, "jansen", town.redirect_uri), attempt, metadata


def refused(answer: dict[str, str], attempt: Attempt, town: Town, metadata: Metadata) -> str:
    with pytest.raises(SignInRejected) as caught:
        code_from(answer, attempt=attempt, provider=town.provider, metadata=metadata)
    return caught.value.reason


async def test_an_answer_with_another_or_no_state_is_refused(north: Town) -> None:
    answer, attempt, metadata = await answered(north)
    assert refused(answer | {"state": "x"}, attempt, north, metadata) == "state"
    assert refused({k: v for k, v in answer.items() if k != "state"}, attempt, north, metadata) == "state"


async def test_an_answer_of_the_other_provider_is_a_mix_up_and_is_refused(north: Town, south: Town) -> None:
    answer, attempt, metadata = await answered(north)
    assert refused(answer | {"iss": south.provider.issuer}, attempt, north, metadata) == "iss"
    assert refused({k: v for k, v in answer.items() if k != "iss"}, attempt, north, metadata) == "iss ontbreekt"
    _, foreign, foreign_metadata = await south.start()
    assert refused(answer | {"state": foreign.state}, foreign, south, foreign_metadata) == "iss"
    assert refused(answer, attempt, south, foreign_metadata) == "aanbieder"


async def test_a_code_works_once(north: Town) -> None:
    answer, attempt, _ = await answered(north)
    arguments: dict[str, Any] = {
        "verifier": attempt.verifier, "redirect_uri": attempt.redirect_uri, "nonce": attempt.nonce,
        "now": datetime.now(UTC),
    }  # fmt: skip
    person, id_token = await north.client.identify(answer["code"], **arguments)
    assert person.subject == "jansen" and id_token.count(".") == 2
    with pytest.raises(SignInRejected) as caught:
        await north.client.identify(answer["code"], **arguments)
    assert caught.value.reason == "code geweigerd: invalid_grant"


@pytest.mark.parametrize("wrong", ["verifier", "redirect_uri", "nonce"])
async def test_a_stolen_code_is_worth_nothing_without_the_rest(north: Town, wrong: str) -> None:
    answer, attempt, _ = await answered(north)
    arguments: dict[str, Any] = {
        "verifier": attempt.verifier, "redirect_uri": attempt.redirect_uri, "nonce": attempt.nonce,
    }  # fmt: skip
    arguments[wrong] = "x" * 64
    with pytest.raises(SignInRejected) as caught:
        await north.client.identify(answer["code"], now=datetime.now(UTC), **arguments)
    assert caught.value.reason == ("nonce" if wrong == "nonce" else "code geweigerd: invalid_grant")


async def test_with_another_key_than_agreed_we_get_nothing(north: Town) -> None:
    stranger = north.replaced(private_key=Secret(private_pem(rsa.generate_private_key(65537, 2048))))
    with pytest.raises(SignInRejected) as caught:
        await stranger.sign_in("jansen")
    assert caught.value.reason.startswith("code geweigerd: invalid_client")


async def test_too_low_a_level_is_told_in_words(south: Town) -> None:
    strict = south.replaced(acr_required="hoog")
    with pytest.raises(SignInRejected) as caught:
        await strict.sign_in("jansen")
    assert caught.value.reason == "acr"
    assert caught.value.message.startswith("Uw inlogmiddel is niet sterk genoeg.")


async def test_after_a_change_of_keys_they_are_fetched_once_more() -> None:
    entry = client_entry("noord", client_secret="geheim-van-noord")
    port = free_port()
    with running_provider(port=port, acr="hoog", clients=[entry]) as issuer:
        town = Town("noord", "GM0363", issuer, {"client_secret": Secret("geheim-van-noord")})
        assert (await town.sign_in("jansen")).subject == "jansen"
        assert (await town.http.post(f"{issuer}/test/rotate")).text == "ok"
        with pytest.raises(SignInRejected) as caught:  # within the minute a strange key is not looked up again
            await town.sign_in("jansen")
        assert caught.value.reason == "kid"
        in_a_while = datetime.now(UTC) + timedelta(seconds=61)
        assert (await town.sign_in("jansen", in_a_while)).subject == "jansen"


async def test_a_provider_that_is_down_gives_a_clear_sentence() -> None:
    town = Town("stil", "GM0363", f"http://127.0.0.1:{free_port()}", {"client_secret": Secret("x")})
    with pytest.raises(ProviderUnavailable) as caught:
        await town.start()
    assert caught.value.message == (
        "De inlogdienst van Gemeente stil is nu niet bereikbaar. Dat ligt niet aan u. "
        "Probeer het over enkele minuten opnieuw."
    )
    assert caught.value.status == 503


async def test_metadata_that_speaks_for_another_issuer_is_refused(north: Town) -> None:
    other_name = north.replaced(issuer=north.provider.issuer.replace("127.0.0.1", "localhost"))
    with pytest.raises(ProviderUnavailable) as caught:
        await other_name.start()
    assert caught.value.reason == "metadata van een andere issuer"


def serving(**documents: Any) -> httpx.AsyncClient:
    """A provider that answers as we please: only for what a real one never does."""

    def respond(request: httpx.Request) -> httpx.Response:
        body = documents.get(request.url.path.rsplit("/", 1)[-1].replace("-", "_"))
        return httpx.Response(404) if body is None else httpx.Response(200, content=body)

    OPENED.append(httpx.AsyncClient(transport=httpx.MockTransport(respond)))
    return OPENED[-1]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"token_endpoint": "http://login.example/token"}, "onveilig adres in metadata"),
        ({"jwks_uri": "file:///etc/passwd"}, "onveilig adres in metadata"),
        ({"code_challenge_methods_supported": ["plain"]}, "geen PKCE S256"),
        ({"token_endpoint": None}, "metadata onleesbaar"),
    ],
)
async def test_metadata_that_leads_astray_is_refused(north: Town, changes: dict[str, Any], reason: str) -> None:
    good = {
        "issuer": "https://login.example", "authorization_endpoint": "https://login.example/auth",
        "token_endpoint": "https://login.example/token", "jwks_uri": "https://login.example/keys",
    }  # fmt: skip
    provider = msgspec.structs.replace(north.provider, issuer="https://login.example")
    client = ProviderClient(provider, serving(openid_configuration=msgspec.json.encode(good | changes)))
    with pytest.raises(ProviderUnavailable) as caught:
        await client.metadata(NOW)
    assert caught.value.reason == reason
    fine = ProviderClient(provider, serving(openid_configuration=msgspec.json.encode(good)))
    assert (await fine.metadata(NOW)).jwks_uri == "https://login.example/keys"


async def test_an_endless_answer_is_cut_off(north: Town) -> None:
    provider = msgspec.structs.replace(north.provider, issuer="https://login.example")
    client = ProviderClient(provider, serving(openid_configuration=b"[" * 600_000))
    with pytest.raises(ProviderUnavailable) as caught:
        await client.metadata(NOW)
    assert caught.value.reason == "antwoord te groot"


async def test_signing_out_leads_to_the_provider_and_back_to_us(north: Town) -> None:
    metadata = await north.client.metadata(NOW)
    address = end_session_address(metadata, north.provider, id_token="a.b.c", back_to=f"{OURS}/")
    assert address is not None
    params = httpx.URL(address).params
    assert dict(params) == {
        "client_id": "innovatie", "post_logout_redirect_uri": f"{OURS}/", "id_token_hint": "a.b.c"
    }  # fmt: skip
    without = msgspec.structs.replace(metadata, end_session_endpoint=None)
    assert end_session_address(without, north.provider, id_token=None, back_to=OURS) is None


async def test_someone_who_breaks_off_reads_so(north: Town) -> None:
    _, attempt, metadata = await north.start()
    answer = {"state": attempt.state, "iss": north.provider.issuer, "error": "access_denied"}
    with pytest.raises(SignInRejected) as caught:
        code_from(answer, attempt=attempt, provider=north.provider, metadata=metadata)
    assert caught.value.message == "U hebt het inloggen afgebroken."
    with pytest.raises(ProviderUnavailable):
        code_from(answer | {"error": "server_error"}, attempt=attempt, provider=north.provider, metadata=metadata)


async def test_no_secret_is_printed_with_its_provider(north: Town, south: Town) -> None:
    assert "PRIVATE" not in repr(north.provider) and "een geheim" not in f"{south.provider} {south.provider!r}"
