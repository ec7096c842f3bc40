"""Which addresses are of the public internet: where others told us to call, we call no machine of our own network."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Final

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
    """Every address that the name has now; none when it is nowhere."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(one[4][0]) for one in found))
