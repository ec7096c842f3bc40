"""From a view to an answer: whole pages, the fragments htmx asks for, and redirects that leave a message.

A view is a frozen msgspec Struct whose ClassVar `template` names its page; its fields are the variables of that
template, as they are (no conversion: a list of 5,000 rows is not copied).
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, Protocol, runtime_checkable
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from litestar import MediaType, Response
from litestar.datastructures import Cookie
from markupsafe import Markup, escape

from innovatie.domain.authority import VISITOR, Actor
from innovatie.domain.web_addresses import parts_of
from innovatie.infra import own_cookies
from innovatie.web import i18n, page_cache, personal
from innovatie.web.handlers import AnyRequest
from innovatie.web.markdown import within_one_page
from innovatie.web.templates import template

MESSAGE_LIMIT: Final = 500
MESSAGE_SECONDS: Final = 60
ACTING_FIELD: Final = "voor_gemeente"
"""In addresses and forms of who may act for several municipalities: the number of the one acted for."""


@runtime_checkable
class View(Protocol):
    """What a page needs: a frozen Struct with the name of its template."""

    template: ClassVar[str]
    __struct_fields__: ClassVar[tuple[str, ...]]


class Acting(msgspec.Struct, frozen=True):
    """One of the municipalities for which somebody may act: the same page for that one, and whether it is this one."""

    name: str
    address: str
    chosen: bool


def show(
    request: AnyRequest,
    view: View,
    *,
    fragment: str | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response[Any]:
    """Render `view` with its template, or with `fragment` when htmx asks for a piece of the page only.

    Visits, boosted links and history restores get the whole page. `Vary: HX-Request` keeps the two apart in caches.
    """
    whole = fragment is None or not wants_fragment(request)
    if whole and status == 200 and not headers and (same := page_cache.same_page(request, view)) is not None:
        return same
    message = read_message(request) if whole else None
    text = render(request, view.template if whole else str(fragment), fields(view), message=message)
    response = Response(
        text,
        status_code=status,
        media_type=MediaType.HTML,
        headers={"Vary": "HX-Request, Cookie", **(headers or {})},
    )
    if message is not None:
        response.delete_cookie(own_cookies.MESSAGE)
    page_cache.keep_page(request, response, view if status == 200 and not headers else None)
    return response


def render(request: AnyRequest, name: str, values: dict[str, Any], *, message: str | None = None) -> str:
    """The template `name` with `values` and everything of the request that templates may use."""
    lang = i18n.choose(request)
    state = request.scope.get("state", {})
    stand_in: Actor | None = state.get(page_cache.MADE_FOR)
    token = csrf_token(request) if stand_in is None else personal.mark(personal.FORM_KEY)
    actor: Actor = stand_in or request.scope.get("user") or VISITOR
    values["actor"] = actor
    values["person_number"] = actor.person_id or 0 if stand_in is None else personal.mark(personal.PERSON)
    values["csrf_token"] = token
    acting: tuple[Acting, ...] = state.get("acting", ())
    values["acting_choices"] = acting
    values["csrf_field"] = _csrf_field(token, actor.municipality_id if acting else None)
    values["path"] = request.scope["path"]
    values["here"] = _here(request)
    values["site"] = request.app.state.settings.base_url
    values["query"] = request.query_params
    values["request"] = request
    values["message"] = message
    unread: int = state.get(page_cache.UNREAD_NOTICES, 0)
    values["bell_count"] = page_cache.unread_piece(unread, lang) if stand_in is None else personal.mark(personal.BELL)
    values["lang"] = lang
    with within_one_page():
        return template(name, lang).render(values)


def _here(request: AnyRequest) -> str:
    """The address of this page on this site, to come back to after choosing a language.

    Where somebody wants to be led to another site (`volgende`), that wish is not repeated.
    """
    asked = [
        (name, value)
        for name, value in parse_qsl(request.scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        if name != "volgende" or local_path(value) == value
    ]
    return f"{request.scope['path']}?{urlencode(asked)}" if asked else str(request.scope["path"])


def fields(view: View) -> dict[str, object]:
    """The fields of a view by name; the values are the very objects, not copies."""
    return {name: getattr(view, name) for name in view.__struct_fields__}


def wants_fragment(request: AnyRequest) -> bool:
    """Whether htmx asks for a piece of a page: not for a boosted link or a page restored from history."""
    headers = request.headers
    return (
        headers.get("hx-request") == "true"
        and headers.get("hx-boosted") != "true"
        and headers.get("hx-history-restore-request") != "true"
    )


def redirect(to: str, request: AnyRequest, message: str | None = None) -> Response[str]:
    """303 to a page of this site (htmx: HX-Redirect); `message` is shown once on the next page.

    ValueError when `to` leaves this site: pages that take an address from outside use `local_path` first.
    """
    if local_path(to) != to:
        raise ValueError(f"not an address of this site: {to!r}")
    where = quote(to, safe="/?#[]@!$&'()*+,;=:%~-._")  # a header holds ASCII only
    if wants_fragment(request):
        response = Response("", status_code=200, media_type=MediaType.HTML, headers={"HX-Redirect": where})
    else:
        response = Response("", status_code=303, media_type=MediaType.HTML, headers={"Location": where})
    if message:
        response.set_cookie(_message_cookie(message, secure=request.url.scheme == "https"))
    return response


def local_path(address: str | None, default: str = "/") -> str:
    """`address` when it is a path on this site, else `default`: no open redirects, not by `//` or `/\\` either."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return default
    if any(ord(sign) <= 32 or ord(sign) == 127 or sign == "\\" for sign in address):
        return default
    parts = parts_of(address)
    return address if parts.path and not parts.scheme and not parts.netloc else default


def csrf_token(request: AnyRequest) -> str:
    """The token of this session, put there by the security layer; empty for visitors."""
    token = request.scope.get("state", {}).get("csrf_token", "")
    return str(token)


_NOTHING_ON_ENTER: Final = Markup(
    '<button type="submit" formmethod="dialog" formnovalidate hidden aria-hidden="true" data-nothing></button>'
)
"""The first submit button of a form is what the Enter key presses in any of its fields. This one sends nothing: a form
that is no dialog does nothing by that method. (A disabled button would do for text, not for radio buttons, dates.)"""


def _csrf_field(token: str, acting_for: int | None) -> Callable[..., Markup]:
    def csrf_field(*, enter: bool = False) -> Markup:
        """What every form with method=post carries, hidden: its token, and for whom it acts where there is a choice.

        Enter in a field sends no form that changes something, unless the form says `enter=true` because sending it
        is harmless: the first button may be the one that cannot be taken back.
        """
        if not token:  # visitors only sign in, ask for a link or check a receipt
            return Markup()
        field = Markup() if enter else _NOTHING_ON_ENTER
        field += Markup(f'<input type="hidden" name="csrf_token" value="{escape(token)}">')  # noqa: S704 -- escaped
        if acting_for is not None:
            field += Markup(f'<input type="hidden" name="{ACTING_FIELD}" value="{acting_for}">')  # noqa: S704 -- a number
        return field

    return csrf_field


def read_message(request: AnyRequest) -> str | None:
    """The message which the previous page left, or None; nonsense in the cookie is ignored."""
    value = request.cookies.get(own_cookies.MESSAGE)
    if not value or len(value) > 4 * MESSAGE_LIMIT:
        return None
    try:
        text = base64.urlsafe_b64decode(value.encode("ascii") + b"=" * (-len(value) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeError, ValueError):
        return None
    return text[:MESSAGE_LIMIT] or None


def _message_cookie(message: str, *, secure: bool) -> Cookie:
    """Not signed: it is shown to the one who carries it only, escaped, and grants nothing."""
    value = base64.urlsafe_b64encode(message[:MESSAGE_LIMIT].encode("utf-8", "replace")).decode("ascii").rstrip("=")
    return Cookie(
        key=own_cookies.MESSAGE,
        value=value,
        max_age=MESSAGE_SECONDS,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
