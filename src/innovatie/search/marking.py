"""The words of a question, marked in what was found: where each term stands in a text is told when it is indexed."""

from collections.abc import Sequence

import msgspec

from innovatie.domain.searching import concept_term
from innovatie.domain.similarity import Piece, marked, pieces_at, places_of
from innovatie.search.engine import Hit
from innovatie.search.language import analyser, concepts

SHOWN = 1_500
"""Characters of a text in which words are marked; of those the stretch with most marks is shown."""


class Places(msgspec.Struct, frozen=True, array_like=True):
    """Per term of the title and of the beginning of the text: begin, end, begin, end ... of each place."""

    title: dict[str, tuple[int, ...]]
    body: dict[str, tuple[int, ...]]


_places = msgspec.msgpack.Decoder(Places)


def places(title: str, body: str) -> bytes:
    """Where each stem and concept stands, to keep beside the text."""
    names = [concept_term(concept.name) for concept in concepts()]
    found = Places(places_of(title, analyser(), names), places_of(body[:SHOWN], analyser(), names))
    return msgspec.msgpack.encode(found)


def shown(hit: Hit, terms: Sequence[str]) -> tuple[list[Piece], list[Piece]]:
    """The title and the beginning of the text of a hit, with the terms of the question marked.

    An engine that keeps no places, or an index from before they were kept: the text is analysed here and now.
    """
    if hit.places:
        kept = _places.decode(hit.places)
        return pieces_at(hit.title, kept.title, terms), pieces_at(hit.body[:SHOWN], kept.body, terms)
    stems = [term for term in terms if not term.startswith("=")]
    wanted = set(terms)
    numbers = [concept.number for concept in concepts() if concept_term(concept.name) in wanted]
    return (
        marked(hit.title, analyser(), stems, numbers),
        marked(hit.body[:SHOWN], analyser(), stems, numbers),
    )
