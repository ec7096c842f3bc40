"""Rows of SQL as frozen Structs: the door through which what the database answers gets its types."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from inspect import signature
from operator import itemgetter
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import asyncpg
import msgspec

Row = TypeVar("Row")
"""A Struct, or a dataclass of the domain, which knows no msgspec."""


def decoded(row: asyncpg.Record, shape: type[Row]) -> Row:
    """One row as a `shape`, whose fields are named as the columns; columns without a field are left out.

    JSON columns are decoded into the field's own type. Raises msgspec.ValidationError for a value that does not fit.
    """
    return decoded_all([row], shape)[0]


def decoded_all(rows: Sequence[asyncpg.Record], shape: type[Row]) -> list[Row]:
    """All rows of one statement, as `decoded`."""
    if not rows:
        return []
    names = tuple(rows[0].keys())
    plan = _PLANS.get((shape, names), _UNKNOWN)
    if plan is _UNKNOWN:
        plan = _PLANS[shape, names] = _plan(shape, names)
    if plan is not None:
        with suppress(msgspec.ValidationError):  # told below, with the name of the field
            checked = msgspec.convert(([tuple(row) for row in rows],), plan.checked).rows
            return [shape(*plan.in_order(values)) for values in checked]
    spoken = _spoken_names(shape)
    keys = [spoken.get(name, name) for name in names]
    values = [{name: row[place] for place, name in enumerate(keys)} for row in rows]
    for field, type_ in json_fields(shape).items():
        name = spoken.get(field, field)
        for value in values:
            text = value.get(name)
            if isinstance(text, str):  # asyncpg hands JSON over as text, arrays as lists
                value[name] = msgspec.json.decode(text, type=type_)
    return [msgspec.convert(value, shape) for value in values]


class _Plan(msgspec.Struct, frozen=True):
    """How rows with these columns become a shape without a dict for each, which takes four times as long.

    `checked` is a Struct whose one field `rows` takes tuples of the columns; `in_order` gives their values as the
    shape's constructor wants them.
    """

    checked: type[object]
    in_order: Callable[[tuple[object, ...]], tuple[object, ...]]


_UNKNOWN: Any = object()
_PLANS: dict[tuple[type[object], tuple[str, ...]], _Plan | None] = {}


def _plan(shape: type[object], names: tuple[str, ...]) -> _Plan | None:
    """None for a shape that must go by names: with JSON, with fields left out, or with fields by keyword only."""
    fields_ = _field_names(shape)
    by_keyword = any(p.kind is p.KEYWORD_ONLY for p in signature(shape).parameters.values())
    if json_fields(shape) or by_keyword or len(fields_) < 2 or not set(fields_) <= set(names):
        return None
    hints = get_type_hints(shape, include_extras=True)
    types = tuple(hints.get(name, Any) for name in names)
    checked = msgspec.defstruct("Checked", [("rows", list[tuple[types]])], array_like=True)  # type: ignore[valid-type]
    return _Plan(checked, itemgetter(*(names.index(name) for name in fields_)))


def _field_names(shape: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape)) if is_dataclass(shape) else shape.__struct_fields__


_SPOKEN_NAMES: dict[type[object], dict[str, str]] = {}


def _spoken_names(shape: type[Any]) -> dict[str, str]:
    """How each field is called in JSON; a shape of the API may say it in camel case. Worked out once for each shape."""
    known = _SPOKEN_NAMES.get(shape)
    if known is None:
        told = () if is_dataclass(shape) else msgspec.structs.fields(shape)
        known = _SPOKEN_NAMES[shape] = {one.name: one.encode_name for one in told}
    return known


_JSON_FIELDS: dict[type[object], dict[str, Any]] = {}


def json_fields(shape: type[object]) -> dict[str, object]:
    """The fields that no text fits: when their column comes as text, it is JSON. Worked out once for each shape."""
    known = _JSON_FIELDS.get(shape)
    if known is None:
        known = _JSON_FIELDS[shape] = _json_fields(shape)
    return known


def _json_fields(shape: type[object]) -> dict[str, object]:
    hints = get_type_hints(shape, include_extras=True)
    return {name: hints[name] for name in _field_names(shape) if _holds_structure(hints[name])}


def _holds_structure(type_: Any) -> bool:
    """Whether values of this type are objects or lists, and never text."""
    if get_origin(type_) is Annotated:
        return _holds_structure(get_args(type_)[0])
    if get_origin(type_) in (Union, UnionType):
        parts = [part for part in get_args(type_) if part is not type(None)]
        return bool(parts) and all(_holds_structure(part) for part in parts)
    kind = get_origin(type_) or type_
    if is_dataclass(kind):
        return True
    return isinstance(kind, type) and issubclass(kind, (dict, list, tuple, set, frozenset, msgspec.Struct))


def as_json(value: object) -> str:
    """The text of a JSON column with this value; wordings count as the text that they are."""
    return msgspec.json.encode(value, enc_hook=_plain).decode()


def _plain(value: object) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")
