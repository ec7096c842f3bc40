"""What the shapes of the API say of their own fields, put into the document: bounds, patterns, what is deprecated.

The framework reads but a part of a `Meta`. Here the rest is taken from the JSON Schema that msgspec makes of the shape.
"""

from collections.abc import Iterable
from typing import Final, get_args, get_origin

import msgspec
from litestar import Response
from msgspec import Meta

from innovatie.web.openapi_plain import Json

_BOUNDS: Final = ("minLength", "maxLength", "pattern", "minimum", "maximum", "maxItems", "enum", "deprecated")
_LONGEST_SAID: Final = 2_000
_BLANKS: Final = r"\u0000-\u0020\u007f-\u00a0\u00ad\u1680\u2000-\u200b\u2028-\u202f\u205f\u2066-\u2069\u3000\ufeff"
"""Blanks and what is taken out of every text."""
NO_NUL: Final = r"^[^\u0000]*$"
SOMETHING: Final = rf"^[^\u0000]*[^{_BLANKS}][^\u0000]*$"
"""A text in which something can be read."""
_SIGNS: Final = r"\u0000-\u001f\u007f-\u009f\u00ad\u200b\u2028-\u202e\u2066-\u2069\ufeff"
ONE_LINE: Final = rf"^[^{_SIGNS}]*[^{_BLANKS}][^{_SIGNS}]*$"
"""A text to read on one line, without signs that nobody sees."""
WEB_ADDRESS: Final = (
    r"^https?://([A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?\.){1,4}[A-Za-z]{2,20}(/[!#-;=?-\[\]-~]{0,300})?$"
)


def said(description: str = "", **bounds: object) -> Meta:
    """What the document says of a field besides its type, in the words of JSON Schema.

    The rules check it themselves, with a reason in words; nothing is refused because of this alone.
    """
    return Meta(description=description or None, extra_json_schema=bounds)


def text(longest: int, description: str = "", *, needed: bool = False) -> Meta:
    """A text of at most `longest` characters; with `needed` there must be something to read in it.

    A large bound is told in words: programs that make examples from a document make them as long as they may be.
    """
    pattern = SOMETHING if needed else NO_NUL
    if longest <= _LONGEST_SAID:
        return said(description, maxLength=longest, pattern=pattern)
    return said(f"{description} Hooguit {longest:,} tekens.".replace(",", ".").strip(), pattern=pattern)


def put_bounds(schemas: Json, types: Iterable[object]) -> None:
    """Complete the `schemas` of the document with what the shapes that occur in `types` say."""
    shapes = {id(shape): shape for type_ in types for shape in _shapes(type_)}
    _all, made = msgspec.json.schema_components(list(shapes.values()))
    for name, own in made.items():
        for field, schema in own.get("properties", {}).items():
            shown = schemas.get(name, {}).get("properties", {}).get(field)
            if shown is not None:
                schemas[name]["properties"][field] = _bounded(shown, schema)


def _shapes(type_: object) -> Iterable[type[msgspec.Struct]]:
    """The shape that a handler takes or gives."""
    outer = get_origin(type_)
    if outer is not None and issubclass(outer, Response | msgspec.Struct):
        for part in get_args(type_):
            yield from _shapes(part)
    elif isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        yield type_


def _bounded(shown: Json, own: Json) -> Json:
    only = shown.get("oneOf", ())
    if len(only) == 1:  # a field that may stay away
        shown = {key: value for key, value in shown.items() if key != "oneOf"} | only[0]
    either = [part for part in own.get("anyOf", ()) if part != {"type": "null"}]
    own = own | either[0] if len(either) == 1 else own
    shown = shown | {key: own[key] for key in _BOUNDS if key in own and "$ref" not in own}
    if "items" in shown and isinstance(own.get("items"), dict):
        shown["items"] = _bounded(shown["items"], own["items"])
    return shown
