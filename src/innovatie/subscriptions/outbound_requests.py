"""Sending to an address that somebody else chose: never to a machine of our own network, whatever the name says.

The name is resolved anew for each message, every address it has is judged, and the connection goes to the address that
was judged: a name that answers otherwise the second time gains nothing. Redirects are not followed, no proxy of the
environment is asked, and the answer is not read.
"""

import asyncio
import ssl
from collections.abc import Iterable, Mapping
from typing import Final

import httpcore

from innovatie.domain.web_addresses import parts_of
from innovatie.domain.wording import wording
from innovatie.infra.public_internet import Network, is_outside, resolved

SECONDS: Final = 10.0
"""For one message, from the name to the status."""
LONGEST_ADDRESS: Final = 500
_NOT_OUTSIDE: Final = wording("dit adres is op het openbare internet niet te vinden")
"""The same for a name that is not there and one that is inside: whoever tries names must not learn which we have."""


class NotSent(Exception):
    """The message did not arrive; the text is a short Dutch reason for the list of deliveries."""


def wrong_address(address: str, *, plain_http: bool) -> str:
    """What is wrong with an address, as a Dutch sentence; '' when nothing is. Its name is judged when we send."""
    parts = parts_of(address)
    try:
        port = parts.port
    except ValueError:
        port = 0
    schemes = ("https", "http") if plain_http else ("https",)
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable() or " " in address:
        return wording("Geef een adres van hooguit 500 tekens, zonder spaties.")
    if parts.scheme not in schemes or not parts.hostname or port == 0:
        return wording("Geef een adres dat begint met https://.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        return wording("Zet geen naam, wachtwoord of # in het adres.")
    return ""


class Guarded(httpcore.AsyncNetworkBackend):
    """Connects to the address that it judged itself."""

    def __init__(self, allowed: Iterable[Network]) -> None:
        self._allowed = tuple(allowed)
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore names it so
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await resolved(host, port)
        if not addresses or not all(is_outside(one, self._allowed) for one in addresses):
            raise NotSent(_NOT_OUTSIDE)
        return await self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)


async def send(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    plain_http: bool,
    allowed: Iterable[Network] = (),
    context: ssl.SSLContext | None = None,
) -> int:
    """POST `body`; the status of the answer. Raises NotSent for everything that gives no status."""
    reason = wrong_address(address, plain_http=plain_http)
    if reason:
        raise NotSent(reason)
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    pool = httpcore.AsyncConnectionPool(
        ssl_context=context or ssl.create_default_context(), network_backend=Guarded(allowed), retries=0
    )
    try:
        async with asyncio.timeout(SECONDS), pool, pool.stream("POST", address, headers=sent, content=body) as answer:
            return answer.status
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, TimeoutError, OSError) as error:
        late = isinstance(error, TimeoutError | httpcore.TimeoutException)
        raise NotSent(wording("het duurde te lang") if late else wording("geen verbinding")) from None
