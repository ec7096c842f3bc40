"""What the index holds of one document, made from its text alone: pure work, outside any transaction."""

from collections.abc import Iterable

import msgspec
import numpy as np

from innovatie.domain.language import stem, words
from innovatie.domain.searching import letters, postings
from innovatie.domain.similarity import Profile, profile
from innovatie.search.engine import SearchDocument
from innovatie.search.language import analyser, concept_numbers, concepts
from innovatie.search.marking import places

INDEXED = 6_000
"""Characters of a text that are indexed and shown; a plan of 100 KB is found by its beginning."""


class StoredProfile(msgspec.Struct, frozen=True, array_like=True):
    """A profile as it is stored, without its n-grams (they are quicker to make again than to read)."""

    title: dict[str, int]
    stems: dict[str, int]
    concepts: dict[str, int]


class Prepared(msgspec.Struct, frozen=True):
    """A document with everything that the index holds of it."""

    document: SearchDocument
    plain: str
    impacts: dict[str, float]
    surfaces: dict[str, str]
    profile: bytes
    buckets: np.ndarray
    letters: bytes
    places: bytes


def prepare(document: SearchDocument) -> Prepared:
    """Pure work for one document: about two milliseconds for a text of a page."""
    body = document.body[:INDEXED]
    made = profile(analyser(), document.title, body)
    names = [concept.name for concept in concepts()]
    surfaces: dict[str, str] = {}
    found = words(f"{document.title} {body}")
    for word in found:
        surfaces.setdefault(stem(word.text), word.text)
    stored = StoredProfile(made.title, made.stems, {names[n]: tf for n, tf in made.concepts.items()})
    title, plain = storable(document.title), " ".join([word.text for word in found])
    return Prepared(
        document,
        plain,
        postings(made, names),
        surfaces,
        msgspec.msgpack.encode(stored),
        made.buckets,
        letters(plain, len(title)),
        places(title, storable(body)),
    )


def storable(text: str) -> str:
    """The text as PostgreSQL can keep it."""
    return text.replace("\x00", "")


_profiles = msgspec.msgpack.Decoder(StoredProfile)


def decode_profile(stored: bytes) -> StoredProfile:
    """The stored part of a profile."""
    return _profiles.decode(stored)


def as_profile(stored: bytes, buckets: np.ndarray, counts: np.ndarray, owner: str = "") -> Profile:
    """A whole profile from its stored part and freshly made n-grams."""
    found, numbers = decode_profile(stored), concept_numbers()
    known = {numbers[name]: tf for name, tf in found.concepts.items() if name in numbers}
    return Profile(found.title, found.stems, known, buckets, counts, owner)


VECTOR = "(SELECT $1::text::halfvec)"
"""A vector as the first argument of a statement: in a query of its own, it is read once and not for each row."""


def as_vector(vector: Iterable[float]) -> str:
    """The text form that PostgreSQL reads as halfvec; each number with five decimals."""
    return "[" + ",".join([f"{value:.5f}" for value in vector]) + "]"
