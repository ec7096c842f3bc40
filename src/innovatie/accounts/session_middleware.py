"""The actor of every request: from the cookie of their session, under /api from a token; a visitor costs no query."""

from datetime import datetime
from typing import Final, Protocol

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from innovatie.accounts.sessions import Beside, SessionLimits, csrf_token, found_by_secret
from innovatie.domain.authority import VISITOR, Actor
from innovatie.infra import own_cookies
from innovatie.infra.clock import Clock
from innovatie.infra.former_secrets import each_of

ASKS_ABOUT_SESSION: Final = "/sessie"
PRESENCE: Final = "/vng/aanwezig"
BY_ITSELF: Final = frozenset({ASKS_ABOUT_SESSION, PRESENCE})
"""A page asks these by itself: they do not keep the session alive."""
FILES_OF_THE_SITE: Final = "/static/"


class ReadsTokens(Protocol):
    """What makes an actor of the token in `Authorization: Bearer`; None for one that is not valid."""

    async def actor(self, token: str, now: datetime) -> Actor | None: ...


def read_bearer(scope: Scope) -> str | None:
    """The token of `Authorization: Bearer ...`, or None."""
    for header, value in scope["headers"]:
        if header == b"authorization" and value[:7].lower() == b"bearer ":
            return value[7:].decode("latin-1").strip()
    return None


class SessionMiddleware:
    """Puts `user` (an Actor) into the scope of each HTTP request, and three states: the `csrf_token` for its forms,
    those that are `csrf_accepted` (a form may have been made with an earlier secret), and whether its `token_refused`.
    For somebody with a session the numbers `beside` it are states too.
    """

    def __init__(
        self, app: ASGIApp, *, limits: SessionLimits, key: str, clock: Clock, tokens: "ReadsTokens", beside: Beside
    ) -> None:
        self.app = app
        self.beside = beside
        self.tokens = tokens
        self.limits = limits
        self.key = key
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        actor, refused = VISITOR, False
        tokens: tuple[str, ...] = ()
        state = scope.setdefault("state", {})
        if scope["path"].startswith("/api/"):  # no cookies here: a program shows its token
            bearer = read_bearer(scope)
            found_owner = await self.tokens.actor(bearer, self.clock.now()) if bearer is not None else None
            actor, refused = found_owner or VISITOR, bearer is not None and found_owner is None
        elif scope["path"].startswith(FILES_OF_THE_SITE):
            pass  # the same for everybody, and kept by browsers
        elif secret := own_cookies.value(scope["headers"], self.limits.cookie):
            found = await found_by_secret(
                secret,
                limits=self.limits,
                now=self.clock.now(),
                touch=scope["path"] not in BY_ITSELF,
                beside=self.beside,
            )
            if found is not None:
                actor = found.actor
                tokens = tuple(csrf_token(key, found.digest) for key in each_of(self.key))
                state.update(found.beside)
        scope["user"] = actor
        scope["auth"] = None
        state.update(csrf_token=tokens[0] if tokens else "", csrf_accepted=tokens, token_refused=refused)
        await self.app(scope, receive, send)
