"""Winners: the list, a page for each that stays, the feed, open data and the picture for sharing."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath

from innovatie.domain.errors import NotFound
from innovatie.domain.slugs import number_of
from innovatie.domain.wording import wording
from innovatie.publication import queries
from innovatie.publication.open_data import as_atom, as_csv, as_ods, picture
from innovatie.publication.sections import ROLES, SECTIONS
from innovatie.web.downloads import saved_as
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.render import redirect, show


class WinnersView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "publication/winners.html"
    winners: tuple[queries.WinnerPage, ...]


class WinnerView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "publication/winner.html"
    winner: queries.WinnerPage
    elaboration: queries.ElaborationRow
    sections: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    attachments: tuple[queries.AttachmentRow, ...]
    address: str


class WinnerPages(Controller):
    path = "/winnaars"

    @get("/")
    async def index(self, request: AnyRequest) -> Response[str]:
        """All winners, the newest round first."""
        return show(request, WinnersView(winners=await queries.winners()))

    @get("/atom.xml")
    async def feed(self, request: AnyRequest) -> Response[bytes]:
        """The Atom feed."""
        body = as_atom(await queries.winners(), request.app.state.settings.base_url)
        return Response(body, media_type="application/atom+xml; charset=utf-8")

    @get("/winnaars.csv")
    async def csv(self, request: AnyRequest) -> Response[bytes]:
        """All winners as CSV."""
        body = as_csv(await queries.winners(), request.app.state.settings.base_url)
        headers = {"Content-Disposition": saved_as("winnaars.csv"), "Access-Control-Allow-Origin": "*"}
        return Response(body, media_type="text/csv; charset=utf-8", headers=headers)

    @get("/winnaars.ods")
    async def ods(self, request: AnyRequest) -> Response[bytes]:
        """All winners as a spreadsheet."""
        body = as_ods(await queries.winners(), request.app.state.settings.base_url)
        headers = {"Content-Disposition": saved_as("winnaars.ods"), "Access-Control-Allow-Origin": "*"}
        return Response(body, media_type="application/vnd.oasis.opendocument.spreadsheet", headers=headers)

    @get("/{segment:str}")
    async def winner(self, request: AnyRequest, segment: FromPath[str], now: Now) -> Response[str]:
        """One winner, at an address that stays; an old or shortened address leads to the present one."""
        found = await _winner(segment)
        if found.address != f"/winnaars/{segment}":
            return redirect(found.address, request)
        worked_out = await queries.elaboration(found.round_id, found.group_id)
        view = WinnerView(
            winner=found,
            elaboration=worked_out,
            sections=tuple((label, worked_out.content.get(name, "")) for name, label, _question in SECTIONS),
            roles=tuple((label, worked_out.content.get(name, "")) for name, label, _question in ROLES),
            attachments=await queries.attachments(found.round_id, found.group_id),
            address=request.app.state.settings.base_url + found.address,
        )
        return show(request, view)

    @get("/{segment:str}/afbeelding.png")
    async def image(self, segment: FromPath[str]) -> Response[bytes]:
        """The picture for sharing."""
        found = await _winner(segment)
        body = picture(found.title, wording("Winnaar van %(naam)s", naam=found.round_name))
        return Response(body, media_type="image/png", headers={"Cache-Control": "public, max-age=86400"})


async def _winner(segment: str) -> queries.WinnerPage:
    number = number_of(segment)
    if number is None:
        raise NotFound("Dit is geen winnaar.")
    return await queries.winner(number)
