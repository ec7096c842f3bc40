"""Writes what the client knows of the API: src/innovatie/remote/shapes.py, from the OpenAPI document of this code.

    .venv/bin/python scripts/client_shapes.py

A test compares the file with what this makes of the document, so that client and site cannot drift apart.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
SHAPES: Final = ROOT / "src" / "innovatie" / "remote" / "shapes.py"
WANTED: Final = (
    "IdeeUit", "GroepUit", "WinnaarUit", "OplossingUit", "OvernameUit", "StandUit", "WijzigingenUit", "IdeeIn",
    "GeplaatstUit", "VergelijkingUit", "InvoerUit", "MeldingIn", "MeldingUit", "VondstUit", "FilterUit",
)  # fmt: skip
"""What is made, with all that these are made of."""
_HEAD: Final = '''"""What the API takes and gives, as Structs. Made by scripts/client_shapes.py from the document.

Field names are those of the API in snake_case. A word of a closed list is a text here: a new one breaks no reader.
"""

from datetime import date, datetime

import msgspec
from msgspec import UNSET, UnsetType
'''
_FORMATS: Final = {"date": "date", "date-time": "datetime"}
_PLAIN: Final = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
Json = dict[str, Any]


def text_of(document: Json) -> str:
    """The module, as ruff leaves it."""
    schemas: Json = document["components"]["schemas"]
    ordered: list[str] = []
    for name in WANTED:
        _add(name, schemas, ordered)
    text = _HEAD + "".join("\n\n" + "\n".join(_struct(name, schemas[name])) + "\n" for name in ordered)
    command = [sys.executable, "-m", "ruff", "format", "--quiet", "--stdin-filename", str(SHAPES), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout  # noqa: S603 -- our own linter


def _add(name: str, schemas: Json, ordered: list[str]) -> None:
    """What a shape needs stands before it."""
    for inner in _named(schemas[name]):
        _add(inner, schemas, ordered)
    if name not in ordered:
        ordered.append(name)


def _named(schema: Any) -> Iterator[str]:
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    if isinstance(schema, dict) and "$ref" in schema:
        yield schema["$ref"].rsplit("/", 1)[-1]
    for part in parts:
        yield from _named(part)


def _struct(name: str, schema: Json) -> Iterator[str]:
    sent = name.endswith("In")
    yield f"class {name}(msgspec.Struct, frozen=True, kw_only=True, rename='camel'):"
    yield f'    """`{name}` of the document."""\n'
    for field, shape in schema.get("properties", {}).items():
        kind = _type(shape)
        if field not in schema.get("required", ()):
            none = " | None" if kind.endswith(" | None") or not sent else ""
            kind = f"{kind.removesuffix(' | None')} | UnsetType{none} = UNSET"
        yield f"    {_snake(field)}: {kind}"


def _type(schema: Json) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "allOf" in schema:
        return _type(schema["allOf"][0])
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return " | ".join(_type(one) for one in schema[several])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " | ".join("None" if kind == "null" else _one(kind, schema) for kind in kinds)


def _one(kind: str, schema: Json) -> str:
    if kind == "array":
        return f"list[{_type(schema['items'])}]"
    if kind == "object":
        inner = schema.get("additionalProperties")
        if isinstance(inner, dict):
            return f"dict[str, {_type(inner)}]"
        raise ValueError(f"a shape without a name: {schema}")
    return _FORMATS.get(schema.get("format", ""), _PLAIN[kind])


def _snake(name: str) -> str:
    return re.sub("([A-Z])", lambda found: "_" + found[1].lower(), name)


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    from tests.api.contract import document  # noqa: PLC0415 -- after the path to it

    SHAPES.write_text(text_of(document()), "utf-8")


if __name__ == "__main__":
    main()
