"""Which documents match, how many there are, and the counts of every facet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from innovatie.domain.language import stem
from innovatie.domain.searching import Query
from innovatie.infra.database import fetch_as, fetch_values
from innovatie.search.engine import FACETS, SearchRequest
from innovatie.search.postgres.labels import Labels, labels_for
from innovatie.search.postgres.postings import Found, find, holding, off_the_loop_if_long

FLOOR = 0.15
"""A document whose words score less than this share of the best one is no result."""
POSTINGS = 400_000
"""Postings that a question reads at most to find documents, its weightiest words first. Beyond a hundred thousand
documents the commonest words of a long question find none by themselves."""
_ORDERS = {
    "nieuwste": "d.at DESC NULLS LAST, d.id DESC",
    "gemeenten": "d.members DESC, score DESC, d.id",
}


@dataclass
class Matched:
    """Document numbers with their scores, in order; how many match in all; per facet the count of each value."""

    scores: dict[int, float] = field(default_factory=dict)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))


class _Labelled(msgspec.Struct, frozen=True):
    """How many documents have a label."""

    label: int
    number: int


async def matching(
    request: SearchRequest, documents: Mapping[str, int], most: int, others: Sequence[int] = ()
) -> Matched:
    """The first `most` documents, those of `others` that match too, the total and the facets.

    `documents` tells in how many documents each term occurs.
    """
    if request.query.is_empty:
        return await _everything(request, most)
    found = await find(_finding(request.query, documents), _needed(request.query))
    found = found.only(found.scores >= FLOOR * found.scores.max(initial=0.0))
    if request.query.phrases or request.query.excluded:
        found = found.only(~np.isin(found.documents, await _refused(request.query, found.documents)))
    labels = await labels_for(found.labels)
    passing, facets = await off_the_loop_if_long(len(found.documents), _filtered, request, labels, found)
    first = await _first(passing, request.sort, most)
    near = found.only(np.isin(found.documents, list(others)))
    scores = dict(zip(first.documents.tolist(), first.scores.tolist(), strict=True))
    for document, score in zip(near.documents.tolist(), near.scores.tolist(), strict=True):
        scores.setdefault(document, score)
    return Matched(scores, len(passing.documents), facets)


def _filtered(request: SearchRequest, labels: Labels, found: Found) -> tuple[Found, dict[str, dict[str, int]]]:
    return (
        found.only(labels.passing(found.labels, chosen_filters(request))),
        _facets(request, labels, found.labels),
    )


def chosen_filters(request: SearchRequest) -> dict[str, str]:
    """The filters that are set."""
    return {name: value for name, value in request.filters.items() if value and name in FACETS}


def _facets(
    request: SearchRequest, labels: Labels, of: NDArray[np.int32], numbers: NDArray[np.int64] | None = None
) -> dict[str, dict[str, int]]:
    counted = labels.counted(of, chosen_filters(request), numbers) if request.with_facets else {}
    return defaultdict(dict, counted)


async def _first(found: Found, sort: str, most: int) -> Found:
    if sort not in _ORDERS:
        return await off_the_loop_if_long(len(found.documents), found.best, most)
    ids = await fetch_values(
        int,
        "SELECT d.id FROM unnest($1::int[], $2::float8[]) AS h(document, score)"
        f" JOIN search_document d ON d.id = h.document ORDER BY {_ORDERS[sort]} LIMIT {int(most)}",
        found.documents.tolist(),
        found.scores.tolist(),
    )
    places = np.searchsorted(found.documents, ids)
    return Found(found.documents[places], found.scores[places], found.labels[places])


async def _everything(request: SearchRequest, most: int) -> Matched:
    """All documents, but those with excluded words: nothing is asked for."""
    refused = await _with_words(request.query.excluded)
    there = "id <> ALL($1::int[])"
    counts = await fetch_as(
        _Labelled, f"SELECT label, count(*) AS number FROM search_document WHERE {there} GROUP BY 1", refused
    )
    of = np.array([one.label for one in counts], dtype=np.int32)
    numbers = np.array([one.number for one in counts], dtype=np.int64)
    labels = await labels_for(of)
    chosen = chosen_filters(request)
    passing = labels.passing(of, chosen)
    among, values = (" AND label = ANY($2::int[])", [of[passing].tolist()]) if chosen else ("", [])
    order = _ORDERS.get(request.sort, _ORDERS["nieuwste"])
    ids = await fetch_values(
        int,
        f"SELECT d.id FROM (SELECT *, 0 AS score FROM search_document) d WHERE {there}{among}"
        f" ORDER BY {order} LIMIT {int(most)}",
        refused,
        *values,
    )
    return Matched(dict.fromkeys(ids, 0.0), int(numbers[passing].sum()), _facets(request, labels, of, numbers))


async def _refused(query: Query, documents: NDArray[np.int32]) -> list[int]:
    """Those of the documents that lack a phrase or hold an excluded word."""
    lacking = await fetch_values(
        int,
        "SELECT id FROM search_document WHERE id = ANY($1::int[]) AND NOT ' ' || plain || ' ' LIKE ALL ($2::text[])",
        documents.tolist() if query.phrases else [],
        [f"% {phrase} %" for phrase in query.phrases],
    )
    return [*lacking, *await _with_words(query.excluded, documents)]


async def _with_words(words: Sequence[str], among: NDArray[np.int32] | None = None) -> list[int]:
    """The documents (of those `among`) with any of the words; only texts with a word's stem are read."""
    found: list[int] = []
    for word in words:
        documents = await holding(stem(word))
        found += await fetch_values(
            int,
            "SELECT id FROM search_document WHERE id = ANY($1::int[]) AND ' ' || plain || ' ' LIKE $2",
            (documents if among is None else np.intersect1d(documents, among)).tolist(),
            f"% {word} %",
        )
    return found


def _finding(query: Query, documents: Mapping[str, int]) -> dict[str, float]:
    """The terms that find documents, with their weights: the needed ones, then the weightiest, within `POSTINGS`."""
    needed = _needed(query)
    finding: dict[str, float] = {}
    read = 0
    for term, weight in sorted(query.terms.items(), key=lambda item: (item[0] not in needed, -item[1], item[0])):
        held = documents.get(term, 0)
        if term in needed or not finding or read + held <= POSTINGS:
            finding[term] = weight
            read += held
    return finding


def _needed(query: Query) -> set[str]:
    """Terms that every document with the phrases holds."""
    return {stem(word) for phrase in query.phrases for word in phrase.split()} & query.terms.keys()
