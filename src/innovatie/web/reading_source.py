"""Public pages are read from the replica, if there is one; who just acted sees his own act.

Whoever acts is told, in a cookie for a minute, up to where the database had been written. As long as the replica has
not come that far, that reader is served by the primary.
"""

from contextlib import suppress
from typing import Any, Final

from litestar import Request
from litestar.types import Message, Scope

from innovatie.infra import own_cookies, read_routing, replica
from innovatie.infra.connection_faults import TROUBLE
from innovatie.web import page_cache

SECONDS: Final = 60
_SAFE = frozenset({"GET", "HEAD"})
_PUBLIC = ("ideeen", "groepen", "gemeenten", "samenwerkingsverbanden", "zoeken", "rondes", "winnaars", "overname")
"""First parts of addresses of public pages, beside the front page and those about the site."""
_WHOLE = frozenset({"/", "/over", "/data"})


async def choose_source(request: Request[Any, Any, Any]) -> None:
    """Before a request is handled: whether it may be read from the replica."""
    copy: replica.Replica | None = request.app.state.replica
    if copy is None:
        return
    pool = None
    if request.method in _SAFE and is_public(request.url.path):
        seen = _position(request.cookies.get(own_cookies.SEEN, "0"))
        pool = None if seen is None else await copy.readable(seen)
    if pool is not None:  # what was looked up with the session is the primary's, which may be further
        request.scope.setdefault("state", {}).pop(page_cache.NEWEST, None)
    read_routing.start(pool)


def is_public(path: str) -> bool:
    """Whether a page is read by everybody, so that it may be some seconds old."""
    return path in _WHOLE or path.split("/", 2)[1] in _PUBLIC


def _position(text: str) -> int | None:
    """The position in the cookie; None when it is none of ours: then the primary is asked."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


async def tell_position(message: Message, scope: Scope) -> None:
    """As an answer goes out: who wrote something is told up to where the replica must have come."""
    if message["type"] != "http.response.start":
        return
    if scope["litestar_app"].state.replica is None:
        return
    current = read_routing.current()
    if scope.get("method") in _SAFE and not (current is not None and current.wrote):
        return
    with suppress(*TROUBLE):
        secure = "; Secure" if scope["litestar_app"].state.settings.secure_cookies else ""
        text = (
            f"{own_cookies.SEEN}={await replica.written()}; Path=/; Max-Age={SECONDS}; HttpOnly; SameSite=Lax{secure}"
        )
        message["headers"] = [*message.get("headers", []), (b"set-cookie", text.encode("ascii"))]
