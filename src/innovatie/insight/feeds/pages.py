"""The addresses of the feeds, declared once: each stands below the page that it follows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.types import ControllerRouterHandler

from innovatie.insight.feeds import reading
from innovatie.web.atom import Feed, as_atom
from innovatie.web.conditions import ATOM_TYPE, FEED, unless_known
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.open_files import OPEN


@dataclass(frozen=True, slots=True)
class Declared:
    """A feed: the page that it follows, as a route, and what reads it."""

    page: str
    read: Callable[[AnyRequest, datetime], Awaitable[Feed]]

    @property
    def route(self) -> str:
        return f"{self.page}/atom.xml"


def _below(read: Callable[[str, datetime], Awaitable[Feed]]) -> Callable[[AnyRequest, datetime], Awaitable[Feed]]:
    """Of one thing: the only part of the address that differs."""

    async def found(request: AnyRequest, now: datetime) -> Feed:
        (segment,) = request.path_params.values()
        return await read(str(segment), now)

    return found


DECLARED: Final = (
    Declared("/ideeen", lambda _request, now: reading.all_plans(now)),
    Declared("/groepen", lambda _request, now: reading.new_groups(now)),
    Declared("/groepen/{segment:str}", _below(reading.of_group)),
    Declared("/gemeenten/{segment:str}", _below(reading.of_municipality)),
    Declared("/rondes/{code:str}", _below(reading.of_round)),
    Declared("/themas/{slug:str}", _below(reading.plans_of_theme)),
    Declared("/zoeken", lambda request, _now: reading.of_search(request.query_params)),
)


def _handler(declared: Declared) -> HTTPRouteHandler:
    @get(declared.route, opt=OPEN)
    async def feed(request: AnyRequest, now: Now) -> Response[bytes]:
        """What is new here, as an Atom feed."""
        found = await declared.read(request, now)
        asked = f"?{request.url.query}" if request.url.query else ""
        body = as_atom(found, address=request.scope["path"] + asked, home=request.app.state.settings.base_url)
        return unless_known(request, body, media_type=ATOM_TYPE, headers=FEED)

    return feed


FEED_PAGES: Final[tuple[ControllerRouterHandler, ...]] = tuple(_handler(one) for one in DECLARED)
