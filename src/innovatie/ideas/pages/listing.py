"""The list of ideas, and the same list as a file."""

from typing import ClassVar, Final

import msgspec
from litestar import Controller, Response, get
from litestar.response import Stream
from markupsafe import Markup

from innovatie.domain.authority import Role, person_of
from innovatie.domain.picture_words import Pictured
from innovatie.domain.slugs import slug
from innovatie.domain.themes import BY_SLUG
from innovatie.ideas import queries
from innovatie.ideas.csv_export import csv_pieces
from innovatie.ideas.pages.filters import Facet, FilterBox, boxes, facets_of, in_address, read_filter
from innovatie.municipalities.tile_map import tile_map
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.web.downloads import saved_as
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By
from innovatie.web.i18n import _, ngettext
from innovatie.web.page_cache import FOR_VISITORS
from innovatie.web.pagination import PAGE_SIZE, Page, page, query_string
from innovatie.web.personal import FOR_READERS, who_may_post
from innovatie.web.render import show


class ListView(msgspec.Struct, frozen=True):
    """The list as cards, as rows (`lijst`) or as a map (`kaart`, with `towns` as name, code and number of plans).

    `views`: (name, label, sign, address); `themes`: (slug, label, address, chosen) of the themes with most plans.
    """

    template: ClassVar[str] = "ideas/list.html"
    ideas: tuple[tuple[queries.IdeaCard, str, str], ...]
    photos: dict[int, PictureRow]
    page: Page
    boxes: tuple[FilterBox, ...]
    words: str
    round: str
    sort: str
    sorts: tuple[tuple[str, str], ...]
    chosen: dict[str, str]
    facets: tuple[Facet, ...]
    view: str
    views: tuple[tuple[str, str, str, str], ...]
    themes: tuple[tuple[str, str, str, bool], ...]
    map: Markup
    towns: tuple[tuple[str, str, int], ...]


class MineView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "ideas/mine.html"
    own_drafts: tuple[tuple[queries.IdeaCard, str, str], ...]
    drafts: tuple[tuple[queries.IdeaCard, str, str], ...]
    ideas: tuple[tuple[queries.IdeaCard, str, str], ...]


def addressed(cards: list[queries.IdeaCard]) -> tuple[tuple[queries.IdeaCard, str, str], ...]:
    """Each idea with its address and the label of its theme."""
    return tuple(
        (card, f"/ideeen/{card.id}-{slug(card.title)}", BY_SLUG[card.theme].label if card.theme in BY_SLUG else "")
        for card in cards
    )


VIEWS: Final = ("kaarten", "lijst", "kaart")
CARDS: Final = 12
"""Cards on a page: whole rows of three and of two, and no endless page on a telephone."""


def _ways_to_look(plain: dict[str, str]) -> tuple[tuple[str, str, str, str], ...]:
    """Each way to show the list: its name, its words, its icon and its address."""
    labels = {
        "kaarten": (_("Kaarten"), "grid"),
        "lijst": (_("Lijst"), "list"),
        "kaart": (_("Landkaart"), "map"),
    }
    return tuple(
        (name, *labels[name], f"/ideeen{query_string(plain, weergave='' if name == VIEWS[0] else name)}")
        for name in VIEWS
    )


def _largest_themes(
    counts: dict[str, int], wanted: str, chosen: dict[str, str], most: int = 5
) -> tuple[tuple[str, str, str, bool], ...]:
    """The themes with the most plans, the one that is chosen first: slug, label, address, and whether it is chosen."""
    largest = sorted(counts.items(), key=lambda one: (one[0] != wanted, -one[1]))[:most]
    return tuple(
        (
            slug,
            BY_SLUG[slug].label,
            f"/ideeen{query_string(chosen, thema='' if slug == wanted else slug)}",
            slug == wanted,
        )
        for slug, _n in largest
        if slug in BY_SLUG
    )


def _map_of(codes: list[str]) -> Markup:
    title = ngettext(
        "%(n)s gemeente heeft een plan in deze lijst", "%(n)s gemeenten hebben een plan in deze lijst", len(codes)
    )
    return tile_map(title, dict.fromkeys(codes, "map-some"))


class IdeaListPages(Controller):
    @get("/ideeen", opt={FOR_VISITORS: True, FOR_READERS: who_may_post})
    async def index(self, request: AnyRequest) -> Response[str]:
        """Ideas, with filters and search as you type."""
        query = request.query_params
        wanted = read_filter(query)
        counts = await queries.facets(wanted)
        shape = query.get("weergave", "")
        shape = shape if shape in VIEWS else VIEWS[0]
        at = page(query.get("pagina", "1"), total=counts.total, size=CARDS if shape == VIEWS[0] else PAGE_SIZE)
        towns = await queries.towns(wanted) if shape == "kaart" else ()
        found: list[queries.IdeaCard] = []
        if counts.total and shape != "kaart":
            found = await queries.cards(wanted, offset=at.offset, limit=at.size)
        made = boxes(wanted, counts)
        plain = in_address(wanted)
        chosen = {**plain, **({"weergave": shape} if shape != VIEWS[0] else {})}
        view = ListView(
            ideas=addressed(found),
            photos=await covers_of(Pictured.PLAN, [one.id for one in found]),
            page=at,
            boxes=made,
            words=wanted.words,
            round=wanted.round,
            sort=wanted.sort,
            sorts=(
                ("nieuwste", _("Nieuwste eerst")),
                ("oudste", _("Oudste eerst")),
                ("gemeenten", _("Meeste gemeenten")),
                ("titel", _("Titel")),
            ),
            chosen=chosen,
            facets=facets_of(made, chosen),
            view=shape,
            views=_ways_to_look(plain),
            themes=_largest_themes(counts.theme, wanted.theme, chosen),
            map=_map_of([town.code for town in towns]) if shape == "kaart" else Markup(),
            towns=tuple((town.name, town.code, town.n) for town in towns),
        )
        return show(request, view, fragment="ideas/_list.html")

    @get("/ideeen/export.csv")
    async def export(self, request: AnyRequest) -> Stream:
        """The list as CSV for a spreadsheet: semicolons, UTF-8 with a mark, formulas defused."""
        wanted = read_filter(request.query_params)
        size, pieces = await request.app.state.ready_files.open(("ideeen.csv", wanted), lambda: csv_pieces(wanted))
        return Stream(
            pieces,
            media_type="text/csv",
            headers={"Content-Disposition": saved_as("ideeen.csv"), "Content-Length": str(size)},
        )

    @get("/ideeen/mijn", guards=[signed_in])
    async def mine(self, request: AnyRequest, actor: By) -> Response[str]:
        """The drafts and the ideas of the municipalities that one works for."""
        towns = actor.municipalities(Role.CIVIL_SERVANT, Role.VOTER, Role.MUNICIPAL_ADMIN)
        drafts = await queries.drafts_of(towns)
        ideas = await queries.ideas_of(towns)
        own = await queries.drafts_begun_by(person_of(actor))
        view = MineView(
            own_drafts=addressed([one for one in drafts if one.id in own]),
            drafts=addressed([one for one in drafts if one.id not in own]),
            ideas=addressed(ideas),
        )
        return show(request, view)
