"""`/gemeenten`: the municipalities of today, each with its ideas, partnerships and history."""

import re
from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.adoption.queries import Standing, standings_of
from innovatie.audit.read_cache import cached_until_next_act
from innovatie.domain.adoption_states import Stage
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.slugs import numbered
from innovatie.domain.themes import BY_SLUG
from innovatie.ideas.queries import IdeaCard, ideas_of
from innovatie.insight.home.queries import planning_towns
from innovatie.insight.places import queries
from innovatie.insight.places.queries import partnership_address
from innovatie.municipalities import queries as municipalities
from innovatie.municipalities.tile_map import tile_map
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.page_cache import FOR_VISITORS, NEWEST
from innovatie.web.pagination import Page, page
from innovatie.web.personal import FOR_READERS, who_may_post
from innovatie.web.render import redirect, show

PER_PAGE = 60


class PlacesView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "municipalities/list.html"
    places: tuple[queries.PlaceCard, ...]
    page: Page
    provinces: tuple[str, ...]
    words: str
    province: str
    planning: int
    map: Markup
    """Which municipalities share a plan, `planning` of them."""


class PlaceView(msgspec.Struct, frozen=True):
    """One municipality; `predecessors` and `successor` are pairs (address, name)."""

    template: ClassVar[str] = "municipalities/municipality.html"
    place: municipalities.MunicipalityRow
    ideas: tuple[tuple[IdeaCard, str, str], ...]
    joined: tuple[queries.JoinedIdea, ...]
    partnerships: tuple[tuple[str, municipalities.MembershipRow], ...]
    predecessors: tuple[tuple[str, str], ...]
    successor: tuple[str, str] | None
    neighbours: tuple[tuple[str, str], ...]
    adopted: tuple[Standing, ...]
    """Solutions of which it told where it stands, those in use first."""
    map: Markup


class PlacePages(Controller):
    @get("/gemeenten", opt={FOR_VISITORS: True, FOR_READERS: who_may_post})
    async def index(self, request: AnyRequest, now: Now) -> Response[str]:
        """The municipalities of today, by part of the name and province."""
        query = request.query_params
        words = str(query.get("q", ""))[:80].replace("\x00", "").strip()
        province = str(query.get("provincie", ""))[:40].replace("\x00", "")
        newest = request.scope.get("state", {}).get(NEWEST)
        found = await queries.places(day=dutch_day(now), words=words, province=province, newest=newest)
        at = page(query.get("pagina", 1), total=len(found), size=PER_PAGE)
        sharing = await cached_until_next_act(("towns that share a plan", dutch_day(now)), planning_towns, newest)
        told = ngettext("%(n)s gemeente deelt een plan", "%(n)s gemeenten delen een plan", len(sharing))
        view = PlacesView(
            places=found[at.offset : at.last_row],
            page=at,
            provinces=await queries.provinces(newest),
            words=words,
            province=province,
            planning=len(sharing),
            map=tile_map(_("Kaart van Nederland: %(wat)s.", wat=told), dict.fromkeys(sharing, "map-some")),
        )
        return show(request, view, fragment="municipalities/_list.html")

    @get("/gemeenten/{segment:str}")
    async def detail(self, request: AnyRequest, segment: FromPath[str], now: Now) -> Response[str]:
        """One municipality with its ideas, partnerships and history."""
        code = re.match(r"[A-Za-z]{2}[0-9]{4}(?=-|$)", segment)
        if code is None:
            raise NotFound("Deze gemeente bestaat niet.")
        day = dutch_day(now)
        place = await municipalities.municipality_by_code(code[0], day=day)
        address = queries.place_address(place.code, place.name)
        if segment != address.rpartition("/")[2]:
            return redirect(address, request)
        lineage = await municipalities.with_predecessors(place.id)
        successor = await municipalities.successor_of(place.id, day=day)
        earlier = tuple(number for number in lineage if number != place.id)
        names = set((await municipalities.names(lineage)).values())
        own = [card for card in await ideas_of(lineage) if card.municipality in names]
        view = PlaceView(
            place=place,
            ideas=tuple((card, f"/ideeen/{numbered(card.id, card.title)}", _theme(card.theme)) for card in own),
            joined=await queries.joined_by(lineage),
            partnerships=tuple(
                (partnership_address(row.partnership_id, row.partnership), row)
                for row in await municipalities.partnerships_of(place.id, day=day)
            ),
            predecessors=await self._links(earlier, day),
            successor=(await self._links((successor,), day))[0] if successor != place.id else None,
            adopted=tuple(
                sorted(
                    (one for one in await standings_of(place.id, today=day) if one.stage is not None),
                    key=lambda one: (one.stage is not Stage.IN_USE, one.title),
                )
            ),
            map=tile_map(_("Waar %(gemeente)s ligt", gemeente=place.name), {place.code: "map-me"}),
            neighbours=await self._links(await municipalities.neighbours_of(place.id), day),
        )
        return show(request, view)

    @staticmethod
    async def _links(numbers: tuple[int, ...], day: date) -> tuple[tuple[str, str], ...]:
        rows = [await municipalities.municipality(number, day=day) for number in numbers]
        return tuple((queries.place_address(row.code, row.name), row.name) for row in rows)


def _theme(slug_of_theme: str) -> str:
    return BY_SLUG[slug_of_theme].label if slug_of_theme in BY_SLUG else ""
