"""Signing in at an identity provider: there, back, and being signed out by it."""

from datetime import datetime

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.accounts import actions, limits
from innovatie.accounts.encryption import PROVIDER_TOKEN, seal, unseal
from innovatie.accounts.oidc import flow
from innovatie.accounts.oidc.client import ProviderClient
from innovatie.accounts.oidc.errors import ProviderUnavailable, SignInRejected
from innovatie.accounts.oidc.registry import Providers
from innovatie.accounts.pages import cookies
from innovatie.accounts.pages.entering import enter, network
from innovatie.domain.errors import DomainError, NotFound
from innovatie.infra.rate_limit import take
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.render import local_path


class ProviderButton(msgspec.Struct, frozen=True):
    """A provider on the sign-in page."""

    code: str
    name: str


def _providers(request: AnyRequest) -> Providers:
    found: Providers = request.app.state.providers
    return found


def buttons(request: AnyRequest) -> tuple[ProviderButton, ...]:
    """The providers, VNG first, then by name."""
    providers = sorted(_providers(request).all(), key=lambda provider: (not provider.for_vng, provider.name))
    return tuple(ProviderButton(code=provider.code, name=provider.name) for provider in providers)


def _client(request: AnyRequest, code: str) -> ProviderClient:
    client = _providers(request).get(code)
    if client is None:
        raise NotFound("Deze inlogdienst is hier niet bekend.")
    return client


def _redirect_uri(request: AnyRequest, code: str) -> str:
    """Its own address for each provider: an answer that arrives at another's address is a mix-up."""
    return f"{request.app.state.settings.base_url}/inloggen/oidc/{code}/terug"


class ProviderPages(Controller):
    path = "/inloggen/oidc/{code:str}"

    @get()
    async def begin(self, request: AnyRequest, code: FromPath[str], now: Now) -> Response[str]:
        """Send the browser to the provider."""
        client = _client(request, code)
        await take(limits.PROVIDER_START, network(request), now=now)
        metadata = await client.metadata(now)
        address, attempt = flow.begin(client.provider, metadata, _redirect_uri(request, code))
        browser, _new = cookies.browser_secret(request)
        after = local_path(request.query_params.get("volgende"), "/mijn-werk")
        await actions.remember_attempt(attempt=attempt, browser=browser, after=after, now=now)
        response = Response("", status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
        cookies.put_browser(request, response, browser)
        return response

    @get("/terug")
    async def back(self, request: AnyRequest, code: FromPath[str], now: Now) -> Response[str]:
        """The provider's answer, brought by the browser."""
        client = _client(request, code)
        await take(limits.PROVIDER_ANSWER, network(request), now=now)
        try:
            return await self._judged(request, client, now)
        except (SignInRejected, ProviderUnavailable) as error:
            await actions.note_failure(means=f"inlogdienst {code}", reason=error.reason, now=now)
            raise

    async def _judged(self, request: AnyRequest, client: ProviderClient, now: datetime) -> Response[str]:
        provider = client.provider
        answer = dict(request.query_params)
        browser, _new = cookies.browser_secret(request)
        found = await actions.take_attempt(state=answer.get("state", ""), browser=browser, now=now)
        if found is None:
            raise SignInRejected("onbekende state of andere browser")
        attempt, after = found
        metadata = await client.metadata(now)
        auth_code = flow.code_from(answer, attempt=attempt, provider=provider, metadata=metadata)
        identity, id_token = await client.identify(
            auth_code, verifier=attempt.verifier, redirect_uri=attempt.redirect_uri, nonce=attempt.nonce, now=now
        )
        person_id, municipality_id = await actions.person_of_identity(identity=identity, now=now)
        key = request.app.state.settings.required_secret()
        sealed = seal(id_token, key=key, purpose=PROVIDER_TOKEN, owner=person_id)
        return await enter(
            request,
            person_id=person_id,
            now=now,
            means="inlogdienst",
            after=after,
            second_factor_done=provider.second_factor_at_provider,
            municipality_id=municipality_id,
            provider=actions.AtProvider(code=provider.code, session_id=identity.session_id, sealed_id_token=sealed),
        )

    @post("/afmelden", csrf_exempt=True)
    async def back_channel(
        self, request: AnyRequest, code: FromPath[str], now: Now
    ) -> Response[str] | Response[dict[str, str]]:
        """The provider itself says that somebody has signed out there. A signed token, not a cookie, is its word."""
        client = _client(request, code)
        headers = {"Cache-Control": "no-store"}
        token = (await request.form()).get("logout_token")
        try:
            if not isinstance(token, str):
                raise SignInRejected("geen token")
            sign_out = await client.sign_out(token, now)
            await actions.sign_out_from_provider(sign_out=sign_out, provider=code, now=now)
        except DomainError as error:
            status = error.status if isinstance(error, ProviderUnavailable) else 400
            return Response({"error": "invalid_request"}, status_code=status, headers=headers)
        return Response("", status_code=200, headers=headers)


async def sign_out_address(
    request: AnyRequest, code: str, sealed: bytes | None, *, person_id: int, now: datetime
) -> str | None:
    """Where to send the browser to sign out at the provider as well; None when that cannot be."""
    client = _providers(request).get(code)
    if client is None:
        return None
    settings = request.app.state.settings
    hint = unseal(sealed, key=settings.required_secret(), purpose=PROVIDER_TOKEN, owner=person_id) if sealed else None
    try:
        metadata = await client.metadata(now)
    except ProviderUnavailable:
        return None  # signed out here; the provider is not there to be asked
    return flow.end_session_address(metadata, client.provider, id_token=hint, back_to=f"{settings.base_url}/")
