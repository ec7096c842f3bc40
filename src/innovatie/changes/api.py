"""The lists and things of the API, made from the declarations of the collections; and the stream of changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from innovatie.changes import queries
from innovatie.changes.asking import LIST, ListAsked, parameters, read_list
from innovatie.changes.collection import AnyCollection, WrongCursor, one, piece
from innovatie.changes.counting import counted
from innovatie.domain.errors import NotFound, Unknown
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.domain.whole_numbers import LARGEST
from innovatie.domain.wording import wording
from innovatie.infra.read_routing import on_primary
from innovatie.web.choosing_fields import ChosenFields, chosen
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.listing import Listing, Page, by_cursor, listing
from innovatie.web.openapi import PARAMETERS
from innovatie.web.openapi_plain import Json

LARGEST_NUMBER: Final = 2**53 - 1
"""The largest whole number that JSON means the same everywhere."""
_HOW: Final = " Volg `next` voor het vervolg; `sorteer`, `velden` en de filters mag u combineren."


def list_of(collection: AnyCollection) -> HTTPRouteHandler:
    """The list of a collection: filters, orders, cursors."""
    item = collection.item

    @get(
        f"/{collection.name}",
        operation_id=collection.operation or collection.name,
        summary=str.__str__(collection.title),
        description=str.__str__(collection.description) + _HOW,
        tags=[collection.tag],
        opt={PARAMETERS: parameters(collection), LIST: True},
    )
    async def index(request: AnyRequest, now: Now) -> Response[Listing[item]]:  # type: ignore[valid-type]
        asked = await read_list(request.query_params, collection, now)
        return await _page(request, collection, asked)

    return index


async def _page(request: AnyRequest, collection: AnyCollection, asked: ListAsked) -> Response[Listing[object]]:
    total = await counted(collection, asked.what)
    if asked.page is not None:
        page = Page(asked.page, asked.size)
        found = await piece(collection, asked.what, limit=page.size, offset=page.offset)
        return listing(request, _with_fields(found.items, asked.fields), total=total, page=page)
    try:
        found = await piece(collection, asked.what, limit=asked.size, after=asked.after)
    except WrongCursor:
        raise Unknown(
            {"na": wording("Dit vervolg hoort niet bij deze lijst. Begin opnieuw zonder `na`.")},
            "De parameters van de lijst kloppen niet.",
        ) from None
    return by_cursor(request, _with_fields(found.items, asked.fields), total=total, cursor=found.cursor)


def _with_fields(items: Sequence[msgspec.Struct], fields: tuple[str, ...]) -> Sequence[object]:
    """The things with only these fields, in the order of the declaration; whole when none is named."""
    if not fields:
        return items
    whole: list[Json] = msgspec.to_builtins(items)
    return [{name: one[name] for name in fields} for one in whole]


def thing_of(collection: AnyCollection, *, operation: str, missing: str) -> HTTPRouteHandler:
    """One thing of a collection, by its key; NotFound with `missing`."""
    item, key = collection.item, collection.key_in_address

    async def found(value: str, now: datetime) -> msgspec.Struct:
        thing: msgspec.Struct | None = await one(collection, value, now=now)
        if thing is None:
            raise NotFound(missing)
        return thing

    shared: Json = {
        "operation_id": operation,
        "summary": str.__str__(collection.one_title),
        "description": str.__str__(collection.description),
        "tags": [collection.tag],
    }
    if collection.key_type in {"int", "bigint"}:

        @get(f"/{collection.name}/{{{key}:int}}", **shared)
        async def numbered(nummer: FromPath[int], now: Now, velden: ChosenFields = None) -> item:  # type: ignore[valid-type]
            if not 0 < nummer <= LARGEST:
                raise NotFound(missing)
            return chosen(await found(str(nummer), now), velden)

        return numbered
    if key == "code":

        @get(f"/{collection.name}/{{code:str}}", **shared)
        async def coded(code: FromPath[str], now: Now, velden: ChosenFields = None) -> item:  # type: ignore[valid-type]
            return chosen(await found(code, now), velden)

        return coded
    if key == "kenmerk":

        @get(f"/{collection.name}/{{kenmerk:str}}", **shared)
        async def marked(kenmerk: FromPath[str], now: Now, velden: ChosenFields = None) -> item:  # type: ignore[valid-type]
            return chosen(await found(kenmerk, now), velden)

        return marked

    @get(f"/{collection.name}/{{naam:str}}", **shared)
    async def named(naam: FromPath[str], now: Now, velden: ChosenFields = None) -> item:  # type: ignore[valid-type]
        return chosen(await found(naam, now), velden)

    return named


class WijzigingUit(msgspec.Struct, frozen=True, rename="camel"):
    """Iets openbaars dat veranderde. Wat er nu staat, leest u op `href`; is het daar niet, dan is het er niet meer."""

    nummer: Annotated[int, Meta(description="De plaats in de stroom; vraag met `na` om wat daarna kwam.")]
    moment: Annotated[datetime, Meta(description="Wanneer de wijziging in het register kwam.")]
    soort: Annotated[ChangeKind, Meta(description="Wat ermee gebeurde.")]
    van: Annotated[PublicResource, Meta(description="Wat voor ding het is.")]
    kenmerk: Annotated[str, Meta(description="Het nummer of de code van het ding.")]
    href: Annotated[str, Meta(description="Het adres van het ding in de API.")]


class WijzigingenUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een stuk van de stroom, de oudste wijziging eerst."""

    resultaten: Annotated[list[WijzigingUit], Meta(description="De wijzigingen, op volgorde.")]
    na: Annotated[int, Meta(description="Vraag de volgende keer met deze waarde om het vervolg.")]
    is_bij: Annotated[bool, Meta(description="Of er na deze wijzigingen nu niets meer is.")]


ADDRESSES: Final[dict[PublicResource, str]] = {
    PublicResource.IDEA: "/api/v1/ideeen/{}",
    PublicResource.GROUP: "/api/v1/groepen/{}",
    PublicResource.ROUND: "/api/v1/rondes/{}",
    PublicResource.RESULT: "/api/v1/rondes/{}/uitslag",
    PublicResource.WINNER: "/api/v1/winnaars/{}",
    PublicResource.ADOPTION: "/api/v1/overname/{}",
    PublicResource.MUNICIPALITY: "/api/v1/gemeenten/{}",
    PublicResource.PARTNERSHIP: "/api/v1/samenwerkingsverbanden/{}",
    PublicResource.AGREEMENT: "/api/v1/overeenkomsten/{}",
}
"""Where each kind of public thing stands in the API, by its number or code."""

_NOT_YET: Final = wording("Lees de lijsten opnieuw: een herstelde site telt van een eerder nummer verder.")


@get(
    "/wijzigingen",
    operation_id="wijzigingen",
    summary="Wat er veranderde",
    description=(
        "Voor wie een kopie bijhoudt: lees eerst de lijsten of de bestanden en daarna hier wat er veranderde, van `na`"
        " tot `na`. Er wordt niets overgeslagen. Begin met de waarde die u vlak vóór het lezen van de lijsten kreeg."
    ),
    tags=["Wijzigingen"],
)
async def changes(
    na: Annotated[int, QueryParameter(ge=0, le=LARGEST_NUMBER, description="De laatste wijziging die u al hebt.")] = 0,
    aantal: Annotated[int, QueryParameter(ge=1, le=1000, description="Hoeveel wijzigingen ten hoogste.")] = 100,
    van: Annotated[PublicResource | None, QueryParameter(description="Alleen van dit soort ding.")] = None,
) -> WijzigingenUit:
    """The stream, from number to number. Raises Unknown for a number that was never given out."""
    found = await queries.changes_after(na, limit=aantal + 1, resources=(van,) if van else ())
    if na and not found:
        on_primary()  # what a replica does not have yet was given out all the same
        if na > await queries.newest_change():
            raise Unknown({"na": _NOT_YET}, wording("Zo ver is de stroom van wijzigingen niet."))
    more, shown = len(found) > aantal, found[:aantal]
    return WijzigingenUit(
        resultaten=[
            WijzigingUit(
                nummer=change.number,
                moment=change.changed_at,
                soort=change.kind,
                van=change.resource,
                kenmerk=change.object_id,
                href=ADDRESSES[change.resource].format(change.object_id),
            )
            for change in shown
        ],
        na=shown[-1].number if shown else na,
        is_bij=not more,
    )
