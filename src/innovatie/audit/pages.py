"""The trail for people: a municipality's own, and the whole for who watches over the platform."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.audit import queries
from innovatie.audit.actions import note_reading
from innovatie.audit.queries import TrailRow
from innovatie.domain import authority
from innovatie.domain.authority import Act, Context
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.pagination import Page, page
from innovatie.web.render import show

SIZE = 50


class TrailView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "audit/trail.html"
    rows: tuple[TrailRow, ...]
    page: Page
    whole: bool
    head: str
    sealed: int


class TrailPages(Controller):
    guards = (signed_in,)

    @get("/mijn-gemeente/spoor")
    async def of_municipality(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """What was done on behalf of one's own municipality, by whom. Looking leaves a row itself."""
        authority.require(actor, Act.READ_MUNICIPAL_TRAIL, Context(municipality_id=actor.municipality_id))
        own = actor.municipality_id or 0  # who may read a municipality's trail acts for one
        await note_reading(
            actor=actor, page="spoor", object_kind="gemeente", object_id=own, now=now, on_behalf_of=own,
        )  # fmt: skip
        asked = page(request.query_params.get("pagina", 1), total=10_000_000, size=SIZE)
        found = await queries.trail_of_municipality(own, offset=asked.offset, limit=SIZE)
        return show(request, await _view(found, asked, whole=False))

    @get("/vng/spoor")
    async def whole(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """The whole trail."""
        authority.require(actor, Act.READ_AUDIT)
        await note_reading(actor=actor, page="spoor", object_kind="logboek", object_id=0, now=now)
        asked = page(request.query_params.get("pagina", 1), total=10_000_000, size=SIZE)
        found = await queries.whole_trail(offset=asked.offset, limit=SIZE)
        return show(request, await _view(found, asked, whole=True))


async def _view(found: queries.TrailPage, asked: Page, *, whole: bool) -> TrailView:
    sealed, head = await queries.head()
    return TrailView(
        rows=found.rows,
        page=page(asked.number, total=found.total, size=SIZE),
        whole=whole,
        head=head.hex() if head else "",
        sealed=sealed,
    )
