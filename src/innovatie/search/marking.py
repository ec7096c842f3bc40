"""The words of a question, marked in what was found: where each term stands in a text is told when it is indexed."""

import asyncio
from collections.abc import Sequence

import msgspec

from innovatie.domain.searching import concept_term
from innovatie.domain.similarity import Piece, excerpt, excerpt_at, marked, pieces_at, places_of, spans_at
from innovatie.search.engine import Hit
from innovatie.search.language import analyser, concepts

SHOWN = 1_500
"""Characters of a text in which words are marked; of those the stretch with most marks is shown."""


class Places(msgspec.Struct, frozen=True, array_like=True):
    """Per term of the title and of the beginning of the text: begin, end, begin, end ... of each place."""

    title: dict[str, tuple[int, ...]]
    body: dict[str, tuple[int, ...]]


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """The same before the places of each term are read: a question asks for a few of some hundred terms."""

    title: dict[str, msgspec.Raw]
    body: dict[str, msgspec.Raw]


_kept = msgspec.msgpack.Decoder(_Kept)
_places = msgspec.msgpack.Decoder(tuple[int, ...])


def places(title: str, body: str) -> bytes:
    """Where each stem and concept stands, to keep beside the text."""
    names = [concept_term(concept.name) for concept in concepts()]
    found = Places(places_of(title, analyser(), names), places_of(body[:SHOWN], analyser(), names))
    return msgspec.msgpack.encode(found)


async def all_shown(
    hits: Sequence[Hit], terms: Sequence[str], length: int
) -> list[tuple[Hit, list[Piece], list[Piece]]]:
    """Each hit with its `shown`. Where texts are analysed for it, a millisecond for each, that is done in a thread."""

    def pieces() -> list[tuple[Hit, list[Piece], list[Piece]]]:
        return [(hit, *shown(hit, terms, length)) for hit in hits]

    return pieces() if all(hit.places for hit in hits) else await asyncio.to_thread(pieces)


def shown(hit: Hit, terms: Sequence[str], length: int) -> tuple[list[Piece], list[Piece]]:
    """The title of a hit and about `length` characters of its text, with the terms of the question marked.

    An engine that keeps no places, or an index from before they were kept: the text is analysed here and now.
    """
    if hit.places:
        kept = _kept.decode(hit.places)
        spans = spans_at(_of(terms, kept.body), terms)
        return pieces_at(hit.title, _of(terms, kept.title), terms), excerpt_at(hit.body[:SHOWN], spans, length)
    stems = [term for term in terms if not term.startswith("=")]
    wanted = set(terms)
    numbers = [concept.number for concept in concepts() if concept_term(concept.name) in wanted]
    return (
        marked(hit.title, analyser(), stems, numbers),
        excerpt(marked(hit.body[:SHOWN], analyser(), stems, numbers), length),
    )


def _of(terms: Sequence[str], kept: dict[str, msgspec.Raw]) -> dict[str, tuple[int, ...]]:
    return {term: _places.decode(kept[term]) for term in terms if term in kept}
