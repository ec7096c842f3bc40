"""Which fields of a request for the API are wrong, all at once: msgspec itself stops at the first one."""

import re
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

import msgspec
from litestar.exceptions import HTTPException
from litestar.types import Empty
from litestar.utils.scope.state import ScopeState

from innovatie.domain import typed_values
from innovatie.domain.errors import Invalid
from innovatie.domain.json_faults import NOT_JSON, fault_of
from innovatie.domain.wording import wording
from innovatie.web.handlers import AnyRequest

_UNKNOWN: Final = wording("Dit veld kennen wij niet.")
_MISSING: Final = wording("Dit veld ontbreekt.")
_FORGOTTEN: Final = re.compile(r"Missing required (?:query|header) parameter '([^']{1,80})'")
"""How the framework tells of a parameter that was not sent."""
_MOST: Final = 100
"""Unknown fields that are told: who mends these finds the others."""
_NO_OBJECT: Final = wording("Stuur één JSON-object: {…}.")
_OTHER: Final = wording("Deze waarde kan hier niet.")
_KINDS: Final[dict[object, str]] = {
    str: wording("Geef hier tekst."),
    int: wording("Geef hier een geheel getal."),
    bool: wording("Geef hier true of false."),
    date: wording("Geef een datum als 2027-03-01."),
    datetime: wording("Geef een moment als 2027-03-01T12:00:00Z."),
    list: wording("Geef hier een lijst."),
    tuple: wording("Geef hier een lijst."),
}


def wrong_fields(request: AnyRequest, error: HTTPException) -> dict[str, str]:
    """Each wrong field of the JSON body, else each wrong parameter, by its name in the API: what to do about it."""
    data = request.route_handler.parsed_fn_signature.parameters.get("data")
    body = ScopeState.from_scope(request.scope).body
    if data is not None and body is not Empty and isinstance(data.annotation, type):
        found = of_body(bytes(body), data.annotation)
        if found:
            return found
    told: object = error.extra
    if not isinstance(told, list):
        forgotten = _FORGOTTEN.match(error.detail)
        return {forgotten[1]: _MISSING} if forgotten else {}
    return {str(one["key"]): _OTHER for one in told if isinstance(one, dict) and one.get("key")}


def sent_in(request: AnyRequest) -> dict[str, object]:
    """The fields of the JSON body, as they came; none where there is no such body."""
    body = ScopeState.from_scope(request.scope).body
    if body is Empty:
        return {}
    try:
        sent = msgspec.json.decode(bytes(body))
    except NOT_JSON:
        return {}
    return sent if isinstance(sent, dict) else {}


def too_long(longest: int) -> str:
    """What to do about a text of more than `longest` characters."""
    return wording("Maak dit korter: hooguit %(n)s tekens.", n=longest)


def note_of(text: str, *, field: str, longest: int) -> str:
    """A few lines beside an act, as a form would have made them. Invalid on `field` for what a form would refuse."""
    if "\x00" in text:
        raise Invalid({field: "Een nulteken kan niet."})
    if len(text) > longest:
        raise Invalid({field: too_long(longest)})
    return typed_values.many_lines(text)


def of_body(body: bytes, shape: type[object]) -> dict[str, str]:
    """What is wrong with `body` as a `shape` (a Struct); empty when nothing is, or when `shape` is no Struct."""
    if not issubclass(shape, msgspec.Struct):
        return {}
    try:
        sent = msgspec.json.decode(body)
    except NOT_JSON:
        return {"body": wording("Dit is geen goede JSON: %(fout)s.", fout=fault_of(body))}
    if not isinstance(sent, dict):
        return {"body": _NO_OBJECT}
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    unknown = (name[:80] for name in sent if name not in fields) if _is_strict(shape) else ()
    wrong: dict[str, str] = dict.fromkeys(islice(unknown, _MOST), _UNKNOWN)
    for name, field in fields.items():
        if name not in sent:
            if field.required:
                wrong[name] = _MISSING
            continue
        try:
            msgspec.convert(sent[name], field.type)
        except msgspec.ValidationError:
            wrong[name] = _wanted(field.type)
    return wrong


def _is_strict(shape: type[msgspec.Struct]) -> bool:
    return bool(shape.__struct_config__.forbid_unknown_fields)


def _wanted(type_: Any) -> str:
    """What a field of this type wants, in words."""
    parts = [part for part in get_args(type_) if part not in (NoneType, msgspec.UnsetType)]
    if get_origin(type_) in (Union, UnionType) and len(parts) == 1:
        type_ = parts[0]
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        return wording("Kies uit %(keuzes)s.", keuzes=", ".join(str(each) for each in type_))
    return _KINDS.get(get_origin(type_) or type_, _OTHER)
