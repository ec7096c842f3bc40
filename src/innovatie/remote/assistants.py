"""What an assistant may ask of a site: six tools that read, none that writes. Their answers are those of the API."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from innovatie.domain.json_faults import NOT_JSON
from innovatie.domain.whole_numbers import LARGEST
from innovatie.remote.errors import RemoteError
from innovatie.remote.site import Site

MOST: Final = 20
LONGEST: Final = 20_000
_Number = Annotated[int, Meta(ge=1, le=LARGEST, description="Het nummer, zoals het in adressen en antwoorden staat.")]


_KIND: Final = "Alleen dit soort: een plan (idee), groep, winnaar, gemeente of samenwerkingsverband; leeg: alles."
_FILTERS: Final = ("soort", "thema", "stadium", "provincie")


class Search(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Zoek in wat Nederlandse gemeenten plannen, kiezen en gebruiken, op woorden en op betekenis, met tellingen."""

    vraag: Annotated[str, Meta(min_length=1, max_length=200, description="Gewone woorden, zoals: woo lakken.")]
    soort: Annotated[Literal["", "idee", "groep", "winnaar", "gemeente", "verband"], Meta(description=_KIND)] = ""
    thema: Annotated[str, Meta(max_length=60, description="De korte naam van een thema, zoals mobiliteit.")] = ""
    stadium: Annotated[str, Meta(max_length=20, description="idee, plan, pilot, in_gebruik of gestopt.")] = ""
    provincie: Annotated[str, Meta(max_length=20, description="Alleen van gemeenten in deze provincie.")] = ""
    hoeveel: Annotated[int, Meta(ge=1, le=MOST, description="Hoeveel ten hoogste.")] = 10


class Similar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Welke plannen lijken op deze tekst, en waarom? Gebruik dit om te zien wie hetzelfde wiel uitvindt."""

    tekst: Annotated[str, Meta(min_length=1, max_length=LONGEST, description="Enkele zinnen over het plan.")]
    titel: Annotated[str, Meta(max_length=300, description="De titel, als die er is.")] = ""


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Eén plan met alles wat erin staat, wie meedoet en welke versies er zijn."""

    nummer: _Number


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Eén groep: plannen van gemeenten die hetzelfde oplossen, en wie de trekker is."""

    nummer: _Number


class Winner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Eén winnaar van een ronde: waarom gekozen en wat ermee gebeurt."""

    nummer: _Number


class Adoption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hoe een oplossing zich verspreidt: hoeveel gemeenten waar staan, het verloop en de verwachting."""

    nummer: _Number


Arguments = Search | Similar | Plan | Group | Winner | Adoption
TOOLS: Final[dict[str, type[Arguments]]] = {
    "search": Search,
    "similar": Similar,
    "plan": Plan,
    "group": Group,
    "winner": Winner,
    "adoption": Adoption,
}
_ADDRESSES: Final[dict[type[Arguments], str]] = {
    Plan: "/api/v1/ideeen/{}",
    Group: "/api/v1/groepen/{}",
    Winner: "/api/v1/winnaars/{}",
    Adoption: "/api/v1/overname/{}",
}


def described() -> list[dict[str, object]]:
    """The tools as the protocol lists them."""
    return [
        {
            "name": name,
            "description": kind.__doc__,
            "inputSchema": _schema(kind),
            "annotations": {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": False},
        }
        for name, kind in TOOLS.items()
    ]


def _schema(kind: type[Arguments]) -> dict[str, object]:
    (_reference,), found = msgspec.json.schema_components([kind], ref_template="{name}")
    return {name: value for name, value in found[kind.__name__].items() if name not in {"title", "description"}}


async def answer(site: Site, asked: Arguments) -> bytes:
    """JSON, as the API gives it. RemoteError with what the site said when it gives none."""
    if isinstance(asked, Search):
        filters = {name: value for name in _FILTERS if (value := str(getattr(asked, name)))}
        found = await site.search(asked.vraag, most=asked.hoeveel, **filters)
        counts = [{"filter": one.filter, "waarden": one.waarden[:MOST]} for one in found.tellingen]
        told = {"resultaten": found.resultaten, "aantal": found.aantal, "tellingen": counts, "bedoeld": found.bedoeld}
        return msgspec.json.encode(told)
    if isinstance(asked, Similar):
        return msgspec.json.encode(await site.similar(asked.tekst, title=asked.titel))
    return (await site.request("GET", _ADDRESSES[type(asked)].format(asked.nummer))).content


Said = Mapping[str, object]


async def call(site: Site, name: str, arguments: msgspec.Raw) -> Said:
    """The result of tools/call. What the site or the arguments have wrong is a result with `isError`, in words.

    Raises KeyError for a tool that is not there.
    """
    kind = TOOLS[name]
    try:
        asked = msgspec.json.decode(arguments, type=kind)
        text = (await answer(site, asked)).decode()
    except NOT_JSON as error:
        return _result(f"De vraag klopt niet: {error}.", wrong=True)
    except RemoteError as error:
        return _result(str(error), wrong=True)
    return _result(text, wrong=False)


def _result(text: str, *, wrong: bool) -> Said:
    return {"content": [{"type": "text", "text": text}], "isError": wrong}
