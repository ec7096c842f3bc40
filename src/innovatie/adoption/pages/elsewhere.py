"""A solution on other sites and in other systems: the map and the number to embed, oEmbed, and files to take over."""

from datetime import datetime
from typing import ClassVar, Final
from urllib.parse import parse_qs

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.adoption import queries
from innovatie.adoption.in_their_systems import as_csv, usages, used_by
from innovatie.adoption.pages.addresses import number_of
from innovatie.adoption.pages.framing import SIZES, frame
from innovatie.adoption.pages.solution import drawn_map, map_legend
from innovatie.adoption.pictures import to_svg
from innovatie.adoption.timeline import Timeline, timeline_of
from innovatie.audit.read_cache import cached_until_next_act
from innovatie.domain.adoption_states import Stage
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.web_addresses import parts_of
from innovatie.domain.whole_numbers import whole
from innovatie.domain.wording import wording
from innovatie.web import i18n
from innovatie.web.content_policy import EMBEDDED
from innovatie.web.downloads import saved_as
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.open_files import OPEN
from innovatie.web.page_cache import FOR_VISITORS
from innovatie.web.render import show

_KEPT: Final = {"Cache-Control": "public, max-age=300"}
_ONLY_JSON: Final = b"Wij geven alleen JSON: vraag format=json, of laat format weg.\n"
_NO_PAGE: Final = wording("Dit adres is geen pagina over de overname van een oplossing.")


class EmbeddedView(msgspec.Struct, frozen=True):
    """What another site shows; `what` is kaart or getal."""

    template: ClassVar[str] = "adoption/embedded.html"
    solution: queries.SolutionDetail
    what: str
    in_use: int
    whole: int
    map: Markup
    legend: tuple[tuple[str, Markup], ...]


class OEmbed(msgspec.Struct, frozen=True):
    """An answer after oembed.com, of the kind `rich`."""

    title: str
    html: str
    width: int
    height: int
    provider_url: str
    type: str = "rich"
    version: str = "1.0"
    provider_name: str = "Innovatie"
    cache_age: int = 3600


async def _story(slug: str, now: datetime) -> Timeline:
    solution, today = await queries.solution(number_of(slug)), dutch_day(now)
    return await timeline_of(solution, day=today, today=today)


class ElsewherePages(Controller):
    @get("/overname/{slug:str}/inbedden", opt={FOR_VISITORS: True})
    async def embedded(self, request: AnyRequest, slug: FromPath[str], now: Now) -> Response[str]:
        """The map, or with `toon=getal` the number, for a frame on any site: no script, no cookie."""
        what = request.query_params.get("toon", "kaart")
        if what not in SIZES:
            raise NotFound("Kies toon=kaart of toon=getal.")
        number, today = number_of(slug), dutch_day(now)
        view = await cached_until_next_act(
            ("embedded", number, today, what, i18n.language()), lambda: _view(slug, what, now)
        )
        headers = {**_KEPT, "Content-Security-Policy": EMBEDDED, "Cross-Origin-Resource-Policy": "cross-origin"}
        return show(request, view, headers=headers)

    @get("/oembed", opt=OPEN)
    async def oembed(self, request: AnyRequest) -> Response[bytes]:
        """How a program shows an address of ours in a frame (oembed.com). Only JSON: another form is 501."""
        asked = request.query_params
        if asked.get("format", "json") != "json":
            return Response(_ONLY_JSON, status_code=501, media_type="text/plain; charset=utf-8")
        home: str = request.app.state.settings.base_url
        slug, what = _embeddable(asked.get("url", ""), home)
        solution = await queries.solution(number_of(slug))
        width, height = SIZES[what]
        width, height = min(width, _most(asked.get("maxwidth"))), min(height, _most(asked.get("maxheight")))
        body = OEmbed(
            title=solution.title,
            html=frame(home, solution, what, width, height),
            width=width,
            height=height,
            provider_url=home,
        )
        return Response(msgspec.json.encode(body), media_type="application/json", headers=_KEPT)

    @get("/overname/{slug:str}/softwarecatalogus.json", opt=OPEN)
    async def catalogue(self, request: AnyRequest, slug: FromPath[str], now: Now) -> Response[bytes]:
        """Who uses it, as VoorzieningGebruik of the Softwarecatalogus."""
        story = await _story(slug, now)
        found = list(usages(story.solution, story.rows(), home=request.app.state.settings.base_url))
        return _file(msgspec.json.encode(found), "application/json", f"softwarecatalogus-{story.solution.id}.json")

    @get("/overname/{slug:str}/softwarecatalogus.csv", opt=OPEN)
    async def catalogue_csv(self, request: AnyRequest, slug: FromPath[str], now: Now) -> Response[bytes]:
        """The same, for a spreadsheet."""
        story = await _story(slug, now)
        found = usages(story.solution, story.rows(), home=request.app.state.settings.base_url)
        return _file(as_csv(found), "text/csv", f"softwarecatalogus-{story.solution.id}.csv")

    @get("/overname/{slug:str}/usedBy.yml", opt=OPEN)
    async def users(self, slug: FromPath[str], now: Now) -> Response[bytes]:
        """Who uses it now, to put into the publiccode.yml of its code."""
        story = await _story(slug, now)
        return _file(used_by(story.rows()).encode(), "application/yaml", f"usedBy-{story.solution.id}.yml")


async def _view(slug: str, what: str, now: datetime) -> EmbeddedView:
    story = await _story(slug, now)
    drawing = await drawn_map(story, "zeshoeken", legend=False)
    return EmbeddedView(
        solution=story.solution,
        what=what,
        in_use=story.counts[Stage.IN_USE],
        whole=len(story.towns),
        map=to_svg(drawing, name="kaart", kind="tile-map") if what == "kaart" else Markup(),
        legend=map_legend(),
    )


def _embeddable(address: str, home: str) -> tuple[str, str]:
    """The solution that an address of ours is about, and what of it to show. Invalid, NotFound."""
    if not address:
        raise Invalid({"url": wording("Geef in url het adres van een oplossing.")})
    parts = parts_of(address)
    steps = parts.path.split("/")
    ours = f"{parts.scheme}://{parts.netloc}" == home and len(steps) in {3, 4} and steps[1] == "overname"
    if not ours or (len(steps) == 4 and steps[3] != "inbedden"):
        raise NotFound(_NO_PAGE)
    what = parse_qs(parts.query).get("toon", ["kaart"])[0]
    return steps[2], what if what in SIZES else "kaart"


def _most(text: str | None) -> int:
    """A `maxwidth` or `maxheight`; what is no number limits nothing."""
    number = whole(text) if text else None
    return number if number is not None and number >= 1 else 10_000


def _file(body: bytes, media: str, name: str) -> Response[bytes]:
    return Response(body, media_type=media, headers={**_KEPT, "Content-Disposition": saved_as(name)})
