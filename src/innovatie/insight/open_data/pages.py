"""/data: the page about the open data, each collection as a file, and the catalogue."""

from collections.abc import AsyncIterator
from datetime import datetime
from email.utils import format_datetime
from typing import ClassVar, Final

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from litestar.response import Stream
from litestar.types import ControllerRouterHandler
from markupsafe import Markup

from innovatie.changes.queries import newest_change, when_changed
from innovatie.domain.errors import NotFound
from innovatie.insight.feeds.pages import FEED_PAGES
from innovatie.insight.open_data.catalogue import catalogue
from innovatie.insight.open_data.csvw import csvw
from innovatie.insight.open_data.files import BY_ENDING, FORMATS, MAKING, PACKED, PACKED_TYPE, Format, packed
from innovatie.insight.open_data.finding import FindingPages
from innovatie.insight.open_data.publishing import LICENCE, LICENCE_NAME, PUBLISHER, PUBLISHER_PAGE
from innovatie.insight.open_data.registry import BY_NAME, COLLECTIONS
from innovatie.insight.open_data.rows import Column, columns
from innovatie.insight.open_data.triples import Thing, as_json_ld, as_turtle
from innovatie.web.conditions import unless_known
from innovatie.web.file_answers import Marked, file_answer
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.linked_data import linked_data
from innovatie.web.open_files import OPEN
from innovatie.web.render import show

_MISSING: Final = "Dit bestand is er niet. Op de pagina Open data staat wat er wel is."
_A_MINUTE: Final = {"Cache-Control": "public, max-age=60"}


class CollectionRow(msgspec.Struct, frozen=True):
    """A collection on the page."""

    name: str
    title: str
    description: str
    path: str
    columns: tuple[Column, ...]


class OpenDataView(msgspec.Struct, frozen=True):
    """`changed_at`: when anything public last changed; None when nothing has."""

    template: ClassVar[str] = "insight/open_data.html"
    collections: tuple[CollectionRow, ...]
    formats: tuple[Format, ...]
    changed_at: datetime | None
    licence: str
    licence_name: str
    publisher: str
    publisher_page: str
    contact: str
    facts: Markup
    """The catalogue in the words of schema.org."""


_AS_TRIPLES: Final = {"text/turtle": as_turtle, "application/ld+json": as_json_ld}


_ROWS: Final = tuple(CollectionRow(one.name, one.title, one.description, one.path, columns(one)) for one in COLLECTIONS)


class OpenDataPages(Controller):
    path = "/data"

    @get("/")
    async def page(self, request: AnyRequest) -> Response[str] | Response[bytes]:
        """Where the open data are and what stands in them; the catalogue for who rather reads that (`Accept`)."""
        wanted = request.accept.best_match(["text/html", *_AS_TRIPLES], default="text/html")
        if wanted in _AS_TRIPLES:
            body = _AS_TRIPLES[wanted](await _catalogue(request))
            return unless_known(request, body, media_type=wanted, headers=_A_MINUTE | {"Vary": "Accept"})
        view = OpenDataView(
            collections=_ROWS,
            formats=FORMATS,
            changed_at=await when_changed(await newest_change()),
            licence=LICENCE,
            licence_name=LICENCE_NAME,
            publisher=PUBLISHER,
            publisher_page=PUBLISHER_PAGE,
            contact=request.app.state.settings.help_email,
            facts=_facts(request.app.state.settings.base_url),
        )
        return show(request, view, headers={"Vary": "HX-Request, Cookie, Accept"})

    @get("/catalogus.ttl", opt=OPEN)
    async def turtle(self, request: AnyRequest) -> Response[bytes]:
        """The catalogue after DCAT-AP-NL, as Turtle."""
        return unless_known(request, as_turtle(await _catalogue(request)), media_type="text/turtle", headers=_A_MINUTE)

    @get("/catalogus.jsonld", opt=OPEN)
    async def json_ld(self, request: AnyRequest) -> Response[bytes]:
        """The catalogue after DCAT-AP-NL, as JSON-LD."""
        return unless_known(
            request, as_json_ld(await _catalogue(request)), media_type="application/ld+json", headers=_A_MINUTE
        )

    @get("/{file:str}", opt=OPEN)
    async def file(self, request: AnyRequest, file: FromPath[str], now: Now) -> Response[bytes] | Stream:
        """A collection as a file, or what the columns of its CSV mean."""
        home: str = request.app.state.settings.base_url
        name, _, ending = file.partition(".")
        collection = BY_NAME.get(name)
        if collection is not None and ending == "csv-metadata.json":
            return unless_known(request, csvw(collection, home), media_type="application/csvm+json", headers=_A_MINUTE)
        form = BY_ENDING.get(PACKED.get(ending, ending))
        if collection is None or form is None:
            raise NotFound(_MISSING)
        newest = await newest_change()
        make = MAKING[form.ending]

        def making() -> AsyncIterator[bytes]:
            parts = make(collection, home, now)
            return packed(parts) if ending in PACKED else parts

        made = await request.app.state.ready_files.opened(("data", file, newest, home), making)
        changed = await when_changed(newest)
        headers = dict(_A_MINUTE)
        if form.ending == "csv":
            described = f"{home}/data/{name}.csv-metadata.json"
            headers["Link"] = f'<{described}>; rel="describedby"; type="application/csvm+json"'
        return file_answer(
            request,
            made,
            Marked(
                name=file,
                media_type=PACKED_TYPE if ending in PACKED else form.media_type,
                etag=f'"{newest}-{made.size:x}"',
                modified=None if changed is None else format_datetime(changed, usegmt=True),
            ),
            headers,
        )


def _facts(home: str) -> Markup:
    """Search engines for data read schema.org; the catalogue after DCAT stands beside it."""
    publisher = {"@type": "Organization", "name": PUBLISHER, "url": PUBLISHER_PAGE}
    datasets = [
        {
            "@type": "Dataset",
            "@id": f"{home}/data#{one.name}",
            "name": one.title,
            "description": one.description,
            "url": f"{home}/data",
            "license": LICENCE,
            "isAccessibleForFree": True,
            "keywords": one.keywords,
            "inLanguage": "nl",
            "creator": publisher,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "contentUrl": f"{home}/data/{one.name}.{form.ending}",
                    "encodingFormat": form.media_type.partition(";")[0],
                }
                for form in FORMATS
            ],
        }
        for one in COLLECTIONS
    ]
    return linked_data(
        {
            "@type": "DataCatalog",
            "@id": f"{home}/data",
            "name": "Open data van Innovatie",
            "url": f"{home}/data",
            "license": LICENCE,
            "publisher": publisher,
            "dataset": datasets,
        }
    )


async def _catalogue(request: AnyRequest) -> tuple[Thing, ...]:
    settings = request.app.state.settings
    return catalogue(settings.base_url, mail=settings.help_email, changed=await when_changed(await newest_change()))


OPEN_DATA_PAGES: Final[tuple[ControllerRouterHandler, ...]] = (OpenDataPages, FindingPages, *FEED_PAGES)
