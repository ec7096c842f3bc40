"""A thing of a collection as cells of a table: flat, under the names that the API uses."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final

import msgspec
from msgspec import inspect

from innovatie.changes.collection import AnyCollection
from innovatie.infra.public_fields import Reference


class Column(msgspec.Struct, frozen=True):
    """A column of a file. `datatype` is that of CSVW; `listed`: several values, with spaces between."""

    name: str
    description: str
    datatype: str
    listed: bool


_DATATYPES: Final = {
    inspect.IntType: "integer",
    inspect.BoolType: "boolean",
    inspect.FloatType: "decimal",
    inspect.DateType: "date",
    inspect.DateTimeType: "dateTime",
}
_ADDRESSES: Final = frozenset({"href", "webpagina", "uri"})


def columns(collection: AnyCollection) -> tuple[Column, ...]:
    """The columns in the order of the fields, with the descriptions of the declaration."""
    shape = inspect.type_info(collection.item)
    assert isinstance(shape, inspect.StructType), "each collection holds Structs"
    return tuple(_column(field) for field in shape.fields)


def _column(field: inspect.Field) -> Column:
    kind, description = field.type, ""
    if isinstance(kind, inspect.Metadata):
        description = str((kind.extra_json_schema or {}).get("description", ""))
        kind = kind.type
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    name = field.encode_name
    datatype = "anyURI" if name in _ADDRESSES else _DATATYPES.get(type(kinds[0]), "string")
    return Column(name, description, datatype, isinstance(kinds[0], inspect.ListType))


def cells(things: Sequence[msgspec.Struct], home: str) -> Iterator[list[str | int]]:
    """The values of each thing, in the order of its columns. Addresses begin with `home`."""
    for thing in things:
        yield [_cell(value, home) for value in msgspec.structs.astuple(thing)]


def _cell(value: object, home: str) -> str | int:  # noqa: PLR0911 -- one for each type
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return value
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case Reference():
            return home + value.href
        case list() | tuple():
            return " ".join(str(part) for part in value)
        case str():
            text = str.__str__(value)
            return home + text if text.startswith("/api/v1/") else text
    return str(value)
