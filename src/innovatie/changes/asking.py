"""What a reader of a list asks for: every parameter read, each that is wrong or unknown named."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias

import msgspec
from litestar.datastructures import MultiDict

from innovatie.changes.collection import AnyCollection, Asked, Meant, Wanted
from innovatie.domain.errors import Invalid, Unfit, Unknown
from innovatie.domain.whole_numbers import whole
from innovatie.domain.wording import wording
from innovatie.web.choosing_fields import FIELDS_SAID, fields_in
from innovatie.web.listing import DEFAULT_SIZE, LARGEST_SIZE, LAST_PAGE
from innovatie.web.openapi_bounds import SOMETHING
from innovatie.web.openapi_plain import Json

LIST: Final = "list"
"""In `opt` of a handler: it reads the parameters of its list itself."""
CURSOR: Final = "^[A-Za-z0-9_-]+$"
LARGEST: Final = 999_999_999
_BARE_PLUS: Final = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)")
"""In an address a plus means a blank, and hardly anybody writes %2B before the hours of a time zone."""
_YEARS: Final = range(1990, 2200)
_BEFORE_ALL: Final = datetime(1990, 1, 1, tzinfo=UTC)
_AFTER_ALL: Final = datetime(2200, 1, 1, tzinfo=UTC)
"""A moment further away means the same, and a database cannot hold every one that can be written."""
_ONE_OF_TWO: Final = wording("Gebruik `na` of `pagina`, niet allebei.")
_WRONG: Final = "De parameters van de lijst kloppen niet."


@dataclass(frozen=True, slots=True)
class ListAsked:
    """`page` counts from 1 and is None for a list by cursor; `after` is that cursor.

    `fields`: the only ones that are wanted of each thing, as the API names them; all when empty.
    """

    what: Asked
    size: int
    page: int | None = None
    after: str | None = None
    fields: tuple[str, ...] = ()


async def read_list(query: MultiDict[str], collection: AnyCollection, now: datetime) -> ListAsked:
    """The parameters of the address; Invalid with every one that is wrong, double or unknown.

    Unknown when all of them are of the right form and one names nothing; Unfit when they do not go together.
    """
    readers: dict[str, Reader] = {
        "na": str,
        "pagina": lambda text: number(text, 1, LAST_PAGE),
        "paginaGrootte": lambda text: number(text, 1, LARGEST_SIZE),
        "sorteer": lambda text: _choice(text, tuple(collection.orders)),
        "velden": lambda text: fields_in(text, fields_of(collection)),
        **readers_of(collection.filters),
    }
    if collection.resource is not None:
        readers["gewijzigdSinds"] = _moment
    values, errors = read_values(query, readers)
    unknown = await put_meant(values, {name: one.meant for name, one in collection.filters.items()}, now)
    unfit = {"pagina": _ONE_OF_TWO} if "na" in values and "pagina" in values else {}
    if errors:
        raise Invalid(errors | unknown | unfit, _WRONG)
    if unfit:
        raise Unfit(unknown | unfit, _WRONG)
    if unknown:
        raise Unknown(unknown, _WRONG)
    return ListAsked(
        what=Asked(
            now=now,
            order=values.get("sorteer", ""),
            filters={name: str(values[name]) for name in collection.filters if values.get(name, "") != ""},
            since=values.get("gewijzigdSinds"),
        ),
        size=values.get("paginaGrootte", DEFAULT_SIZE),
        page=values.get("pagina"),
        after=values.get("na"),
        fields=values.get("velden", ()),
    )


async def put_meant(values: Json, meanings: Mapping[str, Meant | None], now: datetime) -> dict[str, str]:
    """Put in `values` what each of them means; why, for each that means nothing."""
    unknown: dict[str, str] = {}
    for name, meant in meanings.items():
        if meant is not None and values.get(name):
            try:
                values[name] = await meant(str(values[name]), now)
            except ValueError as error:
                unknown[name] = error.args[0]
    return unknown


Reader: TypeAlias = Callable[[str], object]
"""Reads one parameter; ValueError with a Dutch message."""


def read_values(query: MultiDict[str], readers: Mapping[str, Reader]) -> tuple[Json, dict[str, str]]:
    """The parameters that are right, and what is wrong with each of the others."""
    values: Json = {}
    errors: dict[str, str] = {}
    for name in query:
        sent = query.getall(name)
        try:
            if name not in readers:
                raise ValueError(wording("Deze parameter kennen wij niet."))
            if len(sent) > 1:
                raise ValueError(wording("Geef deze parameter één keer."))
            if "\x00" in sent[0]:
                raise ValueError("Een nulteken kan niet.")
            values[name] = readers[name](sent[0])
        except ValueError as error:
            errors[name] = error.args[0]
    return values, errors


def readers_of(filters: Mapping[str, Wanted]) -> dict[str, Reader]:
    """How the value of each filter is read."""
    return {name: _of(wanted) for name, wanted in filters.items()}


def _of(wanted: Wanted) -> Callable[[str], object]:
    if wanted.choices:
        return lambda text: _choice(text, wanted.choices)
    if wanted.type != "text":
        lowest, highest = wanted.lowest or 0, wanted.highest or LARGEST
        return lambda text: number(text, lowest, highest)
    return _something


def _something(text: str) -> str:
    """A program that fills in nothing by mistake would otherwise get everything."""
    if not text.strip():
        raise ValueError(wording("Vul deze parameter in of laat hem weg."))
    return text[:200].strip()


def number(text: str, lowest: int, highest: int) -> int:
    """A whole number of this range; ValueError in words for another."""
    found = whole(text)
    if found is None or not lowest <= found <= highest:
        raise ValueError(wording("Geef een getal van %(van)s tot en met %(tot)s.", van=lowest, tot=highest))
    return found


def _choice(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise ValueError(wording("Kies uit: %(keuzes)s.", keuzes=", ".join(str.__str__(one) for one in choices)))
    return text


def fields_of(collection: AnyCollection) -> tuple[str, ...]:
    """The fields of a thing, as the API names them."""
    return tuple(field.encode_name for field in msgspec.structs.fields(collection.item))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_BARE_PLUS.sub("+", text))
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None:
        raise ValueError(wording("Geef een moment met tijdzone, zoals 2026-11-30T09:00:00Z."))
    if moment.year in _YEARS:
        return moment
    return _BEFORE_ALL if moment.year < _YEARS.start else _AFTER_ALL


def parameters(collection: AnyCollection) -> list[Json]:
    """What the OpenAPI document says of the parameters of the list."""
    found: list[Json] = [
        _described("na", "Waar u gebleven was: de waarde uit `next`.", {"type": "string", "pattern": CURSOR}),
        _described(
            "paginaGrootte", "Hoeveel resultaten in één keer.", _range(1, LARGEST_SIZE) | {"default": DEFAULT_SIZE}
        ),
        _described("pagina", "Verouderd: gebruik `na`. Het nummer van de bladzijde.", _range(1, LAST_PAGE))
        | {"deprecated": True},
        _described(
            "sorteer",
            "De volgorde; een min betekent van hoog naar laag.",
            {"type": "string", "enum": list(collection.orders), "default": next(iter(collection.orders))},
        ),
    ]
    found.append(
        _described(
            "velden",
            FIELDS_SAID,
            {"type": "string"},
        )
    )
    if collection.resource is not None:
        found.append(
            _described(
                "gewijzigdSinds",
                "Alleen wat sinds dit moment veranderde, ook in wat het van andere dingen toont.",
                {"type": "string", "format": "date-time"},
                example="2026-11-30T09:00:00Z",
            )
        )
    return found + [described_filter(name, wanted) for name, wanted in collection.filters.items()]


def described_filter(name: str, wanted: Wanted) -> Json:
    """What the OpenAPI document says of a filter."""
    schema: Json = {"type": "string", "pattern": SOMETHING}
    if wanted.choices:
        schema = {"type": "string", "enum": [str.__str__(one) for one in wanted.choices]}
    elif wanted.type != "text":
        schema = _range(wanted.lowest or 0, wanted.highest or LARGEST)
    return _described(name, wanted.description, schema)


def _range(lowest: int, highest: int) -> Json:
    return {"type": "integer", "minimum": lowest, "maximum": highest}


def _described(name: str, text: str, schema: Json, *, example: str = "") -> Json:
    made = {"name": name, "in": "query", "required": False, "description": text, "schema": schema}
    return made | ({"example": example} if example else {})
