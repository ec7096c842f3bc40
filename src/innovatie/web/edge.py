"""The outermost shell of the site, around Litestar's router, whose own 404 and 405 no middleware sees.

- one address has one spelling: doubled slashes are led to the plain one, and are nothing at all under /api;
- HEAD answers what GET answers, without the body, on every page;
- pages are not kept by caches on the way unless they say so themselves;
- in demo mode, where everybody may be anybody, only this machine's own names are answered to.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urlsplit

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from litestar.types.asgi_types import HTTPDisconnectEvent, ReceiveMessage

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
_ONLY_HERE: Final = "Deze demo is er alleen voor deze computer. Open http://127.0.0.1 met de poort erbij."
_HOST: Final = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._~-]{0,253})(:(?P<port>[0-9]{0,5}))?", re.ASCII)
_LAST_PORT: Final = 65_535
_SLASHES: Final = re.compile("//+")
_SAFE: Final = "/:@!$&'()*+,;=-._~"


class Edge:
    """Wraps the application. `hosts`: the only names in `Host` that are answered; empty: all."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
        elif not is_host(_host_sent(scope)):
            await _plain(send, 400, "De kop Host van deze aanvraag klopt niet.")
        elif self.hosts and _host(scope) not in self.hosts:
            await _plain(send, 421, _ONLY_HERE)
        elif "//" in scope["path"]:
            await self._one_spelling(scope, receive, send)
        elif scope["method"] == "HEAD":
            await _head(self.app, scope, receive, send)
        else:
            await self.app(scope, receive, _uncached(send))

    async def _one_spelling(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        path = _SLASHES.sub("/", scope["path"])
        if path.startswith("/api/"):
            await self.app({**scope, "path": "/api//"}, receive, send)  # which its own edge knows to be nothing
            return
        if scope["method"] not in {"GET", "HEAD"}:
            await self.app({**scope, "path": path}, receive, _uncached(send))
            return
        query = scope["query_string"].decode("latin-1")
        where = quote(path, safe=_SAFE) + (f"?{query}" if query else "")
        await _plain(send, 308, "", location=where)


def is_host(sent: str) -> bool:
    """Whether a `Host` is a name or number with at most a port: of anything else no address can be made."""
    found = _HOST.fullmatch(sent)
    return found is not None and int(found["port"] or 0) <= _LAST_PORT


def _host_sent(scope: HTTPScope) -> str:
    return next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1").lower()


def _host(scope: HTTPScope) -> str:
    """The name in `Host`, without its port; empty when there is none."""
    sent = _host_sent(scope)
    return sent.partition("]")[0] + "]" if sent.startswith("[") else sent.partition(":")[0]


async def _head(app: ASGIApp, scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Ask GET and keep its body; after the first piece the reader is gone, so that nothing long goes on being made."""
    ended = False

    async def answer(message: Message) -> None:
        nonlocal ended
        if message["type"] == "http.response.body":
            if ended:
                return
            ended = True
            message = {**message, "body": b"", "more_body": False}
        await send(message)

    async def reader() -> ReceiveMessage:
        return HTTPDisconnectEvent(type="http.disconnect") if ended else await receive()

    asked = scope.copy()
    asked["headers"] = [pair for pair in scope["headers"] if pair[0] != b"range"]  # only GET knows ranges
    if not scope["path"].startswith("/api/"):  # whose own edge does this
        asked["method"] = "GET"
    await app(asked, reader, _uncached(answer))


def _uncached(send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableScopeHeaders.from_message(message).setdefault("Cache-Control", "private, no-cache")
        await send(message)

    return answer


async def _plain(send: Send, status: int, text: str, location: str | None = None) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if location is not None:
        headers.append((b"location", location.encode("latin-1")))
    body = text.encode()
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def demo_hosts(address: str) -> frozenset[str]:
    """The names under which a demo at `address` may be asked for."""
    return LOOPBACK | {urlsplit(address).hostname or "127.0.0.1"}
