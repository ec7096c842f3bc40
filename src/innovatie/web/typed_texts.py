"""What somebody typed outlives an error: a form that is refused comes back with its texts, ready to be sent again.

A session that ended, a right that was taken away, a plan that changed meanwhile, a database that is away for a minute:
each would answer a form with an error page, and the browser's way back does not always bring the texts along.
"""

from contextlib import suppress
from typing import Final

import msgspec
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
from litestar.types.asgi_types import ReceiveMessage

from innovatie.web.requests import FIELDS_OF_FORM, fields_of, parts_of, whole_parts_in

LARGEST: Final = 2_000_000
"""Bytes of a body that we hold on to: as many as the application takes."""
LONG: Final = 20
"""Characters from which a text is shown in full; shorter ones travel along unseen."""
_BEGINNING: Final = "beginning_of_form"
_SECRET: Final = frozenset({"csrf_token", "wachtwoord", "code", "geheim", "bevestiging"})


class Typed(msgspec.Struct, frozen=True):
    """A field as it was sent. `shown`: long enough for its writer to want to see it again."""

    name: str
    value: str

    @property
    def shown(self) -> bool:
        return len(self.value) >= LONG and any(map(str.isspace, self.value))  # not the marks that forms carry

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").replace("-", " ").capitalize()


class KeepTyped:
    """Reads the body of a form before anybody can refuse it, and hands it on as it came."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or not _is_form(scope):
            await self.app(scope, receive, send)
            return
        messages: list[ReceiveMessage] = []
        pieces: list[bytes] = []
        size = 0
        while size <= LARGEST:
            message = await receive()
            messages.append(message)
            if message["type"] != "http.request":
                break
            pieces.append(message["body"])
            size += len(message["body"])
            if not message.get("more_body"):
                body, kind = b"".join(pieces), _content_type(scope)
                reading = parts_of(body, kind) if kind.lower().startswith("multipart/") else fields_of(body)
                with suppress(HTTPException):  # told when the form is read
                    scope.setdefault("state", {})[FIELDS_OF_FORM] = await reading
                break
        if size > LARGEST and _content_type(scope).lower().startswith("multipart/"):
            scope.setdefault("state", {})[_BEGINNING] = pieces  # the texts of a form stand before its file
        waiting = iter(messages)

        async def again() -> ReceiveMessage:
            return next(waiting, None) or await receive()

        await self.app(scope, again, send)


def typed_in(scope: HTTPScope) -> tuple[Typed, ...]:
    """The fields of the refused form; empty when it held no text worth keeping. Files cannot be sent back."""
    kept = tuple(Typed(name, value) for name, value in _texts_in(scope) if name and name.lower() not in _SECRET)
    return kept if any(one.shown for one in kept) else ()


def sent_in_form(scope: HTTPScope) -> dict[str, object]:
    """Each text of the refused form by the name of its field, short ones too: to ask about, not to show."""
    return dict(_texts_in(scope))


def _texts_in(scope: HTTPScope) -> list[tuple[str, str]]:
    state = scope.get("state", {})
    pairs = state.get(FIELDS_OF_FORM)
    if pairs is None:
        pairs = whole_parts_in(b"".join(state.get(_BEGINNING, ())), _content_type(scope))
    return [(name, value) for name, value in pairs if isinstance(value, str)]


def _content_type(scope: HTTPScope) -> str:
    return next((value for name, value in scope["headers"] if name == b"content-type"), b"").decode("latin-1")


def _is_form(scope: HTTPScope) -> bool:
    kind = _content_type(scope).lower()
    is_form = kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data"))
    return scope["method"] == "POST" and is_form and not scope["path"].startswith("/api/")
