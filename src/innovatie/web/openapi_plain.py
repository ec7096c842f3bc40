"""The document of the framework, made plain: names that callers know, words in place, and `null` as a type.

A generator of clients gives up on two things of one title, and on an enum that is named after a module of ours.
"""

import re
from typing import Any

Json = dict[str, Any]
REFERENCE = "#/components/schemas/"


def plain(document: Json) -> Json:
    """The document with each closed list of words in its place, each name once, and without `oneOf` for `null`."""
    schemas: Json = document.get("components", {}).get("schemas", {})
    words = {name: schema for name, schema in schemas.items() if "enum" in schema}
    names = {name: _name(name) for name in schemas if name not in words}
    if len(set(names.values())) < len(names):
        raise ValueError(f"two shapes of the API have one name: {sorted(names.values())}")
    shown: Json = _rewritten(document, words, names)
    made: Json = shown["components"]["schemas"]
    shown["components"]["schemas"] = {
        names[name]: schema | {"title": names[name]} for name, schema in made.items() if name in names
    }
    for item in shown.get("paths", {}).values():
        for operation in item.values():
            if isinstance(operation, dict):
                for parameter in operation.get("parameters", []):
                    _never_null(parameter["schema"])
    return shown


def _name(name: str) -> str:
    """`Listing_innovatie.rounds.public_data.RondeUit_` is `RondeUitLijst`; of `adoption_api_MeldingIn` the end."""
    listed = re.fullmatch(r"Listing[_\[](?:[\w.]*[._])?(\w+?)[_\]]", name)
    if listed:
        return f"{_name(listed[1])}Lijst"
    return re.sub(r"^.*[._](?=[A-Z])", "", name)


def _rewritten(node: Any, words: Json, names: dict[str, str]) -> Any:
    if isinstance(node, list):
        return [_rewritten(part, words, names) for part in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith(REFERENCE):
        name = reference.removeprefix(REFERENCE)
        beside = {key: _rewritten(value, words, names) for key, value in node.items() if key != "$ref"}
        if name in words:
            return {"type": "string", "enum": list(words[name]["enum"])} | beside
        return {"$ref": REFERENCE + names.get(name, name)} | beside
    made = {key: _rewritten(value, words, names) for key, value in node.items()}
    return _with_null(_in_one(made))


def _in_one(schema: Json) -> Json:
    """`allOf: [x]` with a description beside it as x with that description, where x is no reference.

    A generator of clients takes every `allOf` for an object, and its client then fails on the text that comes.
    """
    parts = schema.get("allOf")
    if not isinstance(parts, list) or len(parts) != 1 or "$ref" in parts[0]:
        return schema
    whole: Json = parts[0] | {key: value for key, value in schema.items() if key != "allOf"}
    return whole


def _with_null(schema: Json) -> Json:
    """`oneOf: [x, null]` as `type: [x, "null"]`, where x is no reference."""
    for how in ("oneOf", "anyOf"):
        parts = schema.get(how)
        if not isinstance(parts, list) or {"type": "null"} not in parts:
            continue
        others = [part for part in parts if part != {"type": "null"}]
        if len(others) == 1 and isinstance(others[0].get("type"), str):
            beside = {key: value for key, value in schema.items() if key != how}
            made: Json = others[0] | beside | {"type": [others[0]["type"], "null"]}
            return made | ({"enum": [*made["enum"], None]} if "enum" in made else {})
    return schema


def _never_null(schema: Json) -> None:
    """A parameter is there or it is not."""
    if isinstance(schema.get("type"), list):
        schema["type"] = next(kind for kind in schema["type"] if kind != "null")
    if "enum" in schema:
        schema["enum"] = [word for word in schema["enum"] if word is not None]
