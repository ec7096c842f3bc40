"""The outermost shell of the API: what the NL API Design Rules ask and the framework's router cannot give.

It stands around the router because no middleware sees the router's own 404 and 405. For /api/ only:

- a trailing or doubled slash is a 404, not another spelling of the same address;
- HEAD answers what GET answers, without the body;
- 405 and OPTIONS tell in `Allow` what is allowed; another content type than JSON is a 415, and who takes no JSON gets
  a 406 before anything is done;
- every answer carries `API-Version`, also an error, and may be read by a page of any site, which may ask first (CORS);
- errors and answers to what changes something are not stored; for the rest see api_answers.py;
- how much of the allowance is left stands in `RateLimit`;
- the cookie of the website is not seen: the API is stateless and takes bearer tokens only.
"""

import re
from collections.abc import Iterable
from typing import Final

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from innovatie.domain.wording import wording
from innovatie.web import i18n
from innovatie.web.api_answers import WholeAnswer
from innovatie.web.throttle import rate_headers

API_ROOT: Final = "/api/"
API_VERSION: Final = "1.0.0"
_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})
_JSON: Final = ("application/json", "application/problem+json", "application/merge-patch+json")
_LINES: Final = ("application/jsonl", "application/x-ndjson")
_TABLES: Final = (
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/octet-stream",
)
_GIVEN: Final = re.compile(r"(?:\*/\*|application/(?:\*|(?:[\w.!#$&^-]+\+)?json))", re.ASCII | re.IGNORECASE)
"""What may stand in `Accept` of a reader of JSON: everything, every kind of application, or JSON of any profile."""
_NOT_AT_ALL: Final = re.compile(r"q\s*=\s*0(?:\.0*)?", re.IGNORECASE)
_OF_LINES: Final = frozenset({"/api/v1/ideeen/invoer"})
"""Where JSON Lines are sent, or a table as people have it."""

_EXPOSED: Final = "API-Version, Link, ETag, Location, RateLimit, RateLimit-Policy, Retry-After"
_MAY_BE_SENT: Final = "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Accept-Language"

Problem = tuple[int, str, str]
_NO_SUCH_PATH: Final = (
    404,
    wording("Deze pagina is er niet"),
    wording("Het adres bestaat niet. Laat een schuine streep aan het eind weg."),
)
_NOT_JSON: Final = (415, wording("Dit formaat kennen wij niet"), wording("Stuur de gegevens als application/json."))
_ONLY_JSON: Final = (
    406,
    wording("Dit formaat leveren wij niet"),
    wording("De API geeft JSON: vraag application/json. CSV en ODS staan op /data."),
)
_NOT_LINES: Final = (
    415,
    wording("Dit formaat kennen wij niet"),
    wording("Stuur JSON Lines (application/jsonl), CSV (text/csv) of een spreadsheet (application/octet-stream)."),
)


class ApiEdge:
    """Wraps the application; `routes` are those of the application, to know which methods an address allows."""

    def __init__(self, app: ASGIApp, routes: Iterable[object]) -> None:
        self.app = app
        self.allowed = [
            (pattern(route), frozenset(str(method) for method in route.methods) | {"HEAD"})
            for route in sorted(_of_the_api(routes), key=lambda route: len(route.path_parameters))
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or not scope["path"].startswith(API_ROOT):
            await self.app(scope, receive, send)
            return
        methods = self._methods(scope["path"])
        refused = self._refusal(scope, methods)
        head = scope["method"] == "HEAD"

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                headers["API-Version"] = API_VERSION
                headers.setdefault("Cache-Control", "no-store")
                headers.setdefault("Access-Control-Allow-Origin", "*")
                headers.setdefault("Access-Control-Expose-Headers", _EXPOSED)
                for name, value in rate_headers(inner):
                    headers[name] = value
                if message["status"] == 405 or (scope["method"] == "OPTIONS" and methods):
                    headers["Allow"] = ", ".join(sorted(methods))
                if scope["method"] == "OPTIONS" and methods:
                    headers["Access-Control-Allow-Methods"] = headers["Allow"]
                    headers["Access-Control-Allow-Headers"] = _MAY_BE_SENT
                    headers["Access-Control-Max-Age"] = "86400"
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        inner = _without_cookie(scope)
        if refused is not None:
            i18n.choose(ASGIConnection(scope))
            await _problem(*refused, send=answer)
            return
        if scope["method"] == "OPTIONS" and methods:
            await answer({"type": "http.response.start", "status": 204, "headers": []})
            await answer({"type": "http.response.body", "body": b"", "more_body": False})
            return
        if head and "GET" in methods:
            inner["method"] = "GET"
        await self.app(inner, receive, WholeAnswer(scope, answer) if inner["method"] == "GET" else answer)

    def _methods(self, path: str) -> frozenset[str]:
        """The methods that the address allows; empty when there is no such address."""
        return next((methods for pattern, methods in self.allowed if pattern.fullmatch(path)), frozenset())

    @staticmethod
    def _refusal(scope: HTTPScope, methods: frozenset[str]) -> Problem | None:
        if scope["path"].endswith("/") or "//" in scope["path"]:
            return _NO_SUCH_PATH
        sent = dict(scope["headers"])
        if methods and not _takes_json(b",".join(value for name, value in scope["headers"] if name == b"accept")):
            return _ONLY_JSON
        if scope["method"] in _WITH_BODY & methods:
            kind = sent.get(b"content-type", b"").split(b";")[0].strip().lower().decode("latin-1")
            empty = sent.get(b"content-length", b"0") == b"0" and b"transfer-encoding" not in sent
            kinds = (*_LINES, *_TABLES) if scope["path"] in _OF_LINES else _JSON
            if kind not in kinds and not (empty and not kind):
                return _NOT_JSON if kinds is _JSON else _NOT_LINES
        return None


def _takes_json(accept: bytes) -> bool:
    """Whether a reader that says so takes JSON; who says nothing takes anything (RFC 9110, section 12.5.1)."""
    for wanted in accept.decode("latin-1").split(","):
        kind, *about = (part.strip() for part in wanted.split(";"))
        if _GIVEN.fullmatch(kind) and not any(_NOT_AT_ALL.fullmatch(one) for one in about):
            return True
    return not accept.strip()


def _of_the_api(routes: Iterable[object]) -> list[HTTPRoute]:
    """Its routes; an address in so many words goes before one with a number in the same place."""
    return [route for route in routes if isinstance(route, HTTPRoute) and route.path.startswith(API_ROOT)]


def pattern(route: HTTPRoute) -> re.Pattern[str]:
    """The addresses of a route."""
    parts = ("[^/]+" if not isinstance(part, str) else re.escape(part) for part in route.path_components)
    return re.compile("/" + "/".join(parts))


def _without_cookie(scope: HTTPScope) -> HTTPScope:
    inner = scope.copy()
    inner["headers"] = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    return inner


async def _problem(status: int, title: str, detail: str, *, send: Send) -> None:
    body = msgspec.json.encode({"status": status, "title": i18n._(title), "detail": i18n._(detail)})
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
