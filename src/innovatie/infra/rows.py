"""Rows of SQL as frozen Structs: the door through which what the database answers gets its types."""

from collections.abc import Iterable
from dataclasses import is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import asyncpg
import msgspec

Row = TypeVar("Row", bound=msgspec.Struct)


def decoded(row: asyncpg.Record, shape: type[Row]) -> Row:
    """One row as a `shape`, whose fields are named as the columns; columns without a field are left out.

    JSON columns are decoded into the field's own type. Raises msgspec.ValidationError for a value that does not fit.
    """
    return msgspec.convert(_values(row.items(), json_fields(shape)), shape)


def decoded_all(rows: Iterable[asyncpg.Record], shape: type[Row]) -> list[Row]:
    """All rows, as `decoded`."""
    of_json = json_fields(shape)
    return msgspec.convert([_values(row.items(), of_json) for row in rows], list[shape])  # type: ignore[valid-type]


def _values(columns: Iterable[tuple[str, Any]], of_json: dict[str, Any]) -> dict[str, Any]:
    values = dict(columns)
    for name, type_ in of_json.items():
        value = values.get(name)
        if isinstance(value, str):  # asyncpg hands JSON over as text, arrays as lists
            values[name] = msgspec.json.decode(value, type=type_)
    return values


@cache
def json_fields(shape: type[msgspec.Struct]) -> dict[str, Any]:
    """The fields that no text fits: when their column comes as text, it is JSON."""
    hints = get_type_hints(shape, include_extras=True)
    return {field: hints[field] for field in shape.__struct_fields__ if _holds_structure(hints[field])}


def _holds_structure(type_: Any) -> bool:
    """Whether values of this type are objects or lists, and never text."""
    if get_origin(type_) in (Union, UnionType):
        parts = [part for part in get_args(type_) if part is not type(None)]
        return bool(parts) and all(_holds_structure(part) for part in parts)
    kind = get_origin(type_) or type_
    if is_dataclass(kind):  # what the domain, which knows no msgspec, makes its own values of
        return True
    return isinstance(kind, type) and issubclass(kind, (dict, list, tuple, set, frozenset, msgspec.Struct))
