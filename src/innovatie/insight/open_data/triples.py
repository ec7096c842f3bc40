"""Statements about things (RDF), written as Turtle and as JSON-LD. Just what the catalogue needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

PREFIXES: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "adms": "http://www.w3.org/ns/adms#",
    "dcatap": "http://data.europa.eu/r5r/",
}


@dataclass(frozen=True, slots=True)
class Iri:
    """Another thing, by its address."""

    address: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a language; with `datatype` (as prefix:name) a value."""

    value: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with an address, of a kind (as prefix:name), and what is said of it."""

    address: str
    kind: str
    said: tuple[tuple[str, Iri | Text], ...]


def dutch(value: str) -> Text:
    return Text(str.__str__(value), language="nl")


def as_turtle(things: Iterable[Thing]) -> bytes:
    """The things one after another, in the order given."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    for thing in things:
        lines += ["", f"<{thing.address}> a {thing.kind}"]
        lines += [f"    ; {predicate} {_turtle(value)}" for predicate, value in thing.said]
        lines.append("    .")
    return ("\n".join(lines) + "\n").encode()


def _turtle(value: Iri | Text) -> str:
    if isinstance(value, Iri):
        return f"<{value.address}>"
    text = msgspec.json.encode(value.value).decode()
    return f"{text}@{value.language}" if value.language else f"{text}^^{value.datatype}" if value.datatype else text


def as_json_ld(things: Iterable[Thing]) -> bytes:
    """The same in JSON-LD, with the prefixes as its context."""
    graph = []
    for thing in things:
        node: dict[str, object] = {"@id": thing.address, "@type": thing.kind}
        for predicate in dict.fromkeys(one for one, _value in thing.said):
            node[predicate] = [_json(value) for one, value in thing.said if one == predicate]
        graph.append(node)
    return msgspec.json.encode({"@context": PREFIXES, "@graph": graph})


def _json(value: Iri | Text) -> dict[str, str]:
    if isinstance(value, Iri):
        return {"@id": value.address}
    made = {"@value": value.value}
    if value.language:
        made["@language"] = value.language
    if value.datatype:
        made["@type"] = value.datatype
    return made
