"""The providers of this process: read from the file at the start, each with its own cache of metadata and keys."""

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from innovatie.accounts.oidc.client import ProviderClient, http_client
from innovatie.accounts.oidc.settings import Provider, ProviderFileError, load_providers
from innovatie.settings import SettingsError


class Providers:
    """Finds the client of a provider by its code. One HTTP client serves them all, made when the first is needed."""

    def __init__(self, providers: Iterable[Provider] = ()) -> None:
        self._http = http_client()
        self._clients = {provider.code: ProviderClient(provider, self._http) for provider in providers}

    @classmethod
    def from_file(cls, name: str) -> Self:
        """Raises SettingsError with one sentence when the file cannot be used; no name, no providers."""
        if not name:
            return cls()
        try:
            return cls(load_providers(Path(name)).values())
        except ProviderFileError as error:
            raise SettingsError(str(error)) from None

    def get(self, code: str) -> ProviderClient | None:
        return self._clients.get(code)

    def all(self) -> tuple[Provider, ...]:
        return tuple(client.provider for client in self._clients.values())

    @property
    def origins(self) -> tuple[str, ...]:
        """Where a form may lead by redirect: for the Content-Security-Policy."""
        return tuple(client.provider.issuer for client in self._clients.values())

    async def close(self) -> None:
        await self._http.aclose()
