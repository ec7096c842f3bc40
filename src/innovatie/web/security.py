"""The shell around every answer: security headers, and the refusal of requests that another site has caused."""

import hmac
from collections.abc import Iterable
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from innovatie.domain.errors import NotAllowed
from innovatie.domain.web_addresses import parts_of
from innovatie.domain.wording import wording
from innovatie.web import secret_addresses
from innovatie.web.content_policy import EMBEDDED, page_policy
from innovatie.web.handlers import AnyConnection

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_REFUSED = wording(
    "Dit formulier is verlopen of komt van een andere site. Ga terug, laad de pagina opnieuw en probeer het nog eens."
)


class SecurityHeaders:
    """Adds the security headers to every HTTP answer that does not set them itself."""

    def __init__(self, app: ASGIApp, *, secure: bool, form_targets: Iterable[str] = ()) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": page_policy(form_targets=form_targets, https=secure),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        }
        if secure:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        self.encoded = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                given = {name.lower() for name, _ in headers.headers}
                framed = headers.get("content-security-policy") == EMBEDDED
                unwanted = {*given, b"x-frame-options"} if framed else given
                headers.headers.extend(pair for pair in self.encoded if pair[0] not in unwanted)
                user = scope.get("user")
                if user is not None and not user.is_visitor:
                    headers["Cache-Control"] = "no-store"
                if secret_addresses.is_secret(scope["path"]):
                    for name, value in secret_addresses.HEADERS.items():
                        headers[name] = value
            await send(message)

        await self.app(scope, receive, send_with_headers)


def comes_from_elsewhere(request: AnyConnection) -> bool:
    """Whether the browser says that another site sent somebody here; one that says nothing is believed."""
    return request.headers.get("sec-fetch-site") not in {None, "same-origin", "none"}


async def refuse_foreign_requests(request: Request) -> None:  # type: ignore[type-arg]
    """Before each handler: a request that changes something must come from a page of our own.

    First what the browser says (Sec-Fetch-Site, Origin), then, for a signed-in session, the token in the form
    (`csrf_token`) or in the header X-CSRF-Token. The API does not use the cookie and is left out by its routes.
    """
    if request.method in _SAFE or "csrf_exempt" in request.route_handler.opt:
        return
    if comes_from_elsewhere(request):
        raise NotAllowed(_REFUSED)
    origin = request.headers.get("origin")
    ours = {request.headers.get("host", ""), urlsplit(request.app.state.settings.public_url).netloc} - {""}
    if origin is not None and parts_of(origin).netloc not in ours:  # the second: a proxy may leave out the port
        raise NotAllowed(_REFUSED)
    accepted: tuple[str, ...] = request.scope.get("state", {}).get("csrf_accepted", ())
    if not accepted:
        return
    given = request.headers.get("x-csrf-token") or (await request.form()).get("csrf_token") or ""
    if not any(hmac.compare_digest(str(given).encode(), token.encode()) for token in accepted):
        raise NotAllowed(_REFUSED)
