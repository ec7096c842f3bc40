"""Which documents match, how many there are, and the counts of every facet: one statement over postings alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from innovatie.domain.language import stem
from innovatie.domain.searching import Query
from innovatie.infra.database import fetch
from innovatie.search.engine import SearchRequest
from innovatie.search.postgres.keeping import PLACES, WHAT, WHERE

FLOOR = 0.15
"""A document whose words score less than this share of the best one is no result."""
POSTINGS = 20_000
"""Postings that a question reads at most to find documents, its weightiest words first. In a large collection the
commonest words of a long question find none by themselves; they do count for the best of what the others found."""
_WEIGHED, _WEIGHING = 300, 6
"""Documents for which those commonest words count, and how many of the words do."""
_PLACE = (1 << PLACES) - 1
_ORDERS = {
    "relevantie": "h.score DESC, h.document",
    "nieuwste": "d.at DESC NULLS LAST, h.document DESC",
    "gemeenten": "d.members DESC, h.score DESC, h.document",
}


@dataclass
class Arguments:
    """Numbered places of the values of one statement."""

    values: list[Any] = field(default_factory=list)

    def place(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


@dataclass
class Matched:
    """Document numbers with their scores, in order; how many match in all; per facet the count of each value."""

    scores: dict[int, float] = field(default_factory=dict)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))


async def matching(
    request: SearchRequest, documents: Mapping[str, int], most: int, others: Sequence[int] = ()
) -> Matched:
    """The first `most` documents, those of `others` that match too, the total and the facets.

    `documents` tells in how many documents each term occurs.
    """
    arguments = Arguments()
    finding, weighing = _shares(request.query, documents)
    hits = _everything(request, arguments) if request.query.is_empty else _hits(request, finding, arguments)
    sort = "nieuwste" if request.query.is_empty and request.sort == "relevantie" else request.sort
    order = _ORDERS.get(sort, _ORDERS["relevantie"])
    joined = "" if sort == "relevantie" else " JOIN search_document d ON d.id = h.document"
    chosen = {name: value for name, value in request.filters.items() if value and name in (*WHAT, *WHERE)}
    what = _labelled("search_what", f"h.label >> {PLACES}", WHAT, chosen, arguments)
    where = _labelled("search_place", f"h.label & {_PLACE}", WHERE, chosen, arguments)
    first = f"SELECT h.document, h.score FROM hit h{joined} WHERE {what} AND {where} ORDER BY {order} LIMIT "
    if weighing and sort == "relevantie":
        first = _weighed(f"{first}{max(_WEIGHED, int(most))}", weighing, arguments)
    parts = [
        f"SELECT '' AS facet, h.document::text AS value, h.score::float8 AS number FROM ({first}{int(most)}) h",
        "SELECT '', h.document::text, h.score FROM hit h"
        f" WHERE h.document = ANY({arguments.place(list(others))}::int[])",
        f"SELECT 'total', '', count(*) FROM hit h WHERE {what} AND {where}",
    ]
    tables = ""
    if request.with_facets:
        tables = (
            f", what AS MATERIALIZED (SELECT h.label >> {PLACES} AS id, count(*) AS number FROM hit h WHERE {where}"
            " GROUP BY 1), place AS MATERIALIZED"
            f" (SELECT h.label & {_PLACE} AS id, count(*) AS number FROM hit h WHERE {what} GROUP BY 1)"
        )
        parts += _counted("what", WHAT, chosen, arguments)
        parts += _counted("place", WHERE, chosen, arguments)
    rows = await fetch(f"WITH {hits}{tables} {' UNION ALL '.join(parts)}", *arguments.values)
    found = Matched()
    for row in rows:
        if row["facet"] == "":
            found.scores.setdefault(int(row["value"]), row["number"])
        elif row["facet"] == "total":
            found.total = int(row["number"])
        else:
            found.facets[row["facet"]][row["value"]] = int(row["number"])
    return found


def filters(request: SearchRequest, label: str, arguments: Arguments) -> str:
    """The condition that a label passes all filters."""
    chosen = {name: value for name, value in request.filters.items() if value}
    what = _labelled("search_what", f"{label} >> {PLACES}", WHAT, chosen, arguments)
    return f"{what} AND {_labelled('search_place', f'{label} & {_PLACE}', WHERE, chosen, arguments)}"


def exclusions(request: SearchRequest, document: str, arguments: Arguments) -> str:
    """The condition that a document holds none of the excluded words; only those with the word's stem are read."""
    return "".join(
        f" AND {document} NOT IN (SELECT p.document FROM search_term t JOIN search_posting p ON p.term = t.id"
        f" JOIN search_document x ON x.id = p.document WHERE t.term = {arguments.place(stem(word))}"
        f" AND ' ' || x.plain || ' ' LIKE {arguments.place(f'% {word} %')})"
        for word in request.query.excluded
    )


def _everything(request: SearchRequest, arguments: Arguments) -> str:
    """The common table `hit` when nothing is asked for: all documents, but those with excluded words."""
    where = f" WHERE true{exclusions(request, 'id', arguments)}" if request.query.excluded else ""
    return f"hit AS NOT MATERIALIZED (SELECT id AS document, 0::real AS score, label FROM search_document{where})"


def _shares(query: Query, documents: Mapping[str, int]) -> tuple[dict[str, float], dict[str, float]]:
    """The terms that find documents and those that only weigh what is found, with their weights."""
    needed = _needed(query)
    finding: dict[str, float] = {}
    weighing: dict[str, float] = {}
    read = 0
    for term, weight in sorted(query.terms.items(), key=lambda item: (item[0] not in needed, -item[1], item[0])):
        held = documents.get(term, 0)
        if term in needed or not finding or read + held <= POSTINGS:
            finding[term] = weight
            read += held
        elif len(weighing) < _WEIGHING:
            weighing[term] = weight
    return finding, weighing


def _needed(query: Query) -> set[str]:
    """Terms that every document with the phrases holds."""
    return {stem(word) for phrase in query.phrases for word in phrase.split()} & query.terms.keys()


def _hits(request: SearchRequest, finding: Mapping[str, float], arguments: Arguments) -> str:
    """The common table `hit`: document, score and label of what matches words, phrases and exclusions."""
    query = request.query
    terms, weights = arguments.place(list(finding)), arguments.place(list(finding.values()))
    having = ""
    if needed := _needed(query):
        must = arguments.place(sorted(needed))
        having = f" HAVING count(*) FILTER (WHERE w.term = ANY({must}::text[])) = {len(needed)}"
    extra = exclusions(request, "f.document", arguments) + "".join(
        " AND EXISTS (SELECT FROM search_document x WHERE x.id = f.document"
        f" AND ' ' || x.plain || ' ' LIKE {arguments.place(f'% {phrase} %')})"
        for phrase in query.phrases
    )
    score, label, group = "sum(p.impact * w.weight)", "min(p.label)", f" GROUP BY p.document{having}"
    if len(finding) == 1:  # each document occurs once: nothing to add up, which saves a third of the time
        score, label, group = "p.impact * w.weight", "p.label", ""
    return (
        f"found AS MATERIALIZED (SELECT p.document, {score} AS score, {label} AS label"
        f" FROM unnest({terms}::text[], {weights}::real[]) AS w(term, weight) JOIN search_term t ON t.term = w.term"
        f" JOIN search_posting p ON p.term = t.id{group}),"
        " hit AS MATERIALIZED (SELECT f.document, f.score, f.label FROM found f"
        f" WHERE f.score >= {FLOOR} * (SELECT max(score) FROM found){extra})"
    )


def _weighed(first: str, weighing: Mapping[str, float], arguments: Arguments) -> str:
    """The documents of the statement `first`, with the weight of the commonest words added to their scores."""
    terms, weights = arguments.place(list(weighing)), arguments.place(list(weighing.values()))
    return (
        f"SELECT h.document, h.score + coalesce((SELECT sum(p.impact * w.weight)"
        f" FROM unnest({terms}::text[], {weights}::real[]) AS w(term, weight) JOIN search_term t ON t.term = w.term"
        " JOIN search_posting p ON p.term = t.id AND p.document = h.document), 0) AS score"
        f" FROM ({first}) h ORDER BY 2 DESC, 1 LIMIT "
    )


def _labelled(table: str, number: str, names: tuple[str, ...], chosen: dict[str, str], arguments: Arguments) -> str:
    conditions = [f"{name} = {arguments.place(value)}" for name, value in chosen.items() if name in names]
    return f"{number} IN (SELECT id FROM {table} WHERE {' AND '.join(conditions)})" if conditions else "true"


def _counted(counts: str, names: tuple[str, ...], chosen: dict[str, str], arguments: Arguments) -> list[str]:
    """Per facet the statement that counts it, under all filters but its own."""
    statements = []
    for name in names:
        others = [f"v.{n} = {arguments.place(value)}" for n, value in chosen.items() if n in names and n != name]
        where = " AND ".join([f"v.{name} <> ''", *others])
        statements.append(
            f"SELECT '{name}', v.{name}, sum(c.number) FROM {counts} c JOIN search_{counts} v USING (id)"
            f" WHERE {where} GROUP BY v.{name}"
        )
    return statements
