"""What Meilisearch keeps of a document: our own words to find it by, and the numbers that our own order needs."""

import asyncio
import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from innovatie.domain.language import squash
from innovatie.domain.searching import postings
from innovatie.domain.similarity import content_stems, profile
from innovatie.infra.embeddings import DIMENSIONS, embed
from innovatie.search.engine import FACETS, Hit, SearchDocument, text_to_embed
from innovatie.search.language import analyser, concepts
from innovatie.search.postgres.preparing import INDEXED

EMBEDDER = "eigen"
SETTINGS: dict[str, object] = {
    "searchableAttributes": ["title", "words", "owner", "body"],
    "filterableAttributes": [*FACETS, "key", "terms"],
    "sortableAttributes": ["at", "members"],
    "rankingRules": ["sort", "words", "typo", "proximity", "attribute", "exactness"],
    "typoTolerance": {"minWordSizeForTypos": {"oneTypo": 4, "twoTypos": 8}, "disableOnAttributes": ["words"]},
    "faceting": {"maxValuesPerFacet": 200},
    "pagination": {"maxTotalHits": 20_000},
    "embedders": {EMBEDDER: {"source": "userProvided", "dimensions": DIMENSIONS}},
}


class Row(msgspec.Struct, frozen=True):
    """A document as Meilisearch keeps it. `at` in seconds since 1970, 0 when unknown; `winner` is ja or nee.

    `words` are our own words to find it by, `terms` and `impacts` its BM25 numbers, `plain` its text as letters, and
    `meaning` its sentence vector: half floats, base64.
    """

    key: str
    kind: str
    object: int
    title: str
    body: str
    address: str
    owner: str
    theme: str
    stage: str
    year: str
    province: str
    region: str
    size_class: str
    round: str
    winner: str
    members: int
    at: float
    words: str
    terms: list[str]
    impacts: list[float]
    plain_title: str
    plain: str
    meaning: str


async def rows(documents: Sequence[SearchDocument]) -> list[dict[str, object]]:
    """One row for each document, as the server takes it: with its vector."""
    vectors = await embed([text_to_embed(one.title, one.body) for one in documents])
    return await asyncio.to_thread(
        lambda: [
            {
                **msgspec.structs.asdict(_row(one, vector)),
                "_vectors": {EMBEDDER: {"embeddings": [float(value) for value in vector], "regenerate": False}},
            }
            for one, vector in zip(documents, vectors, strict=True)
        ]
    )


def _row(one: SearchDocument, vector: NDArray[np.float32]) -> Row:
    body = one.body[:INDEXED]
    impacts = postings(profile(analyser(), one.title, body), [concept.name for concept in concepts()])
    return Row(
        key=one.key,
        kind=one.kind,
        object=one.object,
        title=one.title,
        body=body,
        address=one.address,
        owner=one.owner,
        theme=one.theme,
        stage=one.stage,
        year=str(one.year or ""),
        province=one.province,
        region=one.region,
        size_class=one.size_class,
        round=one.round,
        winner="ja" if one.winner else "nee",
        members=one.members,
        at=one.at.timestamp() if one.at else 0,
        words=" ".join(as_word(term) for term in impacts),
        terms=list(impacts),
        impacts=[round(impact, 3) for impact in impacts.values()],
        plain_title=squash(one.title),
        plain=squash(f"{one.title} {body}"),
        meaning=base64.b64encode(vector.astype("<f2").tobytes()).decode(),
    )


def as_word(term: str) -> str:
    """An index term as one word for a server that takes words apart at anything but letters and digits.

    A concept becomes one long word of its own, which nobody types.
    """
    return "begrip" + "".join(filter(str.isalnum, term)) if term.startswith("=") else term


def own_words(text: str) -> str:
    """A query in the words of the field `words`; as it was typed when it has none."""
    return " ".join(dict.fromkeys(content_stems(analyser()(text)))) or text


def lexical(row: Row, weights: Mapping[str, float]) -> float:
    """The BM25 of a row for a query's weighted terms: the same number that PostgreSQL adds up."""
    impacts = zip(row.terms, row.impacts, strict=True)
    return sum((weights[term] * impact for term, impact in impacts if term in weights), 0.0)


def meanings(found: Sequence[Row]) -> NDArray[np.float32]:
    """(rows, dimensions): their sentence vectors."""
    joined = b"".join(base64.b64decode(row.meaning) for row in found)
    return np.frombuffer(joined, dtype="<f2").astype(np.float32).reshape(len(found), DIMENSIONS)


def hit(row: Row, score: float) -> Hit:
    """What the site shows of a row: its columns by name, as `fetch_as` takes them from PostgreSQL."""
    shown = msgspec.structs.asdict(row)
    shown |= {"winner": row.winner == "ja", "at": datetime.fromtimestamp(row.at, UTC) if row.at else None}
    return msgspec.convert({**shown, "score": score}, Hit)
