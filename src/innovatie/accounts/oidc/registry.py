"""The providers of this process: read from the file at the start, each with its own cache of metadata and keys."""

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from innovatie.accounts.oidc.client import ProviderClient, http_client
from innovatie.accounts.oidc.settings import Provider, ProviderFileError, load_providers
from innovatie.settings import SettingsError


class Providers:
    """Finds the client of a provider by its code. One HTTP client serves them all; without providers there is none.

    Making one reads the certificates of the machine, which takes a tenth of a second.
    """

    def __init__(self, providers: Iterable[Provider] = ()) -> None:
        known = tuple(providers)
        self._http = http_client(known) if known else None
        self._clients = {one.code: ProviderClient(one, self._http) for one in known if self._http}

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
        if self._http:
            await self._http.aclose()
