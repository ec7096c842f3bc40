"""Every request has a number that goes along to its jobs and mails, a line in the log, and its place in the figures.

The number is the proxy's (`X-Request-ID`, or the trace of `traceparent`) when that is a sane one, else ours; the answer
carries it. The line has the route as it stands in the code, never the address that was asked for: that may hold a link
that is a secret, or what somebody typed.
"""

import re
import secrets
import time
from typing import Any, Final

import structlog
from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from innovatie.infra import tracing
from innovatie.infra.metrics import REQUESTS
from innovatie.infra.tracing import Kind, Span

_SANE: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_TRACE: Final = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_QUIET: Final = frozenset({"/livez", "/readyz"})
_SEEN: Final = "innovatie.seen"
"""In the scope: a list that the handler's route is put in, for a copy of the scope shares it."""

_log = structlog.get_logger("access")


def note_route(request: Request[Any, Any, Any]) -> None:
    """Called before each handler: which route this is."""
    seen = dict(request.scope).get(_SEEN)
    if isinstance(seen, list):
        seen.append(request.scope.get("path_template") or "?")


class Observe:
    """Stands around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        method = _method(scope)
        with tracing.span(method, Kind.SERVER, parent=_traceparent(headers)) as span:
            await self._observed(scope, receive, send, method, _number(headers, span.trace_id), span)

    async def _observed(  # noqa: PLR0917 -- what is known of one request
        self, scope: Scope, receive: Receive, send: Send, method: str, number: str, span: Span
    ) -> None:
        began, seen, status = time.perf_counter(), list[str](), 500

        async def tell(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableScopeHeaders.from_message(message)["X-Request-ID"] = number
            await send(message)

        scope[_SEEN] = seen  # type: ignore[typeddict-unknown-key]
        with structlog.contextvars.bound_contextvars(request_id=number):
            try:
                await self.app(scope, receive, tell)
            finally:
                seconds = time.perf_counter() - began
                route = seen[-1] if seen else _nowhere(scope)
                REQUESTS.observe(seconds, method, route, f"{status // 100}xx")
                if span.trace_id is not None:
                    _tell(span, method, route, status, seconds, number)
                if route not in _QUIET:
                    _log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


def _tell(span: Span, method: str, route: str, status: int, seconds: float, number: str) -> None:  # noqa: PLR0917
    span.name(f"{method} {route}")
    span.note(
        http__request__method=method, http__route=route, http__response__status_code=status,
        innovatie__request_id=number,
    )  # fmt: skip
    if status >= 500:
        span.failed(str(status))
    tracing.measured(
        "http.server.request.duration", seconds, http__request__method=method, http__route=route,
        http__response__status_code=str(status),
    )  # fmt: skip


def _traceparent(headers: dict[bytes, bytes]) -> str | None:
    sent = headers.get(b"traceparent", b"")
    return sent.decode("ascii") if _TRACE.fullmatch(sent) else None


def _number(headers: dict[bytes, bytes], trace_id: str | None) -> str:
    sent = headers.get(b"x-request-id", b"")
    if _SANE.fullmatch(sent):
        return sent.decode("ascii")
    traced = _TRACE.fullmatch(headers.get(b"traceparent", b""))
    return traced[1].decode("ascii") if traced else trace_id or secrets.token_hex(16)


def _method(scope: Scope) -> str:
    method = str(scope.get("method", ""))
    return method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"


def _nowhere(scope: Scope) -> str:
    """What no handler of ours answered: a file, or an address that is none."""
    return "/static" if scope["path"].startswith("/static/") else "none"
