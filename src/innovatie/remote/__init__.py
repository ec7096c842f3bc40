"""A site elsewhere, over its public API: a small client, the commands `innovatie remote` and a server for assistants.

Knows nothing of the server's own code but the errors and the counting words of the domain, and needs no database.

    async with Site("https://innovatie.example.nl") as site:
        async for plan in site.each("ideeen", IdeeUit, thema="dienstverlening"):
            print(plan.titel)
"""

from innovatie.remote.access import KeyAccess, TokenAccess
from innovatie.remote.errors import RemoteError
from innovatie.remote.site import Site

__all__ = ["KeyAccess", "RemoteError", "Site", "TokenAccess"]
