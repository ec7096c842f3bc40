"""`/beheer/inlogdiensten`: the identity providers of this installation, and whether they answer."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.accounts.oidc.client import ProviderClient, http_client
from innovatie.accounts.oidc.errors import ProviderUnavailable
from innovatie.accounts.oidc.settings import Provider
from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.errors import NotFound
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import show

HERE = "/beheer/inlogdiensten"


class Tried(msgspec.Struct, frozen=True):
    """What came of a test: `reason` '' when all is well, else what was wrong; `keys` the signing keys it has."""

    code: str
    at: datetime
    reason: str
    keys: int


class ProvidersView(msgspec.Struct, frozen=True):
    """`providers` with the address to which each must send people back; `tried`: the test that was just asked."""

    template: ClassVar[str] = "insight/managing/providers.html"
    providers: tuple[tuple[Provider, str], ...]
    file: str
    tried: Tried | None


class ManagedProviderPages(Controller):
    path = HERE
    guards = (signed_in,)

    @get()
    async def providers(self, request: AnyRequest, actor: By) -> Response[str]:
        """All of them, as the file says."""
        authority.require(actor, Act.MANAGE_PLATFORM)
        return show(request, _view(request, None))

    @post("/{code:str}/testen")
    async def test(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Ask the provider anew for its addresses and keys: what a sign-in needs first."""
        authority.require(actor, Act.MANAGE_PLATFORM)
        known = request.app.state.providers.get(code)
        if known is None:
            raise NotFound("Deze inlogdienst is er niet.")
        return show(request, _view(request, await tried(known.provider, now=now)))


async def tried(provider: Provider, *, now: datetime) -> Tried:
    """Fetched anew, past what this process keeps for an hour."""
    async with http_client([provider]) as http:
        client = ProviderClient(provider, http)
        try:
            await client.metadata(now)
            keys = len(await client.keys(now))
        except ProviderUnavailable as error:
            return Tried(provider.code, now, error.reason, 0)
    return Tried(provider.code, now, "" if keys else "geen sleutels", keys)


def _view(request: AnyRequest, outcome: Tried | None) -> ProvidersView:
    settings = request.app.state.settings
    return ProvidersView(
        providers=tuple(
            (one, f"{settings.base_url}/inloggen/oidc/{one.code}/terug") for one in request.app.state.providers.all()
        ),
        file=settings.oidc_file,
        tried=outcome,
    )
