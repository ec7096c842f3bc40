"""Sending to an address that somebody else chose: never to a machine of our own network, whatever the name says.

The name is resolved anew for each message, every address it has is judged, and the connection goes to the address that
was judged: a name that answers otherwise the second time gains nothing. Redirects are not followed, no proxy of the
environment is asked, and the answer is not read.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from typing import Final

import httpcore

from innovatie.domain.web_addresses import parts_of
from innovatie.domain.wording import wording

SECONDS: Final = 10.0
"""For one message, from the name to the status."""
LONGEST_ADDRESS: Final = 500
_UNICAST: Final = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is routed over the internet; outside lie those of a site, a link, and translated IPv4."""
_OF_THE_CLOUD: Final = tuple(
    map(ipaddress.ip_network, ("168.63.129.16/32", "192.88.99.0/24", "192.0.0.0/24", "3fff::/20"))
)
"""Global by their number (or for this Python), yet answered by the machine's own host (Azure, Oracle), by a relay, or
nobody's.
"""
_ISATAP: Final = (0x0000_5EFE, 0x0200_5EFE)
"""The upper half of an interface identifier that hides an IPv4 address in its lower half."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


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


def is_outside(address: str, allowed: Iterable[Network] = ()) -> bool:
    """Whether an IP address is one of the public internet, or of a network that this installation allows."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found.sixtofour is not None or found.teredo is not None or (int(found) >> 32) & 0xFFFF_FFFF in _ISATAP:
            return False
    if any(found.version == network.version and found in network for network in allowed):
        return True
    if found.version == 6 and found not in _UNICAST:
        return False
    if any(found.version == network.version and found in network for network in _OF_THE_CLOUD):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


async def resolved(host: str, port: int) -> list[str]:
    """Every address that the name has now."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotSent(_NOT_OUTSIDE) from None
    return list(dict.fromkeys(str(one[4][0]) for one in found))


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
