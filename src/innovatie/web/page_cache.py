"""Pages that every visitor sees alike are made once until somebody acts, and at most for a minute.

A page is kept with the number of the newest act that its making can have seen; when there is a newer one, in this
process or another, what it shows is looked up again, and only if that changed the page is made again. A minute at
most, because not everything is an act: days pass, and jobs of the night work on. Who has a message waiting or asks for
a piece of a page always gets a page of his own; cookies that are not ours (`own_cookies`) are not looked at.

Who is signed in gets such a page with their own name and the like filled in, when the handler says what else of them
the page depends on (`personal`). Whose session it is and what roles it has is looked up for each request.

Pages of visitors are compressed once, for the first who gets them kept (many are asked for once): nothing in them is
secret, so nothing can be guessed from their length. Those of readers hold the token of their forms, and are not.
While the database is away such a page is still served for that minute: who only reads need not notice a restart.
"""

import gzip
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from litestar import MediaType, Response
from markupsafe import Markup

from innovatie.domain.authority import VISITOR, Actor
from innovatie.infra import own_cookies
from innovatie.infra.connection_faults import AWAY
from innovatie.infra.database import ENGINE, current_connection
from innovatie.web import i18n, personal
from innovatie.web.handlers import AnyRequest
from innovatie.web.static_files import accepts_gzip
from innovatie.web.templates import template

FOR_VISITORS: Final = "alike_for_visitors"
"""In `opt` of a handler: its page depends on nothing but its address, the language, the minute and what acts wrote."""
LONGEST: Final = timedelta(minutes=1)
MOST_BYTES: Final = 12_000_000
MADE_FOR: Final = "made_for"
"""In the state of a request: in whose stead its page is made, so that others may get it too."""
NEWEST: Final = "newest_act"
"""In the state of a request: the number of the newest act where it reads, when it was looked up already."""
UNREAD_NOTICES: Final = "unread_notices"
"""In the state of a request: how much there is to read for who makes it; not there for a visitor."""

_PLACE: Final = "page_to_keep"
_NOT_KEPT: Final = "page_not_kept"
_Key = tuple[str, str, bytes, str, Actor]


@dataclass(frozen=True)
class _Made:
    """`view`: what it was made of. `open`: when pieces of it are each reader's own; then `content` is empty."""

    content: bytes
    headers: dict[str, str]
    view: object
    open: personal.OpenPage | None = None

    @property
    def length(self) -> int:
        return len(self.content) if self.open is None else self.open.length

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.content, 5, mtime=0)


class _Page(NamedTuple):
    """A page that was made, and the newest act and the moment of which it is still true."""

    made: _Made
    newest: int
    made_at: datetime


@dataclass(frozen=True)
class _Place:
    """Where the page that is being made will be kept; `own`: what its reader gets at its marks, None for a visitor."""

    key: _Key
    newest: int
    now: datetime
    own: dict[str, str] | None


_pages: OrderedDict[_Key, _Page] = OrderedDict()


async def kept_page(request: AnyRequest, newest: Callable[[], Awaitable[int]], now: datetime) -> Response[bytes] | None:
    """The page as it was made before, or None: then `keep_page` will know what it may be kept with."""
    made_for = _made_for(request)
    if made_for is None:
        return None
    scope = request.scope
    state = scope.setdefault("state", {})
    key = (
        str(ENGINE.config.get("dsn")), scope["path"], scope.get("query_string", b""), i18n.choose(request), made_for,
    )  # fmt: skip
    page = _pages.get(key)
    if page is not None and not timedelta() <= now - page.made_at < LONGEST:
        page = None
    try:
        act = state[NEWEST] if NEWEST in state else await newest()
        state[NEWEST] = act
    except AWAY:
        if page is None or not made_for.is_visitor:
            raise
        return _answer(request, page.made)
    own = None if made_for.is_visitor else await _own(request, now)
    if page is not None and page.newest == act:
        if key in _pages:  # not thrown out while the database was asked
            _pages.move_to_end(key)
        return _answer(request, page.made, own)
    state[_PLACE] = _Place(key, act, now, own)
    if own is not None:
        state[MADE_FOR] = made_for
    return None


def keep_nothing(request: AnyRequest) -> None:
    """For a handler whose page shows what changes without an act, such as a draft that is saved while one types."""
    request.scope.setdefault("state", {})[_NOT_KEPT] = True


def same_page(request: AnyRequest, view: object) -> Response[bytes] | None:
    """The page as it was made before, when `view` is equal to what it was made of; None: it is to be made.

    Most acts change little of what a page shows, and a template makes the same of the same. Looking up what it shows
    is never left out.
    """
    state = request.scope.get("state", {})
    place: _Place | None = state.get(_PLACE)
    page = None if place is None or state.get(_NOT_KEPT) else _pages.get(place.key)
    if place is None or page is None or type(page.made.view) is not type(view) or page.made.view != view:
        return None
    del state[_PLACE]
    state.pop(MADE_FOR, None)
    _pages[place.key] = _Page(page.made, place.newest, place.now)
    _pages.move_to_end(place.key)
    return _answer(request, page.made, place.own)


def keep_page(request: AnyRequest, response: Response[str], view: object) -> None:
    """Keep what was made of `view`, if `kept_page` looked for it, and fill in what is the reader's own."""
    state = request.scope.get("state", {})
    place: _Place | None = state.pop(_PLACE, None)
    state.pop(MADE_FOR, None)
    if place is None:
        return
    opened = None if place.own is None else personal.OpenPage(response.content)
    if response.status_code in {None, 200} and not response.cookies and not state.get(_NOT_KEPT):
        if opened is None:
            response.headers["Vary"] = f"{response.headers.get('Vary', 'Cookie')}, Accept-Encoding"
        content = response.content.encode() if opened is None else b""
        made = _Made(content, dict(response.headers), view, opened)
        _pages[place.key] = _Page(made, place.newest, place.now)
        _pages.move_to_end(place.key)
        too_much = sum(page.made.length for page in _pages.values()) - MOST_BYTES
        while too_much > 0:
            too_much -= _pages.popitem(last=False)[1].made.length
    if opened is not None and place.own is not None:
        response.content = opened.filled(place.own).decode()


def clear() -> None:
    """Keep nothing, as a new process does."""
    _pages.clear()


def _made_for(request: AnyRequest) -> Actor | None:
    """In whose stead this page may be made, or None: its reader gets one of their own.

    Inside a transaction nothing is kept: what can be seen there need not ever become true.
    """
    options = request.route_handler.opt
    if options.get(FOR_VISITORS) is not True or "hx-request" in request.headers or current_connection() is not None:
        return None
    user = request.scope.get("user")
    if user in {None, VISITOR}:
        return None if own_cookies.WITH_A_PAGE_OF_ONES_OWN & request.cookies.keys() else VISITOR
    stand_in: personal.StandIn | None = options.get(personal.FOR_READERS)
    if (
        stand_in is None
        or not isinstance(user, Actor)
        or user.session_id is None
        or own_cookies.MESSAGE in request.cookies
    ):
        return None
    return None if request.scope.get("state", {}).get("acting") else stand_in(user)


async def _own(request: AnyRequest, now: datetime) -> dict[str, str]:
    own = await personal.pieces_of(request, request.scope["user"], now)
    own[personal.BELL] = unread_piece(request.scope.get("state", {}).get(UNREAD_NOTICES, 0), i18n.language())
    return own


@lru_cache(maxsize=256)
def unread_piece(number: int, language: i18n.Language) -> Markup:
    """How much there is to read, at the bell."""
    return Markup(template("components/_unread.html", language).render(n=number))  # noqa: S704 -- our own template


def _answer(request: AnyRequest, page: _Made, own: dict[str, str] | None = None) -> Response[bytes]:
    if page.open is not None:
        return Response(page.open.filled(own or {}), media_type=MediaType.HTML, headers=page.headers)
    if accepts_gzip(request.headers.get("accept-encoding", "")):
        headers = {**page.headers, "Content-Encoding": "gzip"}
        return Response(page.compressed, media_type=MediaType.HTML, headers=headers)
    return Response(page.content, media_type=MediaType.HTML, headers=page.headers)
