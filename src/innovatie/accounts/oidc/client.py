"""Talks to a provider: metadata, keys, the code for an ID token. Nothing it says is trusted before it is checked."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import httpx
import msgspec

from innovatie.accounts.oidc.assertion import client_proof
from innovatie.accounts.oidc.errors import ProviderUnavailable, SignInRejected, UnknownKey
from innovatie.accounts.oidc.idtoken import Identity, Key, judge
from innovatie.accounts.oidc.logout_token import SignOut
from innovatie.accounts.oidc.logout_token import judge as judge_logout
from innovatie.accounts.oidc.settings import Provider, secure_address
from innovatie.domain.json_faults import NOT_JSON
from innovatie.infra.public_internet import is_outside, resolved

_FRESH = timedelta(hours=1)
_REFETCH_AT_MOST_EVERY = timedelta(seconds=60)
_LARGEST_ANSWER = 512 * 1024
_TIMEOUT_SECONDS = 10.0
"""Seconds for one answer as a whole: a provider that sends a byte now and then must not keep the line of the others."""
_OK = 200


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What we use of a provider's discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    code_challenge_methods_supported: tuple[str, ...] = ("S256",)
    authorization_response_iss_parameter_supported: bool = False

    @property
    def issuer_in_answer(self) -> bool:
        return self.authorization_response_iss_parameter_supported


class TokenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    id_token: str
    access_token: str | None = None


def http_client(providers: Iterable[Provider]) -> httpx.AsyncClient:
    """One client for all of these: a short timeout, no redirects, no proxies or credentials from the environment; and
    where none of them is by the file of the installation, only addresses of the public internet.
    """
    named = frozenset(_site(httpx.URL(one)) for provider in providers for one in (provider.issuer, *provider.inside))
    return httpx.AsyncClient(
        timeout=httpx.Timeout(5.0, connect=3.0), follow_redirects=False, trust_env=False,
        transport=_Judging(named, httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=20), trust_env=False)),
        headers={"Accept": "application/json"},
    )  # fmt: skip


def _site(address: httpx.URL) -> tuple[str, str, int]:
    return address.scheme, address.host, address.port or (443 if address.scheme == "https" else 80)


class _Judging(httpx.AsyncBaseTransport):
    """A provider tells where its keys and tokens are: never on a machine of our network that the file does not name."""

    def __init__(self, named: frozenset[tuple[str, str, int]], inner: httpx.AsyncBaseTransport) -> None:
        self._named = named
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        scheme, host, port = _site(request.url)
        if (scheme, host, port) in self._named:
            return await self._inner.handle_async_request(request)
        addresses = await resolved(host, port) if scheme == "https" else []
        if not addresses or not all(is_outside(one) for one in addresses):
            raise httpx.ConnectError("not on the public internet", request=request)
        judged = httpx.Request(
            request.method,
            request.url.copy_with(host=addresses[0]),
            headers=request.headers,  # Host is in them
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},  # whose certificate it must be
        )
        return await self._inner.handle_async_request(judged)

    async def aclose(self) -> None:
        await self._inner.aclose()


class ProviderClient:
    """Keeps the metadata and keys of one provider for an hour; a new signing key is fetched when first met."""

    def __init__(self, provider: Provider, http: httpx.AsyncClient) -> None:
        self.provider = provider
        self._http = http
        self._metadata: tuple[datetime, Metadata] | None = None
        self._keys: tuple[datetime, list[Key]] | None = None

    def _down(self, reason: str) -> ProviderUnavailable:
        return ProviderUnavailable(self.provider.name, reason)

    async def _request(
        self,
        method: str,
        address: str,
        *,
        data: dict[str, str] | None = None,
        auth: httpx.Auth | tuple[str, str] | None = None,
    ) -> httpx.Response:
        try:
            async with (
                asyncio.timeout(_TIMEOUT_SECONDS),
                self._http.stream(method, address, data=data, auth=auth) as response,
            ):
                body = bytearray()
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > _LARGEST_ANSWER:
                        raise self._down("antwoord te groot")
                return httpx.Response(response.status_code, headers=response.headers, content=_plain(response, body))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise self._down(type(error).__name__) from None

    async def metadata(self, now: datetime) -> Metadata:
        """The discovery document; refused when it speaks for another issuer or sends us to an unsafe address."""
        if self._metadata is not None and now - self._metadata[0] < _FRESH:
            return self._metadata[1]
        address = self.provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
        response = await self._request("GET", address)
        if response.status_code != _OK:
            raise self._down(f"metadata {response.status_code}")
        try:
            found = msgspec.json.decode(response.content, type=Metadata)
        except NOT_JSON:
            raise self._down("metadata onleesbaar") from None
        if found.issuer != self.provider.issuer:
            raise self._down("metadata van een andere issuer")
        if "S256" not in found.code_challenge_methods_supported:
            raise self._down("geen PKCE S256")
        for endpoint in (
            found.authorization_endpoint,
            found.token_endpoint,
            found.jwks_uri,
            found.end_session_endpoint,
        ):
            if endpoint is not None and (not secure_address(endpoint) or urlsplit(endpoint).fragment):
                raise self._down("onveilig adres in metadata")
        self._metadata = (now, found)
        return found

    async def _fetch_keys(self, now: datetime) -> list[Key]:
        response = await self._request("GET", (await self.metadata(now)).jwks_uri)
        try:
            keys = msgspec.json.decode(response.content)["keys"] if response.status_code == _OK else None
        except (*NOT_JSON, KeyError, TypeError):
            keys = None
        if not isinstance(keys, list):
            raise self._down("sleutels onleesbaar")
        found: list[Key] = [key for key in keys if isinstance(key, dict)]
        self._keys = (now, found)
        return found

    async def keys(self, now: datetime) -> list[Key]:
        if self._keys is not None and now - self._keys[0] < _FRESH:
            return self._keys[1]
        return await self._fetch_keys(now)

    async def _keys_again(self, now: datetime, error: UnknownKey) -> list[Key]:
        """New keys after an unknown one; at most once a minute, so that strangers cannot make us hammer a provider."""
        assert self._keys is not None
        if now - self._keys[0] < _REFETCH_AT_MOST_EVERY:
            raise error
        return await self._fetch_keys(now)

    async def identify(
        self, code: str, *, verifier: str, redirect_uri: str, nonce: str, now: datetime
    ) -> tuple[Identity, str]:
        """Trades the code for an ID token and judges it; gives the person and the token (a hint for signing out)."""
        tokens = await self._exchange(code, verifier=verifier, redirect_uri=redirect_uri, now=now)
        judged = partial(
            judge,
            tokens.id_token,
            provider=self.provider,
            nonce=nonce,
            now=now,
            access_token=tokens.access_token,
        )
        try:
            person = judged(keys=await self.keys(now))
        except UnknownKey as error:
            person = judged(keys=await self._keys_again(now, error))
        return person, tokens.id_token

    async def sign_out(self, token: str, now: datetime) -> SignOut:
        """Judges a back-channel logout token."""
        try:
            return judge_logout(token, provider=self.provider, keys=await self.keys(now), now=now)
        except UnknownKey as error:
            return judge_logout(token, provider=self.provider, keys=await self._keys_again(now, error), now=now)

    async def _exchange(self, code: str, *, verifier: str, redirect_uri: str, now: datetime) -> TokenAnswer:
        endpoint = (await self.metadata(now)).token_endpoint
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier
        }  # fmt: skip
        proof, basic = client_proof(self.provider, endpoint, now)
        response = await self._request("POST", endpoint, data=form | proof, auth=basic)
        if response.status_code in {400, 401, 403}:
            raise SignInRejected(f"code geweigerd: {_error(response)}")
        if response.status_code != _OK:
            raise self._down(f"token {response.status_code}")
        try:
            return msgspec.json.decode(response.content, type=TokenAnswer)
        except NOT_JSON:
            raise self._down("token onleesbaar") from None


def _plain(response: httpx.Response, body: bytearray) -> bytes:
    response.headers.pop("content-encoding", None)  # aiter_bytes has unpacked it already
    return bytes(body)


def _error(response: httpx.Response) -> str:
    """The OAuth error code, only when it looks like one: the rest of the answer may hold anything."""
    try:
        code = msgspec.json.decode(response.content)["error"]
    except (*NOT_JSON, KeyError, TypeError):
        return "onbekend"
    return code if isinstance(code, str) and code.replace("_", "").isalpha() and len(code) < 60 else "onbekend"
