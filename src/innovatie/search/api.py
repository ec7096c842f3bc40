"""Searching for programs: the same engine and facets as the search page, with plain snippets."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Final
from urllib.parse import urlencode

import msgspec
from litestar import Controller, get
from msgspec import Meta

from innovatie.changes.asking import described_filter, number, put_meant, read_values, readers_of
from innovatie.changes.collection import Meant, Wanted
from innovatie.domain import size_classes
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid, Unknown
from innovatie.domain.idea_states import Stage
from innovatie.domain.municipal_table import PROVINCES
from innovatie.domain.searching import Query
from innovatie.domain.themes import THEMES
from innovatie.domain.wording import wording
from innovatie.infra.public_fields import Reference
from innovatie.municipalities.naming import region_meant
from innovatie.search.addresses import LONGEST_QUESTION, PARAMETERS
from innovatie.search.answering import ask
from innovatie.search.engine import SORTS, Hit
from innovatie.search.marking import all_shown
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.listing import DEFAULT_SIZE, LARGEST_SIZE, Links
from innovatie.web.openapi import PARAMETERS as DECLARED
from innovatie.web.openapi_bounds import NO_NUL
from innovatie.web.openapi_plain import Json
from innovatie.web.throttle import SEARCHING

_WRONG: Final = "De parameters van de zoekvraag kloppen niet."
_SNIPPET: Final = 240
_DEEPEST: Final = 200
"""Pages: who wants all of it takes a list or a file."""
_SIZES: Final = tuple(str.__str__(label) for _bound, label in size_classes.BOUNDS)
FILTERS: Final[Mapping[str, Wanted]] = {
    "soort": Wanted("", "Wat voor ding.", choices=("idee", "groep", "winnaar", "gemeente", "verband")),
    "thema": Wanted("", "De korte naam van een thema.", choices=tuple(one.slug for one in THEMES)),
    "stadium": Wanted("", "Hoe ver de gemeente is.", choices=tuple(Stage)),
    "jaar": Wanted("", "Het jaar van indienen.", type="int", lowest=1990, highest=2200),
    "provincie": Wanted("", "De provincie van de gemeente.", choices=tuple(sorted(PROVINCES))),
    "regio": Wanted("", "De arbeidsmarktregio van de gemeente, zoals die bij de tellingen staat."),
    "grootte": Wanted("", "Hoeveel inwoners.", choices=(*_SIZES, str.__str__(size_classes.LARGEST))),
    "ronde": Wanted("", "De code van een ronde."),
    "winnaar": Wanted("", "Of het een winnaar is.", choices=("ja", "nee")),
}
_FACETS: Final = {parameter: facet for facet, parameter in PARAMETERS.items()}
_ADDRESSES: Final = {
    "idee": "/api/v1/ideeen/{}",
    "groep": "/api/v1/groepen/{}",
    "winnaar": "/api/v1/winnaars/{}",
    "verband": "/api/v1/samenwerkingsverbanden/{}",
}


class VondstUit(msgspec.Struct, frozen=True, rename="camel"):
    """Iets dat gevonden is."""

    soort: Annotated[str, Meta(description="idee, groep, winnaar, gemeente of verband.")]
    titel: Annotated[str, Meta(description="Hoe het heet.")]
    fragment: Annotated[str, Meta(description="Het stuk tekst waarin de meeste woorden staan, zonder opmaak.")]
    van: Annotated[str, Meta(description="De gemeente die indiende of trekt, of de provincie; leeg als er geen is.")]
    thema: Annotated[str, Meta(description="De korte naam van het thema; leeg als er geen is.")]
    stadium: Annotated[str, Meta(description="Hoe ver de gemeente is; leeg als het geen plan is.")]
    aantal_gemeenten: Annotated[int, Meta(description="Hoeveel gemeenten meedoen; 0 als dat er niet toe doet.")]
    winnaar: Annotated[bool, Meta(description="Of het een winnaar is.")]
    sinds_datum: Annotated[date | None, Meta(description="Wanneer het is ingediend of bekend werd.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]
    webpagina: Annotated[Reference, Meta(description="De pagina voor mensen.")]


class FilterwaardeUit(msgspec.Struct, frozen=True, rename="camel"):
    """Hoeveel er zijn met één waarde van een filter."""

    waarde: Annotated[str, Meta(description="De waarde, zoals het filter haar neemt.")]
    aantal: Annotated[int, Meta(description="Hoeveel vondsten zij heeft als de andere filters blijven.")]


class FilterUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een filter met wat het zou geven."""

    filter: Annotated[str, Meta(description="De naam van de parameter.")]
    waarden: Annotated[list[FilterwaardeUit], Meta(description="De waarden, de meeste eerst.")]


class VondstenUit(msgspec.Struct, frozen=True, rename={"links": "_links"}):
    """Een bladzijde van wat gevonden is."""

    resultaten: Annotated[list[VondstUit], Meta(description="Wat gevonden is, in de gevraagde volgorde.")]
    aantal: Annotated[int, Meta(description="Hoeveel er in het geheel zijn.")]
    tellingen: Annotated[list[FilterUit], Meta(description="Waarmee u verder kunt kiezen.")]
    bedoeld: Annotated[str, Meta(description="Waarnaar gezocht is, als een woord een tikfout leek; anders leeg.")]
    links: Links


def _parameters() -> list[Json]:
    def one(name: str, text: str, schema: Json) -> Json:
        return {"name": name, "in": "query", "required": False, "description": text, "schema": schema}

    size: Json = {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE}
    return [
        one(
            "q",
            "Waarnaar u zoekt, in gewone woorden.",
            {"type": "string", "maxLength": LONGEST_QUESTION, "pattern": NO_NUL},
        ),
        one("sorteer", "De volgorde.", {"type": "string", "enum": list(SORTS), "default": SORTS[0]}),
        one("pagina", "Het nummer van de bladzijde.", {"type": "integer", "minimum": 1, "maximum": _DEEPEST}),
        one("paginaGrootte", "Hoeveel resultaten in één keer.", size),
        *(described_filter(name, wanted) for name, wanted in FILTERS.items()),
    ]


class SearchApi(Controller):
    path = SEARCHING.removeprefix("/api/v1")
    tags = ("Zoeken",)
    meanings: ClassVar[Mapping[str, Meant]] = {"regio": region_meant}
    """What the value of a filter means; of what later features know, these are given where all is put together."""

    @get(
        operation_id="zoeken",
        summary="Zoeken in alles wat openbaar is",
        description="Plannen, groepen, winnaars, gemeenten en samenwerkingsverbanden, op woorden en op betekenis, met"
        " hoeveel er zijn per filter. Wie alles wil, neemt een lijst of een bestand.",
        opt={DECLARED: _parameters()},
    )
    async def search(self, request: AnyRequest, now: Now) -> VondstenUit:
        """One page of what is found. Raises Invalid with every parameter that is wrong or unknown.

        Unknown when all of them are of the right form and one names nothing, as in the lists.
        """
        values, errors = read_values(
            request.query_params,
            {
                "q": _question,
                "sorteer": readers_of({"": Wanted("", "", choices=SORTS)})[""],
                "pagina": lambda text: number(text, 1, _DEEPEST),
                "paginaGrootte": lambda text: number(text, 1, LARGEST_SIZE),
                **readers_of(FILTERS),
            },
        )
        unknown = await put_meant(values, self.meanings, now)
        if errors:
            raise Invalid(errors | unknown, _WRONG)
        if unknown:
            raise Unknown(unknown, _WRONG)
        page, size = values.get("pagina", 1), values.get("paginaGrootte", DEFAULT_SIZE)
        query, answer = await ask(
            values.get("q", ""),
            filters={_FACETS[name]: str(values[name]) for name in FILTERS if values.get(name, "") != ""},
            sort=values.get("sorteer", SORTS[0]),
            offset=(page - 1) * size,
            limit=size,
        )
        return VondstenUit(
            resultaten=await _found(query, answer.hits),
            aantal=answer.total,
            tellingen=_counts(answer.facets),
            bedoeld=query.corrected,
            links=_links(request, page, min(_DEEPEST, max(1, -(-answer.total // size)))),
        )


def _question(text: str) -> str:
    if len(text) > LONGEST_QUESTION:
        raise ValueError(wording("Stuur hooguit %(n)s tekens.", n=LONGEST_QUESTION))
    return text.strip()


async def _found(query: Query, hits: tuple[Hit, ...]) -> list[VondstUit]:
    return [
        VondstUit(
            soort=hit.kind,
            titel=hit.title,
            fragment="".join(piece.text for piece in text),
            van=hit.owner,
            thema=hit.theme,
            stadium=hit.stage,
            aantal_gemeenten=hit.members,
            winnaar=hit.winner,
            sinds_datum=None if hit.at is None else dutch_day(hit.at),
            href=_in_the_api(hit),
            webpagina=Reference(hit.address),
        )
        for hit, _title, text in await all_shown(hits, list(query.terms), _SNIPPET)
    ]


def _in_the_api(hit: Hit) -> str:
    if hit.kind == "gemeente":
        return f"/api/v1/gemeenten/{hit.address.rsplit('/', 1)[-1].split('-')[0]}"
    return _ADDRESSES[hit.kind].format(hit.object)


def _counts(facets: Mapping[str, Mapping[str, int]]) -> list[FilterUit]:
    return [
        FilterUit(
            filter=PARAMETERS[facet],
            waarden=[
                FilterwaardeUit(waarde=value, aantal=count)
                for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
                if value
            ],
        )
        for facet, counts in facets.items()
    ]


def _links(request: AnyRequest, page: int, last: int) -> Links:
    def address(number: int) -> Reference:
        query = [(name, value) for name, value in request.query_params.multi_items() if name != "pagina"]
        filled = [*query, ("pagina", str(number))] if number > 1 else query
        return Reference(f"{SEARCHING}?{urlencode(filled)}" if filled else SEARCHING)

    return Links(
        self_=address(page),
        prev=address(min(page - 1, last)) if page > 1 else None,
        next=address(page + 1) if page < last else None,
    )
