"""The list of groups, and one group as everybody sees it."""

from collections.abc import Mapping
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.domain.authority import Act, Actor, Context, may
from innovatie.domain.errors import NotFound
from innovatie.domain.picture_words import Pictured
from innovatie.domain.slugs import number_of
from innovatie.domain.themes import BY_SLUG, THEMES
from innovatie.grouping import queries
from innovatie.grouping.actions.talking import LINK_KINDS
from innovatie.grouping.reasons import Why, differences, why_together
from innovatie.municipalities.tile_map import tile_map
from innovatie.pictures.queries import PictureRow, cover_file, cover_of, covers_of
from innovatie.web.downloads import download
from innovatie.web.forms import Form
from innovatie.web.handlers import AnyRequest, By
from innovatie.web.i18n import _, ngettext
from innovatie.web.page_cache import FOR_VISITORS
from innovatie.web.pagination import Page, page
from innovatie.web.personal import FOR_READERS, who_may_post
from innovatie.web.render import redirect, show
from innovatie.web.share_picture import share_picture

MEMBERS_SHOWN = 50


class GroupsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "grouping/list.html"
    groups: tuple[queries.GroupCard, ...]
    page: Page
    themes: tuple[tuple[str, str], ...]
    theme: str
    everything: bool
    photos: dict[int, PictureRow]


class Year(msgspec.Struct, frozen=True):
    """The municipalities that came in one year; `so_far` counts them all up to its end."""

    year: int
    municipalities: tuple[queries.GroupMunicipality, ...]
    so_far: int


class GroupView(msgspec.Struct, frozen=True):
    """The `may_` fields say what the reader may do; `own_files` and `own_ideas` are of the municipality acted for.

    `map` shows where they are; `form` holds what was refused, if anything.
    """

    template: ClassVar[str] = "grouping/group.html"
    group: queries.GroupDetail
    theme: str
    why: Why
    different: dict[int, str]
    years: tuple[Year, ...]
    photo: PictureRow | None
    map: Markup
    page: Page
    files: tuple[queries.FileRow, ...]
    decisions: tuple[queries.DecisionRow, ...]
    links: tuple[queries.LinkRow, ...]
    link_kinds: Mapping[str, str]
    form: Form
    may_direct: bool
    may_talk: bool
    may_lead: bool
    takes_part: bool
    own_files: frozenset[int]


def _number(segment: str) -> int:
    number = number_of(segment)
    if number is None:
        raise NotFound("Deze groep bestaat niet.")
    return number


def _map(municipalities: tuple[queries.GroupMunicipality, ...]) -> Markup:
    """Who uses a plan of its own already, and who works on one or takes part."""
    n = len(municipalities)
    kinds = {one.code: "map-some" if one.stage == "in_gebruik" else "map-way" for one in municipalities}
    return tile_map(ngettext("%(n)s gemeente in deze groep", "%(n)s gemeenten in deze groep", n), kinds)


def _years(municipalities: tuple[queries.GroupMunicipality, ...]) -> tuple[Year, ...]:
    years = sorted({one.joined_at.year for one in municipalities})
    return tuple(
        Year(
            year,
            tuple(one for one in municipalities if one.joined_at.year == year),
            sum(1 for one in municipalities if one.joined_at.year <= year),
        )
        for year in years
    )


async def group_view(number: int, actor: Actor, form: Form, *, asked_page: object = 1) -> GroupView:
    """Everything on the page of a group, for this reader."""
    wanted = page(asked_page, total=10**6, size=MEMBERS_SHOWN)
    group = await queries.group(number, offset=wanted.offset, limit=wanted.size)
    theme = BY_SLUG.get(group.card.theme)
    here = actor.municipality_id
    over = Context(municipality_id=here)
    takes_part = any(one.id == here for one in group.municipalities)
    talks, directs = bool(may(actor, Act.DISCUSS_GROUP, over)), bool(may(actor, Act.DIRECT_GROUPS))
    files = await queries.files_of(number)
    shown = [one.id for one in group.members]
    return GroupView(
        group=group,
        theme=theme.label if theme else "",
        why=await why_together(shown),
        different=await differences(shown),
        years=_years(group.municipalities),
        photo=await cover_of(Pictured.GROUP, group.card.id),
        map=_map(group.municipalities),
        page=page(wanted.number, total=group.card.ideas, size=MEMBERS_SHOWN),
        files=tuple(files),
        decisions=tuple(await queries.decisions_of(number)),
        links=tuple(await queries.links_of(number)),
        link_kinds=LINK_KINDS,
        form=form,
        may_direct=directs,
        may_talk=talks or directs,
        may_lead=takes_part and here != group.lead_id and talks,
        takes_part=takes_part,
        own_files=frozenset(one.id for one in files if directs or (talks and one.municipality_id == here)),
    )


class GroupPages(Controller):
    path = "/groepen"

    @get("/", opt={FOR_VISITORS: True, FOR_READERS: who_may_post})
    async def index(self, request: AnyRequest) -> Response[str]:
        """All groups, the largest first."""
        theme = str(request.query_params.get("thema", ""))
        theme = theme if theme in BY_SLUG else ""
        everything = request.query_params.get("alle") == "ja"
        wanted = page(request.query_params.get("pagina", 1), total=10**9)
        cards, total = await queries.groups(
            theme=theme, together_only=not everything, offset=wanted.offset, limit=wanted.size
        )
        view = GroupsView(
            groups=tuple(cards),
            page=page(wanted.number, total=total),
            themes=tuple((one.slug, one.label) for one in THEMES),
            theme=theme,
            everything=everything,
            photos=await covers_of(Pictured.GROUP, [one.id for one in cards]),
        )
        return show(request, view)

    @get("/{segment:str}")
    async def detail(self, request: AnyRequest, segment: FromPath[str], actor: By) -> Response[str]:
        """One group; a merged one and an old address lead to where it is now."""
        number = _number(segment)
        card = await queries.standing(number)
        if card.id != number:
            message = _("Groep %(oud)s is samengevoegd met deze groep.") % {"oud": number}
            return redirect(card.address, request, message)
        if request.scope["path"] != card.address:
            return Response("", status_code=301, headers={"Location": card.address})
        asked = request.query_params.get("pagina", 1)
        return show(request, await group_view(number, actor, Form(), asked_page=asked))

    @get("/{segment:str}/afbeelding.png")
    async def picture(self, segment: FromPath[str]) -> Response[bytes]:
        """The picture that other sites show beside a link to this group."""
        card = await queries.standing(_number(segment))
        n = card.municipalities
        under = ngettext("%(n)s gemeente werkt hieraan", "%(n)s gemeenten werken hieraan", n)
        photo = await cover_file(Pictured.GROUP, card.id)
        body = share_picture(card.id, card.theme, card.title, _("Groep"), under, photo=photo)
        return Response(body, media_type="image/png", headers={"Cache-Control": "public, max-age=3600"})

    @get("/bestanden/{number:int}")
    async def file(self, number: FromPath[int]) -> Response[bytes]:
        """A file as a download, under a policy in which nothing in it can run."""
        file = await queries.file_content(number)
        return download(file.name, file.kind, file.content)
