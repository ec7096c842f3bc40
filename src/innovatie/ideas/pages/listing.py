"""The list of ideas, and the same list as a file."""

from collections.abc import Mapping
from typing import ClassVar, Final

import msgspec
from litestar import Controller, Response, get
from litestar.response import Stream
from markupsafe import Markup

from innovatie.domain.authority import Role
from innovatie.domain.idea_states import STAGE_LABELS, STATE_LABELS, Stage, State
from innovatie.domain.picture_words import Pictured
from innovatie.domain.slugs import slug
from innovatie.domain.themes import BY_SLUG, THEMES
from innovatie.ideas import queries
from innovatie.ideas.csv_export import csv_pieces
from innovatie.municipalities.tile_map import tile_map
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.web.downloads import saved_as
from innovatie.web.guards import person_of, signed_in
from innovatie.web.handlers import AnyRequest, By
from innovatie.web.i18n import _, language, ngettext
from innovatie.web.page_cache import FOR_VISITORS
from innovatie.web.pagination import Page, page, query_string
from innovatie.web.render import show

Options = tuple[tuple[str, str, int], ...]


class FilterBox(msgspec.Struct, frozen=True):
    """One filter of the list: its name in the address, its label, and per value its label and count."""

    name: str
    label: str
    chosen: str
    everything: str
    options: Options


Facet = tuple[str, tuple[tuple[str, int, str, bool, str], ...]]
"""A label, and per value: its words, its count, the address that chooses it (or lets go), chosen or not, theme."""


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


def read_filter(query: Mapping[str, str]) -> queries.Filter:
    """The filter in the address; values that do not exist are left out, so that an old link still gives a list."""
    theme, stage, year = query.get("thema", ""), query.get("stadium", ""), query.get("jaar", "")
    state, sort = query.get("staat", ""), query.get("sorteer", "")
    return queries.Filter(
        words=str(query.get("q", ""))[:200].replace("\x00", "").strip(),
        theme=theme if theme in BY_SLUG else "",
        stage=stage if stage in STAGE_LABELS else "",
        year=int(year) if year.isascii() and year.isdigit() and 1990 <= int(year[:5]) <= 2200 else None,
        province=str(query.get("provincie", ""))[:40].replace("\x00", ""),
        round=str(query.get("ronde", ""))[:12].replace("\x00", ""),
        state=State.WITHDRAWN.value if state == State.WITHDRAWN.value else State.SUBMITTED.value,
        sort=sort if sort in queries.SORTS else "nieuwste",
    )


def in_address(wanted: queries.Filter) -> dict[str, str]:
    """The filter as it stands in an address, without what goes without saying."""
    values = {
        "q": wanted.words,
        "thema": wanted.theme,
        "stadium": wanted.stage,
        "jaar": str(wanted.year or ""),
        "provincie": wanted.province,
        "ronde": wanted.round,
        "staat": wanted.state if wanted.state != State.SUBMITTED.value else "",
        "sorteer": wanted.sort if wanted.sort != "nieuwste" else "",
    }
    return {name: value for name, value in values.items() if value}


def addressed(cards: list[queries.IdeaCard]) -> tuple[tuple[queries.IdeaCard, str, str], ...]:
    """Each idea with its address and the label of its theme."""
    return tuple(
        (card, f"/ideeen/{card.id}-{slug(card.title)}", BY_SLUG[card.theme].label if card.theme in BY_SLUG else "")
        for card in cards
    )


_BOXES_CACHED = 500
_cached_boxes: dict[tuple[queries.Filter, str], tuple[queries.Facets, tuple[FilterBox, ...]]] = {}


def boxes(wanted: queries.Filter, counts: queries.Facets) -> tuple[FilterBox, ...]:
    """The filters with their labels; kept as long as the very same counts are."""
    key = (wanted, language())
    kept = _cached_boxes.get(key)
    if kept is not None and kept[0] is counts:
        return kept[1]
    if len(_cached_boxes) >= _BOXES_CACHED:
        _cached_boxes.clear()
    made = _boxes(wanted, counts)
    _cached_boxes[key] = (counts, made)
    return made


def _boxes(wanted: queries.Filter, counts: queries.Facets) -> tuple[FilterBox, ...]:
    years = {str(wanted.year): 0} if wanted.year and str(wanted.year) not in counts.year else {}
    return (
        FilterBox(
            "thema",
            _("Thema"),
            wanted.theme,
            _("Alle thema’s"),
            tuple((theme.slug, _(theme.label), counts.theme.get(theme.slug, 0)) for theme in THEMES),
        ),
        FilterBox(
            "stadium",
            _("Stadium"),
            wanted.stage,
            _("Elk stadium"),
            tuple((stage.value, _(STAGE_LABELS[stage.value]), counts.stage.get(stage.value, 0)) for stage in Stage),
        ),
        FilterBox(
            "jaar",
            _("Jaar"),
            str(wanted.year or ""),
            _("Alle jaren"),
            tuple((value, value, n) for value, n in {**counts.year, **years}.items()),
        ),
        FilterBox(
            "provincie",
            _("Provincie"),
            wanted.province,
            _("Alle provincies"),
            tuple((value, value, n) for value, n in counts.province.items()),
        ),
        FilterBox(
            "staat",
            _("Staat"),
            wanted.state if wanted.state != State.SUBMITTED.value else "",
            _("%(staat)s (%(n)s)", staat=_(STATE_LABELS["ingediend"]), n=counts.state.get("ingediend", 0)),
            (("ingetrokken", _(STATE_LABELS["ingetrokken"]), counts.state.get("ingetrokken", 0)),),
        ),
    )


def facets_of(made: tuple[FilterBox, ...], chosen: dict[str, str]) -> tuple[Facet, ...]:
    """The filters as links, the values with most plans first; what is chosen comes first and leads back."""
    found = []
    for box in made:
        options = [one for one in box.options if one[2] or one[0] == box.chosen]
        if box.name == "thema":
            options.sort(key=lambda one: (one[0] != box.chosen, -one[2]))
        if len(options) > 1 or box.chosen:
            links = tuple(
                (
                    label,
                    n,
                    f"/ideeen{query_string(chosen, **{box.name: '' if value == box.chosen else value})}",
                    value == box.chosen,
                    value if box.name == "thema" else "",
                )
                for value, label, n in options
            )
            found.append((box.label, links))
        elif box.name == "staat" and options:
            value, label, n = options[0]
            address = f"/ideeen{query_string(chosen, **{box.name: value})}"
            found.append((box.label, ((label, n, address, False, ""),)))
    return tuple(found)


VIEWS: Final = ("kaarten", "lijst", "kaart")


class IdeaListPages(Controller):
    @get("/ideeen", opt={FOR_VISITORS: True})
    async def index(self, request: AnyRequest) -> Response[str]:
        """Ideas, with filters and search as you type."""
        query = request.query_params
        wanted = read_filter(query)
        counts = await queries.facets(wanted)
        shape = query.get("weergave", "")
        shape = shape if shape in VIEWS else VIEWS[0]
        at = page(query.get("pagina", "1"), total=counts.total)
        towns = await queries.towns(wanted) if shape == "kaart" else ()
        found: list[queries.IdeaCard] = []
        if counts.total and shape != "kaart":
            found = await queries.cards(wanted, offset=at.offset, limit=at.size)
        made = boxes(wanted, counts)
        plain = in_address(wanted)
        chosen = {**plain, **({"weergave": shape} if shape != VIEWS[0] else {})}
        labels = {
            "kaarten": (_("Kaarten"), "grid"),
            "lijst": (_("Lijst"), "list"),
            "kaart": (_("Landkaart"), "map"),
        }
        most = sorted(counts.theme.items(), key=lambda one: (one[0] != wanted.theme, -one[1]))[:5]
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
            views=tuple(
                (
                    name,
                    *labels[name],
                    f"/ideeen{query_string(plain, weergave='' if name == VIEWS[0] else name)}",
                )
                for name in VIEWS
            ),
            themes=tuple(
                (
                    slug_,
                    BY_SLUG[slug_].label,
                    f"/ideeen{query_string(chosen, thema='' if slug_ == wanted.theme else slug_)}",
                    slug_ == wanted.theme,
                )
                for slug_, _n in most
                if slug_ in BY_SLUG
            ),
            map=tile_map(
                ngettext(
                    "%(n)s gemeente heeft een plan in deze lijst",
                    "%(n)s gemeenten hebben een plan in deze lijst",
                    len(towns),
                ),
                dict.fromkeys((town.code for town in towns), "map-some"),
            )
            if shape == "kaart"
            else Markup(),
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
