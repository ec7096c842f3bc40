"""Files, feeds and catalogues outside the API that a page of any site may read, and may ask about first (CORS).

A handler says so with `opt=OPEN`. Its errors may be read as well: a page cannot tell a missing file from a busy server
otherwise.
"""

import re
from collections.abc import Iterable
from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from innovatie.web.api_edge import pattern

OPEN: Final[dict[str, object]] = {"open": True}
"""For `opt` of a handler: everybody may read its answers from any page."""
_MAY_BE_SENT: Final = "Accept-Language, If-Modified-Since, If-None-Match, Range"
_EXPOSED: Final = "Accept-Ranges, Content-Disposition, Content-Range, ETag, Last-Modified, Link, Retry-After"
_ANSWERED: Final = "GET, HEAD, OPTIONS"


class OpenFiles:
    """Wraps the application; `routes` are those of the application."""

    def __init__(self, app: ASGIApp, routes: Iterable[object]) -> None:
        self.app = app
        self._open = re.compile(
            "|".join(
                pattern(route).pattern
                for route in routes
                if isinstance(route, HTTPRoute) and any(handler.opt.get("open") for handler in route.route_handlers)
            )
            or "(?!)"  # nothing
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or self._open.fullmatch(scope["path"]) is None:
            await self.app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = _EXPOSED
                if scope["method"] == "OPTIONS":
                    headers["Allow"] = _ANSWERED
                    headers["Access-Control-Allow-Methods"] = _ANSWERED
                    headers["Access-Control-Allow-Headers"] = _MAY_BE_SENT
                    headers["Access-Control-Max-Age"] = "86400"
            await send(message)

        if scope["method"] == "OPTIONS":
            await answer({"type": "http.response.start", "status": 204, "headers": []})
            await answer({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await self.app(scope, receive, answer)
