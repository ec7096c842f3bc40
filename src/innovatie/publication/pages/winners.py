"""Winners: the list, a page for each that stays, the feed, open data and the picture for sharing."""

from asyncio import to_thread
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.excerpts import plain
from innovatie.domain.picture_words import Pictured
from innovatie.domain.slugs import number_of
from innovatie.pictures.queries import PictureRow, cover_file, cover_of, covers_of
from innovatie.publication import queries
from innovatie.publication.open_data import as_atom, as_csv, as_ods
from innovatie.publication.press_kit import certificate, press_text
from innovatie.publication.sections import ROLES, SECTIONS
from innovatie.web.conditions import ATOM_TYPE, FEED, unless_known
from innovatie.web.downloads import saved_as
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.i18n import _
from innovatie.web.linked_data import linked_data
from innovatie.web.open_files import OPEN
from innovatie.web.page_cache import FOR_VISITORS
from innovatie.web.personal import FOR_READERS, who_may_post
from innovatie.web.render import redirect, show
from innovatie.web.share_address import share_address
from innovatie.web.share_picture import share_picture


class WinnersView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "publication/winners.html"
    winners: tuple[queries.WinnerPage, ...]
    photos: dict[int, PictureRow]


class WinnerView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "publication/winner.html"
    winner: queries.WinnerPage
    elaboration: queries.ElaborationRow
    sections: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    attachments: tuple[queries.AttachmentRow, ...]
    kit: tuple[tuple[str, str, str, str], ...]
    """Of each file for the press: its sign, its name, what it is, and its address."""
    image: str
    """The address of the picture to share."""
    photo: PictureRow | None
    """The cover of its group, if it has one of its own."""
    withdrawn: queries.Withdrawal | None
    facts: Markup
    """The winner in the words of schema.org, as JSON."""


class WinnerPages(Controller):
    path = "/winnaars"

    @get("/", opt={FOR_VISITORS: True, FOR_READERS: who_may_post})
    async def index(self, request: AnyRequest) -> Response[str]:
        """All winners, the newest round first."""
        winners = await queries.winners()
        photos = await covers_of(Pictured.GROUP, [one.group_id for one in winners])
        return show(request, WinnersView(winners=winners, photos=photos))

    @get("/atom.xml", opt=OPEN)
    async def feed(self, request: AnyRequest) -> Response[bytes]:
        """The Atom feed."""
        body = as_atom(await queries.winners(), request.app.state.settings.base_url)
        return unless_known(request, body, media_type=ATOM_TYPE, headers=FEED)

    @get("/winnaars.csv", opt=OPEN)
    async def csv(self, request: AnyRequest) -> Response[bytes]:
        """All winners as CSV."""
        body = as_csv(await queries.winners(), request.app.state.settings.base_url)
        headers = {"Content-Disposition": saved_as("winnaars.csv")}
        return Response(body, media_type="text/csv", headers=headers)

    @get("/winnaars.ods", opt=OPEN)
    async def ods(self, request: AnyRequest) -> Response[bytes]:
        """All winners as a spreadsheet."""
        body = as_ods(await queries.winners(), request.app.state.settings.base_url)
        headers = {"Content-Disposition": saved_as("winnaars.ods")}
        return Response(body, media_type="application/vnd.oasis.opendocument.spreadsheet", headers=headers)

    @get("/{segment:str}")
    async def winner(self, request: AnyRequest, segment: FromPath[str], now: Now) -> Response[str]:
        """One winner, at an address that stays; an old or shortened address leads to the present one."""
        found = await _winner(segment)
        if found.address != f"/winnaars/{segment}":
            return redirect(found.address, request)
        worked_out = await queries.elaboration(found.round_id, found.group_id)
        photo = await cover_of(Pictured.GROUP, found.group_id)
        view = WinnerView(
            winner=found,
            elaboration=worked_out,
            sections=tuple((label, worked_out.content.get(name, "")) for name, label, _question in SECTIONS),
            roles=tuple((label, worked_out.content.get(name, "")) for name, label, _question in ROLES),
            attachments=await queries.attachments(found.round_id, found.group_id),
            image=_image(found, photo),
            kit=_kit(found, photo),
            photo=photo,
            withdrawn=await queries.withdrawal_of(found.group_id),
            facts=_facts(found, request.app.state.settings.base_url, photo),
        )
        return show(request, view)

    @get("/{segment:str}/vierkant.png")
    async def square(self, segment: FromPath[str]) -> Response[bytes]:
        """The square picture for sharing."""
        found = await _winner(segment)
        body = await _picture(found, square=True)
        return Response(body, media_type="image/png", headers={"Cache-Control": "public, max-age=86400"})

    @get("/{segment:str}/oorkonde.pdf")
    async def certificate(self, request: AnyRequest, segment: FromPath[str]) -> Response[bytes]:
        """The certificate to frame."""
        found = await _winner(segment)
        body = await to_thread(certificate, found, request.app.state.settings.base_url + found.address)
        headers = {"Content-Disposition": saved_as(f"oorkonde-{found.group_id}.pdf")}
        return Response(body, media_type="application/pdf", headers=headers)

    @get("/{segment:str}/persbericht.txt")
    async def press(self, request: AnyRequest, segment: FromPath[str]) -> Response[str]:
        """The text for the press."""
        found = await _winner(segment)
        text = press_text(found, request.app.state.settings.base_url + found.address)
        headers = {"Content-Disposition": saved_as(f"persbericht-{found.group_id}.txt")}
        return Response(text, media_type="text/plain", headers=headers)

    @get("/{segment:str}/afbeelding.png")
    async def image(self, segment: FromPath[str]) -> Response[bytes]:
        """The picture for sharing."""
        found = await _winner(segment)
        body = await _picture(found)
        return Response(body, media_type="image/png", headers={"Cache-Control": "public, max-age=86400"})


def _image(found: queries.WinnerPage, photo: PictureRow | None, name: str = "afbeelding") -> str:
    """The address of a picture to share."""
    seen = photo.shown if photo else ""
    return share_address(found.address, found.title, found.theme, found.honour, found.lead, seen, name=name)


def _kit(found: queries.WinnerPage, photo: PictureRow | None) -> tuple[tuple[str, str, str, str], ...]:
    """What the press takes; of a winner that is withdrawn no certificate to frame."""
    certificates = ("file", _("Oorkonde"), _("pdf, A4, om in te lijsten"), f"{found.address}/oorkonde.pdf")
    return (
        ("picture", _("Plaatje"), _("png, liggend, 1200 bij 630"), _image(found, photo)),
        ("picture", _("Plaatje, vierkant"), _("png, 1080 bij 1080"), _image(found, photo, "vierkant")),
        *((certificates,) if found.withdrawn_at is None else ()),
        ("file", _("Persbericht"), _("tekst om over te nemen"), f"{found.address}/persbericht.txt"),
    )


async def _picture(found: queries.WinnerPage, *, square: bool = False) -> bytes:
    photo = await cover_file(Pictured.GROUP, found.group_id)
    line = _(found.honour)
    return share_picture(found.group_id, found.theme, found.title, line, found.lead, square=square, photo=photo)


def _facts(found: queries.WinnerPage, home: str, photo: PictureRow | None) -> Markup:
    return linked_data(
        {
            "@type": "CreativeWork",
            "name": found.title,
            "abstract": plain(found.summary),
            "url": home + found.address,
            "image": home + _image(found, photo),
            "datePublished": dutch_day(found.published_at),
            "award": _(found.honour),
            "inLanguage": "nl",
            "creator": {"@type": "GovernmentOrganization", "name": found.lead or "VNG"},
        }
    )


async def _winner(segment: str) -> queries.WinnerPage:
    number = number_of(segment)
    if number is None:
        raise NotFound("Dit is geen winnaar.")
    return await queries.winner(number)
