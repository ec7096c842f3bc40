"""Pages that every visitor sees alike are made once until somebody acts, and at most for a minute.

Who is signed in, has a message waiting or asks for a piece of a page always gets a page of his own. A page is kept with
the number of the newest act that its making can have seen; when there is a newer one, in this process or another, it is
made again. A minute at most, because not everything is an act: days pass, and jobs of the night work on.

They are compressed once, for the first who gets them kept (many are asked for once): nothing in them is secret, so
nothing can be guessed from their length.
While the database is away such a page is still served for that minute: who only reads need not notice a restart.
"""

import gzip
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

import msgspec
from litestar import MediaType, Response

from innovatie.domain.authority import VISITOR
from innovatie.infra.database import AWAY, ENGINE, current_connection
from innovatie.web import i18n
from innovatie.web.handlers import AnyRequest
from innovatie.web.static_files import accepts_gzip

FOR_VISITORS: Final = "alike_for_visitors"
"""In `opt` of a handler: its page depends on nothing but its address, the language, the minute and what acts wrote."""
LONGEST: Final = timedelta(minutes=1)
MOST_BYTES: Final = 16_000_000

_PLACE: Final = "page_to_keep"
_Key = tuple[str, str, bytes, str]


class _Page(msgspec.Struct, frozen=True, dict=True):
    content: bytes
    headers: dict[str, str]
    newest: int
    made_at: datetime

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.content, 5, mtime=0)


_pages: OrderedDict[_Key, _Page] = OrderedDict()


async def kept_page(request: AnyRequest, newest: Callable[[], Awaitable[int]], now: datetime) -> Response[bytes] | None:
    """The page as it was made before, or None: then `keep_page` will know what it may be kept with."""
    if not _alike(request):
        return None
    scope = request.scope
    key = (str(ENGINE.config.get("dsn")), scope["path"], scope.get("query_string", b""), i18n.choose(request))
    page = _pages.get(key)
    if page is not None and not timedelta() <= now - page.made_at < LONGEST:
        page = None
    try:
        act = await newest()
    except AWAY:
        if page is None:
            raise
        return _answer(request, page)
    if page is not None and page.newest == act:
        if key in _pages:  # not thrown out while the database was asked
            _pages.move_to_end(key)
        return _answer(request, page)
    scope.setdefault("state", {})[_PLACE] = (key, act, now)
    return None


def keep_page(request: AnyRequest, response: Response[str]) -> None:
    """Keep what was made for a visitor, if `kept_page` looked for it."""
    place: tuple[_Key, int, datetime] | None = request.scope.get("state", {}).get(_PLACE)
    if place is None or response.status_code not in {None, 200} or response.cookies:
        return
    key, newest, now = place
    content = response.content.encode()
    response.headers["Vary"] = f"{response.headers.get('Vary', 'Cookie')}, Accept-Encoding"
    headers = dict(response.headers)
    _pages[key] = _Page(content, headers, newest, now)
    _pages.move_to_end(key)
    while sum(len(page.content) for page in _pages.values()) > MOST_BYTES:
        _pages.popitem(last=False)


def clear() -> None:
    """Keep nothing, as a new process does."""
    _pages.clear()


def _alike(request: AnyRequest) -> bool:
    """Inside a transaction nothing is kept: what can be seen there need not ever become true."""
    return (
        request.route_handler.opt.get(FOR_VISITORS) is True
        and request.scope.get("user") in {None, VISITOR}
        and not set(request.cookies) - {i18n.COOKIE}
        and "hx-request" not in request.headers
        and current_connection() is None
    )


def _answer(request: AnyRequest, page: _Page) -> Response[bytes]:
    if accepts_gzip(request.headers.get("accept-encoding", "")):
        headers = {**page.headers, "Content-Encoding": "gzip"}
        return Response(page.compressed, media_type=MediaType.HTML, headers=headers)
    return Response(page.content, media_type=MediaType.HTML, headers=page.headers)
