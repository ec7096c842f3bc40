"""How programs that do not know us find what is here: robots.txt, the map of the site, and catalogues of the API."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Final
from xml.sax.saxutils import escape

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from litestar.response import Stream
from msgspec import Meta

from innovatie.changes.collection import AnyCollection, Asked, piece
from innovatie.changes.counting import counted
from innovatie.domain.errors import NotFound
from innovatie.infra.public_fields import Reference
from innovatie.insight.open_data.for_models import text_for_models
from innovatie.insight.open_data.registry import BY_NAME, COLLECTIONS
from innovatie.insight.open_data.rows import cells, columns
from innovatie.paths import PUBLICCODE
from innovatie.web.api_edge import API_VERSION
from innovatie.web.conditions import unless_known
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.open_files import OPEN

_PUBLICCODE: Final = PUBLICCODE.read_bytes()
_A_DAY: Final = {"Cache-Control": "public, max-age=86400"}
_AN_HOUR: Final = {"Cache-Control": "public, max-age=3600"}
_MAPPED: Final = (
    "ideeen",
    "groepen",
    "rondes",
    "winnaars",
    "overname",
    "overeenkomsten",
    "gemeenten",
    "samenwerkingsverbanden",
)
_ON_ONE_MAP: Final = 25_000
"""Addresses in one file: half of what a search engine takes, so that it is made quickly."""
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES: Final = (
    "/",
    "/ideeen",
    "/groepen",
    "/rondes",
    "/winnaars",
    "/overname",
    "/gemeenten",
    "/inzicht",
    "/over",
    "/data",
)


class LijstUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een verzameling die openbaar is."""

    naam: Annotated[str, Meta(description="De korte naam.")]
    titel: Annotated[str, Meta(description="Hoe zij heet.")]
    omschrijving: Annotated[str, Meta(description="Wat erin staat.")]
    href: Annotated[str, Meta(description="Het adres van de lijst.")]
    csv: Annotated[str, Meta(description="Alles als CSV.")]
    jsonl: Annotated[str, Meta(description="Alles als JSON Lines.")]


class BeginUit(msgspec.Struct, frozen=True, rename="camel"):
    """Waar alles staat."""

    versie: Annotated[str, Meta(description="De versie van deze API.")]
    openapi: Annotated[Reference, Meta(description="De beschrijving van de API.")]
    wijzigingen: Annotated[Reference, Meta(description="De stroom van wijzigingen.")]
    catalogus: Annotated[Reference, Meta(description="De catalogus van de gegevens.")]
    webpagina: Annotated[Reference, Meta(description="De pagina voor mensen.")]
    lijsten: Annotated[list[LijstUit], Meta(description="Wat openbaar is.")]


@get("/", include_in_schema=False, sync_to_thread=False)
def entry() -> BeginUit:
    """The entry document. Not in the description: the path `/` would be one with a slash at its end."""
    return BeginUit(
        versie=API_VERSION,
        openapi=Reference("/api/v1/openapi.json"),
        wijzigingen=Reference("/api/v1/wijzigingen"),
        catalogus=Reference("/data/catalogus.jsonld"),
        webpagina=Reference("/data"),
        lijsten=[
            LijstUit(
                naam=one.name,
                titel=str.__str__(one.title),
                omschrijving=str.__str__(one.description),
                href=one.path,
                csv=f"/data/{one.name}.csv",
                jsonl=f"/data/{one.name}.jsonl",
            )
            for one in COLLECTIONS
        ],
    )


class FindingPages(Controller):
    @get("/.well-known/api-catalog", opt=OPEN)
    async def api_catalog(self, request: AnyRequest) -> Response[bytes]:
        """Where the API is and what describes it (RFC 9727, a linkset of RFC 9264)."""
        home: str = request.app.state.settings.base_url
        links = {
            "anchor": f"{home}/api/v1",
            "service-desc": [{"href": f"{home}/api/v1/openapi.json", "type": "application/json"}],
            "service-doc": [{"href": f"{home}/data", "type": "text/html"}],
            "service-meta": [{"href": f"{home}/data/catalogus.jsonld", "type": "application/ld+json"}],
        }
        kind = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
        return Response(msgspec.json.encode({"linkset": [links]}), media_type=kind, headers=_AN_HOUR)

    @get("/robots.txt")
    async def robots(self, request: AnyRequest) -> Response[str]:
        """What search engines may read: everything that is a page for everybody."""
        home: str = request.app.state.settings.base_url
        lines = ["User-agent: *"]
        lines += [f"Disallow: {path}" for path in ("/inloggen", "/account", "/agenda/", "/zoeken?", "/ideeen/nieuw")]
        return Response(
            "\n".join([*lines, "", f"Sitemap: {home}/sitemap.xml", ""]), media_type="text/plain", headers=_A_DAY
        )

    @get("/llms.txt", opt=OPEN)
    async def for_language_models(self, request: AnyRequest) -> Response[bytes]:
        """What is here, for language models that read for people."""
        home: str = request.app.state.settings.base_url
        text = text_for_models(request.app.routes, home)
        return unless_known(request, text, media_type="text/plain", headers=_A_DAY)

    @get("/publiccode.yml", opt=OPEN)
    async def software(self, request: AnyRequest) -> Response[bytes]:
        """What this software is, for catalogues of software."""
        return unless_known(request, _PUBLICCODE, media_type="application/yaml", headers=_A_DAY)

    @get("/sitemap.xml")
    async def site_map(self, request: AnyRequest, now: Now) -> Response[bytes]:
        """Where the maps of the site are: one of its main pages, and some for each collection."""
        home: str = request.app.state.settings.base_url
        names = ["bladzijden-1"]
        for name in _MAPPED:
            total = await counted(BY_NAME[name], Asked(now=now))
            names += [f"{name}-{number}" for number in range(1, max(1, -(-total // _ON_ONE_MAP)) + 1)]
        body = "".join(f"<sitemap><loc>{escape(home)}/sitemap/{name}.xml</loc></sitemap>" for name in names)
        text = f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">{body}</sitemapindex>\n'
        return unless_known(request, text, media_type="application/xml", headers=_AN_HOUR)

    @get("/sitemap/{file:str}")
    async def one_map(self, request: AnyRequest, file: FromPath[str], now: Now) -> Stream:
        """The addresses of a part of a collection."""
        home: str = request.app.state.settings.base_url
        name, _, number = file.removesuffix(".xml").rpartition("-")
        whole = number.isascii() and number.isdigit() and 1 <= len(number) <= 4 and file.endswith(".xml")
        if not whole or name not in {*_MAPPED, "bladzijden"} or int(number) < 1:
            raise NotFound("Deze kaart van de site is er niet.")
        size, parts = await request.app.state.ready_files.open(
            ("sitemap", file, home), lambda: _addresses(name, int(number), home, now)
        )
        return Stream(parts, media_type="application/xml", headers=_AN_HOUR | {"Content-Length": str(size)})


async def _addresses(name: str, number: int, home: str, now: datetime) -> AsyncIterator[bytes]:
    yield f'{_XML}<urlset xmlns="{_SITEMAPS}">\n'.encode()
    if name == "bladzijden":
        yield "".join(f"<url><loc>{escape(home + path)}</loc></url>\n" for path in _PAGES).encode()
    else:
        async for page in _pages(BY_NAME[name], number, home, now):
            yield page
    yield b"</urlset>\n"


async def _pages(collection: AnyCollection, number: int, home: str, now: datetime) -> AsyncIterator[bytes]:
    names = [column.name for column in columns(collection)]
    place, key = names.index("webpagina") if "webpagina" in names else None, names.index(collection.key)
    asked = Asked(now=now, order=collection.key if collection.key in collection.orders else "")
    for start in range((number - 1) * _ON_ONE_MAP, number * _ON_ONE_MAP, 1_000):
        found = await piece(collection, asked, limit=1_000, offset=start)
        addresses = (
            f"{home}/{collection.name}/{line[key]}" if place is None else str(line[place])
            for line in cells(found.items, home)
        )
        yield "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses).encode()
        if found.cursor is None:
            return
